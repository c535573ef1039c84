"""The statistics of the analyst's script, by scipy wherever scipy has them."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import optimize, stats

Result = dict[str, Any]
RESAMPLES = 9999


def result(value: Any, lower: Any = None, upper: Any = None, **more: Any) -> Result:
    """A value with its limits; what is not finite is missing."""
    return {"value": value, "lower": lower, "upper": upper} | more


def share(x: float, n: float) -> Result:
    """x of n with Wilson's interval; x and n need not be whole."""
    if not n:
        return result(None)
    p, z = x / n, stats.norm.ppf(0.975)
    centre, half = (p + z * z / (2 * n)), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return result(p, (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n))


def mean(values: np.ndarray) -> Result:
    """Mean with Student's interval."""
    x = np.asarray(values, dtype=float)
    if len(x) < 2:
        return result(x.mean() if len(x) else None)
    half = stats.t.ppf(0.975, len(x) - 1) * x.std(ddof=1) / np.sqrt(len(x))
    return result(x.mean(), x.mean() - half, x.mean() + half)


def clustered_share(sizes: np.ndarray, successes: np.ndarray) -> Result:
    """Wilson's interval with the effective sample size of clustered answers."""
    kept = np.asarray(sizes) > 0
    m, x = np.asarray(sizes, float)[kept], np.asarray(successes, float)[kept]
    n, hits, clusters = m.sum(), x.sum(), len(m)
    if not n or hits in (0, n) or clusters < 2:
        return share(hits, n)
    p = hits / n
    variance = clusters / (clusters - 1) * ((x - m * p) ** 2).sum() / n**2
    deff = max(1.0, variance / (p * (1 - p) * n / (n - 1) / n))
    limits = share(hits / deff, n / deff)
    return limits | {"value": p}


def ratio(top: np.ndarray, bottom: np.ndarray) -> Result:
    """Ratio of sums with its linearised interval, cut at 0."""
    t, b = np.asarray(top, float), np.asarray(bottom, float)
    if not len(t) or not b.sum():
        return result(None)
    r, n = t.sum() / b.sum(), len(t)
    if n < 2:
        return result(r)
    se = np.sqrt(n / (n - 1) * ((t - r * b) ** 2).sum()) / b.sum()
    half = stats.t.ppf(0.975, n - 1) * se
    return result(r, max(0.0, r - half), r + half)


def rate(events: int, exposure: float) -> Result:
    """Events a unit of exposure with Garwood's interval."""
    if not exposure:
        return result(None)
    lower = stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    return result(events / exposure, lower / exposure, stats.chi2.ppf(0.975, 2 * events + 2) / 2 / exposure)


def bca(values: np.ndarray, statistic: Callable[..., np.ndarray], seed: int) -> Result:
    """BCa limits by scipy, with a statistic that takes an axis."""
    if len(values) < 5:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limits = stats.bootstrap(
            (values,), statistic, n_resamples=RESAMPLES, method="BCa", vectorized=True, rng=np.random.default_rng(seed)
        ).confidence_interval
    if not np.isfinite(limits.low) or limits.low == limits.high:
        return {}
    return {"boot_lower": limits.low, "boot_upper": limits.high}


def shares_of(codes: np.ndarray, categories: int, axis: int) -> np.ndarray:
    """Share of each category along an axis; the categories come first."""
    return np.stack([(codes == g).mean(axis=axis) for g in range(categories)])


def evenness(p: np.ndarray) -> np.ndarray:
    """Pielou's J of shares in the first axis."""
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=0) / np.log(len(p))


def gini(values: np.ndarray, axis: int = -1) -> np.ndarray:
    """Gini coefficient corrected for n."""
    x = np.sort(np.moveaxis(values, axis, -1), axis=-1)
    n = x.shape[-1]
    return ((2 * np.arange(1, n + 1) - n - 1) * x).sum(axis=-1) / ((n - 1) * x.sum(axis=-1))


