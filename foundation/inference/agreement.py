"""Agreement within and between groups: r_wg, AD, intraclass correlations, Friedman and Kendall's W."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc, fdtri

from foundation.inference.counted import counted, filled
from foundation.inference.intervals import is_known, known_values
from foundation.inference.likert import Histogram

Cells = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class WithinGroup:
    """Agreement of n ratings on one target; None where undefined."""

    n: int
    rwg: float | None
    ad_mean: float | None
    ad_critical: float


def within_group(ratings: Sequence[float | None], scale_points: int) -> WithinGroup:
    """r_wg = max(0, 1 - s^2/((A^2-1)/12)) (James, Demaree & Wolf 1984) and AD_M (Burke & Dunlap 2002).

    AD_M at most A/6 counts as agreement. n = 0: None; n = 1: no r_wg.
    """
    if scale_points < 2:
        raise ValueError("a scale needs at least two points")
    x = known_values(ratings)
    n, critical = len(x), scale_points / 6
    if n == 0:
        return WithinGroup(0, None, None, critical)
    deviation = float(np.abs(x - x.mean()).mean())
    if n == 1:
        return WithinGroup(1, None, deviation, critical)
    uniform = (scale_points**2 - 1) / 12
    return WithinGroup(n, max(0.0, 1 - float(x.var(ddof=1)) / uniform), deviation, critical)


@dataclass(frozen=True, slots=True)
class OneWayICC:
    """ICC(1) of k groups and N values from one-way ANOVA; limits as computed, not cut at 0."""

    k: int
    n: int
    k0: float | None = None
    msb: float | None = None
    msw: float | None = None
    F: float | None = None
    p: float | None = None
    icc1: float | None = None
    icc1k: float | None = None
    lower: float | None = None
    upper: float | None = None


def icc1(groups: Sequence[Sequence[float] | Histogram], conf: float = 0.95) -> OneWayICC:
    """Share of the variance that lies between groups, unbalanced: (F-1)/(F+k0-1).

    k0 = (N - sum n^2/N)/(k-1) is the average group size. Empty groups are left out. Fewer than two
    groups: None. No group with two values: no variance within, nor what follows from it. No variance within the
    groups: no F, nor what follows from it.
    """
    known = counted(filled([g if isinstance(g, Histogram) else known_values(g) for g in groups]))
    k, N, sizes = known.k, known.n, known.sizes
    d1, d2 = k - 1, N - k
    if d1 < 1:
        return OneWayICC(k, N)
    grand = float(sizes @ known.means) / N
    msb = float(sizes @ (known.means - grand) ** 2) / d1
    k0 = float((N - (sizes**2).sum() / N) / d1)
    if d2 < 1:
        return OneWayICC(k, N, k0, msb)
    msw = float(known.squares.sum()) / d2
    if msw <= 1e-15 * max(grand**2, msb, 1e-300):
        return OneWayICC(k, N, k0, msb, msw)
    F = msb / msw
    lower, upper = (_icc_of(F / fdtri(d1, d2, q), k0) for q in ((1 + conf) / 2, (1 - conf) / 2))
    icc1k = (F - 1) / F if F else None
    return OneWayICC(k, N, k0, msb, msw, F, float(fdtrc(d1, d2, F)), _icc_of(F, k0), icc1k, lower, upper)


def _icc_of(F: float, k0: float) -> float:
    return float((F - 1) / (F + k0 - 1))


@dataclass(frozen=True, slots=True)
class ICCTable:
    """The six intraclass correlations of a complete targets x raters table (Shrout & Fleiss 1979)."""

    type: tuple[str, ...]
    icc: Cells
    F: Cells
    lower: Cells
    upper: Cells


ICC_TYPES = ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")
NO_ICC = ICCTable(ICC_TYPES, *((None,) * 6,) * 4)


def icc_table(ratings: Sequence[Sequence[float | None]], conf: float = 0.95) -> ICCTable:
    """ICC1..ICC3k of targets (rows) x raters (columns), listwise, limits after McGraw & Wong 1996.

    Fewer than two complete rows or two raters, or no variance at all: None. What would divide by 0 is None alone:
    raters who agree but for their level have an ICC3 of 1, without F and limits.
    """
    X = np.array([r for r in ratings if all(is_known(v) for v in r)], dtype=float)
    if X.ndim != 2 or min(X.shape) < 2:
        return NO_ICC
    n, k = X.shape
    rows, columns = X.mean(axis=1), X.mean(axis=0)
    msb = float(k * ((rows - X.mean()) ** 2).sum() / (n - 1))
    msj = float(n * ((columns - X.mean()) ** 2).sum() / (k - 1))
    msw = float(((X - rows[:, None]) ** 2).sum() / (n * (k - 1)))
    mse = float(((X - rows[:, None] - columns + X.mean()) ** 2).sum() / ((n - 1) * (k - 1)))
    # differences of equal numbers leave dust instead of 0
    dust = 1e-14 * max(msb, msj, float(X.mean()) ** 2)
    msb, msj, msw, mse = (0.0 if part <= dust else part for part in (msb, msj, msw, mse))
    single = (
        _over(msb - msw, msb + (k - 1) * msw),
        _over(msb - mse, msb + (k - 1) * mse + k * (msj - mse) / n),
        _over(msb - mse, msb + (k - 1) * mse),
    )
    average = (_over(msb - msw, msb), _over(msb - mse, msb + (msj - mse) / n), _over(msb - mse, msb))
    one, three = _over(msb, msw), _over(msb, mse)
    limits = (
        _f_limits(one, n - 1, n * (k - 1), k, conf),
        _icc2_limits(n, k, msb, msj, mse, single[1], conf),
        _f_limits(three, n - 1, (n - 1) * (k - 1), k, conf),
    )
    stepped = tuple(tuple(_stepped_up(v, k) for v in pair) for pair in limits)
    lower, upper = zip(*limits, *stepped, strict=True)
    return ICCTable(ICC_TYPES, single + average, (one, three, three) * 2, lower, upper)


def _over(a: float, b: float) -> float | None:
    return a / b if b else None


def _stepped_up(v: float | None, k: int) -> float | None:
    """Reliability of the mean of k raters from that of one (Spearman and Brown)."""
    return None if v is None else _over(v * k, 1 + v * (k - 1))


def _f_limits(F: float | None, d1: int, d2: int, k: int, conf: float) -> tuple[float | None, float | None]:
    if F is None:
        return None, None
    return _icc_of(F / fdtri(d1, d2, (1 + conf) / 2), k), _icc_of(F * fdtri(d2, d1, (1 + conf) / 2), k)


def _icc2_limits(
    n: int, k: int, msb: float, msj: float, mse: float, icc: float | None, conf: float
) -> tuple[float | None, float | None]:
    """Limits of the two-way random ICC with Satterthwaite degrees of freedom."""
    if icc is None or not mse:
        return None, None
    Fj = msj / mse
    b = n * (1 + (k - 1) * icc) - k * icc
    v = _over((k - 1) * (n - 1) * (k * icc * Fj + b) ** 2, (n - 1) * (k * icc * Fj) ** 2 + b**2)
    if not v:
        return None, None
    up, low = fdtri(n - 1, v, (1 + conf) / 2), fdtri(v, n - 1, (1 + conf) / 2)
    rest = k * msj + (k * n - k - n) * mse
    lower = _over(n * (msb - up * mse), up * rest + n * msb)
    upper = _over(n * (low * msb - mse), rest + n * low * msb)
    return _finite(lower), _finite(upper)


def _finite(v: float | None) -> float | None:
    return float(v) if v is not None and np.isfinite(v) else None


@dataclass(frozen=True, slots=True)
class RankAgreement:
    """Friedman test and Kendall's W of b blocks ranking k treatments; None where undefined."""

    blocks: int
    treatments: int
    chi2: float | None
    df: int
    p: float | None
    W: float | None
    mean_rho: float | None


