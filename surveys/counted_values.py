"""Under which values an answer is counted, and in which bins numbers, days and places are. Pure Python.

Where a bin begins never depends on what others answered, so that counts can be added up, taken back and made anew. What
is written of a number is where its bin begins; few possible numbers are counted one by one.
"""

import datetime as dt
import math
from collections.abc import Iterator

from surveys.definition import Answer, QuestionDefinition

ANSWERED = "*"  # the value of an answered open question, of any answered multiple one, and of a response
NOT_ANSWERED = ""
OPEN = ("text", "email", "image", "file", "acknowledge")  # of these only that there was an answer
NUMBERS = ("range", "integer", "number")
DAYS = ("date", "datetime")
MOST_NUMBERS = 101  # possible numbers that are counted one by one
BINS = 20  # at most, of a number with limits
PLACE_STEP = 0.01  # degrees: about a kilometre from south to north
LONGEST_VALUE = 250  # characters; what is longer is not counted
STEPS = (1, 2, 5)


def values_of(question: QuestionDefinition, answer: Answer) -> list[str]:
    """The values under which a clean answer counts, each once; of several at once (choices, places) ANSWERED too."""
    if answer is None:
        return [NOT_ANSWERED]
    values = [value for value in _values(question, answer) if len(value) <= LONGEST_VALUE]
    return values if question.type in ("single", "scale") and values else [ANSWERED, *values]


def _values(question: QuestionDefinition, answer: Answer) -> list[str]:
    kind = question.type
    if kind == "rank":
        return [placed(place, code) for place, code in enumerate(answer, start=1)]
    if isinstance(answer, list):
        return [str(code) for code in dict.fromkeys(answer)]
    if kind == "single":
        return [str(answer)]
    is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
    if kind == "scale":
        return [f"{answer:g}"] if is_number else []
    if kind in NUMBERS:
        return [text_of(bin_of(question, answer))] if is_number else []
    if kind in DAYS:
        return [str(answer)[:7]]
    if kind == "time":
        return [str(answer)[:2]]
    return [place_of(str(answer))] if kind == "geopoint" else []


def placed(place: int, code: str) -> str:
    """The value under which a choice counts that was given a place, from 1."""
    return f"{place}:{code}"


def text_of(number: float) -> str:
    """A number as it is written in a count."""
    return f"{number:.12g}"


def possible_numbers(question: QuestionDefinition) -> tuple[float, ...]:
    """All numbers that may be answered, where they are few enough to be counted one by one; else none."""
    step = {"integer": 1.0, "range": float(question.step or 1)}.get(question.type)
    if step is None or question.lo is None or question.hi is None:
        return ()
    steps = math.floor((question.hi - question.lo) / step + 1e-9)
    return tuple(question.lo + step * i for i in range(steps + 1)) if steps < MOST_NUMBERS else ()


def bin_of(question: QuestionDefinition, number: float) -> float:
    """Where the bin of an answered number begins; the number itself where numbers are counted one by one."""
    if possible_numbers(question):
        return number
    width = bin_width(question)
    if width:
        return math.floor(number / width + 1e-9) * width
    return -_series_from(-number) if number < 0 else _series_to(number)


def bin_width(question: QuestionDefinition) -> float | None:
    """The width of the bins of a number with limits; None without limits: there they widen as 1, 2, 5, 10, 20 …"""
    if question.lo is None or question.hi is None or question.hi <= question.lo:
        return None
    return nice_step((question.hi - question.lo) / BINS)


def nice_step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is at least ``least`` (above 0)."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (*STEPS, 10) if step * power >= least * (1 - 1e-9))


def bin_end(question: QuestionDefinition, start: float) -> float:
    """Where a bin that begins at ``start`` ends; it holds no number that is that large."""
    width = bin_width(question)
    if width:
        return start + width
    if start < 0:
        return -_series_to(-start * (1 - 1e-9)) if start < -1 else 0.0
    return next(step for step in _series() if step > start)


def _series() -> Iterator[float]:
    for power in range(0, 14):
        yield from (step * 10.0**power for step in STEPS)


def _series_to(number: float) -> float:
    """The largest of 0, 1, 2, 5, 10 … that is at most the number."""
    return max((step for step in _series() if step <= number), default=0.0)


def _series_from(number: float) -> float:
    """The smallest of 1, 2, 5, 10 … that is at least the number."""
    return next(step for step in _series() if step >= number)


def place_of(answer: str) -> str:
    """The south-western corner of the cell of the map in which a place lies, as "latitude longitude"."""
    corner = (math.floor(float(part) / PLACE_STEP + 1e-9) * PLACE_STEP for part in answer.split()[:2])
    return " ".join(f"{part:.2f}".replace("-0.00", "0.00") for part in corner)


def month_after(month: str) -> str:
    """The month after one written as year-month."""
    day = dt.date.fromisoformat(f"{month}-28") + dt.timedelta(days=7)
    return f"{day:%Y-%m}"
