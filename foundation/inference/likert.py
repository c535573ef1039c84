"""Summaries of rating scales: Likert items, recommendation scores, importance against performance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import log2, sqrt

import numpy as np
from scipy.special import stdtr

from foundation.inference.intervals import (
    is_known,
    known_values,
    mean_from_moments,
    mean_t,
    normal_quantile,
    wilson,
)


@dataclass(frozen=True)
class Histogram:
    """How often each whole number lo..hi was answered; counts in that order."""

    lo: int
    hi: int
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse an empty scale, a wrong number of counts, and negative counts."""
        if self.hi <= self.lo or len(self.counts) != self.hi - self.lo + 1:
            raise ValueError(f"a scale {self.lo}..{self.hi} needs {self.hi - self.lo + 1} counts")
        if any(c < 0 for c in self.counts):
            raise ValueError("counts must not be negative")

    @classmethod
    def of_mapping(cls, counts: Mapping[int, int], lo: int, hi: int) -> "Histogram":
        """From {value: count}; raises ValueError on a value off the scale."""
        off = [v for v, c in counts.items() if c and (v != int(v) or not lo <= v <= hi)]
        if off:
            raise ValueError(f"answers off the scale {lo}..{hi}: {off}")
        return cls(lo, hi, tuple(int(counts.get(v, 0)) for v in range(lo, hi + 1)))

    @classmethod
    def of_answers(cls, answers: Sequence[float | None], lo: int, hi: int) -> "Histogram":
        """From raw answers, the missing ones left out."""
        values, counts = np.unique(known_values(answers), return_counts=True)
        return cls.of_mapping(dict(zip(values.tolist(), counts.tolist(), strict=True)), lo, hi)

    @property
    def n(self) -> int:
        """Number of answers."""
        return sum(self.counts)

    def at_least(self, value: float) -> int:
        """Answers of that value or more."""
        return sum(c for v, c in enumerate(self.counts, self.lo) if v >= value)

    def at_most(self, value: float) -> int:
        """Answers of that value or less."""
        return sum(c for v, c in enumerate(self.counts, self.lo) if v <= value)

    def moments(self) -> tuple[float, float | None]:
        """Mean and SD (n - 1; None for n = 1) of at least one answer."""
        v, c = np.arange(self.lo, self.hi + 1, dtype=float), np.asarray(self.counts, dtype=float)
        mean = float(v @ c / self.n)
        if self.n == 1:
            return mean, None
        return mean, sqrt(float(c @ (v - mean) ** 2) / (self.n - 1)) if (c > 0).sum() > 1 else 0.0

    def quantile(self, p: float) -> float:
        """Linearly interpolated quantile (type 7 of Hyndman & Fan 1996) of at least one answer."""
        position = (self.n - 1) * p
        below = int(position)
        upto = np.cumsum(self.counts)
        a = self.lo + int(np.searchsorted(upto, below, side="right"))
        b = self.lo + int(np.searchsorted(upto, min(below + 1, self.n - 1), side="right"))
        return float(a + (position - below) * (b - a))


@dataclass(frozen=True, slots=True)
class LikertSummary:
    """Distribution first, mean second; shares are of n; None where undefined."""

    n: int
    counts: tuple[int, ...]
    mean: float | None
    sd: float | None
    lower: float | None
    upper: float | None
    median: float | None
    q1: float | None
    q3: float | None
    top2: float | None
    top2_lower: float | None
    top2_upper: float | None
    bottom2: float | None
    neutral: float | None
    consensus: float | None


