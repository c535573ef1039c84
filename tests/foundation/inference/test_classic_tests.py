from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from foundation.inference.agreement import icc1
from foundation.inference.classic_tests import (
    Dominance,
    KruskalWallis,
    MeanPair,
    RankPairs,
    WelchAnova,
    cliffs_delta,
    dunn,
    games_howell,
    kruskal,
    welch_anova,
)
from foundation.inference.likert import Histogram
from foundation.inference.studentized_range import studentized_range_cdf, studentized_range_quantile

GROUP = st.lists(st.integers(1, 5), min_size=2, max_size=8)
GROUPS = st.lists(GROUP, min_size=2, max_size=5)
SPRAYS = [[10.0, 7, 20, 14], [11.0, 17, 21, 11, 16], [0.0, 1, 7, 2, 3, 1]]


@settings(deadline=None)  # the clock of a busy machine is no property
@given(GROUPS)
def test_kruskal_agrees_with_scipy(groups: list[list[int]]) -> None:
    assume(len({v for g in groups for v in g}) > 1)
    expected = stats.kruskal(*groups)
    got = kruskal(groups)
    assert (got.H, got.p) == pytest.approx((expected.statistic, expected.pvalue), abs=1e-9)


@pytest.mark.parametrize("groups", [[], [[1, 2]], [[3, 3], [3, 3]], [[1, 2], []], [[], []]])
def test_kruskal_is_undefined_for_one_group_or_equal_values(groups: list[list[float]]) -> None:
    assert kruskal(groups) == KruskalWallis()


def test_kruskal_of_single_values_has_no_eta() -> None:
    assert kruskal([[1], [2], [3]]).eta2 is None


def test_welch_agrees_with_scipy() -> None:
    expected = stats.f_oneway(*SPRAYS, equal_var=False)
    got = welch_anova(SPRAYS)
    assert (got.F, got.p) == pytest.approx((expected.statistic, expected.pvalue))


@pytest.mark.parametrize("groups", [[], [[1, 2]], [[1], [1, 2]], [[3, 3], [1, 2]]])
def test_welch_needs_variance_in_every_group(groups: list[list[float]]) -> None:
    assert welch_anova(groups) == WelchAnova()


def test_welch_of_two_groups_is_the_squared_t() -> None:
    t = stats.ttest_ind(SPRAYS[0], SPRAYS[1], equal_var=False)
    got = welch_anova(SPRAYS[:2])
    assert (got.F, got.p, got.omega2) == pytest.approx((t.statistic**2, t.pvalue, 0.0), abs=1e-9)


def test_games_howell_agrees_with_scipy() -> None:
    expected = stats.tukey_hsd(*SPRAYS, equal_var=False)
    limits = expected.confidence_interval()
    for pair in games_howell(SPRAYS):
        a, b = pair.a - 1, pair.b - 1
        assert (pair.diff, pair.p, pair.lower, pair.upper) == pytest.approx(
            (expected.statistic[b, a], expected.pvalue[b, a], limits.low[b, a], limits.high[b, a]), abs=1e-6
        )


def test_games_howell_gives_the_difference_alone_where_there_is_no_variance() -> None:
    assert games_howell([[1.0, 1.0], [2.0, 2.0], [4.0], []]) == (
        MeanPair(1, 2, 1.0), MeanPair(1, 3, 3.0), MeanPair(1, 4), MeanPair(2, 3, 2.0), MeanPair(2, 4), MeanPair(3, 4),
    )
    assert games_howell([[1.0, 2.0]]) == ()


@pytest.mark.parametrize(("q", "k", "df"), [(3.0, 3, 4.3), (5.0, 12, 30), (20.0, 3, 1), (0.5, 2, 8), (4.0, 6, 200)])
def test_studentized_range_agrees_with_scipy(q: float, k: int, df: float) -> None:
    assert studentized_range_cdf(q, k, df) == pytest.approx(stats.studentized_range.cdf(q, k, df), abs=1e-9)


@pytest.mark.parametrize("df", [1.5, 2, 2.3, 7, 61.7, 900, 9999, 20000])
@pytest.mark.parametrize("k", [3, 12])
def test_quantiles_read_from_the_polynomial_are_those_of_the_distribution(k: int, df: float) -> None:
    quantile = studentized_range_quantile(k, df, 0.95)
    assert studentized_range_cdf(quantile, k, df) == pytest.approx(0.95, abs=1e-9)


