"""Do cities differ, by less than matters, or by more: three tests from one Welch-type statistic."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from scipy.special import chdtr, chdtrc, chdtri, fdtr, fdtrc, ndtri

from foundation.inference.meta_analysis import Effects


@dataclass(frozen=True, slots=True)
class SpreadTests:
    """F statistics and p values at tau = 0 and at tau = tau_max; a df of None is infinite."""

    tau_max: float
    F_het: float | None = None
    df2_het: float | None = None
    p_het: float | None = None
    F_margin: float | None = None
    df2_margin: float | None = None
    p_eq: float | None = None
    p_large: float | None = None


def largest_harmless_spread(delta: float, content: float = 0.90) -> float:
    """tau_max: the between-city SD at which the share `content` of cities lies within +-delta of the mean.

    Raises ValueError unless delta > 0 and 0 < content < 1.
    """
    if not delta > 0 or not 0 < content < 1:
        raise ValueError(f"margin must be positive and content between 0 and 1: {delta}, {content}")
    return delta / float(ndtri((1 + content) / 2))


def _welch(effects: Effects, nu: np.ndarray, t: float) -> tuple[float, float]:
    """F and df2 of Q with variances v + t, where v rests on nu degrees of freedom (Welch 1951)."""
    y, v = effects.arrays
    k = len(y)
    w = 1 / (v + t)
    q = float(w @ (y - w @ y / w.sum()) ** 2)
    unsure = float(((1 - w / w.sum()) ** 2 / (nu * (v + t) ** 2 / v**2)).sum())
    f = q / ((k - 1) * (1 + 2 * (k - 2) / (k * k - 1) * unsure))
    return f, (k * k - 1) / (3 * unsure) if unsure > 0 else inf


def _tails(f: float, df1: int, df2: float) -> tuple[float, float]:
    """P(F <= f) and P(F >= f); with df2 infinite by the chi-square distribution."""
    if df2 == inf:
        return float(chdtr(df1, f * df1)), float(chdtrc(df1, f * df1))
    return float(fdtr(df1, df2, f)), float(fdtrc(df1, df2, f))


def spread_tests(effects: Effects, degrees_of_freedom: Sequence[float], tau_max: float) -> SpreadTests:
    """p_het (all alike), p_eq (tau >= tau_max) and p_large (tau <= tau_max).

    degrees_of_freedom of the variances, inf if these are known. At tau = 0 with plain variances it is
    Welch's ANOVA. Fewer than 2 cities or a variance of 0: all None.
    """
    if len(degrees_of_freedom) != len(effects.y):
        raise ValueError("as many degrees of freedom as estimates are needed")
    if not effects.estimable:
        return SpreadTests(tau_max)
    nu = np.asarray(degrees_of_freedom, dtype=float)
    df1 = len(effects.y) - 1
    f_het, df2_het = _welch(effects, nu, 0.0)
    f_margin, df2_margin = _welch(effects, nu, tau_max**2)
    below, above = _tails(f_margin, df1, df2_margin)
    return SpreadTests(
        tau_max,
        f_het, None if df2_het == inf else df2_het, _tails(f_het, df1, df2_het)[1],
        f_margin, None if df2_margin == inf else df2_margin, below, above,
    )


def units_needed(
    unit_variance: float, k: int, tau_max: float, power: float = 0.80, alpha: float = 0.05
) -> int:
    """Units a city needed to confirm "alike" with the power given, if k cities truly are alike."""
    if k < 2:
        raise ValueError("at least two cities are needed")
    r = float(chdtri(k - 1, 1 - power)) / float(chdtri(k - 1, 1 - alpha))
    return max(1, ceil(unit_variance * (r - 1) / tau_max**2))
