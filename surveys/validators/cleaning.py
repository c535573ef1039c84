"""One raw answer to one question, by its type: the clean value, or a sentence for the person."""

import datetime as dt
import math
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from surveys.definition import Answer, QuestionDefinition

LONGEST_TEXT = 5000  # characters
LONGEST_HIDDEN = 250
LARGEST_NUMBER = 10**12
WHOLE = re.compile(r"[+-]?\d{1,13}", re.ASCII)
DECIMAL = re.compile(r"[+-]?(\d{1,13}([.,]\d{0,6})?|[.,]\d{1,6})", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
COORDINATE = re.compile(r"-?\d{1,3}(\.\d{1,12})?", re.ASCII)
PLACE_PARTS = (2, 4)  # latitude and longitude; an app adds height and accuracy in metres
AGREED = (True, "true", "1", "on", "OK")


class Refused(Exception):  # noqa: N818  becomes a sentence beside the question
    """An answer that does not fit, with the sentence for the person."""


def clean_answer(question: QuestionDefinition, raw: Any) -> Answer:
    """The clean value of an answer; None where there is none ("", [] or None). Raises Refused.

    single → choice code, multiple → codes in the order of the definition, rank → codes from first to last place, scale
    and integer → int, range and number → int or float, date, time and datetime → ISO 8601 without zone, geopoint →
    "latitude longitude" in degrees, image and file → key of the upload, acknowledge → True, all others → str.
    """
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw == "" or raw == [] or raw == {}:
        return None
    return _CLEANERS[question.type](question, raw)


def _single(question: QuestionDefinition, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in question.values:
        raise Refused(_("Please choose one of the answers offered."))
    return raw


def _multiple(question: QuestionDefinition, raw: Any) -> list[str]:
    if not isinstance(raw, list) or any(not isinstance(one, str) or one not in question.values for one in raw):
        raise Refused(_("Please choose among the answers offered."))
    return [code for code in question.values if code in raw]


def _scale(question: QuestionDefinition, raw: Any) -> int:
    number = _whole(raw)
    if number is None or str(number) not in question.values:
        raise Refused(_("Please choose a number from %(lo)s to %(hi)s.") % {"lo": question.lo, "hi": question.hi})
    return number


def _whole(raw: Any) -> int | None:
    if isinstance(raw, str):
        return int(raw) if WHOLE.fullmatch(raw) else None
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _rank(question: QuestionDefinition, raw: Any) -> list[str]:
    codes = _by_place(raw) if isinstance(raw, dict) else raw.split() if isinstance(raw, str) else raw
    if not isinstance(codes, list) or any(not isinstance(one, str) or one not in question.values for one in codes):
        raise Refused(_("Please choose among the answers offered."))
    if len(set(codes)) != len(codes):
        raise Refused(_("Please give every place to one answer only."))
    return codes


def _by_place(places: dict[str, Any]) -> list[str]:
    """Codes from first to last place, of what a page sends (code → place); one comes twice where two share a place."""
    order = sorted(places, key=lambda code: str(places[code]).zfill(9))
    is_shared = len({str(place) for place in places.values()}) < len(places)
    return order + order[:1] if is_shared else order


def _integer(question: QuestionDefinition, raw: Any) -> int:
    number = _whole(raw)
    if number is None or abs(number) > LARGEST_NUMBER:
        raise Refused(_("Please write a whole number, such as 12."))
    _check_limits(question, number)
    return number


def _range(question: QuestionDefinition, raw: Any) -> int | float:
    number = _number(question, raw)
    steps = (number - (question.lo or 0)) / (question.step or 1)
    if abs(steps - round(steps)) > 1e-9:
        raise Refused(_("Please choose a number in steps of %(step)s.") % {"step": f"{question.step or 1:g}"})
    return number


def _number(question: QuestionDefinition, raw: Any) -> int | float:
    if isinstance(raw, str) and DECIMAL.fullmatch(raw):
        raw = float(raw.replace(",", "."))
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if not is_number or not -LARGEST_NUMBER <= raw <= LARGEST_NUMBER or math.isnan(raw):
        raise Refused(_("Please write a number, such as 12 or 3.5."))
    _check_limits(question, raw)
    return int(raw) if float(raw).is_integer() else float(raw)


def _check_limits(question: QuestionDefinition, number: int | float) -> None:
    if question.lo is not None and number < question.lo:
        raise Refused(_("Please write a number that is at least %(lo)s.") % {"lo": f"{question.lo:g}"})
    if question.hi is not None and number > question.hi:
        raise Refused(_("Please write a number that is at most %(hi)s.") % {"hi": f"{question.hi:g}"})


def _text(question: QuestionDefinition, raw: Any) -> str:
    if not isinstance(raw, str) or not _can_be_stored(raw):
        raise Refused(_("Please write plain text."))
    text = raw.replace("\r\n", "\n")
    if len(text) > LONGEST_TEXT:
        raise Refused(_("Please write at most %(limit)s characters.") % {"limit": LONGEST_TEXT})
    return text


def _can_be_stored(text: str) -> bool:
    """PostgreSQL takes neither NUL nor half a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _date(question: QuestionDefinition, raw: Any) -> str:
    if not isinstance(raw, str) or not _is_day(raw):
        raise Refused(_("Please write a date as year-month-day, such as 2026-05-31."))
    return raw


def _is_day(text: str) -> bool:
    try:
        return bool(ISO_DAY.fullmatch(text)) and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _email(question: QuestionDefinition, raw: Any) -> str:
    try:
        validate_email(raw)
    except (ValidationError, TypeError):
        raise Refused(_("Please write an e-mail address, such as name@example.org.")) from None
    return str(raw)


def _time(question: QuestionDefinition, raw: Any) -> str:
    if not isinstance(raw, str) or not CLOCK.fullmatch(raw):
        raise Refused(_("Please write a time as hours and minutes, such as 18:30."))
    return raw


def _datetime(question: QuestionDefinition, raw: Any) -> str:
    day, _t, clock = raw.replace(" ", "T", 1).partition("T") if isinstance(raw, str) else ("", "", "")
    if not CLOCK.fullmatch(clock) or not _is_day(day):
        raise Refused(_("Please write a date and a time, such as 2026-05-31 18:30."))
    return f"{day}T{clock}"


def _geopoint(question: QuestionDefinition, raw: Any) -> str:
    parts = raw.replace(",", " ").split() if isinstance(raw, str) else []
    if len(parts) not in PLACE_PARTS or not all(COORDINATE.fullmatch(part) for part in parts[:2]):
        raise Refused(_("Please write a place as latitude and longitude, such as 59.33 18.06."))
    if abs(float(parts[0])) > 90 or abs(float(parts[1])) > 180:
        raise Refused(_("Please write a latitude up to 90 and a longitude up to 180 degrees."))
    return " ".join(parts[:2])


def _upload(question: QuestionDefinition, raw: Any) -> str:
    try:
        return str(uuid.UUID(raw))
    except (ValueError, TypeError, AttributeError):
        raise Refused(_("Please choose the file again.")) from None


def _acknowledge(question: QuestionDefinition, raw: Any) -> bool | None:
    if raw is False or raw in ("false", "0"):
        return None
    if not any(raw == yes and type(raw) is type(yes) for yes in AGREED):
        raise Refused(_("Please tick the box, or leave it empty."))
    return True


def _hidden(question: QuestionDefinition, raw: Any) -> str | int | float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _number(question, raw)
    return _text(question, raw)[:LONGEST_HIDDEN]


_CLEANERS: dict[str, Callable[[QuestionDefinition, Any], Answer]] = {
    "single": _single, "multiple": _multiple, "rank": _rank, "scale": _scale, "range": _range, "integer": _integer,
    "number": _number, "text": _text, "email": _email, "date": _date, "time": _time, "datetime": _datetime,
    "geopoint": _geopoint, "image": _upload, "file": _upload, "acknowledge": _acknowledge, "hidden": _hidden,
}
