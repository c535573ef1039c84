import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from foundation.inference.contrasts import (
    Crossover,
    Interaction,
    gail_simon,
    method_contrast,
    method_pilot_interaction,
)
from foundation.inference.meta_analysis import Effects, RandomEffects
from foundation.inference.pilot_units import MethodUnits, PilotUnits

CELLS = st.lists(
    st.lists(st.lists(st.floats(1, 5), min_size=2, max_size=4), min_size=3, max_size=3), min_size=2, max_size=4
)
EFFECTS = st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 1)), min_size=2, max_size=8)


def method(name: str, samples: list[list[float]]) -> MethodUnits:
    pilots = (PilotUnits.of_values(f"P{i}", s) for i, s in enumerate(samples) if s)
    return MethodUnits(name, tuple(pilots))


def table(cells: list[list[list[float]]]) -> list[MethodUnits]:
    return [method(f"m{i}", samples) for i, samples in enumerate(cells)]


def least_squares_f(cells: list[list[list[float]]]) -> float:
    """F of the additive against the full model, from two least-squares fits of the units."""
    rows = [(m, p, u) for m, pilots in enumerate(cells) for p, units in enumerate(pilots) for u in units]
    y = np.array([u for *_, u in rows])
    additive = np.array([[m == i for i in range(len(cells))] + [p == j for j in range(3)] for m, p, _ in rows], float)
    fitted = additive @ np.linalg.lstsq(additive, y, rcond=None)[0]
    within = sum(float(((np.array(u) - np.mean(u)) ** 2).sum()) for pilots in cells for u in pilots)
    df1, df2 = (len(cells) - 1) * 2, len(y) - 3 * len(cells)
    return float((((y - fitted) ** 2).sum() - within) / df1 / (within / df2))


def test_interaction_agrees_with_least_squares_on_the_units() -> None:
    cells = [[[1.0, 2, 4], [3, 5], [2, 2, 3]], [[4.0, 5], [1, 2, 2], [3, 4]], [[2.0, 3], [3, 3, 4], [5, 4]]]
    got = method_pilot_interaction(table(cells))
    f = least_squares_f(cells)
    assert (got.F, got.df1, got.df2, got.p) == pytest.approx((f, 4, 13, stats.f.sf(f, 4, 13)))


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CELLS, st.lists(st.floats(-2, 2), min_size=3, max_size=3))
def test_generosity_of_a_city_is_no_interaction(cells: list[list[list[float]]], by: list[float]) -> None:
    generous = [[[u + by[p] for u in units] for p, units in enumerate(pilots)] for pilots in cells]
    if sum(np.ptp(units) > 0.1 for pilots in cells for units in pilots) == 0:
        return
    before, after = method_pilot_interaction(table(cells)), method_pilot_interaction(table(generous))
    assert (after.F, after.tau2_interaction) == pytest.approx((before.F, before.tau2_interaction), rel=1e-5, abs=1e-5)


def test_empty_cells_are_allowed_and_the_margin_is_tested() -> None:
    cells = [[[1.0, 2], [3, 5], []], [[4.0, 5], [1, 2], [3, 4]], [[2.0, 3], [], [5, 4]]]
    got = method_pilot_interaction(table(cells), tau_max=0.3)
    assert (got.df1, got.df2) == (2, 7)
    assert got.p_eq + got.p_large == pytest.approx(1)


@pytest.mark.parametrize(
    "cells",
    [[], [[[1.0, 2], [3, 4]]], [[[1.0], [2.0]], [[3.0], [5.0]]], [[[1.0, 1], [2, 2]], [[3.0, 3], [5, 5]]]],
)
def test_interaction_is_undefined_without_two_methods_or_variance(cells: list[list[list[float]]]) -> None:
    assert method_pilot_interaction(table(cells)) == Interaction()


@settings(deadline=None)  # the clock of a busy machine is no property
@given(EFFECTS)
def test_crossover_does_not_mind_which_method_is_first(effects: list[tuple[float, float]]) -> None:
    v = tuple(v for _, v in effects)
    one = gail_simon(Effects(tuple(d for d, _ in effects), v))
    other = gail_simon(Effects(tuple(-d for d, _ in effects), v))
    assert (one.Q_plus, one.Q_minus, one.p) == (other.Q_minus, other.Q_plus, other.p)
    assert 0 <= one.p <= 1


def test_crossover_of_two_cities_is_half_a_chi_square() -> None:
    got = gail_simon(Effects((2.0, -1.0), (1.0, 1.0)))
    assert got == Crossover(4.0, 1.0, 1.0, pytest.approx(stats.chi2.sf(1, 1) / 2))


def test_crossover_needs_two_cities() -> None:
    assert gail_simon(Effects((1.0,), (0.1,))) == Crossover(None, None, None, None)


def test_contrast_uses_pilots_having_both_twice() -> None:
    a = MethodUnits("a", (PilotUnits("x", 3, 4, 1), PilotUnits("y", 2, 5, 1), PilotUnits("z", 1, 5)))
    b = MethodUnits("b", (PilotUnits("y", 2, 3, 1), PilotUnits("x", 4, 3, 1), PilotUnits("z", 9, 1, 1)))
    got = method_contrast(a, b)
    assert (got.pilots, got.effects.y, got.cities_a_ahead) == (("x", "y"), (1.0, 2.0), 2)
    assert got.effects.v == pytest.approx((1 / 3 + 1 / 4, 1.0))


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CELLS)
def test_swapping_the_methods_mirrors_the_contrast(cells: list[list[list[float]]]) -> None:
    a, b = table(cells)[:2]
    one, other = method_contrast(a, b), method_contrast(b, a)
    assert (one.summary.mu, one.prob_superior_new_city) == pytest.approx(
        (-other.summary.mu, 1 - other.prob_superior_new_city), abs=1e-7
    )


def test_contrast_without_a_common_pilot_is_empty() -> None:
    got = method_contrast(MethodUnits("a", ()), method("b", [[1.0, 2]]))
    assert (got.pilots, got.summary, got.prob_superior_new_city, got.gail_simon_p) == ((), RandomEffects(0), None, None)
