import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from foundation.inference.association import Association, cramers_v

TABLES = st.lists(st.lists(st.integers(5, 60), min_size=3, max_size=3), min_size=2, max_size=5)


@settings(deadline=None)  # the clock of a busy machine is no property
@given(TABLES)
def test_agrees_with_scipy(table: list[list[int]]) -> None:
    expected = stats.chi2_contingency(table, correction=False)
    assume(expected.expected_freq.min() >= 5)
    got = cramers_v(table)
    assert (got.chi2, got.df, got.p) == pytest.approx((expected.statistic, expected.dof, expected.pvalue), abs=1e-9)
    assert got.v == pytest.approx(stats.contingency.association(table, method="cramer"), abs=1e-9)


@settings(deadline=None)  # the clock of a busy machine is no property
@given(TABLES)
def test_turning_the_table_changes_nothing(table: list[list[int]]) -> None:
    turned = cramers_v([list(column) for column in zip(*table, strict=True)])
    got = cramers_v(table)
    assert (turned.chi2, turned.v_bc) == pytest.approx((got.chi2, got.v_bc), abs=1e-9)


@pytest.mark.parametrize("table", [[], [[]], [[5, 4]], [[5], [4]], [[5, 4], [0, 0]], [[0, 0], [0, 0]]])
def test_a_single_row_or_column_is_undefined(table: list[list[int]]) -> None:
    assert cramers_v(table) == Association()


def test_empty_rows_and_columns_do_not_count() -> None:
    assert cramers_v([[20, 0, 30], [0, 0, 0], [30, 0, 20]]) == cramers_v([[20, 30], [30, 20]])


def test_small_tables_are_permuted_and_give_the_same_digits_twice() -> None:
    small = cramers_v([[3, 1], [1, 3]], seed=7)
    assert small.few_expected
    # of the 70 equally likely arrangements 34 deviate as much: Fisher's exact two-sided p
    assert small.p_permutation == pytest.approx(34 / 70, abs=0.02)
    assert cramers_v([[3, 1], [1, 3]], seed=7) == small


def test_perfect_association_is_one() -> None:
    got = cramers_v([[50, 0], [0, 50]])
    assert (got.v, got.v_bc) == pytest.approx((1, 1))


@pytest.mark.parametrize("table", [[[1, 2], [3]], [[1, -2], [3, 4]], [[1.5, 2], [3, 4]]])
def test_no_counts_are_refused(table: list[list[float]]) -> None:
    with pytest.raises(ValueError):
        cramers_v(table)


def test_a_large_table_is_drawn_in_parts() -> None:
    apart = cramers_v([[4, 0]] * 400 + [[0, 4]] * 400)
    alike = cramers_v([[2, 2]] * 800)
    assert (apart.v, apart.p_permutation) == (pytest.approx(1), 1 / 10_000)
    assert (alike.v, alike.p_permutation) == (0, 1)
