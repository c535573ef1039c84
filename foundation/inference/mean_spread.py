"""REML variance between cities about a common mean, for many subsets of the cities at once."""

import numpy as np

MOST_STEPS = 1000
SMALLEST_STEP = 1e-13  # of the mean sampling variance
LONGEST_LEAP = 50  # steps


def _scored(y: np.ndarray, v: np.ndarray, members: np.ndarray, tau2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each subset the Fisher step of tau2 and its score; y is centred, so that sums of squares keep their digits."""
    w = members / (v + tau2[:, None])
    squares = w * w
    w1, w2, w3 = w.sum(axis=1), squares.sum(axis=1), np.einsum("ij,ij->i", squares, w)
    mean = w @ y / w1
    score = squares @ (y * y) - 2 * mean * (squares @ y) + mean**2 * w2 - (w1 - w2 / w1)
    return score / (w2 - 2 * w3 / w1 + (w2 / w1) ** 2), score


def _log_likelihood(y: np.ndarray, v: np.ndarray, members: np.ndarray, tau2: np.ndarray) -> np.ndarray:
    """The restricted log-likelihood of each subset, up to a constant; y is centred."""
    total = v + tau2[:, None]
    w = members / total
    w1 = w.sum(axis=1)
    about_mean = w @ (y * y) - (w @ y) ** 2 / w1
    likelihood: np.ndarray = -0.5 * (np.einsum("ij,ij->i", members, np.log(total)) + np.log(w1) + about_mean)
    return likelihood


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


def spread_about_mean(y: np.ndarray, v: np.ndarray, members: np.ndarray) -> np.ndarray:
    """tau2 >= 0 by REML for each row of members (1 = city belongs to the subset, else 0).

    y and v in units where the mean of v is about 1; each subset needs two cities. Fisher scoring from the
    moment estimate; a step below 0 ends at 0 where the likelihood falls from there, else it is halved;
    0 wins if it is likelier.
    """
    y = y - y.mean()
    size = members.sum(axis=1)
    centred = (y - (members @ y / size)[:, None]) * members
    tau2 = np.maximum(0.0, (centred**2).sum(axis=1) / (size - 1) - members @ v / size)
    zeros = np.zeros(len(members))
    _step, score_at_zero = _scored(y, v, members, zeros)
    moving = np.arange(len(members))
    stood, stepped = tau2.copy(), np.zeros(len(members))
    for _ in range(MOST_STEPS):
        here = tau2[moving]
        step, _score = _scored(y, v, members[moving], here)
        move = sped_up(step, stepped[moving], here - stood[moving])
        below = here + move < 0
        ends_at_zero = below & (score_at_zero[moving] <= 0)
        move = np.where(ends_at_zero, -here, np.where(below, -here / 2, move))
        stood[moving], stepped[moving] = here, step
        arrived = np.abs(step) < SMALLEST_STEP * (1 + here)
        tau2[moving] += np.where(arrived, 0.0, move)
        moving = moving[~ends_at_zero & ~arrived]
        if not len(moving):
            break
    # where the likelihood rises from 0, 0 cannot win
    doubtful = np.flatnonzero((score_at_zero <= 0) & (tau2 > 0))
    if len(doubtful):
        rows = members[doubtful]
        here, at_zero = (_log_likelihood(y, v, rows, t) for t in (tau2[doubtful], zeros[doubtful]))
        tau2[doubtful[at_zero >= here]] = 0.0
    return np.where(tau2 < 10 * SMALLEST_STEP, 0.0, tau2)
