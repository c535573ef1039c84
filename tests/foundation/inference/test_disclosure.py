"""Nobody is isolated by adding and subtracting what is published; only what has to go goes."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.inference.disclosure import (
    Batch,
    Figure,
    differences,
    is_disclosive,
    may_be_released,
    suppress_choices,
    suppress_counts,
    suppress_margins,
    suppress_table,
    withheld,
    withheld_members,
    withheld_overlapping,
    withheld_parts,
)

count = st.integers(0, 30) | st.integers(0, 6)
counts = st.lists(count, min_size=1, max_size=6)
tables = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(count, min_size=n, max_size=n), min_size=1, max_size=4))


@pytest.mark.parametrize(("given_counts", "shown"), [
    ([10, 1, 1], (None, None, None)),
    ([10, 20, 1, 1], (None, 20, None, None)),
    ([10, 3, 4], (10, None, None)),
    ([10, 3, 7, 0], (10, None, None, 0)),
    ([10, 7, 0], (10, 7, 0)),
    ([3], (None,)),
    ([], ()),
])
def test_hidden_counts_are_together_of_five_or_all_hidden(
    given_counts: list[int], shown: tuple[int | None, ...]
) -> None:
    assert suppress_counts(given_counts) == shown


@given(counts)
def test_a_breakdown_with_its_total_isolates_nobody(given_counts: list[int]) -> None:
    shown = suppress_counts(given_counts)
    persons = dict(enumerate(given_counts))
    published = {i: [i] for i, n in enumerate(shown) if n is not None}
    total = {} if is_disclosive(sum(given_counts)) else {"total": list(persons)}
    assert differences(published | total, persons) == []


@pytest.mark.parametrize(("taken", "answered", "shown"), [
    ([10, 3, 18, 0, 20], 20, (10, None, None, 0, 20)),
    ([15, 5], 20, (15, 5)),
])
def test_a_choice_splits_people_in_two(taken: list[int], answered: int, shown: tuple[int | None, ...]) -> None:
    assert suppress_choices(taken, answered) == shown


def test_more_than_answered_cannot_choose() -> None:
    with pytest.raises(ValueError, match="more took a choice"):
        suppress_choices([6], 5)


def test_two_totals_that_differ_by_one_person_are_found() -> None:
    persons = {"ann": 1, "others": 20}
    assert differences({"all": ["ann", "others"], "without her": ["others"]}, persons) == [frozenset({"ann"})]


def test_three_figures_that_isolate_only_together_are_found() -> None:
    persons = {"ab": 20, "c": 2, "d": 20}
    published = {"all": ["ab", "c", "d"], "ab": ["ab"], "d": ["d"]}
    assert differences(published, persons) == [frozenset({"c"})]
    assert differences({"all": ["ab", "c", "d"], "d": ["d"]}, persons) == []


def test_a_part_of_nobody_isolates_nobody() -> None:
    assert differences({"all": ["a", "b"], "a": ["a"]}, {"a": 20, "b": 0}) == []


def margins(rows: list[list[int]]) -> dict[object, list[object]]:
    """What a page shows of a table: cells, totals and the grand total, as far as they are not withheld."""
    shown, (across, down) = suppress_table(rows), suppress_margins(rows)
    cells = list(product(range(len(rows)), range(len(rows[0]))))
    found: dict[object, list[object]] = {cell: [cell] for cell in cells if shown[cell[0]][cell[1]] is not None}
    found |= {("row", i): [c for c in cells if c[0] == i] for i, n in enumerate(across) if n is not None}
    found |= {("column", j): [c for c in cells if c[1] == j] for j, n in enumerate(down) if n is not None}
    return found if is_disclosive(sum(map(sum, rows))) else found | {"total": list(cells)}


@given(tables)
def test_a_table_with_its_margins_isolates_nobody(rows: list[list[int]]) -> None:
    persons = {(i, j): n for i, row in enumerate(rows) for j, n in enumerate(row)}
    assert differences(margins(rows), persons) == []


def test_a_table_of_many_hides_nothing_and_of_one_few_hides_a_square() -> None:
    assert suppress_table([[9, 8], [7, 6]]) == ((9, 8), (7, 6))
    assert suppress_table([[2, 8, 30], [7, 9, 30], [30, 30, 30]]) == ((None, None, 30), (None, None, 30), (30, 30, 30))
    assert suppress_margins([[2, 8, 30], [7, 9, 30], [30, 30, 30]]) == ((40, 46, 90), (39, 47, 90))


def test_ragged_rows_are_no_table() -> None:
    with pytest.raises(ValueError, match="as many counts"):
        suppress_table([[1, 2], [3]])


def test_nested_totals_keep_the_total_and_give_up_parts() -> None:
    persons = {("Q1", "people"): 10, ("Q1", "public"): 9, ("Q2", "people"): 2, ("Q2", "public"): 12}
    figures = [Figure(cell, frozenset({cell})) for cell in persons]
    figures += [Figure(q, frozenset(c for c in persons if c[0] == q)) for q in ("Q1", "Q2")]
    figures += [Figure(h, frozenset(c for c in persons if c[1] == h)) for h in ("people", "public")]
    figures.append(Figure("all", frozenset(persons), is_kept=True))

    away = withheld(figures, persons)

    assert "all" not in away
    assert ("Q2", "people") in away
    assert differences({f.name: f.parts for f in figures if f.name not in away}, persons) == []


@given(st.dictionaries(st.sampled_from("abcde"), count, min_size=1), st.integers(0, 12))
def test_disjoint_parts_leave_over_nobody_or_enough(parts: dict[str, int], outside: int) -> None:
    whole = sum(parts.values()) + outside
    away = withheld_parts(whole, parts)
    persons = {**parts, "outside": outside}
    published = {name: [name] for name in parts if name not in away}
    total = {} if is_disclosive(whole) else {"all": list(persons)}
    assert differences(published | total, persons) == []


@pytest.mark.parametrize(("whole", "parts", "away"), [
    (20, {"Q1": 18, "Q2": 3, "Q3": 0}, {"Q1", "Q2"}),  # whoever came in Q2 only is one of two
    (20, {"Q1": 12, "Q2": 3, "Q3": 14}, {"Q1", "Q2"}),  # what Q2 added would follow
    (20, {"Q1": 12, "Q2": 3, "Q3": 2, "Q4": 14}, {"Q1", "Q2", "Q3"}),  # Q2 and Q3 may be the same three
    (20, {"Q1": 12, "Q2": None, "Q3": 14}, {"Q1", "Q2"}),
    (21, {"Q1": 20, "Q2": 10}, {"Q1"}),
    (20, {"Q1": 12, "Q2": 14}, set()),
])
def test_parts_that_share_people(whole: int, parts: dict[str, int | None], away: set[str]) -> None:
    assert withheld_overlapping(whole, parts) == away


def test_what_lies_outside_all_parts_counts_as_withheld() -> None:
    parts: dict[str, int | None] = {"design": 12, "deliver": 14}
    assert withheld_overlapping(20, parts, has_rest=True) == {"design"}
    assert withheld_overlapping(20, parts, hidden={"deliver"}, has_rest=True) == {"deliver"}


def test_a_group_goes_where_few_are_in_it_or_outside() -> None:
    assert withheld_members(20, {"few": 3, "nearly all": 17, "all": 20, "half": 10, "none": 0, "gone": None}) == {
        "few", "nearly all", "gone"}


@pytest.mark.parametrize(("batch", "may"), [
    (Batch(given=5, moves=5, not_given=0, shown=10), True),
    (Batch(given=4, moves=4, not_given=0, shown=10), False),
    (Batch(given=-5, moves=5, not_given=0, shown=10), True),
    (Batch(given=-1, moves=1, not_given=0, shown=10), False),
    # five moved, but one person remains
    (Batch(given=1, moves=5, not_given=0, shown=10), False),
    # five people, of whom one answered this question
    (Batch(given=1, moves=1, not_given=4, shown=10), False),
    (Batch(given=0, moves=0, not_given=5, shown=10), True),
    # one came and another went: the difference is about two
    (Batch(given=0, moves=2, not_given=5, shown=10), False),
    # what was of few was withheld
    (Batch(given=1, moves=1, not_given=4, shown=4), True),
    (Batch(given=1, moves=1, not_given=0, shown=4), False),
])
def test_a_batch_is_let_out_only_where_before_and_after_differ_by_five(batch: Batch, may: bool) -> None:
    assert may_be_released(batch) is may


def test_a_batch_adds_up() -> None:
    with pytest.raises(ValueError, match="within moves"):
        Batch(given=3, moves=2, not_given=0, shown=0)
