"""Groups of values as values and how often each occurs: a million answers on a scale of five are five pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foundation.inference.likert import Histogram

Group = Sequence[float] | np.ndarray | Histogram


@dataclass(frozen=True)
class Counted:
    """Values, shape (v,), and their frequencies, shape (v,), all above 0; a value may occur in several places."""

    values: np.ndarray
    counts: np.ndarray

    @property
    def n(self) -> int:
        """Number of values."""
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        """Arithmetic mean; of at least one value."""
        return float(self.values @ self.counts / self.counts.sum())

    @property
    def squares(self) -> float:
        """Sum of squares about the mean; exactly 0 where all values are equal."""
        return 0.0 if self.is_constant else float(self.counts @ (self.values - self.mean) ** 2)

    @property
    def variance(self) -> float:
        """Variance with n - 1; of at least two values."""
        return self.squares / (self.n - 1)

    @property
    def is_constant(self) -> bool:
        """Whether all values are equal."""
        return bool(np.ptp(self.values) == 0)


def counted(group: Group) -> Counted:
    """A group as counts. Raises ValueError on a value that is not finite."""
    if isinstance(group, Histogram):
        counts = np.asarray(group.counts, dtype=float)
        values = np.arange(group.lo, group.hi + 1, dtype=float)
        return Counted(values[counts > 0], counts[counts > 0])
    x = np.asarray(group, dtype=float)
    if not np.isfinite(x).all():
        raise ValueError("values must be finite")
    return Counted(x, np.ones(len(x)))


def midranks(groups: Sequence[Counted]) -> tuple[list[np.ndarray], float]:
    """Ranks from 1 of the values of all groups together, ties sharing their mean, by group; sum(t^3 - t) over ties."""
    if not groups:
        return [], 0.0
    counts = np.concatenate([g.counts for g in groups])
    _distinct, where = np.unique(np.concatenate([g.values for g in groups]), return_inverse=True)
    tied = np.bincount(where, weights=counts)
    ranks = (np.cumsum(tied) - (tied - 1) / 2)[where]
    return np.split(ranks, np.cumsum([len(g.values) for g in groups])[:-1]), float((tied**3 - tied).sum())


def rank_sum(group: Counted, ranks: np.ndarray) -> float:
    """Sum of the ranks of all values of a group."""
    return float(group.counts @ ranks)