def likert_summary(answers: Histogram, conf: float = 0.95) -> LikertSummary:
    """Mean with t limits, quartiles, top-two share with Wilson limits, bottom two, neutral, consensus.

    Consensus 1 + sum p log2(1 - |v - mean|/(hi - lo)): 1 all agree, 0 half at each end
    (Tastle & Wierman 2007).
    All the same: SD 0 and the interval is the point. n = 0: None.
    """
    n = answers.n
    if n == 0:
        nothing = dict.fromkeys(f.name for f in fields(LikertSummary))
        return LikertSummary(**{**nothing, "n": 0, "counts": answers.counts})  # type: ignore[arg-type]
    mean, sd = answers.moments()
    limits = None if sd is None else mean_from_moments(n, mean, sd, conf)
    top = wilson(answers.at_least(answers.hi - 1), n, conf)
    middle = (answers.lo + answers.hi) / 2
    return LikertSummary(
        n=n,
        counts=answers.counts,
        mean=mean,
        sd=sd,
        lower=limits.lower if limits else None,
        upper=limits.upper if limits else None,
        median=answers.quantile(0.5),
        q1=answers.quantile(0.25),
        q3=answers.quantile(0.75),
        top2=top.estimate,
        top2_lower=top.lower,
        top2_upper=top.upper,
        bottom2=answers.at_most(answers.lo + 1) / n,
        neutral=(answers.at_most(middle) - answers.at_most(middle - 0.5)) / n,
        consensus=_consensus(answers, mean),
    )


def _consensus(answers: Histogram, mean: float) -> float:
    width = answers.hi - answers.lo
    return 1 + sum(
        c / answers.n * log2(1 - abs(v - mean) / width) for v, c in enumerate(answers.counts, answers.lo) if c
    )


@dataclass(frozen=True, slots=True)
class RecommendationScore:
    """100 x (share 9..10 - share 0..6) with adjusted Wald limits; None where undefined."""

    n: int
    promoters: int
    passives: int
    detractors: int
    nps: float | None
    lower: float | None
    upper: float | None


def nps(answers: Histogram, conf: float = 0.95) -> RecommendationScore:
    """Recommendation score of 0..10 answers, range -100..100 (Reichheld 2003).

    Limits: three answers added in the ratio 1 : 2 : 1 (Rocks 2016), cut at +-100; the point is not adjusted.
    """
    if (answers.lo, answers.hi) != (0, 10):
        raise ValueError("a recommendation score needs the scale 0..10")
    n, promoters, detractors = answers.n, answers.at_least(9), answers.at_most(6)
    if n == 0:
        return RecommendationScore(0, 0, 0, 0, None, None, None)
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = normal_quantile(conf) * sqrt((p + d - (p - d) ** 2) / (n + 3))
    return RecommendationScore(
        n, promoters, n - promoters - detractors, detractors,
        100 * (promoters - detractors) / n, 100 * max(-1.0, p - d - half), 100 * min(1.0, p - d + half),
    )


@dataclass(frozen=True, slots=True)
class ImportancePerformance:
    """Paired gap importance - performance; mwds = gap x mean importance (Borich 1980)."""

    n: int
    importance: float | None
    performance: float | None
    gap: float | None
    lower: float | None
    upper: float | None
    t: float | None
    df: int | None
    p: float | None
    dz: float | None
    mwds: float | None


def importance_performance(
    importance: Sequence[float | None], performance: Sequence[float | None], conf: float = 0.95
) -> ImportancePerformance:
    """Mean paired difference over those who answered both, t limits, two-sided p, dz, discrepancy score.

    All differences equal: the interval is the point, t, p and dz None (Martilla & James 1977). n = 0: None.
    """
    pairs = [(i, p) for i, p in zip(importance, performance, strict=True) if is_known(i) and is_known(p)]
    if not pairs:
        return ImportancePerformance(0, *(None,) * 10)
    imp, perf = np.array(pairs, dtype=float).T
    gap = mean_t(imp - perf, conf)
    mean_imp, mean_perf = float(imp.mean()), float(perf.mean())
    value = gap.mean or 0.0
    t = value / gap.se if gap.se else None
    df = gap.n - 1 if gap.n > 1 else None
    return ImportancePerformance(
        gap.n, mean_imp, mean_perf, value, gap.lower, gap.upper, t, df,
        float(2 * stdtr(df, -abs(t))) if t is not None else None,
        value / gap.sd if gap.sd else None,
        value * mean_imp,
    )
