"""What adding and subtracting figures can single out: the row space of the figures' incidence matrix."""

from collections.abc import Sequence

import numpy as np

ALMOST_ZERO = 1e-9


def outside(rows: Sequence[Sequence[float]]) -> np.ndarray:
    """Projection onto what is orthogonal to the row space; shape (columns of rows, directions)."""
    _u, singular, vt = np.linalg.svd(np.array(rows), full_matrices=True)
    rank = int((singular > ALMOST_ZERO * max(1.0, singular.max(initial=0.0))).sum())
    return np.asarray(vt[rank:].T)


def holds(away: np.ndarray, columns: Sequence[int]) -> bool:
    """Whether the indicator vector of those columns lies in the row space that ``outside`` was made of."""
    return float(np.abs(away[list(columns)].sum(axis=0)).max(initial=0.0)) < ALMOST_ZERO


def combination(rows: Sequence[Sequence[float]], target: Sequence[float]) -> list[float]:
    """The shortest weights of the rows whose sum comes nearest to the target; one per row."""
    weights, *_rest = np.linalg.lstsq(np.array(rows).T, np.array(target), rcond=None)
    return [float(w) for w in weights]
