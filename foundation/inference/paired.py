"""Change within the same people: differences of paired numbers and of paired shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtr

from foundation.inference.intervals import Interval, mean_from_moments, normal_quantile


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Mean of second minus first over n pairs with Student limits; None where undefined.

    dz: mean difference divided by the SD of the differences. p: two-sided paired t test.
    """

    n: int
    mean: float | None = None
    sd: float | None = None
    lower: float | None = None
    upper: float | None = None
    t: float | None = None
    p: float | None = None
    dz: float | None = None


def paired_difference(pairs: Mapping[tuple[float, float], int], conf: float = 0.95) -> PairedDifference:
    """Paired t interval (Student 1908) from {(first, second): number of people}.

    One pair has a mean alone; where all differences are equal the interval is the point and t is undefined. Raises
    ValueError on negative counts.
    """
    if any(count < 0 for count in pairs.values()):
        raise ValueError("counts must not be negative")
    n = sum(pairs.values())
    if not n:
        return PairedDifference(0)
    differences = [(second - first, count) for (first, second), count in pairs.items() if count]
    mean = sum(d * count for d, count in differences) / n
    if n == 1:
        return PairedDifference(1, mean)
    if len({d for d, _count in differences}) == 1:
        mean = differences[0][0]
        return PairedDifference(n, mean, 0.0, mean, mean)
    sd = sqrt(sum(count * (d - mean) ** 2 for d, count in differences) / (n - 1))
    limits = mean_from_moments(n, mean, sd, conf)
    t = mean / (sd / sqrt(n))
    p = 2 * float(stdtr(n - 1, -abs(t)))
    return PairedDifference(n, mean, sd, limits.lower, limits.upper, t, p, mean / sd)


def paired_share_difference(both: int, lost: int, gained: int, neither: int, conf: float = 0.95) -> Interval:
    """Change of a share within the same people, (gained - lost)/n, with adjusted Wald limits (Bonett & Price 2012).

    lost: had it first and not then; gained: the reverse. Limits rest on (lost + 1)/(n + 2) and (gained + 1)/(n + 2),
    cut at -1 and 1; the estimate is not adjusted. Nobody: no interval. Raises ValueError on negative counts.
    """
    if min(both, lost, gained, neither) < 0:
        raise ValueError("counts must not be negative")
    n = both + lost + gained + neither
    if not n:
        return Interval(None, None, None)
    a, b = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    half = normal_quantile(conf) * sqrt((a + b - (a - b) ** 2) / (n + 2))
    return Interval((gained - lost) / n, max(-1.0, a - b - half), min(1.0, a - b + half))
