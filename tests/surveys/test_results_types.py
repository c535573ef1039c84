"""How the counts of every type of question are shown, and what of them is kept back."""

from typing import Any

import pytest

from foundation.inference.disclosure import differences
from surveys.counted_values import values_of
from surveys.counting import RESPONSES
from surveys.definition import QuestionDefinition, read_definition
from surveys.results import QuestionResult, question_results
from surveys.results.pictures import question_picture
from tests.surveys.every_type import EVERY_TYPE

DEFINITION = read_definition(EVERY_TYPE)


def shown(code: str, answers: list[Any], missing: int = 0) -> QuestionResult:
    """The result of a question to which these answers were given."""
    question = DEFINITION.place_of[code].element
    assert isinstance(question, QuestionDefinition)
    counts: dict[tuple[str, str], int] = {(RESPONSES, "*"): len(answers) + missing, (code, ""): missing}
    for answer in answers:
        for value in values_of(question, answer):
            counts[code, value] = counts.get((code, value), 0) + 1
    return next(result for result in question_results(DEFINITION, counts, "en") if result.code == code)


def values(result: QuestionResult) -> list[tuple[str, int | None]]:
    return [(value.label, value.n) for value in result.values]


@pytest.mark.parametrize(("code", "answers", "expected"), [
    ("count", [0] * 5 + [1] * 5 + [12] * 6 + [700] * 2, [("0", 5), ("1", 5), ("10–999", 8)]),
    ("years", [3] * 5 + [7.5] * 5 + [33] * 5, [("0 to below 10", 10), ("30 to below 40", 5)]),
    ("slider", [0, 5, 5, 5, 5] + [50] * 5 + [100] * 7, [("0–5", 5), ("50", 5), ("100", 7)]),
    ("since", ["2025-11-03"] * 3 + ["2026-01-03"] * 3 + ["2026-05-31"] * 5, [
        ("2025-11 – 2026-01", 6), ("2026-05", 5)]),
    ("since", [f"{2000 + year}-{month:02}-01" for year in range(4) for month in range(1, 13)], [
        ("2000-01 – 2000-12", 12), ("2001-01 – 2001-12", 12), ("2002-01 – 2002-12", 12), ("2003-01 – 2003-12", 12)]),
    ("clock", ["08:10"] * 5 + ["18:30"] * 6, [("08:00–09:00", 5), ("18:00–19:00", 6)]),
    ("where", ["59.33 18.06"] * 6 + ["59.34 18.06"] * 5 + ["59.35 18.06"] * 2, [("59.33, 18.06", 6), ("Elsewhere", 7)]),
    ("where", ["59.33 18.06"] * 6 + ["59.35 18.06"] * 5, [("59.33, 18.06", 6), ("59.35, 18.06", 5)]),
    ("agreed", [True] * 6, []),
    ("idea", ["A bench"] * 6, []),
])
def test_what_is_shown_of_a_type(code: str, answers: list[Any], expected: list[tuple[str, int]]) -> None:
    result = shown(code, answers)
    assert (values(result), result.answered) == (expected, len(answers))


def test_a_few_who_gave_no_number_hide_the_smallest_bin_and_how_many_answered() -> None:
    result = shown("count", [0] * 5 + [1] * 9, missing=2)
    assert (values(result), result.answered, result.not_answered) == ([("0", None), ("1", 9)], None, None)


def test_numbers_counted_one_by_one_have_a_mean_and_binned_ones_none() -> None:
    assert (shown("slider", [0, 50, 100, 50, 50]).mean, shown("years", [1.0] * 6).mean) == (50, None)
    assert shown("travel", ["foot"] * 4 + ["bus"] * 4 + ["other"] * 6).mean == 1.5


def test_a_ranking_shows_places_and_mean_places() -> None:
    result = shown("order", [["soup", "stew", "bread"]] * 8 + [["stew", "soup"]] * 6)
    assert result.ranking is not None
    assert values(result) == [("Soup", 8), ("Stew", 6), ("Bread", 0)]
    assert result.ranking.places == ((8, 6, 0, 0), (6, 8, 0, 0), (0, 0, 8, 6))
    assert result.ranking.means == (20 / 14, 22 / 14, 3.0)


def test_of_a_ranking_nobody_can_work_out_who_is_few() -> None:
    answers = [["soup", "stew", "bread"]] * 9 + [["stew", "soup", "bread"]] * 7 + [["bread", "soup", "stew"]] * 2
    result = shown("order", answers)
    assert result.ranking is not None
    published = {
        (i, j): [(i, j)] for i, row in enumerate(result.ranking.places) for j, n in enumerate(row) if n is not None
    }
    published |= {("choice", i): [(i, j) for j in range(4)] for i in range(3)}
    published |= {("place", j): [(i, j) for i in range(3)] for j in range(3)}
    persons = {(0, 0): 9, (0, 1): 9, (0, 2): 0, (0, 3): 0, (1, 0): 7, (1, 1): 9, (1, 2): 2, (1, 3): 0,
               (2, 0): 2, (2, 1): 0, (2, 2): 16, (2, 3): 0}
    assert [value.n for value in result.values] == [row[0] for row in result.ranking.places]
    assert differences(published, persons) == []


def test_people_of_a_repeat_count_once_and_may_be_in_several_values() -> None:
    counts = {(RESPONSES, "*"): 20, ("dish", "*"): 15, ("dish", "soup"): 9, ("dish", "stew"): 10, ("dish", ""): 5,
              ("people", "*"): 20, ("people", "1"): 10, ("people", "2"): 10}
    results = {result.code: result for result in question_results(DEFINITION, counts, "en")}
    dish, people = results["dish"], results["people"]
    assert (values(dish), dish.answered, dish.around, dish.overlapping) == (
        [("Soup", 9), ("Stew", 10), ("Bread", 0)], 15, "People", True)
    assert values(people) == [("1 entry", 10), ("2 entries", 10)]


def test_rows_of_a_matrix_stand_under_its_name() -> None:
    assert [(r.code, r.around) for r in question_results(DEFINITION, {}, "en") if r.around == "Table"] == [
        ("row_a", "Table"), ("row_b", "Table")]


def test_own_words_beside_a_choice_are_counted_and_not_shown() -> None:
    counts = {(RESPONSES, "*"): 20, ("travel", "other"): 6, ("travel", "foot"): 14, ("travel_other", "*"): 6}
    result = next(r for r in question_results(DEFINITION, counts, "en") if r.code == "travel_other")
    assert (result.label, result.answered, result.values) == ("Travel – in own words", 6, ())


def test_where_it_is_kept_back_how_many_answered_people_are_drawn_and_no_shares() -> None:
    few_missing = question_picture(shown("count", [0] * 5 + [1] * 9, missing=2))
    nobody_missing = question_picture(shown("count", [0] * 5 + [1] * 9))
    assert few_missing is not None
    assert nobody_missing is not None
    assert [row[:2] for row in few_missing.table.rows] == [["0", None], ["1", 9]]
    assert [row[:2] for row in nobody_missing.table.rows] == [["0", 5 / 14], ["1", 9 / 14]]
