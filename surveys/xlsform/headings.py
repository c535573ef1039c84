"""What the columns of a sheet mean, in the many spellings that are about."""

import re
import unicodedata
from dataclasses import dataclass

from django.conf.locale import LANG_INFO

from surveys.xlsform.columns import CHOICES, SURVEY

# what people write → what it is called here
SPELLINGS = {
    "caption": "label", "list name": "list_name", "listname": "list_name", "list": "list_name",
    "relevance": "relevant", "skip": "relevant", "relevancy": "relevant", "calculate": "calculation",
    "requiredmsg": "required_message", "required message": "required_message", "required_msg": "required_message",
    "constraint message": "constraint_message", "constraint_msg": "constraint_message",
    "constraintmsg": "constraint_message", "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message", "choice filter": "choice_filter", "choicefilter": "choice_filter",
    "repeat count": "repeat_count", "jr:count": "repeat_count", "repeatcount": "repeat_count",
    "read only": "read_only", "readonly": "read_only", "guidance hint": "guidance_hint", "command": "type",
    "image": "media::image", "media:image": "media::image", "value": "name", "tag": "name",
    "numeric code": "numeric_code", "bank": "question_bank_id",
    "guidancehint": "guidance_hint", "calculations": "calculation", "relevant condition": "relevant",
    "parameter": "parameters", "defaults": "default", "labels": "label", "hints": "hint",
}
TRANSLATED = frozenset({
    "label", "hint", "guidance_hint", "required_message", "constraint_message", "media::image", "other_label",
    "low_label", "high_label", "form_title", "intro",
})
PLAIN = frozenset({*SURVEY, *CHOICES, "disabled", *SPELLINGS.values()})  # else the author's capitals are kept
NAMED = re.compile(r"^(?P<name>.*?)\s*\((?P<code>[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\)$")
CODE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")
UNKNOWN = re.compile(r"^x-[^\W_]+(-[^\W_]+)*$")


@dataclass(frozen=True)
class Heading:
    """A column: its name, and the language of its cells ("" where it has none, or that of the form)."""

    name: str
    language: str = ""


def heading_of(text: str) -> Heading:
    """What a heading means: ``label::Swedish (sv)`` is the label in "sv", ``label:English`` in "en"."""
    words = " ".join(text.split())
    parts = [part.strip() for part in re.split(r"::?", words)]
    name = parts[0].lower()
    if name == "media" and len(parts) > 1:
        name, parts = f"media::{parts[1].lower()}", parts[1:]
    elif words.lower() in SPELLINGS:  # as in jr:constraintMsg
        return Heading(SPELLINGS[words.lower()])
    name = SPELLINGS.get(name, name)
    if len(parts) > 1 and parts[1] and name in TRANSLATED:
        return Heading(name, language_code(parts[1]))
    if len(parts) > 1 and name not in TRANSLATED:
        return Heading(words)
    return Heading(name if name in PLAIN or name in TRANSLATED else parts[0])


def language_code(said: str) -> str:
    """The code of a language as forms write it: "Swedish (sv)", "sv", "Svenska"; x-… where nobody knows it."""
    match = NAMED.match(said)
    if match:
        return match["code"].lower().replace("_", "-")
    plain = said.strip().lower()
    if CODE.match(plain) and plain in LANG_INFO or UNKNOWN.match(plain):
        return plain
    return _BY_NAME.get(_bare(plain)) or (plain if CODE.match(plain) and len(plain) == 2 else f"x-{_slug(plain)}")


def _bare(name: str) -> str:
    """A name without case, accents and vowel signs."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold())
                   if not unicodedata.combining(letter))


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text).strip("-") or "unknown"


# the shortest code last, so that a language wins over its dialects
_BY_NAME = {
    _bare(str(info[part])): code
    for code, info in sorted(LANG_INFO.items(), key=lambda row: -len(row[0]))
    for part in ("name", "name_local") if part in info
} | {"chinese": "zh-hans", "mandarin": "zh-hans"}
