"""Confidence intervals of proportions, means, event rates and ratios of sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np
from scipy.special import gammaincinv, ndtri, stdtrit


@dataclass(frozen=True, slots=True)
class Interval:
    """A point estimate with its limits; None where undefined."""

    estimate: float | None
    lower: float | None
    upper: float | None

    def __post_init__(self) -> None:
        """Refuse limits in the wrong order."""
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"lower limit {self.lower} above upper limit {self.upper}")


NO_INTERVAL = Interval(None, None, None)


@dataclass(frozen=True, slots=True)
class MeanInterval:
    """Mean of n values, SD with n - 1, standard error and t limits; None where undefined."""

    n: int
    mean: float | None
    sd: float | None
    se: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class RatioInterval:
    """Ratio of two sums over n units with its linearised standard error."""

    n: int
    ratio: float | None
    se: float | None
    lower: float | None
    upper: float | None


def is_known(value: float | None) -> bool:
    """Whether it is a finite number; None and NaN are missing."""
    return value is not None and isfinite(value)


def known_values(values: Sequence[float | None] | np.ndarray) -> np.ndarray:
    """The finite values as floats; None and NaN are missing and left out."""
    x = np.array([np.nan if v is None else v for v in values], dtype=float)
    known: np.ndarray = x[np.isfinite(x)]
    return known


def check_confidence(conf: float) -> None:
    """Raise ValueError unless 0 < conf < 1."""
    if not 0 < conf < 1:
        raise ValueError(f"confidence level must lie between 0 and 1, not {conf}")


def normal_quantile(conf: float) -> float:
    """The two-sided normal quantile, 1.96 for conf = 0.95."""
    check_confidence(conf)
    return float(ndtri((1 + conf) / 2))


def t_quantile(conf: float, df: float) -> float:
    """The two-sided Student quantile with df degrees of freedom."""
    check_confidence(conf)
    return float(stdtrit(df, (1 + conf) / 2))


def wilson(x: float, n: float, conf: float = 0.95) -> Interval:
    """Score interval of a proportion x/n without continuity correction (Wilson 1927).

    x and n may be fractional (effective sample sizes). n = 0 gives no interval; lower is exactly 0
    if x = 0, upper exactly 1 if x = n. Raises ValueError unless 0 <= x <= n.
    """
    if not (isfinite(x) and isfinite(n) and 0 <= x <= n):
        raise ValueError(f"a proportion needs 0 <= x <= n, not x = {x}, n = {n}")
    z = normal_quantile(conf)
    if n == 0:
        return NO_INTERVAL
    p = x / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(p, 0.0 if x == 0 else max(0.0, centre - half), 1.0 if x == n else min(1.0, centre + half))


def mean_from_moments(n: int, mean: float, sd: float, conf: float = 0.95) -> MeanInterval:
    """Student interval from n >= 2, mean and SD (n - 1)."""
    if n < 2 or sd < 0:
        raise ValueError(f"a t interval needs n >= 2 and sd >= 0, not n = {n}, sd = {sd}")
    se = sd / sqrt(n)
    half = t_quantile(conf, n - 1) * se
    return MeanInterval(n, mean, sd, se, mean - half, mean + half)


def mean_t(values: Sequence[float | None] | np.ndarray, conf: float = 0.95) -> MeanInterval:
    """Mean with Student t limits over the known values; n = 1 gives the mean alone, n = 0 nothing.

    All values equal: the interval is the point.
    """
    x = known_values(values)
    if len(x) < 2:
        return MeanInterval(len(x), float(x[0]) if len(x) else None, None, None, None, None)
    if np.all(x == x[0]):  # the mean of equal numbers may be off in the last digit
        return MeanInterval(len(x), float(x[0]), 0.0, 0.0, float(x[0]), float(x[0]))
    return mean_from_moments(len(x), float(x.mean()), float(x.std(ddof=1)), conf)


def poisson_rate(x: float, exposure: float, conf: float = 0.95) -> Interval:
    """Exact interval of an event rate x/exposure (Garwood 1936), in events per unit of exposure.

    x = 0 has lower limit 0; exposure 0 gives no interval. Raises ValueError on negative input.
    """
    check_confidence(conf)
    if x < 0 or exposure < 0:
        raise ValueError(f"events and exposure must not be negative: {x}, {exposure}")
    if exposure == 0:
        return NO_INTERVAL
    tail = (1 - conf) / 2
    lower = 0.0 if x == 0 else float(gammaincinv(x, tail))
    return Interval(x / exposure, lower / exposure, float(gammaincinv(x + 1, 1 - tail)) / exposure)


def ratio_of_sums(num: Sequence[float], den: Sequence[float], conf: float = 0.95) -> RatioInterval:
    """Ratio sum(num)/sum(den) over J units, Taylor-linearised, t with J - 1 df (Cochran 1977, ch. 6).

    The lower limit of a ratio of 0 and more is cut at 0. Denominator sum 0: ratio None; J = 1: no interval.
    Raises ValueError on unequal lengths or values that are not finite.
    """
    a, b = np.asarray(num, dtype=float), np.asarray(den, dtype=float)
    if a.shape != b.shape or a.ndim != 1 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ValueError("numerators and denominators must be finite and equally many")
    n, total = len(a), float(b.sum())
    if total == 0:
        return RatioInterval(n, None, None, None, None)
    ratio = float(a.sum()) / total
    if n < 2:
        return RatioInterval(n, ratio, None, None, None)
    se = sqrt(n / (n - 1) * float(((a - ratio * b) ** 2).sum())) / abs(total)
    half = t_quantile(conf, n - 1) * se
    lower = max(0.0, ratio - half) if ratio >= 0 else ratio - half
    return RatioInterval(n, ratio, se, lower, ratio + half)
