"""What the cells of a row mean: texts to values of the register, with what is wrong."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language_info

from foundation.sheets import column_letter
from pilots.choices import Helix
from stakeholders.choices import FieldKind
from stakeholders.import_fields import OWN
from stakeholders.matching.names import folded
from stakeholders.validators import checked_value

LONGEST = {"name": 200, "organisation": 200, "email": 254, "phone": 40, "age_band": 20, "gender": 20, "district": 60,
           "external_id": 64}
LONGEST_TAG = 60
_KINDS = {
    "person": "person|people|individual|personne|persoon|persona|p|henkilo",
    "organisation": "organisation|organization|company|firma|organisatie|entreprise|organizacion|organizzazione|o|org",
}
_YES = {"yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "s", "sim", "vrai", "wahr", "waar", "vero", "ναι", "sant"}
_NO = {"no", "n", "false", "0", "nein", "nee", "non", "nao", "nej", "faux", "falsch", "onwaar", "falso", "οχι", "-"}
_SPLIT = re.compile(r"\s*[;|,]\s*")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")
KIND_WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split("|")}


@dataclass(frozen=True)
class Meaning:
    """What texts of this programme mean: ``groups`` by folded code and name, as (id, helix); ``helix`` by word;
    ``owners`` by e-mail address, as ids; ``own``: the programme's own fields by what a column of them means.
    """

    mapping: tuple[str, ...]
    groups: dict[str, tuple[int, str]]
    helix_words: dict[str, str]
    helix: str
    today: dt.date
    owners: dict[str, int] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reading:
    """The values of one row, and its problems as [column, text, code]."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[list[str]] = field(default_factory=list)


def read_values(cells: list[str], meaning: Meaning) -> Reading:
    """Values by field. A cell that cannot be understood is a problem and gives no value."""
    reading = Reading()
    texts = {name: (column_letter(place), cells[place - 1] if place <= len(cells) else "")
             for place, name in enumerate(meaning.mapping, start=1) if name}
    for name, (column, text) in texts.items():
        if not text:
            continue
        value, problem = _value(name, text, meaning)
        if problem:
            reading.problems.append([column, text[:80], problem])
        else:
            reading.values[name] = value
    _settle_name(reading, texts)
    _settle_helix(reading, texts, meaning)
    return reading


def _value(name: str, text: str, meaning: Meaning) -> tuple[Any, str]:
    if len(text) > LONGEST.get(name, 2000):
        return None, "too_long"
    if name.startswith(OWN):
        return _own(meaning.own[name], text) if name in meaning.own else (None, "")
    reader = _READERS.get(name)
    return reader(text, meaning) if reader else (text, "")


def _kind(text: str, _meaning: Meaning) -> tuple[Any, str]:
    kind = KIND_WORDS.get(folded(text))
    return kind, "" if kind else "kind"


def _email(text: str, _meaning: Meaning) -> tuple[Any, str]:
    address = text.removeprefix("mailto:")
    try:
        validate_email(address)
    except ValidationError:
        return None, "email"
    return address, ""


def _phone(text: str, _meaning: Meaning) -> tuple[Any, str]:
    digits = sum(letter.isdigit() for letter in text)
    letters = sum(letter.isalpha() for letter in text)
    return text, "" if 5 <= digits <= 20 and letters <= 6 else "phone"


def _language(text: str, _meaning: Meaning) -> tuple[Any, str]:
    wanted = folded(text)
    for code, _name in settings.LANGUAGES:
        info = get_language_info(code)
        if wanted in {code.casefold(), folded(info["name"]), folded(info["name_local"])}:
            return code, ""
    return None, "language"


def _groups(text: str, meaning: Meaning) -> tuple[Any, str]:
    found = [meaning.groups.get(folded(part)) for part in _SPLIT.split(text) if part]
    if None in found:
        whole = meaning.groups.get(folded(text))  # a name with a comma in it
        return ([whole[0]], "") if whole else (None, "group")
    return sorted({group[0] for group in found if group}), ""


