"""Means of counted numbers with their intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from foundation.inference.disclosure import is_disclosive


@dataclass(frozen=True)
class Mean:
    """A mean with its 95 % limits; of one person it has none."""

    estimate: float
    lower: float | None
    upper: float | None
    n: int


def mean_of_counts(counts: Mapping[float, int]) -> Mean | None:
    """Student's interval of {number: people}; None for nobody and for few people."""
    from foundation.inference.intervals import mean_from_moments  # noqa: PLC0415  brings scipy

    n = sum(counts.values())
    if not n or is_disclosive(n):
        return None
    mean = sum(number * count for number, count in counts.items()) / n
    if sum(count > 0 for count in counts.values()) == 1:
        return Mean(mean, mean, mean, n)
    sd = sqrt(sum(count * (number - mean) ** 2 for number, count in counts.items()) / (n - 1))
    limits = mean_from_moments(n, mean, sd)
    return Mean(mean, limits.lower, limits.upper, n)
