"""REML variance between cities about a common mean: of all of them, and of all but each one."""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

import numpy as np

MOST_STEPS = 1000
SMALLEST_STEP = 1e-13  # of the mean sampling variance
LONGEST_LEAP = 50  # steps
TERMS = 12  # of a series in tau2 …
NEAR = 0.05  # … whose terms shrink at least so fast: 0.05^12 is nothing beside 1
MANY = 150  # cities from which on a series is faster than the sums themselves
Scored = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def sped_up(step: np.ndarray | float, before: np.ndarray | float, moved: np.ndarray | float) -> np.ndarray:
    """The secant to where scoring takes no more step: `step` here, `before` it where we stood `moved` ago.

    Scoring nears its end by the same share each time; the secant needs a few steps where it needs hundreds. The plain
    step where the steps do not shrink in one direction or the secant leaps far.
    """
    slope = np.subtract(step, before)
    with np.errstate(divide="ignore", invalid="ignore"):
        secant = -np.asarray(step) * moved / slope
    usable = np.isfinite(secant) & (secant * step > 0) & (np.abs(secant) <= LONGEST_LEAP * np.abs(step))
    move: np.ndarray = np.where(usable, secant, step)
    return move


def spread_about_mean(y: np.ndarray, v: np.ndarray) -> float:
    """tau2 >= 0 by REML. y and v in units where the mean of v is about 1; needs two cities."""
    y = y - y.mean()  # so that sums of squares keep their digits
    return float(_spread(y, v, np.array([NOBODY]), _moment_estimates(y, v, np.array([NOBODY])))[0])


def spread_without_each(y: np.ndarray, v: np.ndarray) -> np.ndarray:
    """tau2 >= 0 by REML of the cities without the first, without the second …; needs three cities.

    y and v in units where the mean of v is about 1.
    """
    y = y - y.mean()
    each, of_all = np.arange(len(y)), spread_about_mean(y, v)
    # one city more or less moves it little
    return _spread(y, v, each, np.full(len(y), of_all) if of_all else _moment_estimates(y, v, each))


NOBODY = -1  # left out


def _spread(y: np.ndarray, v: np.ndarray, left_out: np.ndarray, tau2: np.ndarray) -> np.ndarray:
    """Fisher scoring from `tau2` on, for every city left out at once; y is centred.

    A step below 0 ends at 0 where the likelihood falls from there, else it is halved; 0 wins if it is likelier.
    """
    zeros = np.zeros(len(left_out))
    sums = _Sums.about(y, v, float(np.median(tau2)), left_out)
    _step, score_at_zero = _scored(_Sums.about(y, v, 0.0, left_out).at(np.arange(len(left_out)), zeros))
    _climb(tau2, score_at_zero, lambda rows, here: _scored(sums.at(rows, here)))
    # where the likelihood rises from 0, 0 cannot win
    doubtful = np.flatnonzero((score_at_zero <= 0) & (tau2 > 0))
    if len(doubtful):
        here, at_zero = (_log_likelihood(y, v, left_out[doubtful], t) for t in (tau2[doubtful], zeros[doubtful]))
        tau2[doubtful[at_zero >= here]] = 0.0
    return np.where(tau2 < 10 * SMALLEST_STEP, 0.0, tau2)


def _climb(tau2: np.ndarray, score_at_zero: np.ndarray, scored: Scored) -> None:
    """Move every tau2 to where the score is 0, in place; `scored` gives step and score of some rows."""
    moving = np.arange(len(tau2))
    stood, stepped = tau2.copy(), np.zeros(len(tau2))
    for _ in range(MOST_STEPS):
        here = tau2[moving]
        step, _score = scored(moving, here)
        move = sped_up(step, stepped[moving], here - stood[moving])
        below = here + move < 0
        ends_at_zero = below & (score_at_zero[moving] <= 0)
        move = np.where(ends_at_zero, -here, np.where(below, -here / 2, move))
        stood[moving], stepped[moving] = here, step
        arrived = np.abs(step) < SMALLEST_STEP * (1 + here)
        tau2[moving] += np.where(arrived, 0.0, move)
        moving = moving[~ends_at_zero & ~arrived]
        if not len(moving):
            return


def _moment_estimates(y: np.ndarray, v: np.ndarray, left_out: np.ndarray) -> np.ndarray:
    own = left_out != NOBODY
    size = len(y) - own
    total, squares, known = (np.where(own, a.sum() - a[left_out], a.sum()) for a in (y, y * y, v))
    return np.maximum(0.0, (squares - total**2 / size) / (size - 1) - known / size)


