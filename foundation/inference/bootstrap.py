"""Bias-corrected and accelerated bootstrap intervals, over values or over category counts."""

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
from scipy.special import ndtr, ndtri

from foundation.inference.intervals import NO_INTERVAL, Interval, check_confidence

RESAMPLES = 9999
PERSONS_PER_CATEGORY = 8  # with fewer, drawing the persons one by one beats a multinomial draw
CELLS_AT_ONCE = 2_000_000  # bounds the memory of a block of resamples to about 16 MB

# statistic of count rows: (resamples, categories) -> (resamples,), NaN where undefined
CountStatistic = Callable[[np.ndarray], np.ndarray]


def page_seed(pilot: str, indicator: str) -> int:
    """The fixed seed of a displayed interval: CRC32 of "pilot|indicator"."""
    return crc32(f"{pilot}|{indicator}".encode())


def bca_over_counts(
    counts: Sequence[int] | np.ndarray,
    statistic: CountStatistic,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    conf: float = 0.95,
) -> Interval:
    """BCa interval of a statistic of category counts, resampling the persons behind them (Efron 1987).

    Resampling n persons is a multinomial draw, and dropping one of the c_g persons of category g
    gives the same jackknife value c_g times. Undefined
    (n < 2, all resamples equal, estimate outside the resamples) gives None limits.
    """
    check_confidence(conf)
    c = np.asarray(counts, dtype=np.int64)
    if c.ndim != 1 or (c < 0).any():
        raise ValueError("counts must be one row of numbers >= 0")
    if c.sum() == 0:
        return NO_INTERVAL
    used = np.flatnonzero(c)
    estimate = float(statistic(c[None, :].astype(float))[0])
    undefined = Interval(estimate if np.isfinite(estimate) else None, None, None)
    if c.sum() < 2 or not np.isfinite(estimate):
        return undefined
    replicates = _replicates(c, used, statistic, seed, resamples)
    left_out = _without_one(c, used, statistic)
    limits = _bca_limits(estimate, replicates, left_out, c[used], conf)
    return undefined if limits is None else Interval(estimate, *limits)


def _replicates(
    c: np.ndarray, used: np.ndarray, statistic: CountStatistic, seed: int, resamples: int
) -> np.ndarray:
    rng = np.random.default_rng(seed)
    n = int(c.sum())
    by_person = len(used) * PERSONS_PER_CATEGORY > n
    block = max(1, CELLS_AT_ONCE // max(len(c), n if by_person else 1))
    out = []
    for start in range(0, resamples, block):
        rows = min(block, resamples - start)
        drawn = np.zeros((rows, len(c)))
        if by_person:
            persons = np.repeat(np.arange(len(used)), c[used])[rng.integers(0, n, (rows, n))]
            cells = (persons + len(used) * np.arange(rows)[:, None]).ravel()
            drawn[:, used] = np.bincount(cells, minlength=rows * len(used)).reshape(rows, len(used))
        else:
            drawn[:, used] = rng.multinomial(n, c[used] / n, size=rows)
        out.append(statistic(drawn))
    return np.concatenate(out)


def _without_one(c: np.ndarray, used: np.ndarray, statistic: CountStatistic) -> np.ndarray:
    block = max(1, CELLS_AT_ONCE // len(c))
    out = []
    for start in range(0, len(used), block):
        dropped = used[start : start + block]
        rows = np.tile(c.astype(float), (len(dropped), 1))
        rows[np.arange(len(dropped)), dropped] -= 1
        out.append(statistic(rows))
    return np.concatenate(out)


def _bca_limits(
    estimate: float, replicates: np.ndarray, left_out: np.ndarray, weights: np.ndarray, conf: float
) -> tuple[float, float] | None:
    """BCa percentiles; ties with the estimate count half. None where undefined."""
    b = replicates[np.isfinite(replicates)]
    if not len(b) or np.ptp(b) <= 1e-12 * max(1.0, abs(estimate)) or not np.isfinite(left_out).all():
        return None
    tolerance = 1e-12 * max(1.0, abs(estimate))
    below = np.mean(b < estimate - tolerance) + np.mean(np.abs(b - estimate) <= tolerance) / 2
    z0 = ndtri(below)
    away = np.average(left_out, weights=weights) - left_out
    spread = (weights * away**2).sum()
    if not np.isfinite(z0) or spread == 0:
        return None
    acceleration = (weights * away**3).sum() / (6 * spread**1.5)
    z = z0 + ndtri([(1 - conf) / 2, (1 + conf) / 2])
    lower, upper = np.quantile(b, ndtr(z0 + z / (1 - acceleration * z)))
    return float(lower), float(upper)


def bca_over_values(
    values: Sequence[float] | np.ndarray,
    statistic: Callable[[np.ndarray], CountStatistic],
    *,
    seed: int,
    resamples: int = RESAMPLES,
    conf: float = 0.95,
) -> Interval:
    """BCa interval of a statistic of values; `statistic(distinct values)` gives that of their counts."""
    distinct, counts = np.unique(np.asarray(values, dtype=float), return_counts=True)
    return bca_over_counts(counts, statistic(distinct), seed=seed, resamples=resamples, conf=conf)


def mean_of_counts(values: np.ndarray) -> CountStatistic:
    """The mean, as a statistic of how often each value occurs."""

    def statistic(counts: np.ndarray) -> np.ndarray:
        total: np.ndarray = counts @ values
        means: np.ndarray = total / counts.sum(axis=1)
        return means

    return statistic


def median_of_counts(values: np.ndarray) -> CountStatistic:
    """The median of ascending values, as a statistic of how often each occurs; midpoint of two where n is even."""

    def statistic(counts: np.ndarray) -> np.ndarray:
        upto = counts.cumsum(axis=1)
        n = upto[:, -1:]
        lower, upper = ((upto < np.floor(rank) + 1).sum(axis=1) for rank in ((n - 1) / 2, n / 2))
        result: np.ndarray = (values[lower] + values[upper]) / 2
        return result

    return statistic
