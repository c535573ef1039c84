"""Classic tests of several groups, shown beside the verdict; they do not decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from scipy.special import chdtrc, ndtr

from foundation.inference.counted import Counted, Group, counted, filled
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
    known = counted(filled(groups))
    n, k = known.n, known.k
    if k < 2:
        return KruskalWallis()
    _ranks, ties = known.ranks
    if ties == n**3 - n:
        return KruskalWallis()
    between = float(known.sizes @ (known.rank_means - (n + 1) / 2) ** 2)
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
    known = counted(groups)
    if known.k < 2 or (known.sizes < 2).any() or known.constant.any():
        return WelchAnova()
    degrees = known.sizes - 1
    effects = Effects(tuple(known.means.tolist()), tuple((known.squares / degrees / known.sizes).tolist()))
    tests = spread_tests(effects, degrees.tolist(), tau_max=1.0)
    f, df1, df2 = tests.F_het, known.k - 1, tests.df2_het
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


def _mean_pair(groups: Counted, a: int, b: int, conf: float) -> MeanPair:
    (n, m), k = groups.sizes[[a, b]].tolist(), groups.k
    if not n or not m:
        return MeanPair(a + 1, b + 1)
    diff = float(groups.means[b] - groups.means[a])
    if n < 2 or m < 2 or groups.constant[[a, b]].all():
        return MeanPair(a + 1, b + 1, diff)
    vx, vy = (groups.squares[[a, b]] / [(n - 1) * n, (m - 1) * m]).tolist()
    se = sqrt(vx + vy)
    df = (vx + vy) ** 2 / (vx**2 / (n - 1) + vy**2 / (m - 1))
    t = diff / se
    p = 1 - studentized_range_cdf(abs(t) * sqrt(2), k, df)
    half = studentized_range_quantile(k, df, conf) / sqrt(2) * se
    return MeanPair(a + 1, b + 1, diff, t, df, p, diff - half, diff + half)


def games_howell(groups: Groups, conf: float = 0.95) -> tuple[MeanPair, ...]:
    """All pairs of means with unequal variances (Games & Howell 1976), in the order 1-2, 1-3, .., 2-3.

    A pair with a group of n < 2 or without any variance has its difference only. Empty for one group.
    Meant for up to 12 groups.
    """
    known = counted(groups)
    return tuple(_mean_pair(known, a, b, conf) for a, b in combinations(range(known.k), 2))


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
    known = counted(groups)
    pairs = list(combinations(range(known.k), 2))
    names = tuple(f"{a + 1}-{b + 1}" for a, b in pairs)
    n, (_ranks, ties) = known.n, known.ranks
    unit = n * (n + 1) / 12 - ties / (12 * (n - 1)) if n > 1 else 0.0
    if unit <= 1e-9 * n * n:
        nothing = (None,) * len(pairs)
        return RankPairs(names, nothing, nothing, nothing)
    z = [_dunn_z(known, a, b, unit) for a, b in pairs]
    p = [None if value is None else 2 * float(ndtr(-abs(value))) for value in z]
    adjusted = iter((holm if adjust == "holm" else benjamini_hochberg)([v for v in p if v is not None]))
    return RankPairs(names, tuple(z), tuple(p), tuple(None if v is None else next(adjusted) for v in p))


def _dunn_z(groups: Counted, a: int, b: int, unit: float) -> float | None:
    n, m = groups.sizes[[a, b]].tolist()
    if not n or not m:
        return None
    return float(groups.rank_means[b] - groups.rank_means[a]) / sqrt(unit * (1 / n + 1 / m))


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
    both = counted([a, b])
    n, m = (int(size) for size in both.sizes)
    if not n or not m:
        return Dominance()
    ranks, ties = both.ranks
    u = float(both.total(ranks)[0]) - n * (n + 1) / 2
    delta, total = 2 * u / (n * m) - 1, n + m
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 1e-9 * n * m:
        return Dominance(delta, u)
    excess = max(0.0, abs(u - n * m / 2) - 0.5)
    return Dominance(delta, u, 2 * float(ndtr(-excess / sqrt(variance))))
