"""Association between the rows and columns of a table of counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import chdtrc

PERMUTATIONS = 9999
CELLS_AT_ONCE = 5_000_000  # of random tables in memory


@dataclass(frozen=True, slots=True)
class Association:
    """Cramer's V (0..1), raw and bias-corrected, with its chi-square test; None where undefined.

    p_permutation is set, and to be shown instead of p, where some expected count is below 5.
    """

    chi2: float | None = None
    df: int | None = None
    p: float | None = None
    v: float | None = None
    v_bc: float | None = None
    few_expected: bool = False
    p_permutation: float | None = None


def _permutation_p(table: np.ndarray, expected: np.ndarray, chi2: float, seed: int) -> float:
    """Share of tables with the same margins that deviate at least as much."""
    from scipy.stats import random_table  # noqa: PLC0415  scipy.stats takes half a second to import

    tables, rng = random_table(table.sum(axis=1), table.sum(axis=0)), np.random.default_rng(seed)
    at_once = max(1, CELLS_AT_ONCE // table.size)
    as_far = 0
    for start in range(0, PERMUTATIONS, at_once):
        drawn = tables.rvs(min(at_once, PERMUTATIONS - start), random_state=rng)
        deviations = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
        as_far += int((deviations >= chi2 * (1 - 1e-12)).sum())
    return (1 + as_far) / (PERMUTATIONS + 1)


def cramers_v(table: Sequence[Sequence[int]], seed: int = 0) -> Association:
    """Pearson's chi-square without continuity correction, Cramer's V and Bergsma's (2013) correction.

    Empty rows and columns are left out; a single row or column gives None. Raises ValueError on counts
    that are negative, not whole or not rectangular.
    """
    if len({len(row) for row in table}) > 1:
        raise ValueError("all rows must be equally long")
    if not any(len(row) for row in table):
        return Association()
    given = np.array(table, dtype=float)
    if not np.isfinite(given).all() or (given < 0).any() or (given != np.floor(given)).any():
        raise ValueError("counts must be whole and not negative")
    counts = given[given.sum(axis=1) > 0][:, given.sum(axis=0) > 0].astype(int)
    r, c = counts.shape
    if r < 2 or c < 2:
        return Association()
    n = int(counts.sum())
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    chi2, df = float(((counts - expected) ** 2 / expected).sum()), (r - 1) * (c - 1)
    few = bool((expected < 5).any())
    return Association(
        chi2, df, float(chdtrc(df, chi2)), sqrt(chi2 / (n * (min(r, c) - 1))), _bias_corrected(chi2, n, r, c),
        few, _permutation_p(counts, expected, chi2, seed) if few else None,
    )


def _bias_corrected(chi2: float, n: int, rows: int, columns: int) -> float | None:
    phi2 = max(0.0, chi2 / n - (rows - 1) * (columns - 1) / (n - 1))
    r, c = (size - (size - 1) ** 2 / (n - 1) for size in (rows, columns))
    return sqrt(phi2 / (min(r, c) - 1)) if min(r, c) > 1 else None
