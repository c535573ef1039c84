import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.inference.pilot_units import MethodUnits, PilotUnits, moderated_means

SAMPLES = st.lists(st.lists(st.integers(1, 5), min_size=2, max_size=8), min_size=1, max_size=6)


def method(samples: list[list[float]]) -> MethodUnits:
    return MethodUnits("m", tuple(PilotUnits.of_values(str(i), s) for i, s in enumerate(samples)))


def test_values_become_sufficient_statistics() -> None:
    assert PilotUnits.of_values("P1", [3, 4, 5], answers=20, persons=9) == PilotUnits("P1", 3, 4.0, 1.0, 20, 9)
    assert PilotUnits.of_values("P1", [3]) == PilotUnits("P1", 1, 3.0)
    assert PilotUnits.of_values("P1", [0.1] * 3).variance == 0.0


@pytest.mark.parametrize(
    ("units", "mean", "variance"),
    [(0, 3, None), (2, 3, None), (2, 3, -1), (1, float("nan"), None), (2, 3, float("inf"))],
)
def test_impossible_statistics_are_refused(units: int, mean: float, variance: float | None) -> None:
    with pytest.raises(ValueError, match="P1"):
        PilotUnits("P1", units, mean, variance)


def test_no_values_and_double_pilots_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        PilotUnits.of_values("P1", [])
    with pytest.raises(ValueError, match="given twice"):
        MethodUnits("m", (PilotUnits("P1", 1, 3), PilotUnits("P1", 1, 4)))


def test_a_pilot_counts_with_enough_units_and_persons() -> None:
    pilots = [
        PilotUnits("few_units", 2, 3, 1, 30, 9), PilotUnits("few_persons", 3, 3, 1, 30, 4),
        PilotUnits("enough", 3, 3, 1, 30, 5), PilotUnits("persons_unknown", 3, 3, 1),
    ]
    counting = MethodUnits("m", tuple(pilots)).counting(min_units=3, min_persons=5)
    assert [p.pilot for p in counting.pilots] == ["enough", "persons_unknown"]


def test_answers_per_unit_are_pooled() -> None:
    pilots = (PilotUnits("a", 2, 3, 1, 20), PilotUnits("b", 8, 3, 1, 40), PilotUnits("c", 5, 3, 1))
    assert MethodUnits("m", pilots).answers_per_unit == 6.0
    assert MethodUnits("m", pilots[2:]).answers_per_unit == 1.0


def test_everybody_saying_five_keeps_the_rounding_variance() -> None:
    got = moderated_means(method([[5, 5, 5], [5, 5, 5, 5]]), step=1, d0=4, mbar=8)
    assert (got.sp2, got.degrees_of_freedom) == (1 / 96, (6.0, 7.0))
    assert got.effects.v == pytest.approx((4 / 96 / 6 / 3, 4 / 96 / 7 / 4))


@settings(deadline=None)  # the clock of a busy machine is no property
@given(SAMPLES)
def test_moderated_variances_lie_between_own_and_pooled(samples: list[list[float]]) -> None:
    units = method(samples)
    got = moderated_means(units, step=0, d0=4)
    for v, p in zip(got.effects.v, units.pilots, strict=True):
        low, high = sorted((p.variance or 0.0, got.sp2))
        assert low - 1e-12 <= v * p.units <= high + 1e-12


def test_without_prior_the_variances_are_the_plain_ones() -> None:
    assert moderated_means(method([[1, 3], [2, 6]]), step=0, d0=0).effects.v == (1.0, 4.0)
