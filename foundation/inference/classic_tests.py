"""Classic tests of several groups, shown beside the verdict; they do not decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from scipy.special import chdtrc, ndtr

from foundation.inference.counted import Counted, Group, counted, midranks, rank_sum
from foundation.inference.heterogeneity import spread_tests
from foundation.inference.meta_analysis import Effects
from foundation.inference.multiple_testing import benjamini_hochberg, holm
from foundation.inference.studentized_range import studentized_range_cdf, studentized_range_quantile

Groups = Sequence[Group]


@dataclass(frozen=True, slots=True)
class KruskalWallis:
    """Rank test of k groups with two effect sizes; None where undefined."""

    H: float | None = None
    df: int | None = None
    p: float | None = None
    epsilon2: float | None = None
    eta2: float | None = None


def kruskal(groups: Groups) -> KruskalWallis:
    """Kruskal & Wallis (1952) with ties corrected; empty groups are left out.

    epsilon2 = H (n + 1)/(n^2 - 1), eta2 = (H - k + 1)/(n - k). One group or all values equal: None.
    """
    known = [g for g in map(counted, groups) if g.n]
    n, k = sum(g.n for g in known), len(known)
    if k < 2:
        return KruskalWallis()
    ranks, ties = midranks(known)
    if ties == n**3 - n:
        return KruskalWallis()
    between = sum(g.n * (rank_sum(g, r) / g.n - (n + 1) / 2) ** 2 for g, r in zip(known, ranks, strict=True))
    h = 12 * between / (n * (n + 1)) / (1 - ties / (n**3 - n))
    eta2 = (h - k + 1) / (n - k) if n > k else None
    return KruskalWallis(h, k - 1, float(chdtrc(k - 1, h)), h * (n + 1) / (n * n - 1), eta2)


@dataclass(frozen=True, slots=True)
class WelchAnova:
    """Test of equal means with unequal variances; None where undefined."""

    F: float | None = None
    df1: int | None = None
    df2: float | None = None
    p: float | None = None
    omega2: float | None = None


def welch_anova(groups: Groups) -> WelchAnova:
    """Welch (1951), with omega2 = df1 (F - 1)/(df1 F + df2 + 1) cut at 0.

    Fewer than two groups, a group with n < 2 or without variance: None.
    """
    known = [counted(g) for g in groups]
    if len(known) < 2 or any(g.n < 2 or g.is_constant for g in known):
        return WelchAnova()
    effects = Effects(tuple(g.mean for g in known), tuple(g.variance / g.n for g in known))
    tests = spread_tests(effects, [g.n - 1 for g in known], tau_max=1.0)
    f, df1, df2 = tests.F_het, len(known) - 1, tests.df2_het
    if f is None or df2 is None:
        return WelchAnova()
    return WelchAnova(f, df1, df2, tests.p_het, max(0.0, df1 * (f - 1) / (df1 * f + df2 + 1)))


@dataclass(frozen=True, slots=True)
class MeanPair:
    """Mean of group b less mean of group a (numbered from 1) with simultaneous limits; None if undefined."""

    a: int
    b: int
    diff: float | None = None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    lower: float | None = None
    upper: float | None = None


def _mean_pair(groups: list[Counted], a: int, b: int, conf: float) -> MeanPair:
    x, y, k = groups[a], groups[b], len(groups)
    if not x.n or not y.n:
        return MeanPair(a + 1, b + 1)
    diff = y.mean - x.mean
    if x.n < 2 or y.n < 2 or (x.is_constant and y.is_constant):
        return MeanPair(a + 1, b + 1, diff)
    vx, vy = x.variance / x.n, y.variance / y.n
    se = sqrt(vx + vy)
    df = (vx + vy) ** 2 / (vx**2 / (x.n - 1) + vy**2 / (y.n - 1))
    t = diff / se
    p = 1 - studentized_range_cdf(abs(t) * sqrt(2), k, df)
    half = studentized_range_quantile(k, df, conf) / sqrt(2) * se
    return MeanPair(a + 1, b + 1, diff, t, df, p, diff - half, diff + half)


def games_howell(groups: Groups, conf: float = 0.95) -> tuple[MeanPair, ...]:
    """All pairs of means with unequal variances (Games & Howell 1976), in the order 1-2, 1-3, .., 2-3.

    A pair with a group of n < 2 or without any variance has its difference only. Empty for one group.
    Meant for up to 12 groups.
    """
    known = [counted(g) for g in groups]
    return tuple(_mean_pair(known, a, b, conf) for a, b in combinations(range(len(known)), 2))


@dataclass(frozen=True, slots=True)
class RankPairs:
    """Dunn's z of all pairs named "1-2", "1-3", .., positive if the second group ranks higher."""

    pairs: tuple[str, ...]
    z: tuple[float | None, ...]
    p: tuple[float | None, ...]
    p_adj: tuple[float | None, ...]


