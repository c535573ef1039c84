"""How the text of one CSV field becomes a value. Pure Python, no Django."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Kind:
    """``parse`` turns text into a value or raises ValueError; ``expected`` says in words what it takes."""

    parse: Callable[[str], Any]
    expected: str


def text(longest: int) -> Kind:
    """Text as it stands, of at most ``longest`` characters."""

    def parse(field: str) -> str:
        if len(field) > longest:
            raise ValueError(field)
        return field

    return Kind(parse, f"text of at most {longest} characters")


def one_of(choices: dict[str, Any], what: str = "") -> Kind:
    """One of the keys; the value is what the key stands for."""

    def parse(field: str) -> Any:
        if field not in choices:
            raise ValueError(field)
        return choices[field]

    return Kind(parse, what or "one of " + ", ".join(sorted(choices)))


def whole(lowest: int, highest: int) -> Kind:
    """A whole number from ``lowest`` to ``highest``."""

    @lru_cache(maxsize=10_000)
    def parse(field: str) -> int:
        number = int(field)
        if not lowest <= number <= highest:
            raise ValueError(field)
        return number

    return Kind(parse, f"a whole number from {lowest} to {highest}")


def number(lowest: float = -math.inf, highest: float = math.inf, *, positive: bool = False) -> Kind:
    """A finite number in a closed range; ``positive`` refuses 0 as well."""

    @lru_cache(maxsize=10_000)
    def parse(field: str) -> float:
        found = float(field)
        if not math.isfinite(found) or not lowest <= found <= highest or (positive and found <= 0):
            raise ValueError(field)
        return found

    if positive:
        return Kind(parse, "a number above 0")
    if lowest == -math.inf:
        return Kind(parse, "a number")
    if highest == math.inf:
        return Kind(parse, f"a number of at least {lowest:g}")
    return Kind(parse, f"a number from {lowest:g} to {highest:g}")


@lru_cache(maxsize=20_000)
def parse_day(field: str) -> date:
    if len(field) != 10:
        raise ValueError(field)
    return date.fromisoformat(field)


DAY = Kind(parse_day, "a date as YYYY-MM-DD")


def parse_time_zone(field: str) -> str:
    try:
        ZoneInfo(field)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(field) from error
    return field


TIME_ZONE = Kind(parse_time_zone, "a name of the time-zone database, such as Europe/Berlin")
FLAG = one_of({"1": True, "0": False})
