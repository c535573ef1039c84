"""Reliability of scales: Cronbach's alpha with Feldt's limits, McDonald's omega."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import fdtri

from foundation.inference.intervals import is_known

UNIQUENESS_FLOOR = 0.005
NEWTON_STEPS, HALVINGS = 50, 30
FLAT, ROUNDING = 1e-11, 1e-14
FEWEST_COMPLETE = 10  # rows below which a scale gets no alpha


@dataclass(frozen=True)
class ScaleAnswers:
    """Distinct answer patterns of a scale (None = missing) and how often each occurs."""

    patterns: tuple[tuple[float | None, ...], ...]
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse ragged patterns and counts that do not fit."""
        if len(self.patterns) != len(self.counts) or any(c < 0 for c in self.counts):
            raise ValueError("every pattern needs its count >= 0")
        if len({len(p) for p in self.patterns}) > 1:
            raise ValueError("all patterns must have the same items")

    @classmethod
    def of_rows(cls, rows: Sequence[Sequence[float | None]]) -> "ScaleAnswers":
        """One pattern per row of raw answers."""
        return cls(tuple(tuple(r) for r in rows), (1,) * len(rows))

    def complete(self) -> tuple[np.ndarray, np.ndarray]:
        """The patterns without a missing answer and their counts."""
        kept = [
            (p, c)
            for p, c in zip(self.patterns, self.counts, strict=True)
            if c and all(is_known(v) for v in p)
        ]
        width = len(self.patterns[0]) if self.patterns else 0
        rows = np.array([p for p, _ in kept], dtype=float).reshape(len(kept), width)
        return rows, np.array([c for _, c in kept], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class CronbachAlpha:
    """Alpha over n complete rows and the items that vary; None where undefined."""

    n: int
    items: int
    alpha: float | None
    alpha_std: float | None
    feldt_lower: float | None
    feldt_upper: float | None
    alpha_if_dropped: tuple[float | None, ...] | None
    item_rest_r: tuple[float | None, ...] | None
    without_variance: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class McDonaldOmega:
    """Omega total of a one-factor model; heywood if a uniqueness lies at its floor."""

    n: int
    loadings: tuple[float, ...] | None
    omega: float | None
    omega_std: float | None
    heywood: bool


def _covariance(rows: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, int]:
    n = int(counts.sum())
    mean = counts @ rows / n
    away = rows - mean
    covariance: np.ndarray = (away * counts[:, None]).T @ away / (n - 1)
    return covariance, n


def _alpha(covariance: np.ndarray) -> float | None:
    """Alpha of a covariance or correlation matrix; None where the items cancel and the sum does not vary."""
    k = len(covariance)
    if covariance.sum() <= 1e-12 * np.trace(covariance):
        return None
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _correlation(covariance: np.ndarray) -> np.ndarray:
    sd = np.sqrt(np.diag(covariance))
    correlation: np.ndarray = covariance / np.outer(sd, sd)
    return correlation


def cronbach_alpha(answers: ScaleAnswers, conf: float = 0.95) -> CronbachAlpha:
    """Alpha = k/(k-1) (1 - sum of variances / variance of the sum), listwise (Cronbach 1951).

    Limits after Feldt 1965. Items without variance are left out and named by position. Fewer than two
    rows or two varying items: None. Items that cancel in the sum have no alpha; their correlations with the rest,
    below 0, say why. Alpha if dropped needs three items.
    """
    rows, counts = answers.complete()
    n = int(counts.sum())
    varies = np.ptp(rows, axis=0) > 0 if len(rows) else np.zeros(rows.shape[1], dtype=bool)
    constant = tuple(int(i) for i in np.flatnonzero(~varies))
    k = int(varies.sum())
    if n < 2 or k < 2:
        return CronbachAlpha(n, k, None, None, None, None, None, None, constant)
    covariance, n = _covariance(rows[:, varies], counts)
    alpha = _alpha(covariance)
    if alpha is None:
        rest = tuple(_item_rest(covariance, i) for i in range(k))
        return CronbachAlpha(n, k, None, None, None, None, None, rest, constant)
    d1, d2 = n - 1, (n - 1) * (k - 1)
    return CronbachAlpha(
        n=n,
        items=k,
        alpha=alpha,
        alpha_std=_alpha(_correlation(covariance)),
        feldt_lower=float(1 - (1 - alpha) * fdtri(d1, d2, (1 + conf) / 2)),
        feldt_upper=float(1 - (1 - alpha) * fdtri(d1, d2, (1 - conf) / 2)),
        alpha_if_dropped=tuple(_alpha(_without(covariance, i)) for i in range(k)) if k > 2 else None,
        item_rest_r=tuple(_item_rest(covariance, i) for i in range(k)),
        without_variance=constant,
    )


def _without(covariance: np.ndarray, i: int) -> np.ndarray:
    kept: np.ndarray = np.delete(np.delete(covariance, i, 0), i, 1)
    return kept


def _item_rest(covariance: np.ndarray, i: int) -> float | None:
    rest = _without(covariance, i).sum()
    if rest <= 1e-12 * np.trace(covariance):
        return None
    return float((covariance[i].sum() - covariance[i, i]) / sqrt(covariance[i, i] * rest))


def mcdonald_omega(answers: ScaleAnswers) -> McDonaldOmega:
    """Omega total from a one-factor maximum-likelihood model of the correlations (McDonald 1999).

    (sum l s)^2 / ((sum l s)^2 + sum psi s^2) with loadings l, uniquenesses psi and SDs s, listwise.
    Needs three items that all vary and more rows than items, else None.
    """
    rows, counts = answers.complete()
    n, k = int(counts.sum()), rows.shape[1]
    nothing = McDonaldOmega(n, None, None, None, False)
    if k < 3 or n <= k or (np.ptp(rows, axis=0) == 0).any():
        return nothing
    covariance, n = _covariance(rows, counts)
    fitted = one_factor(_correlation(covariance))
    if fitted is None:
        return nothing
    loadings, psi = fitted
    s = np.sqrt(np.diag(covariance))
    common, common_std = (loadings @ s) ** 2, loadings.sum() ** 2
    return McDonaldOmega(
        n=n,
        loadings=tuple(loadings.tolist()),
        omega=float(common / (common + psi @ s**2)),
        omega_std=float(common_std / (common_std + psi.sum())),
        heywood=bool((psi <= UNIQUENESS_FLOOR + 1e-9).any()),
    )


def one_factor(R: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Maximum-likelihood loadings and uniquenesses of one factor of a correlation matrix.

    Profile likelihood over the uniquenesses in [0.005, 1] (Joereskog 1967). None if R is singular.
    """
    k = len(R)
    if np.linalg.cond(R) > 1e12:
        return None
    start = np.clip((1 - 0.5 / k) / np.diag(np.linalg.inv(R)), UNIQUENESS_FLOOR, 1)
    psi = _by_newton(R, start)
    if psi is None:
        psi = _by_quasi_newton(R, start)
    loadings = _Profile(R, psi).loadings
    return (-loadings if loadings.sum() < 0 else loadings), psi


class _Profile:
    """The profile likelihood at given uniquenesses, with its derivatives by their logarithms."""

    def __init__(self, R: np.ndarray, psi: np.ndarray) -> None:
        scale = np.sqrt(psi)
        values, vectors = np.linalg.eigh(R / np.outer(scale, scale))
        self.top, self.rest = values[-1], values[:-1]
        self.axis, self.others = vectors[:, -1], vectors[:, :-1]
        self.loadings: np.ndarray = scale * self.axis * sqrt(max(self.top - 1, 0.0))
        self.misfit = float((self.rest - np.log(self.rest) - 1).sum())
        self.gradient: np.ndarray = self.others**2 @ (1 - self.rest)

    def hessian(self) -> np.ndarray:
        """Exact second derivatives (after Clarke 1970); terms of two lesser eigenvalues meet in one product."""
        away = (1 - self.rest) * (self.top + self.rest) / (self.top - self.rest)
        lesser = (self.others * self.rest) @ self.others.T * (self.others @ self.others.T)
        hessian: np.ndarray = lesser + (self.others * away) @ self.others.T * np.outer(self.axis, self.axis)
        return hessian


def _by_newton(R: np.ndarray, start: np.ndarray) -> np.ndarray | None:
    """Newton's steps, halved while they do not help; None where they lead nowhere."""
    psi, at = start, _Profile(R, start)
    for _ in range(NEWTON_STEPS):
        at_floor, at_one = psi <= UNIQUENESS_FLOOR, psi >= 1
        free = ~((at_floor & (at.gradient > 0)) | (at_one & (at.gradient < 0)))
        if np.abs(at.gradient[free]).max(initial=0.0) < FLAT:
            return psi
        if at.top - at.rest[-1] < FLAT:
            return None
        curved = at.hessian()[np.ix_(free, free)]
        if np.linalg.eigvalsh(curved)[0] <= FLAT:
            return None  # far from any minimum, where a Newton step may end in another one
        step = np.zeros(len(psi))
        step[free] = -np.linalg.solve(curved, at.gradient[free])
        for _ in range(HALVINGS):
            nearer = np.clip(psi * np.exp(np.clip(step, -1, 1)), UNIQUENESS_FLOOR, 1)
            found = _Profile(R, nearer)
            if found.misfit <= at.misfit + ROUNDING:
                break
            step /= 2
        psi, at = nearer, found
    return None


def _by_quasi_newton(R: np.ndarray, start: np.ndarray) -> np.ndarray:
    from scipy.optimize import minimize  # noqa: PLC0415  optimisers are slow to load, rarely needed

    def misfit(psi: np.ndarray) -> tuple[float, np.ndarray]:
        at = _Profile(R, psi)
        return at.misfit, at.gradient / psi

    found = minimize(
        misfit, start, jac=True, method="L-BFGS-B", bounds=[(UNIQUENESS_FLOOR, 1)] * len(R),
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
    )
    psi: np.ndarray = found.x
    return psi