def friedman(ratings: Sequence[Sequence[float | None]]) -> RankAgreement:
    """Friedman chi-square with ties corrected, W = chi2/(b(k-1)), mean Spearman rho = (bW-1)/(b-1).

    Complete rows only. Fewer than two blocks or treatments, or every block wholly tied: None
    (pages ask for at least three blocks).
    """
    from scipy.stats import rankdata  # noqa: PLC0415  slow to load, rarely needed

    X = np.array([r for r in ratings if all(is_known(v) for v in r)], dtype=float)
    if X.ndim != 2 or len(X) < 2 or X.shape[1] < 2:
        k = len(ratings[0]) if len(ratings) else 0
        return RankAgreement(len(X), k, None, max(0, k - 1), None, None, None)
    b, k = X.shape
    ranks = rankdata(X, axis=1)
    spread = float((ranks**2).sum() - b * k * (k + 1) ** 2 / 4)
    if spread == 0:
        return RankAgreement(b, k, None, k - 1, None, None, None)
    between = float(((ranks.sum(axis=0) - b * (k + 1) / 2) ** 2).sum())
    chi2 = (k - 1) * between / spread
    W = chi2 / (b * (k - 1))
    return RankAgreement(b, k, chi2, k - 1, float(chdtrc(k - 1, chi2)), W, (b * W - 1) / (b - 1))