def _helix(text: str, meaning: Meaning) -> tuple[Any, str]:
    code = meaning.helix_words.get(folded(text))
    return code, "" if code else "helix"


def _date(text: str, meaning: Meaning) -> tuple[Any, str]:
    """Day before month where both are numbers: European tables write it so."""
    day = next((day for form in _DATES if (day := _day(text, form))), "")
    if not day:
        return None, "date"
    return day, "future" if day > meaning.today.isoformat() else ""


def _yes_no(text: str, _meaning: Meaning) -> tuple[Any, str]:
    word = folded(text)
    return word in _YES, "" if word in _YES | _NO else "yes_no"


def _tags(text: str, _meaning: Meaning) -> tuple[Any, str]:
    """Words of the programme's own, each once however it is written."""
    words = {" ".join(part.split()).casefold(): " ".join(part.split()) for part in _SPLIT.split(text) if part.strip()}
    return list(words.values()), "tag" if any(len(word) > LONGEST_TAG for word in words) else ""


def _owner(text: str, meaning: Meaning) -> tuple[Any, str]:
    key = meaning.owners.get(text.removeprefix("mailto:").casefold())
    return key, "" if key else "owner"


def _own(own: Any, text: str) -> tuple[Any, str]:
    """The value as the field stores it; dates also as European tables write them, choices in any case."""
    if own.kind == FieldKind.DATE:
        text = next((day for form in _DATES if (day := _day(text, form))), text)
    elif own.kind == FieldKind.CHOICE:
        text = next((option for option in own.options if folded(option) == folded(text)), text)
    try:
        return checked_value(own, text), ""
    except ValidationError:
        return None, f"own_{own.kind}"


def _day(text: str, form: str) -> str:
    try:
        return dt.datetime.strptime(text.split(" ")[0], form).date().isoformat()
    except ValueError:
        return ""


_READERS = {"kind": _kind, "email": _email, "phone": _phone, "language": _language, "groups": _groups, "helix": _helix,
            "joined_on": _date, "do_not_contact": _yes_no, "tags": _tags, "owner": _owner}


def _settle_name(reading: Reading, texts: dict[str, tuple[str, str]]) -> None:
    """The name from its parts; a row with only an organisation is that organisation."""
    values = reading.values
    parts = [values.pop("first_name", ""), values.pop("last_name", "")]
    values["name"] = values.get("name") or " ".join(part for part in parts if part)
    is_organisation = values.get("kind") == "organisation"
    if not values["name"] and values.get("organisation") and values.get("kind") != "person":
        values["name"], values["kind"] = values.pop("organisation"), "organisation"
    elif is_organisation and values.get("organisation"):
        if folded(values["organisation"]) == folded(values["name"]):
            del values["organisation"]
        else:
            reading.problems.append([*texts["organisation"], "organisation_of_organisation"])
    values.setdefault("kind", "person")
    if len(values["name"]) > LONGEST["name"]:
        reading.problems.append(["", values["name"][:80], "too_long"])
    if not values["name"] and not any(code == "too_long" for _column, _text, code in reading.problems):
        column = next((texts[name][0] for name in ("name", "last_name", "first_name", "organisation")
                       if name in texts), "")
        reading.problems.append([column, "", "no_name"])


def _settle_helix(reading: Reading, texts: dict[str, tuple[str, str]], meaning: Meaning) -> None:
    """What the row says, else what its first group says, else what was chosen for the table; only the first two are
    said of the person (``helix_said``)."""
    values = reading.values
    by_id = {key: helix for key, helix in meaning.groups.values()}
    said = values.get("helix") or next((by_id[key] for key in values.get("groups", [])), "")
    values["helix_said"] = bool(said)
    values["helix"] = said or meaning.helix
    if values["helix"] not in Helix.values and not any(code == "helix" for *_place, code in reading.problems):
        reading.problems.append([texts.get("helix", ("", ""))[0], "", "no_helix"])
