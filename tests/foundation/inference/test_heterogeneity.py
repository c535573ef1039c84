from math import inf

import pytest
from scipy import stats

from foundation.inference.heterogeneity import SpreadTests, largest_harmless_spread, spread_tests, units_needed
from foundation.inference.meta_analysis import Effects, random_effects

CITIES = Effects((3.2, 4.1, 3.4, 4.4), (0.02, 0.03, 0.05, 0.02))


def test_nine_cities_in_ten_lie_within_the_margin() -> None:
    spread = largest_harmless_spread(0.5)
    assert spread == pytest.approx(0.30398, abs=1e-5)
    assert stats.norm(0, spread).cdf(0.5) == pytest.approx(0.95)


def test_known_variances_give_the_chi_square_test() -> None:
    tests, summary = spread_tests(CITIES, [inf] * 4, 0.3), random_effects(CITIES)
    assert (tests.p_het, tests.df2_het) == (pytest.approx(summary.Q_p), None)


def test_same_and_large_are_opposite() -> None:
    tests = spread_tests(CITIES, [8, 9, 7, 6], 0.3)
    assert tests.p_eq + tests.p_large == pytest.approx(1)


def test_a_wider_margin_is_easier_to_confirm() -> None:
    p_values = [spread_tests(CITIES, [8] * 4, tau).p_eq for tau in (0.1, 0.3, 0.6, 1.2)]
    assert p_values == sorted(p_values, reverse=True)


@pytest.mark.parametrize("effects", [Effects((), ()), Effects((1.0,), (0.1,)), Effects((1.0, 2.0), (0.0, 0.1))])
def test_undefined_without_two_cities_or_with_a_variance_of_zero(effects: Effects) -> None:
    assert spread_tests(effects, [5] * len(effects.y), 0.3) == SpreadTests(0.3)


def test_refuses_impossible_margins() -> None:
    for delta, content in [(0, 0.9), (-1, 0.9), (0.5, 1.0)]:
        with pytest.raises(ValueError, match="margin"):
            largest_harmless_spread(delta, content)
    with pytest.raises(ValueError, match="degrees of freedom"):
        spread_tests(CITIES, [5], 0.3)
    with pytest.raises(ValueError, match="two cities"):
        units_needed(0.16, 1, 0.3)


def test_units_needed_are_those_of_the_specification() -> None:
    tau_max = largest_harmless_spread(0.5)
    assert [units_needed(0.16, k, tau_max) for k in (5, 6, 8, 10, 12, 20, 60)] == [13, 10, 7, 5, 4, 3, 2]
