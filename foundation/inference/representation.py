"""How well a sample mirrors a population: dissimilarity, raking weights, weighted means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Literal

import numpy as np
from scipy.special import chdtrc

from foundation.inference.bootstrap import CountStatistic
from foundation.inference.diversity import checked_counts
from foundation.inference.intervals import t_quantile, wilson

Standing = Literal["under", "over", "unclear"]
UNDER, OVER = 0.8, 1.25  # participation ratios beyond which a group counts as under- or over-represented
ROUNDS, MET, ACCEPTED = 1000, 1e-13, 1e-6
LOOK_EVERY = 5  # rounds of raking


@dataclass(frozen=True, slots=True)
class ParticipationRatio:
    """Share in the sample over share in the population, with limits, and what may be claimed from it."""

    ratio: float | None
    lower: float | None
    upper: float | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Representativeness:
    """Sample counts against population shares; None where undefined."""

    n: int
    dissimilarity: float | None
    expected_if_random: float | None
    chi2: float | None
    df: int
    p: float | None
    approximate: bool
    ratio: tuple[float | None, ...]


def _shares(shares: Sequence[float], categories: int) -> np.ndarray:
    q = checked_counts(shares)
    if len(q) != categories or q.sum() <= 0:
        raise ValueError("every category needs its population share, and they must not all be 0")
    normalised: np.ndarray = q / q.sum()
    return normalised


def representativeness(counts: Sequence[float], shares: Sequence[float]) -> Representativeness:
    """Index of dissimilarity D = half the sum of |p - q| (Duncan & Duncan 1955), shares renormalised to 1.

    With what a random turnout of the same size gives, half the sum of sqrt(2 q (1-q)/(pi n)), and the
    chi-square test of fit (approximate where some n q < 5). A category of share 0 has no ratio and
    leaves the test; with somebody in it there is no test. n = 0: all None.
    """
    c = checked_counts(counts)
    q = _shares(shares, len(c))
    n = int(c.sum())
    held = q > 0
    df = int(held.sum()) - 1
    if n == 0:
        return Representativeness(0, None, None, None, df, None, False, (None,) * len(c))
    p = c / n
    expected = n * q[held]
    chi2 = None if c[~held].any() else float(((c[held] - expected) ** 2 / expected).sum())
    return Representativeness(
        n=n,
        dissimilarity=float(np.abs(p - q).sum() / 2),
        expected_if_random=float(np.sqrt(2 * q * (1 - q) / (pi * n)).sum() / 2),
        chi2=chi2,
        df=df,
        p=float(chdtrc(df, chi2)) if df and chi2 is not None else None,
        approximate=bool((expected < 5).any()),
        ratio=tuple(float(a / b) if b > 0 else None for a, b in zip(p, q, strict=True)),
    )


def participation_ratios(
    counts: Sequence[float], shares: Sequence[float], conf: float = 0.95
) -> tuple[ParticipationRatio, ...]:
    """p/q per category with the Wilson limits of p divided by q; a claim only beyond 0.8 or 1.25."""
    c = checked_counts(counts)
    return tuple(_ratio(x, c.sum(), q, conf) for x, q in zip(c, _shares(shares, len(c)), strict=True))


def _ratio(x: float, n: float, q: float, conf: float) -> ParticipationRatio:
    p = wilson(float(x), float(n), conf)
    if p.estimate is None or p.lower is None or p.upper is None or q == 0:
        return ParticipationRatio(None, None, None, "unclear")
    lower, upper = p.lower / q, p.upper / q
    standing: Standing = "under" if upper < UNDER else "over" if lower > OVER else "unclear"
    return ParticipationRatio(float(p.estimate / q), float(lower), float(upper), standing)


def similarity_of_counts(q: np.ndarray) -> CountStatistic:
    """1 - dissimilarity of each row of counts from the shares q."""

    def statistic(counts: np.ndarray) -> np.ndarray:
        p = counts / counts.sum(axis=1, keepdims=True)
        result: np.ndarray = 1 - np.abs(p - q / q.sum()).sum(axis=1) / 2
        return result

    return statistic


@dataclass(frozen=True, slots=True)
class Raking:
    """Weights of mean 1 that meet all margins, Kish's deff and n_eff; None where the margins clash."""

    weights: tuple[float, ...] | None
    deff_kish: float | None
    n_eff: float | None
    w_min: float | None
    w_max: float | None
    converged: bool
    empty_categories: tuple[str, ...] = ()


NOT_RAKED = Raking(None, None, None, None, None, False)


