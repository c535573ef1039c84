"""Concentration of a quantity over its holders."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from foundation.inference.bootstrap import CountStatistic
from foundation.inference.diversity import checked_counts


@dataclass(frozen=True, slots=True)
class Gini:
    """Gini coefficient of n values, plain and corrected by n/(n-1); None where undefined."""

    n: int
    gini: float | None
    gini_corrected: float | None


def gini(values: Sequence[float]) -> Gini:
    """G = sum (2i - n - 1) x_i / (n sum x) over ascending x >= 0 (Gini 1912), range 0..1.

    n = 0 or sum 0: None; n = 1: no corrected value; all equal: 0.
    """
    if len(values) == 0:
        return Gini(0, None, None)
    x = np.sort(checked_counts(values))
    n, total = len(x), float(x.sum())
    if total == 0:
        return Gini(n, None, None)
    if x[0] == x[-1]:
        return Gini(n, 0.0, 0.0 if n > 1 else None)
    g = float(((2 * np.arange(1, n + 1) - n - 1) * x).sum()) / (n * total)
    return Gini(n, g, g * n / (n - 1))


def gini_of_counts(values: np.ndarray) -> CountStatistic:
    """Corrected Gini as a statistic of how often each of the ascending values occurs."""

    def statistic(counts: np.ndarray) -> np.ndarray:
        n = counts.sum(axis=1)
        before = np.cumsum(counts, axis=1) - counts
        weighted = (values * counts * (2 * before + counts - n[:, None])).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            result: np.ndarray = weighted / ((n - 1) * (counts @ values))
        return result

    return statistic


def top_share(values: Sequence[float], fraction: float = 0.1) -> float | None:
    """Share of the total held by the most active fraction of the holders, rounded up to whole holders."""
    x = np.sort(np.asarray(values, dtype=float))[::-1]
    if len(x) == 0 or x.sum() == 0:
        return None
    return float(x[: ceil(fraction * len(x) - 1e-9)].sum() / x.sum())
