"""Counts shown together so that none is of few people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.inference.disclosure import is_disclosive, merged_neighbours, merged_rest

counts = st.lists(st.integers(0, 12), max_size=12)


@pytest.mark.parametrize(("given_counts", "spans"), [
    ([5, 6], ((0, 0), (1, 1))), ([1, 4, 7], ((0, 1), (2, 2))), ([7, 2], ((0, 1),)), ([7, 0, 2], ((0, 2),)),
    ([0, 5], ((0, 0), (1, 1))), ([2, 1], ((0, 1),)), ([], ()), ([9, 6, 1], ((0, 0), (1, 2))),
])
def test_neighbours_are_merged(given_counts: list[int], spans: tuple[tuple[int, int], ...]) -> None:
    assert merged_neighbours(given_counts) == spans


@given(counts)
def test_merged_spans_cover_everything_and_none_is_of_few(numbers: list[int]) -> None:
    spans = merged_neighbours(numbers)
    assert [i for first, last in spans for i in range(first, last + 1)] == list(range(len(numbers)))
    if not is_disclosive(sum(numbers)):
        assert not any(is_disclosive(sum(numbers[first:last + 1])) for first, last in spans)


@given(counts, st.integers(1, 5))
def test_a_rest_is_never_of_few(numbers: list[int], most: int) -> None:
    shown = merged_rest(numbers, most=most)
    rest = sum(numbers) - sum(numbers[i] for i in shown)
    assert len(shown) <= most
    assert not any(is_disclosive(numbers[i]) for i in shown)
    assert not is_disclosive(rest) or not shown