def dunn(groups: Groups, adjust: str = "holm") -> RankPairs:
    """Pairwise rank test after Kruskal-Wallis with ties corrected (Dunn 1964), adjusted by "holm" or "BH".

    All values equal, or an empty group in a pair: None. Raises ValueError for another adjustment.
    """
    if adjust not in {"holm", "BH"}:
        raise ValueError(f"p values are adjusted by holm or BH, not {adjust!r}")
    known = [counted(g) for g in groups]
    pairs = list(combinations(range(len(known)), 2))
    names = tuple(f"{a + 1}-{b + 1}" for a, b in pairs)
    n = sum(g.n for g in known)
    ranks, ties = midranks(known)
    unit = n * (n + 1) / 12 - ties / (12 * (n - 1)) if n > 1 else 0.0
    if unit <= 1e-9 * n * n:
        nothing = (None,) * len(pairs)
        return RankPairs(names, nothing, nothing, nothing)
    means = [rank_sum(g, r) / g.n if g.n else None for g, r in zip(known, ranks, strict=True)]
    z = [_dunn_z((means[a], known[a].n), (means[b], known[b].n), unit) for a, b in pairs]
    p = [None if value is None else 2 * float(ndtr(-abs(value))) for value in z]
    adjusted = iter((holm if adjust == "holm" else benjamini_hochberg)([v for v in p if v is not None]))
    return RankPairs(names, tuple(z), tuple(p), tuple(None if v is None else next(adjusted) for v in p))


def _dunn_z(a: tuple[float | None, int], b: tuple[float | None, int], unit: float) -> float | None:
    """From the mean rank and the size of each group."""
    if a[0] is None or b[0] is None:
        return None
    return (b[0] - a[0]) / sqrt(unit * (1 / a[1] + 1 / b[1]))


@dataclass(frozen=True, slots=True)
class Dominance:
    """Cliff's delta from -1 (all of a below b) to 1, with the Mann-Whitney U of a; None where undefined."""

    delta: float | None = None
    U: float | None = None
    p: float | None = None

    @property
    def size(self) -> str | None:
        """negligible, small, medium or large (Romano 2006)."""
        if self.delta is None:
            return None
        limits = (("negligible", 0.147), ("small", 0.33), ("medium", 0.474))
        return next((name for name, limit in limits if abs(self.delta) < limit), "large")


def cliffs_delta(a: Group, b: Group) -> Dominance:
    """delta = 2U/(nm) - 1 (Cliff 1993), p of U by the normal with ties and continuity corrected.

    An empty group: None. All values equal: delta 0, p None.
    """
    x, y = counted(a), counted(b)
    n, m = x.n, y.n
    if not n or not m:
        return Dominance()
    ranks, ties = midranks([x, y])
    u = rank_sum(x, ranks[0]) - n * (n + 1) / 2
    delta, total = 2 * u / (n * m) - 1, n + m
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 1e-9 * n * m:
        return Dominance(delta, u)
    excess = max(0.0, abs(u - n * m / 2) - 0.5)
    return Dominance(delta, u, 2 * float(ndtr(-excess / sqrt(variance))))
