"""Missing values of gold inputs: None and NaN are left out of what they belong to, never taken as 0."""

from collections.abc import Sequence
from typing import Any

from foundation.inference.intervals import is_known

Values = Sequence[float | None]


def known(values: Values) -> list[float]:
    """The known ones."""
    return [v for v in values if v is not None and is_known(v)]


def known_groups(groups: Sequence[Values]) -> list[list[float]]:
    """Each group without what is missing; a group that is empty then keeps its place."""
    return [known(group) for group in groups]


def complete(*columns: Sequence[Any]) -> tuple[list[Any], ...]:
    """The columns without the cases in which one of them is missing."""
    cases = [case for case in zip(*columns, strict=True) if not any(is_missing(v) for v in case)]
    return tuple(list(column) for column in zip(*cases, strict=True)) or tuple([] for _column in columns)


def is_missing(value: Any) -> bool:
    """None, or a number that is none; a text is known."""
    return value is None or isinstance(value, int | float) and not is_known(value)


def none_missing(values: Sequence[Any]) -> bool:
    """Whether all are known: a breakdown of which one count is withheld gives no figure at all."""
    return not any(is_missing(v) for v in values)
