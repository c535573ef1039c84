"""Cohen's kappa against published values and its laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.inference.coder_agreement import Kappa, cohens_kappa

# two pathologists on 118 slides (Landis & Koch 1977; Agresti, Categorical Data Analysis, table 10.8)
SLIDES = [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]]


def test_the_pathologists() -> None:
    found = cohens_kappa(SLIDES)
    assert found.n == 118
    assert (round(found.observed or 0, 3), round(found.expected or 0, 3)) == (0.636, 0.281)
    assert (round(found.kappa or 0, 3), round(found.se or 0, 3)) == (0.493, 0.057)


def test_two_readers_of_grant_proposals() -> None:
    found = cohens_kappa([[20, 5], [10, 15]])
    assert (found.observed, found.expected, found.kappa) == (0.7, pytest.approx(0.5), pytest.approx(0.4))


@pytest.mark.parametrize(("table", "expected"), [
    ([], Kappa(0)), ([[0, 0], [0, 0]], Kappa(0)), ([[9, 0], [0, 0]], Kappa(9, 1.0, 1.0)),
])
def test_where_it_is_not_defined(table: list[list[int]], expected: Kappa) -> None:
    assert cohens_kappa(table) == expected


@pytest.mark.parametrize("table", [[[1, 2]], [[1, -1], [0, 3]]])
def test_a_table_that_is_none_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="square"):
        cohens_kappa(table)


tables = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 20), min_size=k, max_size=k), min_size=k, max_size=k))


@given(tables)
def test_swapping_the_coders_changes_nothing(table: list[list[int]]) -> None:
    one, other = cohens_kappa(table), cohens_kappa([list(column) for column in zip(*table, strict=True)])
    assert (one.n, one.kappa is None) == (other.n, other.kappa is None)
    if one.kappa is not None:
        assert (one.kappa, one.se) == (pytest.approx(other.kappa), pytest.approx(other.se, abs=1e-7))
        assert (one.lower or 0) - 1e-12 <= one.kappa <= (one.upper or 0) + 1e-12


@given(st.lists(st.integers(1, 20), min_size=2, max_size=4))
def test_full_agreement_is_one(diagonal: list[int]) -> None:
    size = len(diagonal)
    found = cohens_kappa([[diagonal[i] if i == j else 0 for j in range(size)] for i in range(size)])
    assert (found.kappa, found.observed) == (pytest.approx(1.0), pytest.approx(1.0))
