"""One computed indicator value, and the ways to make one under the rules of disclosure and missing data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from foundation.inference.clusters import ClusterSums, clustered_proportion
from foundation.inference.disclosure import SMALLEST_SHOWN, is_disclosive
from foundation.inference.intervals import Interval, mean_t, wilson
from indicators.periods import WHOLE

MUCH_MISSING = 0.2  # share of cases beyond which the result is marked


class Place(NamedTuple):
    """Which value of a pilot: the indicator, and of it a method, a part of the time or a part of the people."""

    indicator: str
    method: str = ""
    period: str = WHOLE
    split: str = ""


@dataclass(frozen=True)
class Measure:
    """A value with what must travel with it; None where undefined or withheld.

    boot_lower, boot_upper: bootstrap limits, kept apart from lower and upper. n: cases used.
    detail holds only what JSON can: text keys, lists, finite numbers. A suppressed measure holds nothing
    but its being suppressed.
    """

    value: float | None
    lower: float | None = None
    upper: float | None = None
    boot_lower: float | None = None
    boot_upper: float | None = None
    n: int | None = 0
    n_missing: int | None = 0
    numerator: float | None = None
    denominator: float | None = None
    suppressed: bool = False
    flags: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def coverage(self) -> float | None:
        """Share of the cases that are known, 0..1; None where there are no cases, and of what is suppressed."""
        if self.n is None or self.n_missing is None or not self.n + self.n_missing:
            return None
        return self.n / (self.n + self.n_missing)

    def __post_init__(self) -> None:
        """Refuse limits without a value and anything left in a suppressed measure."""
        rest = (self.lower, self.upper, self.boot_lower, self.boot_upper)
        if self.value is None and any(v is not None for v in rest):
            raise ValueError("limits without a value")
        if self.suppressed and (self.value is not None or self.n is not None or self.detail):
            raise ValueError("a suppressed measure must hold no numbers")


SUPPRESSED = Measure(None, n=None, n_missing=None, suppressed=True)
NO_DATA = Measure(None)


def measure(
    value: float | None,
    *,
    n: int,
    limits: Interval | None = None,
    boot: Interval | None = None,
    persons: int | None = None,
    smallest_shown: int = SMALLEST_SHOWN,
    n_missing: int = 0,
    numerator: float | None = None,
    denominator: float | None = None,
    flags: Sequence[str] = (),
    detail: Mapping[str, Any] | None = None,
) -> Measure:
    """A measure, withheld if computed from 1 .. smallest_shown - 1 persons (None: no personal data)."""
    if persons is not None and is_disclosive(persons, smallest_shown):
        return SUPPRESSED
    marks = list(flags)
    if n_missing > MUCH_MISSING * (n + n_missing):
        marks.append("much_missing")
    shown = value is not None
    return Measure(
        value=None if value is None else float(value),
        lower=limits.lower if limits and shown else None,
        upper=limits.upper if limits and shown else None,
        boot_lower=boot.lower if boot and shown else None,
        boot_upper=boot.upper if boot and shown else None,
        n=n,
        n_missing=n_missing,
        numerator=numerator,
        denominator=denominator,
        flags=tuple(marks),
        detail={str(key): _stored(part) for key, part in (detail or {}).items()},
    )


def _stored(part: Any) -> Any:
    """A part of a detail as JSON gives it back, so that a recomputed measure equals a stored one."""
    if isinstance(part, Mapping):
        return {str(key): _stored(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_stored(value) for value in part]
    return None if isinstance(part, float) and not isfinite(part) else part


def proportion(x: int, n: int, **facts: Any) -> Measure:
    """x of n with its Wilson interval; n = 0 has no value. facts as of `measure`."""
    limits = wilson(x, n)
    return measure(limits.estimate, n=n, limits=limits, numerator=x, denominator=n, **facts)


def clustered(sizes: Sequence[int], successes: Sequence[int], **facts: Any) -> Measure:
    """Share of clustered 0/1 rows with the Wilson interval of the effective n. facts as of `measure`."""
    limits = clustered_proportion(ClusterSums.of_successes(sizes, successes))
    x, n = sum(successes), sum(sizes)
    return measure(limits.estimate, n=n, limits=limits, numerator=x, denominator=n, **facts)


def mean(values: Sequence[float] | np.ndarray, *, flags: Sequence[str] = (), **facts: Any) -> Measure:
    """Mean with its t interval; one value has none, flag no_interval. facts as of `measure`."""
    m = mean_t(values)
    marks = [*flags, *(["no_interval"] if m.n == 1 else [])]
    return measure(m.mean, n=m.n, limits=Interval(m.mean, m.lower, m.upper), flags=marks, **facts)
