"""The variance tau2 between studies left over by a weighted linear model: REML, DL, PM and its interval."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from foundation.inference.mean_spread import MOST_STEPS, SMALLEST_STEP, sped_up, spread_about_mean


@dataclass(frozen=True, slots=True)
class WeightedFit:
    """Weighted least squares with weights w = 1/(v + t): coefficients and what REML needs of them."""

    w: np.ndarray
    x: np.ndarray
    b: np.ndarray
    residuals: np.ndarray
    inverse: np.ndarray

    @property
    def q(self) -> float:
        """Weighted residual sum of squares."""
        return float(self.w @ self.residuals**2)

    @property
    def trace_p(self) -> float:
        """Trace of P = W - WX(X'WX)^-1 X'W, without building P."""
        return float(self.w.sum() - np.trace(self.inverse @ self._moment(2)))

    @property
    def trace_pp(self) -> float:
        a2 = self.inverse @ self._moment(2)
        return float((self.w**2).sum() - 2 * np.trace(self.inverse @ self._moment(3)) + np.trace(a2 @ a2))

    @property
    def score(self) -> float:
        """Twice the slope of the restricted log-likelihood by tau2."""
        return float(((self.w * self.residuals) ** 2).sum()) - self.trace_p

    @property
    def log_likelihood(self) -> float:
        """Restricted log-likelihood up to a constant."""
        return 0.5 * (float(np.log(self.w).sum()) + float(np.linalg.slogdet(self.inverse)[1]) - self.q)

    def _moment(self, power: int) -> np.ndarray:
        moment: np.ndarray = (self.x * (self.w**power)[:, None]).T @ self.x
        return moment


def weighted_fit(y: np.ndarray, v: np.ndarray, x: np.ndarray, t: float = 0.0) -> WeightedFit:
    """Fit y = xb with variances v + t; x must have full column rank and v + t be positive."""
    w = 1 / (v + t)
    inverse = np.linalg.inv((x * w[:, None]).T @ x)
    b = inverse @ (x.T @ (w * y))
    return WeightedFit(w, x, b, y - x @ b, inverse)


def _q_function(y: np.ndarray, v: np.ndarray, x: np.ndarray) -> Callable[[float], float]:
    """The weighted residual sum of squares as a function of t."""
    if x.shape[1] > 1:
        return lambda t: weighted_fit(y, v, x, t).q

    def q_about_mean(t: float) -> float:
        w = 1 / (v + t)
        return float(w @ (y - w @ y / w.sum()) ** 2)

    return q_about_mean


def _root(q_at: Callable[[float], float], target: float) -> float:
    """Where the falling function q_at meets target; 0 if it starts below."""
    if q_at(0.0) <= target:
        return 0.0
    upper = 1.0
    while q_at(upper) > target:
        upper *= 4
    return float(brentq(lambda t: q_at(t) - target, 0.0, upper, xtol=1e-14, rtol=1e-14))


def _reml(y: np.ndarray, v: np.ndarray, x: np.ndarray) -> float:
    """Fisher scoring, sped up by secants of its steps; a step below 0 ends there where the likelihood falls from 0,
    else it is halved; 0 wins if it is likelier."""
    at_zero = weighted_fit(y, v, x)
    tau2 = max(0.0, (at_zero.q - len(y) + x.shape[1]) / at_zero.trace_p)
    before: tuple[float, float] | None = None
    for _ in range(MOST_STEPS):
        fit = weighted_fit(y, v, x, tau2)
        step = fit.score / fit.trace_pp
        if abs(step) < SMALLEST_STEP * (1 + tau2):
            break
        move = step if before is None else float(sped_up(step, before[1], tau2 - before[0]))
        if tau2 + move < 0:
            if at_zero.score <= 0:
                return 0.0
            move = -tau2 / 2
        before = tau2, step
        tau2 += move
    if tau2 < 10 * SMALLEST_STEP or at_zero.log_likelihood > weighted_fit(y, v, x, tau2).log_likelihood:
        return 0.0
    return float(tau2)


def between_variance(y: np.ndarray, v: np.ndarray, x: np.ndarray, method: str = "REML") -> float:
    """tau2 >= 0 by REML, DL (DerSimonian & Laird 1986) or PM (Paule & Mandel 1982), in units of v.

    x of one column must be all ones. Needs more rows than columns of x, and positive v. Raises
    ValueError for another method.
    """
    scale = float(v.mean())  # solved in units of the mean sampling variance, so that no unit loses digits
    z, u = y / sqrt(scale), v / scale
    df = len(y) - x.shape[1]
    if method == "REML":
        if x.shape[1] == 1:
            return scale * spread_about_mean(z, u)
        # any basis of the same columns gives the same tau2; years uncentred would lose half of the digits
        return scale * _reml(z, u, np.linalg.qr(x)[0])
    if method == "PM":
        return scale * _root(_q_function(z, u, x), df)
    if method == "DL":
        fit = weighted_fit(z, u, x)
        return float(scale * max(0.0, (fit.q - df) / fit.trace_p))
    raise ValueError(f"tau2 is estimated by REML, DL or PM, not {method!r}")


def q_profile(y: np.ndarray, v: np.ndarray, x: np.ndarray, conf: float = 0.90) -> tuple[float, float]:
    """Limits of tau2 by inverting the generalised Q (Viechtbauer 2007); both 0 if Q is very small."""
    scale = float(v.mean())
    df = len(y) - x.shape[1]
    q_at = _q_function(y / sqrt(scale), v / scale, x)
    tail = (1 - conf) / 2
    return scale * _root(q_at, float(chdtri(df, tail))), scale * _root(q_at, float(chdtri(df, 1 - tail)))
