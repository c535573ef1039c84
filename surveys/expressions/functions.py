"""What the functions do with their evaluated arguments; those that skip arguments are in ``evaluating``."""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from surveys.expressions.patterns import matches
from surveys.expressions.scene import Scene
from surveys.expressions.values import (
    CLOCK,
    DAY,
    SPACES,
    Value,
    Values,
    days_of,
    list_of,
    moment_text,
    number_of,
    plain,
    text_of,
    truth_of,
)

Given = Value | Values
MOST_DIGITS = 15  # of a number's fraction that mean anything
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _each(given: tuple[Given, ...]) -> Iterator[Value]:
    """Every single value of the arguments, repeats one by one, blank ones left out."""
    for one in given:
        for value in one if isinstance(one, Values) else [one]:
            if (single := plain(value)) is not None:
                yield single


def _numbers(given: tuple[Given, ...]) -> list[float]:
    return [number for value in _each(given) if (number := number_of(value)) is not None]


def _whole(value: Given) -> int | None:
    number = number_of(plain(value))
    return None if number is None else math.trunc(number)


def _selected(scene: Scene, value: Given, code: Given) -> Value:
    return text_of(plain(code)) in list_of(plain(value))


def _selected_at(scene: Scene, value: Given, index: Given) -> Value:
    codes, place = list_of(plain(value)), _whole(index)
    return codes[place] if place is not None and 0 <= place < len(codes) else None


def _count_selected(scene: Scene, value: Given) -> Value:
    return len(list_of(plain(value)))


def _count(scene: Scene, values: Given) -> Value:
    return len(values) if isinstance(values, Values) else int(plain(values) is not None)


def _count_non_empty(scene: Scene, values: Given) -> Value:
    return sum(1 for _ in _each((values,)))


def _sum(scene: Scene, *given: Given) -> Value:
    total = 0.0
    for number in _numbers(given):  # one after the other, as the browser does: sum() may compensate
        total += number
    return total if math.isfinite(total) else None


def _min(scene: Scene, *given: Given) -> Value:
    return min(_numbers(given), default=None)


def _max(scene: Scene, *given: Given) -> Value:
    return max(_numbers(given), default=None)


def _join(scene: Scene, separator: Given, *given: Given) -> Value:
    parts: list[str] = []
    for value in _each(given):
        parts += value if isinstance(value, list) else [text_of(value)]
    return text_of(plain(separator)).join(parts)


def _position(scene: Scene, *given: Given) -> Value:
    return scene.position


def _round(scene: Scene, value: Given, digits: Given = 0) -> Value:
    number, places = number_of(plain(value)), _whole(digits)
    if number is None or places is None:
        return None
    places = max(-MOST_DIGITS, min(MOST_DIGITS, places))
    factor = 10.0 ** abs(places)
    moved = number * factor if places >= 0 else number / factor
    if abs(moved) >= 2**52:  # has no fraction to round
        return number
    half_up = math.floor(moved + 0.5)
    return half_up / factor if places >= 0 else half_up * factor


def _of_number(compute: Callable[[float], float | None]) -> Callable[..., Value]:
    def function(scene: Scene, value: Given) -> Value:
        number = number_of(plain(value))
        return None if number is None else compute(number)

    return function


def _mathematical(compute: Callable[..., float]) -> Callable[..., Value]:
    """A function of the mathematics library; blank where it has no finite value. Last digits may differ elsewhere."""
    def function(scene: Scene, *given: Given) -> Value:
        numbers = [number_of(plain(value)) for value in given]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers):
            return None
        try:
            result = compute(*known)
        except (OverflowError, ValueError):
            return None
        return result if math.isfinite(result) else None

    return function


def _concat(scene: Scene, *given: Given) -> Value:
    return "".join(text_of(value) for value in _each(given))


def _of_texts(compute: Callable[[str, str], bool]) -> Callable[..., Value]:
    def function(scene: Scene, text: Given, part: Given) -> Value:
        return compute(text_of(plain(text)), text_of(plain(part)))

    return function


