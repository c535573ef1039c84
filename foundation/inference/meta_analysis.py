"""Random-effects summaries of city means: average, spread between cities, prediction, shrinkage."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from scipy.special import chdtrc, expit, logit, stdtr, stdtrit

from foundation.inference.between_variance import between_variance, q_profile, weighted_fit
from foundation.inference.mean_spread import spread_without_each


@dataclass(frozen=True, slots=True)
class Effects:
    """Estimates y with known sampling variances v, one pair a city."""

    y: tuple[float, ...]
    v: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse unequal lengths, missing values and negative variances."""
        if len(self.y) != len(self.v):
            raise ValueError("as many variances as estimates are needed")
        if not (np.isfinite(self.y).all() and np.isfinite(self.v).all()) or any(v < 0 for v in self.v):
            raise ValueError("estimates and variances must be finite, variances not negative")

    @property
    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        return np.asarray(self.y, dtype=float), np.asarray(self.v, dtype=float)

    @property
    def estimable(self) -> bool:
        """Two cities at least, and no variance of 0, which would weigh infinitely."""
        return len(self.y) >= 2 and all(v > 0 for v in self.v)


@dataclass(frozen=True, slots=True)
class RandomEffects:
    """Random-effects summary of k cities in the unit of y; I2 in per cent; None where undefined."""

    k: int
    mu: float | None = None
    se: float | None = None
    ci_lower: float | None = None
    ci_upper: float | None = None
    tau2: float | None = None
    tau: float | None = None
    Q: float | None = None
    Q_df: int | None = None
    Q_p: float | None = None
    I2: float | None = None
    H2: float | None = None
    pi95_lower: float | None = None
    pi95_upper: float | None = None
    pi90_lower: float | None = None
    pi90_upper: float | None = None
    tau2_ci90_lower: float | None = None
    tau2_ci90_upper: float | None = None

    @property
    def pi90_halfwidth(self) -> float | None:
        if self.pi90_upper is None or self.pi90_lower is None:
            return None
        return (self.pi90_upper - self.pi90_lower) / 2

    def chance_above(self, level: float) -> float | None:
        """Chance that a new city like these has a mean above level, by Student t, k - 1 df."""
        if self.mu is None or self.tau2 is None or self.se is None:
            return None
        spread = sqrt(self.tau2 + self.se**2)
        if spread == 0:
            return None
        return float(stdtr(self.k - 1, (self.mu - level) / spread))


def prediction_limits(mu: float, se: float, tau2: float, k: int, content: float) -> tuple[float, float]:
    """Limits that a share ``content`` of new cities like these lies within: mu -+ t sqrt(tau2 + se^2), k - 1 df.

    Source: Higgins, Thompson & Spiegelhalter 2009. Raises ValueError for a content outside 0..1 or fewer than two
    cities.
    """
    if not 0 < content < 1 or k < 2:
        raise ValueError(f"content lies between 0 and 1, and there are two cities or more: {content}, {k}")
    half = float(stdtrit(k - 1, (1 + content) / 2)) * sqrt(tau2 + se**2)
    return mu - half, mu + half


def random_effects(effects: Effects, method: str = "REML", test: str = "adhoc") -> RandomEffects:
    """Summary with tau2 by REML, DL or PM (I2 and H2 as in Higgins & Thompson 2002 with that tau2).

    test: "adhoc" (Hartung-Knapp never shorter than without; Knapp & Hartung 2003), "knha" (plain
    Hartung-Knapp) or "z". One city gives its mean alone; none, or a variance of 0, gives nothing.
    Raises ValueError for another method or test.
    """
    if test not in {"adhoc", "knha", "z"}:
        raise ValueError(f"the test is adhoc, knha or z, not {test!r}")
    k = len(effects.y)
    if not effects.estimable:
        return RandomEffects(k, mu=effects.y[0] if k == 1 else None)
    y, v = effects.arrays
    ones = np.ones((k, 1))
    tau2 = between_variance(y, v, ones, method)
    fit, plain = weighted_fit(y, v, ones, tau2), weighted_fit(y, v, ones)
    factor = {"adhoc": max(1.0, fit.q / (k - 1)), "knha": fit.q / (k - 1), "z": 1.0}[test]
    mu, se = float(fit.b[0]), sqrt(factor * float(fit.inverse[0, 0]))
    df = inf if test == "z" else k - 1
    t95, t90 = float(stdtrit(df, 0.975)), float(stdtrit(df, 0.95))
    new_city = sqrt(tau2 + se**2)
    typical = (k - 1) / plain.trace_p
    lower, upper = q_profile(y, v, ones)
    return RandomEffects(
        k, mu, se, mu - t95 * se, mu + t95 * se, tau2, sqrt(tau2),
        plain.q, k - 1, float(chdtrc(k - 1, plain.q)), 100 * tau2 / (tau2 + typical), tau2 / typical + 1,
        mu - t95 * new_city, mu + t95 * new_city, mu - t90 * new_city, mu + t90 * new_city, lower, upper,
    )


