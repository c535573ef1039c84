"""Paired differences against published values, SciPy and their laws."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.inference.paired import PairedDifference, paired_difference, paired_share_difference

# hours of sleep won by two drugs (Student 1908, Biometrika 6, p. 20)
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_students_sleep_data() -> None:
    found = paired_difference(Counter(zip(FIRST, SECOND, strict=True)))
    assert found.n == 10
    assert (found.mean, found.sd) == (pytest.approx(1.58), pytest.approx(1.2300, abs=5e-5))
    assert (found.t, found.p) == (pytest.approx(4.0621, abs=5e-5), pytest.approx(0.002833, abs=5e-7))
    assert (found.lower, found.upper) == (pytest.approx(0.7001, abs=5e-5), pytest.approx(2.4599, abs=5e-5))


pairs = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=40)


@given(pairs)
def test_it_is_the_paired_test_of_scipy(given_pairs: list[tuple[int, int]]) -> None:
    from scipy.stats import ttest_rel  # noqa: PLC0415  slow to load

    found = paired_difference(Counter(given_pairs))
    if found.t is None:
        assert len({b - a for a, b in given_pairs}) == 1
        return
    expected = ttest_rel([b for _a, b in given_pairs], [a for a, _b in given_pairs])
    assert (found.t, found.p) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))


@given(pairs)
def test_turned_round_the_difference_changes_its_sign(given_pairs: list[tuple[int, int]]) -> None:
    one = paired_difference(Counter(given_pairs))
    other = paired_difference(Counter((b, a) for a, b in given_pairs))
    assert one.mean == pytest.approx(-(other.mean or 0))
    assert one.lower == pytest.approx(-(other.upper or 0))


def test_too_few_pairs_have_no_interval() -> None:
    assert paired_difference({}) == PairedDifference(0)
    assert paired_difference({(2, 5): 1}) == PairedDifference(1, 3)
    assert paired_difference({(1, 2): 3, (2, 3): 4}) == PairedDifference(7, 1, 0.0, 1, 1)
    with pytest.raises(ValueError, match="negative"):
        paired_difference({(1, 2): -1})


def test_approval_of_the_prime_minister() -> None:
    # Agresti, Categorical Data Analysis, table 10.1: 794 both, 150 first only, 86 second only, 570 neither;
    # difference -0.04, 95 % limits -0.06 and -0.02
    found = paired_share_difference(794, 150, 86, 570)
    assert found.estimate == -0.04
    assert (round(found.lower or 0, 2), round(found.upper or 0, 2)) == (-0.06, -0.02)


@given(*[st.integers(0, 30)] * 4)
def test_the_interval_of_a_share_turns_with_it_and_stays_within_limits(a: int, b: int, c: int, d: int) -> None:
    found, turned = paired_share_difference(a, b, c, d), paired_share_difference(d, c, b, a)
    if found.lower is None or found.upper is None:
        assert a + b + c + d == 0
        return
    assert -1 <= found.lower <= found.upper <= 1
    assert (found.estimate, found.lower) == (
        pytest.approx(-(turned.estimate or 0)), pytest.approx(-(turned.upper or 0)))