def test_studentized_range_of_two_is_student() -> None:
    assert studentized_range_cdf(studentized_range_quantile(2, 7, 0.95), 2, 7) == pytest.approx(0.95)
    assert studentized_range_cdf(0, 3, 5) == 0
    with pytest.raises(ValueError, match="two groups"):
        studentized_range_cdf(1, 1, 5)


@settings(deadline=None)  # the clock of a busy machine is no property
@given(GROUP, GROUP)
def test_dunn_of_two_groups_is_kruskal(a: list[int], b: list[int]) -> None:
    assume(len({*a, *b}) > 1)
    pair = dunn([a, b])
    test = kruskal([a, b])
    assert (pair.z[0] ** 2, pair.p[0]) == pytest.approx((test.H, test.p), abs=1e-9)


@settings(deadline=None)  # the clock of a busy machine is no property
@given(GROUPS)
def test_dunn_changes_sign_with_the_scale(groups: list[list[int]]) -> None:
    assume(len({v for g in groups for v in g}) > 1)
    mirrored = dunn([[6 - v for v in g] for g in groups], "BH")
    assert mirrored.z == pytest.approx(tuple(-z for z in dunn(groups, "BH").z), abs=1e-9)


def test_dunn_is_undefined_if_all_are_equal_or_a_group_is_empty() -> None:
    assert dunn([[2, 2], [2]]) == RankPairs(("1-2",), (None,), (None,), (None,))
    assert dunn([[1, 2], [], [3, 4]]).z[0] is None
    assert dunn([]) == RankPairs((), (), (), ())
    with pytest.raises(ValueError, match="holm or BH"):
        dunn([[1], [2]], "sidak")


@settings(deadline=None)  # the clock of a busy machine is no property
@given(GROUP, GROUP)
def test_cliff_counts_pairs_and_agrees_with_mann_whitney(a: list[int], b: list[int]) -> None:
    assume(len({*a, *b}) > 1)
    got = cliffs_delta(a, b)
    wins = sum((x > y) - (x < y) for x in a for y in b)
    test = stats.mannwhitneyu(a, b, method="asymptotic")
    assert (got.delta, got.U, got.p) == pytest.approx((wins / len(a) / len(b), test.statistic, test.pvalue))


@settings(deadline=None)  # the clock of a busy machine is no property
@given(GROUP, GROUP)
def test_cliff_changes_sign_when_groups_swap(a: list[int], b: list[int]) -> None:
    assert cliffs_delta(a, b).delta == pytest.approx(-cliffs_delta(b, a).delta)


def test_cliff_at_the_edges() -> None:
    assert (cliffs_delta([], [1]), cliffs_delta([2], [2])) == (Dominance(), Dominance(0.0, 0.5, None))
    sizes = [Dominance(d).size for d in (None, 0.1, -0.2, 0.4, -0.9)]
    assert sizes == [None, "negligible", "small", "medium", "large"]


def test_values_must_be_finite() -> None:
    with pytest.raises(ValueError, match="finite"):
        kruskal([[1.0], [float("nan")]])


@given(st.lists(st.lists(st.integers(0, 9), min_size=5, max_size=5), min_size=2, max_size=4))
def test_a_histogram_stands_for_its_answers(counts: list[list[int]]) -> None:
    histograms = [Histogram(1, 5, tuple(row)) for row in counts]
    answers = [np.repeat(np.arange(1.0, 6.0), row) for row in counts]

    for test in (kruskal, welch_anova, games_howell, dunn, icc1, lambda groups: cliffs_delta(*groups[:2])):
        of_counts, of_answers = figures_of(test(histograms)), figures_of(test(answers))
        assert of_counts == pytest.approx(of_answers, rel=1e-9, abs=1e-9)


def figures_of(found: Any) -> list[float]:
    """Every number of a result, in order; an undefined one as -1000."""
    if isinstance(found, tuple):
        return [figure for part in found for figure in figures_of(part)]
    if is_dataclass(found):
        return [figure for field in fields(found) for figure in figures_of(getattr(found, field.name))]
    return [] if isinstance(found, str) else [-1000 if found is None else found]
