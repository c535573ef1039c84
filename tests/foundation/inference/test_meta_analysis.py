from math import log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from foundation.inference.between_variance import between_variance, weighted_fit
from foundation.inference.meta_analysis import (
    Effects,
    MetaRegression,
    RandomEffects,
    deleted_residuals,
    logit_effects,
    logit_margin,
    meta_regression,
    random_effects,
    random_effects_proportion,
)

CITIES = st.lists(st.tuples(st.floats(1, 5), st.floats(0.01, 0.5)), min_size=2, max_size=12)
SIX = Effects((3.2, 4.1, 3.4, 4.4, 2.9, 3.8), (0.02, 0.03, 0.05, 0.02, 0.04, 0.03))


def effects_of(cities: list[tuple[float, float]]) -> Effects:
    return Effects(tuple(y for y, _ in cities), tuple(v for _, v in cities))


def reml_deviance(tau2: float, effects: Effects) -> float:
    """Minus twice the restricted log-likelihood, written out."""
    y, v = effects.arrays
    w = 1 / (v + tau2)
    mu = (w * y).sum() / w.sum()
    return float(np.log(v + tau2).sum() + log(w.sum()) + (w * (y - mu) ** 2).sum())


def test_reml_is_where_the_restricted_likelihood_peaks() -> None:
    best = minimize_scalar(reml_deviance, bounds=(0, 5), args=(SIX,), options={"xatol": 1e-10})
    assert random_effects(SIX).tau2 == pytest.approx(best.x, abs=1e-6)


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CITIES)
def test_no_spread_on_a_grid_is_likelier(cities: list[tuple[float, float]]) -> None:
    effects = effects_of(cities)
    tau2 = random_effects(effects).tau2
    assert tau2 is not None
    least = min(reml_deviance(t, effects) for t in np.linspace(0, 20, 201))
    assert reml_deviance(tau2, effects) <= least + 1e-8


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CITIES, st.floats(-10, 10), st.sampled_from(["REML", "DL", "PM"]))
def test_a_shift_moves_the_mean_alone(cities: list[tuple[float, float]], by: float, method: str) -> None:
    before = random_effects(effects_of(cities), method)
    after = random_effects(effects_of([(y + by, v) for y, v in cities]), method)
    assert (after.mu, after.se, after.tau2, after.Q) == pytest.approx(
        (before.mu + by, before.se, before.tau2, before.Q), abs=1e-6
    )


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CITIES, st.floats(0.001, 1000), st.sampled_from(["REML", "DL", "PM"]))
def test_a_scale_scales_all_but_the_shares(cities: list[tuple[float, float]], by: float, method: str) -> None:
    before = random_effects(effects_of(cities), method)
    after = random_effects(effects_of([(y * by, v * by * by) for y, v in cities]), method)
    scaled = (before.mu * by, before.tau2 * by * by, before.pi90_upper * by, before.I2, before.Q_p)
    got = (after.mu, after.tau2, after.pi90_upper, after.I2, after.Q_p)
    assert got == pytest.approx(scaled, rel=1e-6, abs=1e-6 * max(1, by * by))


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CITIES)
def test_order_of_cities_does_not_matter(cities: list[tuple[float, float]]) -> None:
    before, after = random_effects(effects_of(cities)), random_effects(effects_of(cities[::-1]))
    assert (after.mu, after.tau2, after.se) == pytest.approx((before.mu, before.tau2, before.se), abs=1e-9)


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CITIES)
def test_limits_enclose_one_another(cities: list[tuple[float, float]]) -> None:
    s = random_effects(effects_of(cities))
    assert s.pi95_lower <= s.pi90_lower <= s.mu <= s.pi90_upper <= s.pi95_upper
    assert s.pi95_lower <= s.ci_lower + 1e-12
    assert s.tau2_ci90_lower <= s.tau2_ci90_upper


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CITIES)
def test_adhoc_is_never_shorter_than_either(cities: list[tuple[float, float]]) -> None:
    effects = effects_of(cities)
    adhoc, knha, z = (random_effects(effects, test=test).se for test in ("adhoc", "knha", "z"))
    assert adhoc == pytest.approx(max(knha, z))


def test_equal_means_have_no_spread() -> None:
    s = random_effects(Effects((3.5, 3.5, 3.5), (0.1, 0.2, 0.1)))
    assert (s.mu, s.tau2, s.Q, s.I2, s.H2) == pytest.approx((3.5, 0, 0, 0, 1))


def test_nothing_one_city_and_a_variance_of_zero() -> None:
    results = [random_effects(Effects(y, v)) for y, v in [((), ()), ((2.0,), (0.1,)), ((1.0, 2.0), (0.0, 0.1))]]
    assert results == [RandomEffects(0), RandomEffects(1, mu=2.0), RandomEffects(2)]


def test_a_new_city_is_as_likely_above_as_below_the_mean() -> None:
    s = random_effects(SIX)
    assert s.chance_above(s.mu) == pytest.approx(0.5)
    assert s.chance_above(s.pi90_lower) == pytest.approx(0.95)
    assert RandomEffects(1, mu=2.0).chance_above(1) is None


@pytest.mark.parametrize(("y", "v"), [((1.0,), ()), ((1.0,), (-1.0,)), ((float("nan"),), (1.0,))])
def test_effects_are_checked(y: tuple[float, ...], v: tuple[float, ...]) -> None:
    with pytest.raises(ValueError):
        Effects(y, v)