def survival(times: np.ndarray, events: np.ndarray) -> Any:
    """Kaplan and Meier's curve with log-log limits, or None without an event."""
    if not len(times) or not events.any():
        return None
    data = stats.CensoredData(uncensored=times[events], right=times[~events])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        curve = stats.ecdf(data).sf
        return curve, curve.confidence_interval(method="log-log")


def survival_at(curve: Any, day: float) -> Result:
    """S(day) with its limits."""
    if curve is None:
        return result(1.0)
    s, limits = curve
    return result(s.evaluate(day), limits.low.evaluate(day), limits.high.evaluate(day))


def survival_median(curve: Any) -> Result:
    """First time that the curve, and its limits, reach one half; the midpoint of a stretch at one half."""
    if curve is None:
        return result(None)
    s, limits = curve
    return result(*(_crossing(step.quantiles, step.probabilities) for step in (s, limits.low, limits.high)))


def _crossing(times: np.ndarray, curve: np.ndarray) -> float | None:
    reached = np.flatnonzero(curve <= 0.5 + 1e-9)
    if not len(reached):
        return None
    first = reached[0]
    if curve[first] < 0.5 - 1e-9:
        return times[first]
    beyond = np.flatnonzero(curve < 0.5 - 1e-9)
    return (times[first] + times[beyond[0] if len(beyond) else -1]) / 2


def alpha(rows: np.ndarray) -> Result:
    """Cronbach's alpha with Feldt's interval, McDonald's omega from 50 rows on."""
    n = len(rows)
    varied = rows[:, np.ptp(rows, axis=0) > 0] if n else rows
    k = varied.shape[1]
    if n < 10 or k < 2:
        return result(None)
    whole, rows = rows.shape[1] == k, varied
    covariance = np.cov(rows, rowvar=False)
    a = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
    lower, upper = (1 - (1 - a) * stats.f.ppf(q, n - 1, (n - 1) * (k - 1)) for q in (0.975, 0.025))
    return result(a, lower, upper, omega=omega(covariance) if n >= 50 and whole else None)


def omega(covariance: np.ndarray) -> float:
    """Omega total of the one-factor maximum-likelihood model (profile likelihood, L-BFGS-B with its gradient)."""
    sd = np.sqrt(np.diag(covariance))
    r, k = covariance / np.outer(sd, sd), len(covariance)

    def solved(psi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        values, vectors = np.linalg.eigh(r / np.sqrt(np.outer(psi, psi)))
        return np.sqrt(psi) * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0)), values[:-1]

    def misfit(psi: np.ndarray) -> tuple[float, np.ndarray]:
        loadings, rest = solved(psi)
        return (rest - np.log(rest) - 1).sum(), (loadings**2 + psi - 1) / psi**2

    start = np.clip((1 - 0.5 / k) / np.diag(np.linalg.inv(r)), 0.005, 1)
    psi = optimize.minimize(misfit, start, jac=True, method="L-BFGS-B", bounds=[(0.005, 1)] * k,
                            options={"ftol": 1e-15, "gtol": 1e-10}).x
    common = (solved(psi)[0] @ sd) ** 2
    return common / (common + psi @ sd**2)


def weights_raked(codes: list[np.ndarray], targets: list[np.ndarray]) -> np.ndarray | None:
    """Weights of mean 1 raked to all margins; None where the margins clash."""
    n = len(codes[0])
    weights = np.ones(n)
    for _ in range(1000):
        worst = 0.0
        for code, target in zip(codes, targets, strict=True):
            now = np.bincount(code, weights, minlength=len(target))
            used = now > 0
            wanted = np.where(used, target, 0) / target[used].sum() * n
            worst = max(worst, np.abs(now[used] / wanted[used] - 1).max())
            weights *= np.divide(wanted, now, out=np.ones_like(now), where=used)[code]
        if worst < 1e-13:
            break
    return weights / weights.mean() if worst < 1e-6 else None


def raking_deff(codes: list[np.ndarray], targets: list[np.ndarray]) -> float | None:
    """Kish's design effect of weights raked to all margins."""
    weights = weights_raked(codes, targets)
    return None if weights is None else len(weights) * (weights**2).sum() / weights.sum() ** 2