def logit_effects(successes: Sequence[float], totals: Sequence[float]) -> Effects:
    """Log odds x/(n - x) and variances 1/x + 1/(n - x); 0.5 is added only to rows with x = 0 or x = n.

    Rows without cases are left out. Raises ValueError unless 0 <= x <= n.
    """
    if len(successes) != len(totals):
        raise ValueError("as many totals as successes are needed")
    y, v = [], []
    for x, n in zip(successes, totals, strict=True):
        if not 0 <= x <= n:
            raise ValueError(f"a proportion needs 0 <= x <= n, not x = {x}, n = {n}")
        if n == 0:
            continue
        add = 0.5 if x in (0, n) else 0.0
        y.append(float(np.log((x + add) / (n - x + add))))
        v.append(1 / (x + add) + 1 / (n - x + add))
    return Effects(tuple(y), tuple(v))


@dataclass(frozen=True, slots=True)
class ProportionSummary:
    """A summary on the logit scale, with mean and limits also as proportions."""

    logits: RandomEffects
    p: float | None
    p_lower: float | None
    p_upper: float | None
    p_pi95_lower: float | None
    p_pi95_upper: float | None
    p_pi90_lower: float | None
    p_pi90_upper: float | None


def as_share(log_odds: float | None) -> float | None:
    """The proportion with these log odds."""
    return None if log_odds is None else float(expit(log_odds))


def random_effects_proportion(successes: Sequence[float], totals: Sequence[float]) -> ProportionSummary:
    """Random-effects summary of independent proportions x/n by their log odds; errors as logit_effects."""
    s = random_effects(logit_effects(successes, totals))
    limits = (s.mu, s.ci_lower, s.ci_upper, s.pi95_lower, s.pi95_upper, s.pi90_lower, s.pi90_upper)
    return ProportionSummary(s, *(as_share(limit) for limit in limits))


def logit_margin(p: float, delta: float) -> float:
    """The margin of delta around the proportion p on the logit scale: the smaller of both sides.

    p +- delta is cut to 0.005..0.995; a side which the cut leaves no room does not count.
    """
    centre, upper, lower = logit(p), logit(min(p + delta, 0.995)), logit(max(p - delta, 0.005))
    return float(min(side for side in (upper - centre, centre - lower) if side > 0))


@dataclass(frozen=True, slots=True)
class MetaRegression:
    """Intercept and slope of city means on one covariate; R2 in per cent; None where undefined."""

    b: tuple[float | None, ...]
    se: tuple[float | None, ...]
    p: tuple[float | None, ...]
    tau2: float | None
    QE: float | None
    R2: float | None


def meta_regression(effects: Effects, x: Sequence[float]) -> MetaRegression:
    """REML meta-regression on one covariate with Hartung-Knapp t tests (Knapp & Hartung 2003).

    Fewer than 3 cities or a covariate without variation: all None. Raises ValueError on unequal lengths.
    """
    k = len(effects.y)
    if len(x) != k:
        raise ValueError("as many covariate values as estimates are needed")
    covariate = np.asarray(x, dtype=float)
    if k < 3 or not effects.estimable or np.ptp(covariate) == 0:
        nothing = (None, None)
        return MetaRegression(nothing, nothing, nothing, None, None, None)
    y, v = effects.arrays
    design = np.column_stack([np.ones(k), covariate])
    tau2 = between_variance(y, v, design)
    fit = weighted_fit(y, v, design, tau2)
    se = np.sqrt(fit.q / (k - 2) * np.diag(fit.inverse))
    alone = between_variance(y, v, np.ones((k, 1)))
    return MetaRegression(
        tuple(float(b) for b in fit.b),
        tuple(float(s) for s in se),
        tuple(_two_sided(b, s, k - 2) for b, s in zip(fit.b, se, strict=True)),
        tau2,
        weighted_fit(y, v, design).q,
        max(0.0, 100 * (alone - tau2) / alone) if alone > 0 else None,
    )


def _two_sided(b: float, se: float, df: int) -> float | None:
    return 2 * float(stdtr(df, -abs(b / se))) if se > 0 else None


@dataclass(frozen=True, slots=True)
class CityResiduals:
    """Of each city its distance to the mean of the others, that in standard errors, and its shrunken mean."""

    resid: tuple[float | None, ...]
    z: tuple[float | None, ...]
    blup: tuple[float | None, ...]


def deleted_residuals(effects: Effects) -> CityResiduals:
    """Externally studentised residuals and BLUPs by REML (Viechtbauer & Cheung 2010).

    Fewer than 3 cities leave no spread between the others: residuals None.
    """
    k = len(effects.y)
    nothing: tuple[None, ...] = (None,) * k
    if not effects.estimable:
        return CityResiduals(nothing, nothing, nothing)
    y, v = effects.arrays
    tau2 = between_variance(y, v, np.ones((k, 1)))
    mu = float(weighted_fit(y, v, np.ones((k, 1)), tau2).b[0])
    blup = tuple(float(b) for b in (tau2 * y + v * mu) / (tau2 + v))
    if k < 3:
        return CityResiduals(nothing, nothing, blup)
    scale = float(v.mean())
    spread = scale * spread_without_each(y / sqrt(scale), v / scale)
    w = 1 / (v + spread[:, None])
    np.fill_diagonal(w, 0.0)
    resid = y - (w @ y) / w.sum(axis=1)
    z = resid / np.sqrt(v + spread + 1 / w.sum(axis=1))
    return CityResiduals(tuple(float(r) for r in resid), tuple(float(value) for value in z), blup)