def _substr(scene: Scene, text: Given, start: Given, end: Given = None) -> Value:
    begin, stop = _whole(start), _whole(end)
    return None if begin is None else text_of(plain(text))[begin:stop]


def _today(scene: Scene) -> Value:
    return scene.now.date().isoformat()


def _now(scene: Scene) -> Value:
    return scene.now.replace(microsecond=0, tzinfo=None).isoformat()


def _moment(*, with_time: bool) -> Callable[..., Value]:
    def function(scene: Scene, value: Given) -> Value:
        days = number_of(plain(value))
        if days is None:
            return None
        return moment_text(days if with_time else math.floor(days), with_time=with_time)

    return function


def _decimal(scene: Scene, value: Given) -> Value:
    text = text_of(plain(value))
    clock = CLOCK.fullmatch(text)
    if clock:
        return (3600 * int(clock[1]) + 60 * int(clock[2]) + int(clock[3] or 0)) / DAY
    return days_of(text) if days_of(text) is not None else number_of(plain(value))


def _format_date(scene: Scene, value: Given, pattern: Given) -> Value:
    days = number_of(plain(value))
    text = None if days is None else moment_text(days, with_time=True)
    if text is None:
        return None
    when = dt.datetime.fromisoformat(text)
    shown = {
        "Y": f"{when.year:04d}", "y": f"{when.year % 100:02d}", "m": f"{when.month:02d}", "n": str(when.month),
        "b": MONTH_NAMES[when.month - 1], "d": f"{when.day:02d}", "e": str(when.day), "H": f"{when.hour:02d}",
        "h": str(when.hour), "M": f"{when.minute:02d}", "S": f"{when.second:02d}", "3": "000",
        "a": DAY_NAMES[when.weekday()], "%": "%",
    }
    return re.sub(r"%(.)", lambda found: shown.get(found[1], found[0]), text_of(plain(pattern)), flags=re.DOTALL)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "selected": _selected, "selected-at": _selected_at, "count-selected": _count_selected,
    "count": _count, "count-non-empty": _count_non_empty, "sum": _sum, "min": _min, "max": _max, "join": _join,
    "position": _position,
    "not": lambda scene, value: not truth_of(plain(value)), "true": lambda scene: True, "false": lambda scene: False,
    "boolean": lambda scene, value: truth_of(plain(value)),
    "boolean-from-string": lambda scene, value: text_of(plain(value)) in ("1", "true"),
    "number": _of_number(lambda number: number), "int": _of_number(lambda number: float(math.trunc(number))),
    "round": _round, "floor": _of_number(lambda number: float(math.floor(number))),
    "ceiling": _of_number(lambda number: float(math.ceil(number))), "abs": _of_number(abs),
    "pow": _mathematical(math.pow),
    "sqrt": _of_number(lambda number: math.sqrt(number) if number >= 0 else None),
    "random": lambda scene: scene.random(), "pi": lambda scene: math.pi,
    **{name: _mathematical(getattr(math, name)) for name in (
        "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp", "log", "log10")},
    "exp10": _mathematical(lambda exponent: math.pow(10, exponent)),
    "string": lambda scene, value: text_of(plain(value)),
    "string-length": lambda scene, value: len(text_of(plain(value))),
    "normalize-space": lambda scene, value: SPACES.sub(" ", text_of(plain(value))).strip(" "),
    "concat": _concat, "contains": _of_texts(lambda text, part: part in text),
    "starts-with": _of_texts(lambda text, part: text.startswith(part)),
    "ends-with": _of_texts(lambda text, part: text.endswith(part)), "substr": _substr,
    "regex": _of_texts(lambda text, pattern: matches(pattern, text)),
    "today": _today, "now": _now, "date": _moment(with_time=False), "date-time": _moment(with_time=True),
    "decimal-date-time": _decimal, "format-date": _format_date, "format-date-time": _format_date,
}
