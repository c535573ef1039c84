"""REML variance between cities about a common mean, for many subsets of the cities at once."""

from dataclasses import dataclass

import numpy as np

MOST_STEPS = 1000
SMALLEST_STEP = 1e-13  # of the mean sampling variance


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
    for _ in range(MOST_STEPS):
        step = _moments(y, v, members[moving], tau2[moving]).step
        below = tau2[moving] + step < 0
        ends_at_zero = below & (at_zero.score[moving] <= 0)
        step = np.where(ends_at_zero, -tau2[moving], np.where(below, -tau2[moving] / 2, step))
        tau2[moving] += step
        moving = moving[~ends_at_zero & (np.abs(step) >= SMALLEST_STEP * (1 + tau2[moving]))]
        if not len(moving):
            break
    zero_is_likelier = at_zero.log_likelihood >= _moments(y, v, members, tau2).log_likelihood
    return np.where(zero_is_likelier | (tau2 < 10 * SMALLEST_STEP), 0.0, tau2)
