"""Groups of values as values and how often each occurs: a million answers on a scale of five are five pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foundation.inference.likert import Histogram

Group = Sequence[float] | np.ndarray | Histogram


@dataclass(frozen=True)
class Counted:
    """k groups end to end: values, their frequencies (above 0) and the group of each, arrays of one length.

    What is told of groups has shape (k,), in their order; nan where a group has no value.
    """

    values: np.ndarray
    counts: np.ndarray
    group: np.ndarray
    k: int

    def total(self, x: np.ndarray) -> np.ndarray:
        """Sum of x over all values of each group, x being given once for each entry."""
        return np.bincount(self.group, weights=self.counts * x, minlength=self.k)

    @cached_property
    def sizes(self) -> np.ndarray:
        """Number of values."""
        return np.bincount(self.group, weights=self.counts, minlength=self.k)

    @property
    def n(self) -> int:
        """Number of values of all groups."""
        return int(self.sizes.sum())

    @cached_property
    def means(self) -> np.ndarray:
        """Arithmetic means."""
        return self._by_size(self.total(self.values))

    @cached_property
    def squares(self) -> np.ndarray:
        """Sums of squares about the mean; exactly 0 where all values of a group are equal."""
        return np.where(self.constant, 0.0, self.total((self.values - self.means[self.group]) ** 2))

    @cached_property
    def constant(self) -> np.ndarray:
        """Whether a group has no two different values."""
        low, high = np.full(self.k, np.inf), np.full(self.k, -np.inf)
        np.minimum.at(low, self.group, self.values)
        np.maximum.at(high, self.group, self.values)
        return ~(high > low)

    @cached_property
    def ranks(self) -> tuple[np.ndarray, float]:
        """Ranks from 1 of every entry among all values, ties sharing their mean; and sum(t^3 - t) over the ties."""
        _distinct, where = np.unique(self.values, return_inverse=True)
        tied = np.bincount(where, weights=self.counts)
        return (np.cumsum(tied) - (tied - 1) / 2)[where], float((tied**3 - tied).sum())

    @cached_property
    def rank_means(self) -> np.ndarray:
        """Mean ranks."""
        return self._by_size(self.total(self.ranks[0]))

    def _by_size(self, totals: np.ndarray) -> np.ndarray:
        return np.divide(totals, self.sizes, out=np.full(self.k, np.nan), where=self.sizes > 0)


def counted(groups: Sequence[Group]) -> Counted:
    """Groups as counts. Raises ValueError on a value that is not finite."""
    scales = {(group.lo, group.hi) if isinstance(group, Histogram) else None for group in groups}
    if len(scales) == 1 and (scale := scales.pop()) is not None:
        return _counted_on(*scale, np.array([group.counts for group in groups], dtype=float))  # type: ignore[union-attr]
    pairs = [_pairs(group) for group in groups]
    values = np.concatenate([v for v, _c in pairs]) if pairs else np.empty(0)
    counts = np.concatenate([c for _v, c in pairs]) if pairs else np.empty(0)
    if not np.isfinite(values).all():
        raise ValueError("values must be finite")
    group = np.repeat(np.arange(len(pairs)), [len(v) for v, _c in pairs])
    there = counts > 0
    return Counted(values[there], counts[there], group[there], len(pairs))


def _counted_on(lo: int, hi: int, counts: np.ndarray) -> Counted:
    """Histograms of one scale: there may be hundreds, and all have the same values."""
    group, place = np.nonzero(counts)
    return Counted(np.arange(lo, hi + 1, dtype=float)[place], counts[group, place], group, len(counts))


def _pairs(group: Group) -> tuple[np.ndarray, np.ndarray]:
    if isinstance(group, Histogram):
        return np.arange(group.lo, group.hi + 1, dtype=float), np.asarray(group.counts, dtype=float)
    x = np.asarray(group, dtype=float)
    return x, np.ones(len(x))


def filled(groups: Sequence[Group]) -> list[Group]:
    """The groups that have a value."""
    return [group for group in groups if (group.n if isinstance(group, Histogram) else len(group))]