@pytest.mark.parametrize("options", [{"method": "ML"}, {"test": "t"}])
def test_unknown_methods_are_refused(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not '"):
        random_effects(SIX, **options)


def test_half_a_case_is_added_to_extreme_rows_only_and_empty_rows_are_left_out() -> None:
    assert logit_effects([0, 5, 5, 0], [5, 5, 10, 0]) == Effects(
        (log(0.5 / 5.5), log(5.5 / 0.5), 0.0), (1 / 0.5 + 1 / 5.5, 1 / 5.5 + 1 / 0.5, 0.4)
    )


def test_impossible_proportions_are_refused() -> None:
    with pytest.raises(ValueError, match="0 <= x <= n"):
        logit_effects([6], [5])


@settings(deadline=None)  # the clock of a busy machine is no property
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=8))
def test_successes_and_failures_mirror(rows: list[tuple[int, int]]) -> None:
    assume(sum(x + f > 0 for x, f in rows) >= 2)
    totals = [x + f for x, f in rows]
    yes, no = (random_effects_proportion([row[i] for row in rows], totals) for i in (0, 1))
    assert (yes.p, yes.p_lower, yes.p_pi95_upper) == pytest.approx(
        (1 - no.p, 1 - no.p_upper, 1 - no.p_pi95_lower), abs=1e-6
    )


def test_the_margin_of_a_share_is_positive_up_to_the_edges() -> None:
    assert [logit_margin(p, 0.1) > 0 for p in (0.001, 0.5, 0.999)] == [True, True, True]
    assert logit_margin(0.5, 0.1) == pytest.approx(log(0.6 / 0.4))


def test_a_city_on_its_own_side_stands_out() -> None:
    found = deleted_residuals(Effects((4.0, 4.02, 3.98, 4.01, 2.0), (0.01,) * 5))
    assert found.resid[4] == pytest.approx(-2.0025)
    assert found.z[4] < -10
    assert max(abs(z) for z in found.z[:4]) < 2


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CITIES.filter(lambda cities: len(cities) > 2))
def test_residuals_are_those_of_the_others_summarised(cities: list[tuple[float, float]]) -> None:
    found, last = deleted_residuals(effects_of(cities)), random_effects(effects_of(cities[:-1]), test="z")
    y, v = cities[-1]
    assert found.resid[-1] == pytest.approx(y - last.mu, abs=1e-6)
    assert found.z[-1] == pytest.approx((y - last.mu) / (v + last.tau2 + last.se**2) ** 0.5, abs=1e-5)


@settings(deadline=None)  # the clock of a busy machine is no property
@given(CITIES)
def test_shrunken_means_lie_between_city_and_average(cities: list[tuple[float, float]]) -> None:
    effects = effects_of(cities)
    mu = random_effects(effects).mu
    blups = zip(effects.y, deleted_residuals(effects).blup, strict=True)
    assert all(min(y, mu) - 1e-9 <= b <= max(y, mu) + 1e-9 for y, b in blups)


def test_two_cities_have_no_residuals() -> None:
    found = deleted_residuals(Effects((1.0, 2.0), (0.1, 0.1)))
    assert (found.resid, found.z) == ((None, None), (None, None))
    assert deleted_residuals(Effects((1.0,), (0.1,))).blup == (None,)


def test_a_straight_line_is_found() -> None:
    fit = meta_regression(Effects((1.1, 1.9, 3.1, 3.9), (0.1,) * 4), [1, 2, 3, 4])
    assert (fit.b, fit.tau2, fit.R2) == (pytest.approx((0.1, 0.96)), 0.0, 100.0)


@pytest.mark.parametrize(
    ("effects", "x"), [(Effects((1.0, 2.0), (1.0, 1.0)), [1, 2]), (SIX, [1] * 6), (Effects((), ()), [])]
)
def test_regression_needs_three_cities_and_a_covariate_that_varies(effects: Effects, x: list[float]) -> None:
    nothing = (None, None)
    assert meta_regression(effects, x) == MetaRegression(nothing, nothing, nothing, None, None, None)


def test_reml_is_where_the_slope_is_zero_even_where_scoring_swings():
    """Plain Fisher scoring swings around this maximum for ever."""
    rng = np.random.default_rng(3)
    for _ in range(60):
        k = int(rng.integers(4, 80))
        v = rng.gamma(2, 0.05, size=k) * rng.choice([1, 10])
        y = 3 + rng.normal(size=k) * np.sqrt(v + rng.choice([0, 0.02, 0.1, 0.5, 2]) ** 2)
        x = np.column_stack([np.ones(k), rng.normal(size=k)])
        for design in (x, x[:, :1]):
            tau2 = between_variance(y, v, design)
            slope = weighted_fit(y / v.mean() ** 0.5, v / v.mean(), design, tau2 / v.mean()).score
            assert (abs(slope) < 1e-7) if tau2 else (slope <= 1e-7)


def test_reml_of_a_regression_does_not_depend_on_where_the_covariate_is_counted_from():
    rng = np.random.default_rng(5)
    v = rng.gamma(2, 0.05, size=40)
    y, year = 3 + rng.normal(size=40) * 0.5, rng.uniform(2020, 2026, size=40)
    far, near = (between_variance(y, v, np.column_stack([np.ones(40), year - shift])) for shift in (0, 2023))
    assert far == pytest.approx(near, rel=1e-9)
    assert far > 0
