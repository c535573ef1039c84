"""Does the ranking of methods change between cities: interaction, pairs of methods, crossover."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from scipy.special import chdtrc, fdtr, fdtrc

from foundation.inference.between_variance import between_variance, weighted_fit
from foundation.inference.meta_analysis import Effects, RandomEffects, random_effects
from foundation.inference.pilot_units import MethodUnits, PilotUnits, moderated_means


@dataclass(frozen=True, slots=True)
class Interaction:
    """F test of pilot x method; variances in squared units of the outcome, I2 in per cent."""

    F: float | None = None
    df1: int | None = None
    df2: int | None = None
    p: float | None = None
    mse: float | None = None
    QE: float | None = None
    QE_df: int | None = None
    tau2_interaction: float | None = None
    I2: float | None = None
    p_eq: float | None = None
    p_large: float | None = None


def _additive_design(methods: Sequence[str], pilots: Sequence[str]) -> np.ndarray:
    """Columns of pilot + method, independent of each other also where the table falls into parts.

    All pilots, and in each connected part of the table all methods but one.
    """
    rows, columns = ({name: at for at, name in enumerate(sorted(set(names)))} for names in (pilots, methods))
    part = _parts([rows[name] for name in pilots], [len(rows) + columns[name] for name in methods])
    kept, met = [], set()
    for name, at in columns.items():
        root = part[len(rows) + at]
        if root in met:
            kept.append(name)
        met.add(root)
    by_pilot = np.array(pilots)[:, None] == np.array(sorted(rows))[None, :]
    by_method = np.array(methods)[:, None] == np.array(kept, dtype=np.array(methods).dtype)[None, :]
    return np.hstack([by_pilot, by_method]).astype(float)


def _parts(one: Sequence[int], other: Sequence[int]) -> dict[int, int]:
    """Of each node, the name of the connected part that it is in; an edge joins one[i] and other[i]."""
    part = {node: node for node in (*one, *other)}

    def root(node: int) -> int:
        while part[node] != node:
            part[node] = part[part[node]]
            node = part[node]
        return node

    for a, b in zip(one, other, strict=True):
        part[root(a)] = root(b)
    return {node: root(node) for node in part}


def method_pilot_interaction(methods: Sequence[MethodUnits], tau_max: float | None = None) -> Interaction:
    """F of pilot + method against pilot * method on the units; empty cells are allowed.

    With tau_max also p_eq (interaction spread >= tau_max) and p_large. Undefined (all None) without
    residual degrees of freedom between or within cells, or without any variance within cells.
    """
    cells = [(m.method, p) for m in methods for p in m.pilots]
    if not cells:
        return Interaction()
    df2 = sum(p.units - 1 for _, p in cells)
    x = _additive_design([m for m, _ in cells], [p.pilot for _, p in cells])
    df1 = len(cells) - x.shape[1]
    squares = sum((p.units - 1) * (p.variance or 0.0) for _, p in cells)
    if df1 < 1 or df2 < 1 or squares == 0:
        return Interaction()
    mse = squares / df2
    y, v = np.array([p.mean for _, p in cells]), np.array([mse / p.units for _, p in cells])
    fit = weighted_fit(y, v, x)
    f, tau2 = fit.q / df1, between_variance(y, v, x)
    p_eq = p_large = None
    if tau_max is not None:
        at_margin = weighted_fit(y, v, x, tau_max**2).q / df1
        p_eq, p_large = float(fdtr(df1, df2, at_margin)), float(fdtrc(df1, df2, at_margin))
    i2 = 100 * tau2 / (tau2 + df1 / fit.trace_p)
    return Interaction(f, df1, df2, float(fdtrc(df1, df2, f)), mse, fit.q, df1, tau2, i2, p_eq, p_large)


@dataclass(frozen=True, slots=True)
class Crossover:
    """Evidence for and against, and the p value that the better one changes; None where undefined."""

    Q_plus: float | None
    Q_minus: float | None
    statistic: float | None
    p: float | None


def gail_simon(effects: Effects) -> Crossover:
    """Likelihood-ratio test of qualitative interaction (Gail & Simon 1985).

    Fewer than two cities or a variance of 0: None.
    """
    if not effects.estimable:
        return Crossover(None, None, None, None)
    d, v = effects.arrays
    plus, minus = float((d**2 / v)[d > 0].sum()), float((d**2 / v)[d < 0].sum())
    c, k = min(plus, minus), len(d)
    p = sum(comb(k - 1, h) * float(chdtrc(h, c)) for h in range(1, k)) / 2 ** (k - 1)
    return Crossover(plus, minus, c, p)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Method A less method B over the pilots having both; tuples follow `pilots`."""

    pilots: tuple[str, ...]
    effects: Effects
    summary: RandomEffects
    prob_superior_new_city: float | None
    gail_simon_p: float | None
    cities_a_ahead: int


def _with_both(units: MethodUnits, names: set[str]) -> MethodUnits:
    return MethodUnits(units.method, tuple(sorted((p for p in units.pilots if p.pilot in names), key=_name)))


def _name(units: PilotUnits) -> str:
    return units.pilot


def method_contrast(
    a: MethodUnits, b: MethodUnits, step: float = 1.0, d0: float = 4.0, mbar: float | None = None
) -> Contrast:
    """Differences over the pilots with two or more units of each method, in alphabetical order.

    Variances are moderated per method over these pilots and added. No common pilot: all None.
    """
    names = {p.pilot for p in a.pilots if p.units >= 2} & {p.pilot for p in b.pilots if p.units >= 2}
    first = moderated_means(_with_both(a, names), step, d0, mbar).effects
    second = moderated_means(_with_both(b, names), step, d0, mbar).effects
    effects = Effects(
        tuple(p - q for p, q in zip(first.y, second.y, strict=True)),
        tuple(p + q for p, q in zip(first.v, second.v, strict=True)),
    )
    summary = random_effects(effects)
    ahead = sum(d > 0 for d in effects.y)
    return Contrast(
        tuple(sorted(names)), effects, summary, summary.chance_above(0.0), gail_simon(effects).p, ahead
    )
