"""Means and proportions of answers that hang together in clusters (sessions)."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from foundation.inference.intervals import Interval, t_quantile, wilson


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """Sufficient statistics: per cluster the number of values and their sum, and all squares together.

    Clusters without values are dropped on construction. For 0/1 values the sum of squares is the sum.
    """

    sizes: tuple[int, ...]
    sums: tuple[float, ...]
    sum_of_squares: float

    def __post_init__(self) -> None:
        """Check the lengths and drop empty clusters."""
        if len(self.sizes) != len(self.sums) or any(n < 0 for n in self.sizes):
            raise ValueError("every cluster needs one size >= 0 and one sum")
        filled = [(int(n), float(s)) for n, s in zip(self.sizes, self.sums, strict=True) if n > 0]
        object.__setattr__(self, "sizes", tuple(n for n, _ in filled))
        object.__setattr__(self, "sums", tuple(s for _, s in filled))

    @classmethod
    def of_successes(cls, sizes: Sequence[int], successes: Sequence[int]) -> "ClusterSums":
        """Clusters of 0/1 values; raises ValueError unless 0 <= successes <= size in each."""
        if any(not 0 <= x <= n for n, x in zip(sizes, successes, strict=True)):
            raise ValueError("successes must lie between 0 and the size of their cluster")
        return cls(tuple(sizes), tuple(float(x) for x in successes), float(sum(successes)))

    @classmethod
    def of_values(cls, values: Sequence[float], clusters: Sequence[Hashable]) -> "ClusterSums":
        """Clusters from raw values and their labels."""
        y = np.asarray(values, dtype=float)
        if len(y) != len(clusters):
            raise ValueError("every value needs the label of its cluster")
        place = {label: j for j, label in enumerate(dict.fromkeys(clusters))}
        codes = np.array([place[label] for label in clusters], dtype=int)
        sizes = np.bincount(codes, minlength=len(place)).tolist()
        sums = np.bincount(codes, weights=y, minlength=len(place)).tolist()
        return cls(tuple(sizes), tuple(sums), float((y**2).sum()))


@dataclass(frozen=True, slots=True)
class ClusterMean:
    """Mean over clustered values; deff is not cut at 1 here; None where undefined."""

    n: int
    clusters: int
    mean: float | None
    se: float | None
    deff: float | None
    n_eff: float | None
    lower: float | None
    upper: float | None


def cluster_mean(data: ClusterSums, conf: float = 0.95) -> ClusterMean:
    """Mean +- t_{J-1} sqrt(V), V = J/(J-1) sum_j (sum_i (y_ij - mean))^2 / n^2 (linearised).

    deff = V/(s^2/n) with s^2 over n - 1; n_eff = n/deff. One cluster: no interval. No variance: deff None.
    """
    n, J = sum(data.sizes), len(data.sizes)
    if n == 0:
        return ClusterMean(0, 0, None, None, None, None, None, None)
    mean = sum(data.sums) / n
    if J < 2:
        return ClusterMean(n, J, mean, None, None, None, None, None)
    residuals = [s - size * mean for size, s in zip(data.sizes, data.sums, strict=True)]
    variance = J / (J - 1) * sum(r * r for r in residuals) / n**2
    s2 = max(0.0, data.sum_of_squares - n * mean**2) / (n - 1)
    deff = variance / (s2 / n) if s2 > 1e-14 * mean**2 else None
    half = t_quantile(conf, J - 1) * sqrt(variance)
    n_eff = n / deff if deff else None
    return ClusterMean(n, J, mean, sqrt(variance), deff, n_eff, mean - half, mean + half)


def clustered_proportion(data: ClusterSums, conf: float = 0.95) -> Interval:
    """Wilson interval with the effective n of clustered 0/1 values, deff at least 1.

    p = 0, p = 1 or a single cluster: plain Wilson with n.
    """
    n, x = sum(data.sizes), sum(data.sums)
    if n == 0 or x in (0, n) or len(data.sizes) < 2:
        return wilson(x, n, conf)
    deff = max(1.0, cluster_mean(data, conf).deff or 1.0)
    limits = wilson(x / deff, n / deff, conf)
    return Interval(x / n, limits.lower, limits.upper)
