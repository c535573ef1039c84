"""Agreement of two coders beyond chance (Cohen 1960)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from foundation.inference.intervals import normal_quantile


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa of n texts with its large-sample limits; None where undefined.

    observed: share on which both agree; expected: the share that chance alone would give.
    """

    n: int
    observed: float | None = None
    expected: float | None = None
    kappa: float | None = None
    se: float | None = None
    lower: float | None = None
    upper: float | None = None


def cohens_kappa(table: Sequence[Sequence[int]], conf: float = 0.95) -> Kappa:
    """kappa = (po - pe)/(1 - pe) of a square table, rows: first coder, columns: second (Cohen 1960).

    Standard error after Fleiss, Cohen & Everitt (1969): the variance is
    (sum p_ii (1 - (p_i. + p_.i)(1 - k))^2 + (1 - k)^2 sum_{i != j} p_ij (p_.i + p_j.)^2 - (k - pe (1 - k))^2)
    / (n (1 - pe)^2). Limits are cut at -1 and 1. Both coders give everything one and the same code: pe = 1, no kappa.
    Raises ValueError for a table that is not square or has negative counts.
    """
    size = len(table)
    if any(len(row) != size for row in table) or any(count < 0 for row in table for count in row):
        raise ValueError("a table of agreement is square and has no negative counts")
    n = sum(map(sum, table))
    if not n:
        return Kappa(0)
    p = [[count / n for count in row] for row in table]
    rows, columns = [sum(row) for row in p], [sum(row[j] for row in p) for j in range(size)]
    observed = sum(p[i][i] for i in range(size))
    expected = sum(a * b for a, b in zip(rows, columns, strict=True))
    if any(a == b == 1.0 for a, b in zip(rows, columns, strict=True)):
        return Kappa(n, 1.0, 1.0)
    kappa = (observed - expected) / (1 - expected)
    agreeing = sum(p[i][i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(size))
    differing = sum(p[i][j] * (columns[i] + rows[j]) ** 2 for i in range(size) for j in range(size) if i != j)
    variance = agreeing + (1 - kappa) ** 2 * differing - (kappa - expected * (1 - kappa)) ** 2
    se = sqrt(max(variance, 0.0) / n) / (1 - expected)
    half = normal_quantile(conf) * se
    return Kappa(n, observed, expected, kappa, se, max(-1.0, kappa - half), min(1.0, kappa + half))
