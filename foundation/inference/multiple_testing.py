"""Adjustment of p values for the number of tests made."""

from collections.abc import Sequence

import numpy as np


def _checked(p: Sequence[float]) -> np.ndarray:
    values = np.asarray(p, dtype=float)
    if values.ndim != 1 or not np.all((values >= 0) & (values <= 1)):
        raise ValueError("p values must be numbers between 0 and 1")
    return values


def holm(p: Sequence[float]) -> list[float]:
    """Step-down adjusted p values in the order given (Holm 1979); guards the family-wise error.

    Raises ValueError unless all values lie in 0..1.
    """
    values = _checked(p)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    return _back_in_order(np.minimum(stepped, 1.0), order)


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Step-up adjusted p values (q values) in the order given (Benjamini & Hochberg 1995).

    Raises ValueError unless all values lie in 0..1.
    """
    values = _checked(p)
    order = np.argsort(values, kind="stable")[::-1]
    n = len(values)
    stepped = np.minimum.accumulate(values[order] * n / np.arange(n, 0, -1))
    return _back_in_order(np.minimum(stepped, 1.0), order)


def benjamini_hochberg_of_known(p: Sequence[float | None]) -> list[float | None]:
    """As benjamini_hochberg, where None is no test at all: it stays None and does not count."""
    known = iter(benjamini_hochberg([v for v in p if v is not None]))
    return [None if v is None else next(known) for v in p]


def holm_of_known(p: Sequence[float | None]) -> list[float | None]:
    """As holm, where None is no test at all: it stays None and does not count."""
    known = iter(holm([v for v in p if v is not None]))
    return [None if v is None else next(known) for v in p]


def _back_in_order(sorted_values: np.ndarray, order: np.ndarray) -> list[float]:
    adjusted = np.empty(len(order))
    adjusted[order] = sorted_values
    return [float(v) for v in adjusted]