def rake(
    variables: Mapping[str, Sequence[str]], targets: Mapping[str, Mapping[str, float]],
    counts: Sequence[int] | None = None,
) -> Raking:
    """Iterative proportional fitting of person weights to population shares (Deming & Stephan 1940).

    variables: margin -> category of each person (all known); targets: margin -> share per category. counts: how many
    persons each entry stands for (one without it); the weights returned are of one of them.
    Categories nobody has are dropped and the rest renormalised. Stops when every margin is met to
    1e-13 or after 1000 rounds; accepted if every margin is met to 1e-6. Raises ValueError on unequal
    lengths or a person in a category without a share.
    """
    entries = len(next(iter(variables.values()), ()))
    people = _people(counts, entries)
    n = int(people.sum())
    if set(variables) != set(targets) or any(len(v) != entries for v in variables.values()):
        raise ValueError("raking needs a category of every person and shares for every margin")
    empty = tuple(c for m in targets for c in targets[m] if c not in set(variables[m]))
    if n == 0:
        return NOT_RAKED
    codes, wanted = [], []
    for margin, column in variables.items():
        kept = [c for c in targets[margin] if c in set(column)]
        place = {c: i for i, c in enumerate(kept)}
        if not all(c in place for c in column):
            raise ValueError(f"a person's {margin} is not among the population's categories")
        share = np.array([targets[margin][c] for c in kept], dtype=float)
        if (share <= 0).any() or not np.isfinite(share).all():
            return NOT_RAKED  # somebody belongs to a group the population does not have
        codes.append(np.array([place[c] for c in column]))
        wanted.append(n * share / share.sum())
    weights = _fit(np.column_stack(codes), people, wanted)
    return NOT_RAKED if weights is None else _raking(weights, people, empty)


def _people(counts: Sequence[int] | None, entries: int) -> np.ndarray:
    """How many persons each entry stands for; raises ValueError unless that is at least one for every entry."""
    people = np.ones(entries) if counts is None else np.asarray(counts, dtype=float)
    if len(people) != entries or (people < 1).any():
        raise ValueError("every entry needs the number of its persons, at least one")
    return people


def _fit(codes: np.ndarray, people: np.ndarray, wanted: list[np.ndarray]) -> np.ndarray | None:
    """Weights per person; persons alike in all margins are one cell, so a round costs cells, not persons."""
    cells, cell_of = np.unique(codes, axis=0, return_inverse=True)
    cell_of = cell_of.reshape(-1)
    size = np.bincount(cell_of, weights=people)
    mass = size.copy()
    for done in range(1, ROUNDS + 1):
        for j, target in enumerate(wanted):
            mass *= (target / np.bincount(cells[:, j], weights=mass, minlength=len(target)))[cells[:, j]]
        # looking costs as much as a round; where nothing is left to adjust, a few rounds more change nothing
        if done % LOOK_EVERY == 0 and not _worst_margin(cells, mass, wanted) > MET:
            break
    if not _worst_margin(cells, mass, wanted) <= ACCEPTED:
        return None
    raw = (mass / size)[cell_of]
    weights: np.ndarray = raw / np.average(raw, weights=people)
    return weights


def _worst_margin(cells: np.ndarray, mass: np.ndarray, wanted: list[np.ndarray]) -> float:
    reached = (np.bincount(cells[:, j], weights=mass, minlength=len(t)) for j, t in enumerate(wanted))
    with np.errstate(divide="ignore", invalid="ignore"):
        return max(float(np.abs(t / r - 1).max()) for t, r in zip(wanted, reached, strict=True))


def kish(weights: np.ndarray, people: np.ndarray) -> tuple[float, float]:
    """Kish's design effect n sum w^2/(sum w)^2 and effective sample size (sum w)^2/sum w^2; people per weight."""
    squares, total = float((people * weights**2).sum()), float((people * weights).sum())
    return float(people.sum()) * squares / total**2, total**2 / squares


def _raking(weights: np.ndarray, people: np.ndarray, empty: tuple[str, ...]) -> Raking:
    deff, n_eff = kish(weights, people)
    return Raking(
        tuple(weights.tolist()), deff, n_eff, float(weights.min()), float(weights.max()), True, empty
    )


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """Weighted mean with its linearised standard error and t limits; None where undefined."""

    n: int
    mean: float | None
    se: float | None
    lower: float | None
    upper: float | None
    deff_kish: float | None
    n_eff: float | None


def weighted_mean(
    values: Sequence[float], weights: Sequence[float], conf: float = 0.95, counts: Sequence[int] | None = None
) -> WeightedMean:
    """Mean with sampling weights, SE Taylor-linearised, t with n - 1 df (Cochran 1977).

    Weights are not frequencies; counts are: how many persons gave a value with a weight (one without it).
    Raises ValueError on unequal lengths or weights that are negative or sum to 0. n = 0: None; n = 1: no interval.
    """
    y, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    if y.shape != w.shape or y.ndim != 1 or not (np.isfinite(y).all() and np.isfinite(w).all()):
        raise ValueError("values and weights must be finite and equally many")
    people = _people(counts, len(y))
    n = int(people.sum())
    if n == 0:
        return WeightedMean(0, None, None, None, None, None, None)
    if (w < 0).any() or w.sum() <= 0:
        raise ValueError("weights must not be negative and must not sum to 0")
    total = float((people * w).sum())
    mean = float((people * w * y).sum()) / total
    deff, n_eff = kish(w, people)
    if n == 1:
        return WeightedMean(1, mean, None, None, None, deff, n_eff)
    se = sqrt(n / (n - 1) * float((people * (w * (y - mean)) ** 2).sum())) / total
    half = t_quantile(conf, n - 1) * se
    return WeightedMean(n, mean, se, mean - half, mean + half, deff, n_eff)
