"""Answers against a definition: the same check for page and API."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.definition import DefinitionError, read_definition
from surveys.validators import Checked, check_answers
from tests.factories.surveys import ALL_TYPES

DEFINITION = read_definition(ALL_TYPES)
NONE = {"travel": "foot", "topics": None, "rating": None, "years": None, "idea": None, "since": None}


def test_answers_of_all_types_come_out_clean() -> None:
    given = {"travel": " bus ", "topics": ["noise", "parks", "noise"], "rating": "4", "years": "3,5",
             "idea": " More\r\ntrees ", "since": "2024-02-29"}
    assert check_answers(DEFINITION, given) == Checked({
        "travel": "bus", "topics": ["parks", "noise"], "rating": 4, "years": 3.5, "idea": "More\ntrees",
        "since": "2024-02-29"}, {})


def test_what_is_not_answered_is_kept_as_none() -> None:
    assert check_answers(DEFINITION, {"travel": "foot", "topics": [], "idea": "  "}) == Checked(NONE, {})


@pytest.mark.parametrize(("code", "value", "sentence"), [
    ("travel", None, "Please answer this question."),
    ("travel", "car", "Please choose one of the answers offered."),
    ("travel", ["foot"], "Please choose one of the answers offered."),
    ("travel", 1, "Please choose one of the answers offered."),
    ("topics", "parks", "Please choose among the answers offered."),
    ("topics", ["parks", "sea"], "Please choose among the answers offered."),
    ("topics", [["parks"]], "Please choose among the answers offered."),
    ("rating", 0, "Please choose a number from 1 to 5."),
    ("rating", "6", "Please choose a number from 1 to 5."),
    ("rating", 3.5, "Please choose a number from 1 to 5."),
    ("rating", True, "Please choose a number from 1 to 5."),
    ("years", "many", "Please write a number, such as 12 or 3.5."),
    ("years", float("nan"), "Please write a number, such as 12 or 3.5."),
    ("years", float("inf"), "Please write a number, such as 12 or 3.5."),
    ("years", 10**400, "Please write a number, such as 12 or 3.5."),
    ("years", False, "Please write a number, such as 12 or 3.5."),
    ("years", -1, "Please write a number that is at least 0."),
    ("years", 121, "Please write a number that is at most 120."),
    ("idea", 5, "Please write plain text."),
    ("idea", "a\0b", "Please write plain text."),
    ("idea", "\ud800", "Please write plain text."),
    ("idea", "x" * 5001, "Please write at most 5000 characters."),
    ("since", "2023-02-29", "Please write a date as year-month-day, such as 2026-05-31."),
    ("since", "29.2.2024", "Please write a date as year-month-day, such as 2026-05-31."),
    ("since", 20240229, "Please write a date as year-month-day, such as 2026-05-31."),
    ("sea", "x", "This version has no such question."),
])
def test_an_answer_that_does_not_fit_is_named(code: str, value: object, sentence: str) -> None:
    clean = {key: answer for key, answer in NONE.items() if key != code}
    assert check_answers(DEFINITION, {"travel": "foot"} | {code: value}) == Checked(clean, {code: sentence})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*NONE, "other"]), json_values))
def test_clean_answers_are_clean_and_nothing_breaks_the_check(given: dict[str, object]) -> None:
    checked = check_answers(DEFINITION, given)
    codes = set(NONE) | ({"other"} & set(given))
    assert set(checked.answers) | set(checked.errors) == codes
    again = check_answers(DEFINITION, checked.answers)
    assert {code: again.answers[code] for code in checked.answers} == checked.answers


@pytest.mark.parametrize(("change", "problem"), [
    ({"type": "poem"}, "unknown type"), ({"type": "single"}, "needs choices"), ({"type": "scale"}, "needs lo below hi"),
    ({"code": "travel"}, "occurs twice"),
])
def test_a_broken_definition_is_refused(change: dict[str, str], problem: str) -> None:
    question = {"code": "extra", "type": "text", "label": {"en": "?"}} | change
    with pytest.raises(DefinitionError, match=problem):
        read_definition(ALL_TYPES | {"questions": [*ALL_TYPES["questions"], question]})
