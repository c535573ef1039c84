import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from foundation.inference.multiple_testing import benjamini_hochberg, benjamini_hochberg_of_known, holm

P = st.lists(st.floats(0, 1), max_size=20)


def test_holm_keeps_ties_and_stops_at_one() -> None:
    assert holm([0.5, 0.01, 0.5, 0.01]) == [1.0, 0.04, 1.0, 0.04]


def test_nothing_to_adjust() -> None:
    assert (holm([]), benjamini_hochberg([]), holm([0.3]), benjamini_hochberg([0.3])) == ([], [], [0.3], [0.3])


@pytest.mark.parametrize("p", [[-0.1], [1.1], [float("nan")]])
def test_refuses_what_is_no_probability(p: list[float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm(p)


def test_unknown_p_values_do_not_count() -> None:
    assert benjamini_hochberg_of_known([None, 0.04, None, 0.01]) == [None, 0.04, None, 0.02]


@settings(deadline=None)  # the clock of a busy machine is no property
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_bh_agrees_with_scipy(p: list[float]) -> None:
    assert benjamini_hochberg(p) == pytest.approx(list(false_discovery_control(p)), abs=1e-12)


@settings(deadline=None)  # the clock of a busy machine is no property
@given(P)
def test_adjusting_only_raises_and_holm_is_the_stricter(p: list[float]) -> None:
    triples = zip(p, benjamini_hochberg(p), holm(p), strict=True)
    assert all(raw <= bh + 1e-15 and bh <= family + 1e-12 for raw, bh, family in triples)


@settings(deadline=None)  # the clock of a busy machine is no property
@given(P)
def test_order_does_not_matter(p: list[float]) -> None:
    assert holm(p[::-1]) == holm(p)[::-1]
