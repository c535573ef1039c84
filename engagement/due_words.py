"""Read "who · what · by when" as people write it: ``Works · a price for lamps · 3 Dec`` or ``… · in 2 weeks``."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import dates, translation
from django.utils.translation import gettext as _

PARTS = re.compile(r"\s*[·•|;\t]\s*|\s+[–—]\s+|\s+-\s+")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./]?(?:\s*(\d{4}))?")
SPAN = re.compile(r"(\d{1,3}|\w+)\s+(\w+)")


class Promise(NamedTuple):
    """The three parts of a line."""

    owner: str
    text: str
    due_on: dt.date | None


def read_promise(line: str, base: dt.date) -> Promise:
    """The parts of ``line``; a day in words is counted from ``base``. Without a third part there is no day.

    Raises ValidationError that says which part is missing or not understood.
    """
    parts = [part for part in PARTS.split(line.strip()) if part]
    if len(parts) < 2:
        raise ValidationError(_("Write who and what with a dot or a semicolon between: Works · a price · 3 Dec"))
    due_on = day_in_words(parts[-1], base) if len(parts) > 2 else None
    if len(parts) > 2 and due_on is None:
        said = {"words": parts[-1][:40]}
        raise ValidationError(_("“%(words)s” is not a day. Write for example 3 Dec, 2026-12-03 or in 2 weeks.") % said)
    what = parts[1:-1] if due_on else parts[1:]
    return Promise(parts[0][:200], " · ".join(what)[:300], due_on)


def day_in_words(words: str, base: dt.date) -> dt.date | None:
    """The day that ``words`` name, in the reader's language or English; None where it cannot be told.

    A day without a year is the next one on or after ``base``; a weekday is the next one after it.
    """
    said = " ".join(words.casefold().replace(",", " ").split())
    for lead in _leads():
        said = said.removeprefix(f"{lead} ")
    for read in (_written_out, _numbers, _from_now, _weekday, _as_a_field):
        found = read(said, base)
        if found is not None:
            return found
    return None


def _leads() -> set[str]:
    """Words in front of a day that say nothing: by, until, before."""
    return set(_either("by|until|before|on", _("by|until|before|on")))


def _either(english: str, here: str) -> list[str]:
    return [*english.split("|"), *here.casefold().split("|")]


def _in_both(names: Mapping[int, object]) -> dict[str, int]:
    """By name, in English and in the reader's language, the number; dots of abbreviations are left out."""
    found = {str(name).casefold().strip("."): number for number, name in names.items()}
    with translation.override("en"):
        return {str(name).casefold().strip("."): number for number, name in names.items()} | found


def _months() -> dict[str, int]:
    return _in_both(dates.MONTHS) | _in_both(dates.MONTHS_3) | _in_both(dates.MONTHS_AP) | {"sept": 9}


def _written_out(said: str, base: dt.date) -> dt.date | None:
    """3 dec, dec 3, 3rd of december 2026."""
    months = _months()
    words = [re.sub(r"^(\d{1,2})(st|nd|rd|th)$", r"\1", word.strip(".")) for word in said.split()]
    month = [months[word] for word in words if word in months]
    numbers = [int(word) for word in words if word.isdecimal()]
    if len(month) != 1 or not 1 <= len(numbers) <= 2:
        return None
    return _next_one(numbers[0], month[0], numbers[1] if len(numbers) == 2 else None, base)


def _numbers(said: str, base: dt.date) -> dt.date | None:
    """2026-12-03, 3.12.2026, 3/12."""
    if iso := ISO.fullmatch(said):
        return _day(*(int(part) for part in iso.groups()))
    if dotted := DOTTED.fullmatch(said):
        day, month, year = dotted.groups()
        return _next_one(int(day), int(month), int(year) if year else None, base)
    return None


def _from_now(said: str, base: dt.date) -> dt.date | None:
    """today, tomorrow, in 3 days, in two weeks, in a month, next week, 2 weeks."""
    fixed = {word: days for days, words in enumerate((
        _either("today", _("today")), _either("tomorrow", _("tomorrow")))) for word in words}
    if said in fixed:
        return base + dt.timedelta(days=fixed[said])
    for lead in _either("in", _("in|within")):
        said = said.removeprefix(f"{lead} ")
    span = SPAN.fullmatch(said)
    number = _count(span.group(1)) if span else None
    if span is None or number is None:
        return None
    unit = span.group(2)
    if unit in _either("day|days", _("day|days")):
        return base + dt.timedelta(days=number)
    if unit in _either("week|weeks", _("week|weeks")):
        return base + dt.timedelta(weeks=number)
    if unit in _either("month|months", _("month|months")):
        return _months_on(base, number)
    return None


def _count(word: str) -> int | None:
    counted = {"a": 1, "an": 1, "next": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6}
    local = _("next|one|two|three|four").casefold().split("|")
    counted |= dict(zip(local, (1, 1, 2, 3, 4), strict=False))
    return int(word) if word.isdecimal() else counted.get(word)


def _weekday(said: str, base: dt.date) -> dt.date | None:
    """friday, next friday: the first one after ``base``."""
    names = _in_both(dates.WEEKDAYS) | _in_both(dates.WEEKDAYS_ABBR)
    day = names.get(said.split()[-1].strip(".")) if said and len(said.split()) <= 2 else None
    if day is None or (" " in said and _count(said.split()[0]) != 1):
        return None
    return base + dt.timedelta(days=(day - base.weekday() - 1) % 7 + 1)


def _as_a_field(said: str, base: dt.date) -> dt.date | None:
    """Whatever a date field of the reader's language takes."""
    try:
        return forms.DateField(required=False, localize=True).clean(said)
    except ValidationError:
        return None


def _months_on(base: dt.date, number: int) -> dt.date | None:
    """The same day ``number`` months later, or the last day of a shorter month."""
    year, month = divmod(base.year * 12 + base.month - 1 + number, 12)
    return next(filter(None, (_day(year, month + 1, day) for day in range(base.day, 27, -1))),
                _day(year, month + 1, min(base.day, 28)))


def _next_one(day: int, month: int, year: int | None, base: dt.date) -> dt.date | None:
    if year is not None:
        return _day(year, month, day) if year > 31 else None
    candidates = (_day(base.year + ahead, month, day) for ahead in range(9))  # the next 29 February, too
    return next((found for found in candidates if found and found >= base), None)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
