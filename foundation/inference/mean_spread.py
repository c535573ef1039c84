"""REML variance between cities about a common mean, for many subsets of the cities at once."""

from dataclasses import dataclass

import numpy as np

MOST_STEPS = 1000
SMALLEST_STEP = 1e-13  # of the mean sampling variance
LONGEST_LEAP = 50  # steps


@dataclass(frozen=True, slots=True)
class _Moments:
    """Of each subset: Fisher step of tau2, its score, and the restricted log-likelihood up to a constant."""

    step: np.ndarray
    score: np.ndarray
    log_likelihood: np.ndarray


def _moments(y: np.ndarray, v: np.ndarray, members: np.ndarray, tau2: np.ndarray) -> _Moments:
    total = v + tau2[:, None]
    w = members / total
    w1, w2, w3 = w.sum(axis=1), (w**2).sum(axis=1), (w**3).sum(axis=1)
    residuals = y - ((w @ y) / w1)[:, None]
    score = ((w * residuals) ** 2).sum(axis=1) - (w1 - w2 / w1)
    step = score / (w2 - 2 * w3 / w1 + (w2 / w1) ** 2)
    log_likelihood = -0.5 * (
        (members * np.log(total)).sum(axis=1) + np.log(w1) + (w * residuals**2).sum(axis=1)
    )
    return _Moments(step, score, log_likelihood)


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
    size = members.sum(axis=1)
    centred = (y - (members @ y / size)[:, None]) * members
    tau2 = np.maximum(0.0, (centred**2).sum(axis=1) / (size - 1) - members @ v / size)
    at_zero = _moments(y, v, members, np.zeros(len(members)))
    moving = np.arange(len(members))
    stood, stepped = tau2.copy(), np.zeros(len(members))
    for _ in range(MOST_STEPS):
        here = tau2[moving]
        step = _moments(y, v, members[moving], here).step
        move = sped_up(step, stepped[moving], here - stood[moving])
        below = here + move < 0
        ends_at_zero = below & (at_zero.score[moving] <= 0)
        move = np.where(ends_at_zero, -here, np.where(below, -here / 2, move))
        stood[moving], stepped[moving] = here, step
        arrived = np.abs(step) < SMALLEST_STEP * (1 + here)
        tau2[moving] += np.where(arrived, 0.0, move)
        moving = moving[~ends_at_zero & ~arrived]
        if not len(moving):
            break
    zero_is_likelier = at_zero.log_likelihood >= _moments(y, v, members, tau2).log_likelihood
    return np.where(zero_is_likelier | (tau2 < 10 * SMALLEST_STEP), 0.0, tau2)
