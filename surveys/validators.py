"""The one check of answers against a definition; page and API both pass through it."""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from surveys.definition import Answer, Definition, QuestionDefinition

LONGEST_TEXT = 5000  # characters
LARGEST_NUMBER = 10**12
WHOLE = re.compile(r"[+-]?\d{1,13}", re.ASCII)
DECIMAL = re.compile(r"[+-]?(\d{1,13}([.,]\d{0,6})?|[.,]\d{1,6})", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class _Refused(Exception):  # noqa: N818  leaves this module as a message, never as an exception
    """An answer that does not fit, with the sentence for the person."""


@dataclass(frozen=True)
class Checked:
    """Clean answers for every question asked (None: not answered), or a sentence per question code."""

    answers: dict[str, Answer]
    errors: dict[str, str]

    @property
    def answered_count(self) -> int:
        return sum(answer is not None for answer in self.answers.values())


def check_answers(definition: Definition, given: Mapping[str, Any]) -> Checked:
    """Check ``given`` (question code → raw value; absent, "", [] or None: not answered).

    Clean values: single → choice code, multiple → codes in the order of the definition, scale → int, number → int or
    float, text → str, date → ISO day. A code that the definition does not have is an error.
    """
    answers: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for question in definition.questions:
        try:
            answers[question.code] = _clean(question, given.get(question.code))
        except _Refused as refused:
            errors[question.code] = str(refused)
    known = {question.code for question in definition.questions}
    for code in sorted(set(given) - known):
        errors[code[:60].encode(errors="replace").decode()] = _("This version has no such question.")
    return Checked(answers, errors)


def _clean(question: QuestionDefinition, raw: Any) -> Answer:
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw == "" or raw == []:
        if question.is_required:
            raise _Refused(_("Please answer this question."))
        return None
    return _CLEANERS[question.type](question, raw)


def _single(question: QuestionDefinition, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in question.values:
        raise _Refused(_("Please choose one of the answers offered."))
    return raw


def _multiple(question: QuestionDefinition, raw: Any) -> list[str]:
    if not isinstance(raw, list) or any(not isinstance(one, str) or one not in question.values for one in raw):
        raise _Refused(_("Please choose among the answers offered."))
    return [code for code in question.values if code in raw]


def _scale(question: QuestionDefinition, raw: Any) -> int:
    number = _whole(raw)
    if number is None or str(number) not in question.values:
        raise _Refused(_("Please choose a number from %(lo)s to %(hi)s.") % {"lo": question.lo, "hi": question.hi})
    return number


def _whole(raw: Any) -> int | None:
    if isinstance(raw, str):
        return int(raw) if WHOLE.fullmatch(raw) else None
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _number(question: QuestionDefinition, raw: Any) -> int | float:
    if isinstance(raw, str) and DECIMAL.fullmatch(raw):
        raw = float(raw.replace(",", "."))
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if not is_number or not -LARGEST_NUMBER <= raw <= LARGEST_NUMBER or math.isnan(raw):
        raise _Refused(_("Please write a number, such as 12 or 3.5."))
    if question.lo is not None and raw < question.lo:
        raise _Refused(_("Please write a number that is at least %(lo)s.") % {"lo": question.lo})
    if question.hi is not None and raw > question.hi:
        raise _Refused(_("Please write a number that is at most %(hi)s.") % {"hi": question.hi})
    return int(raw) if float(raw).is_integer() else float(raw)


def _text(question: QuestionDefinition, raw: Any) -> str:
    if not isinstance(raw, str) or not _can_be_stored(raw):
        raise _Refused(_("Please write plain text."))
    text = raw.replace("\r\n", "\n")
    if len(text) > LONGEST_TEXT:
        raise _Refused(_("Please write at most %(limit)s characters.") % {"limit": LONGEST_TEXT})
    return text


def _can_be_stored(text: str) -> bool:
    """PostgreSQL takes neither NUL nor half a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _date(question: QuestionDefinition, raw: Any) -> str:
    try:
        if not isinstance(raw, str) or not ISO_DAY.fullmatch(raw):
            raise ValueError(raw)
        return dt.date.fromisoformat(raw).isoformat()
    except ValueError:
        raise _Refused(_("Please write a date as year-month-day, such as 2026-05-31.")) from None


_CLEANERS: dict[str, Callable[[QuestionDefinition, Any], Answer]] = {
    "single": _single, "multiple": _multiple, "scale": _scale, "number": _number, "text": _text, "date": _date,
}