def _scored(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The Fisher step of tau2 and its score, from the sums of ``_Sums``."""
    w1, w2, w3, w1y, w2y, w2yy = sums
    mean = w1y / w1
    score = w2yy - 2 * mean * w2y + mean**2 * w2 - (w1 - w2 / w1)
    information = w2 - 2 * w3 / w1 + (w2 / w1) ** 2
    # one city known ten thousand times as well as all others leaves no digits of it: then there is no step
    return np.divide(score, information, out=np.zeros_like(score), where=information > 0), score


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums of w, w^2, w^3, wy, w^2 y and w^2 y^2 over the cities but one, w = 1/(v + tau2).

    Every city left out has a tau2 of its own, and they all lie close together. So the sums are series about one of
    them, of k terms in all; only where tau2 is far from there are they summed anew, which takes k terms for each.
    """

    y: np.ndarray
    v: np.ndarray
    left_out: np.ndarray
    centre: float
    reach: float
    powers: tuple[np.ndarray, ...]  # sums of w^p, w^p y and w^p y^2, p = 1 …; none where there are few cities

    @classmethod
    def about(cls, y: np.ndarray, v: np.ndarray, centre: float, left_out: np.ndarray) -> "_Sums":
        if len(left_out) < MANY:
            return cls(y, v, left_out, centre, 0.0, ())
        w = 1 / (v + centre)
        powers = w[:, None] ** np.arange(1, 3 + TERMS)
        without = tuple(_without_each(powers * factor[:, None]) for factor in (np.ones(len(y)), y, y * y))
        return cls(y, v, left_out, centre, NEAR / float(w.max()), without)

    def at(self, rows: np.ndarray, tau2: np.ndarray) -> np.ndarray:
        """The six sums of some rows, each at its own tau2: 6 x rows."""
        if not self.powers:
            return self._anew(self.left_out[rows], tau2)
        away = (tau2 - self.centre)[:, None] ** np.arange(TERMS)
        ones, once, twice = self.powers
        sums = np.stack([self._series(table, power, rows, away) for table, power in (
            (ones, 1), (ones, 2), (ones, 3), (once, 1), (once, 2), (twice, 2))])
        far = np.abs(tau2 - self.centre) > self.reach
        if far.any():
            sums[:, far] = self._anew(self.left_out[rows[far]], tau2[far])
        return sums

    @staticmethod
    def _series(table: np.ndarray, power: int, rows: np.ndarray, away: np.ndarray) -> np.ndarray:
        """sum of (v + centre + d)^-p = sum over m of (-d)^m C(p + m - 1, m) times the sum of w^(p + m)."""
        weights = np.array([(-1) ** m * comb(power + m - 1, m) for m in range(TERMS)], dtype=float)
        series: np.ndarray = np.einsum("ij,ij->i", table[rows, power - 1:power - 1 + TERMS], away * weights)
        return series

    def _anew(self, left_out: np.ndarray, tau2: np.ndarray) -> np.ndarray:
        w = _weights(self.v, left_out, tau2)
        squares = w * w
        return np.stack([w.sum(axis=1), squares.sum(axis=1), np.einsum("ij,ij->i", squares, w), w @ self.y,
                         squares @ self.y, squares @ (self.y * self.y)])


def _without_each(terms: np.ndarray) -> np.ndarray:
    """Sums of the rows but the first, but the second …, added up from both ends: taking one off the total would lose
    digits where that one is most of it.
    """
    sums = np.zeros_like(terms)
    np.cumsum(terms[:-1], axis=0, out=sums[1:])
    sums[:-1] += np.cumsum(terms[:0:-1], axis=0)[::-1]
    return sums


def _weights(v: np.ndarray, left_out: np.ndarray, tau2: np.ndarray) -> np.ndarray:
    w: np.ndarray = 1 / (v + tau2[:, None])
    own = np.flatnonzero(left_out != NOBODY)
    w[own, left_out[own]] = 0.0
    return w


def _log_likelihood(y: np.ndarray, v: np.ndarray, left_out: np.ndarray, tau2: np.ndarray) -> np.ndarray:
    """The restricted log-likelihood of each, up to a constant; y is centred."""
    w = _weights(v, left_out, tau2)
    w1 = w.sum(axis=1)
    about_mean = w @ (y * y) - (w @ y) ** 2 / w1
    logs = np.log(w, out=np.zeros_like(w), where=w > 0)
    likelihood: np.ndarray = -0.5 * (np.log(w1) + about_mean - logs.sum(axis=1))
    return likelihood
