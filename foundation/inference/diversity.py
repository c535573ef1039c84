"""Diversity of category counts: Blau, Shannon, Hill numbers, balance against target shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from foundation.inference.bootstrap import CountStatistic


@dataclass(frozen=True, slots=True)
class Diversity:
    """Diversity of n persons over K categories, those with 0 included; None where undefined."""

    n: int
    categories: int
    observed: int
    gini_simpson: float | None
    gini_simpson_unbiased: float | None
    iqv: float | None
    shannon: float | None
    evenness_all: float | None
    evenness_observed: float | None
    hill1: float | None
    hill2: float | None


def checked_counts(counts: Sequence[float]) -> np.ndarray:
    """Counts as floats; raises ValueError unless there is at least one category and all are >= 0."""
    c = np.asarray(counts, dtype=float)
    if c.ndim != 1 or len(c) == 0 or not np.isfinite(c).all() or (c < 0).any():
        raise ValueError("counts must be one row of finite numbers >= 0")
    return c


def diversity(counts: Sequence[float]) -> Diversity:
    """Gini-Simpson D = 1 - sum p^2, IQV = D K/(K-1), Shannon H (natural log), J = H/ln K, Hill numbers.

    Sources: Blau 1977, Simpson 1949, Agresti & Agresti 1978, Shannon 1948, Pielou 1966, Jost 2006.
    n = 0: all None; n = 1: no unbiased D; one category in all: no IQV and no evenness.
    """
    c = checked_counts(counts)
    n, K, S = int(c.sum()), len(c), int((c > 0).sum())
    if n == 0:
        return Diversity(0, K, 0, None, None, None, None, None, None, None, None)
    p = c[c > 0] / c.sum()
    D = 1 - float((p**2).sum()) if S > 1 else 0.0
    H = -float((p * np.log(p)).sum()) if S > 1 else 0.0
    return Diversity(
        n=n,
        categories=K,
        observed=S,
        gini_simpson=D,
        gini_simpson_unbiased=D * n / (n - 1) if n > 1 else None,
        iqv=D * K / (K - 1) if K > 1 else None,
        shannon=H,
        evenness_all=H / log(K) if K > 1 else None,
        evenness_observed=H / log(S) if S > 1 else None,
        hill1=exp(H),
        hill2=1 / (1 - D),
    )


def balance(counts: Sequence[float], targets: Sequence[float] | None = None) -> float | None:
    """1 - TV/(1 - min q): 1 on the target shares q (equal by default), 0 all in the least wanted category.

    TV = half the sum of |p - q|. n = 0 gives None.
    """
    c = checked_counts(counts)
    return float(balance_of_counts(target_shares(len(c), targets))(c[None, :])[0]) if c.sum() else None


def target_shares(K: int, targets: Sequence[float] | None) -> np.ndarray:
    """Target shares renormalised to 1, equal where none are given."""
    q = np.full(K, 1.0) if targets is None else checked_counts(targets)
    if len(q) != K or q.sum() <= 0 or K < 2:
        raise ValueError("a balance needs at least two categories, each with its target share")
    shares: np.ndarray = q / q.sum()
    return shares


def _shares(counts: np.ndarray) -> np.ndarray:
    shares: np.ndarray = counts / counts.sum(axis=1, keepdims=True)
    return shares


def iqv_of_counts(counts: np.ndarray) -> np.ndarray:
    """IQV of each row of counts."""
    K = counts.shape[1]
    iqv: np.ndarray = (1 - (_shares(counts) ** 2).sum(axis=1)) * K / (K - 1)
    return iqv


def evenness_of_counts(counts: np.ndarray) -> np.ndarray:
    """Pielou's J of each row of counts, over all categories."""
    p = _shares(counts)
    evenness: np.ndarray = -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=1) / log(counts.shape[1])
    return evenness


def balance_of_counts(q: np.ndarray) -> CountStatistic:
    """Balance of each row of counts against the shares q."""

    def statistic(counts: np.ndarray) -> np.ndarray:
        balances: np.ndarray = 1 - np.abs(_shares(counts) - q).sum(axis=1) / 2 / (1 - q.min())
        return balances

    return statistic
