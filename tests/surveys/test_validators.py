"""Answers against a definition: the same check for page and API."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.definition import Definition, DefinitionError, read_definition
from surveys.validators import Checked, check_answers
from tests.factories.surveys import ALL_TYPES

DEFINITION = read_definition(ALL_TYPES)
NONE = {"travel": "foot", "topics": None, "rating": None, "years": None, "idea": None, "since": None}


def complete(answers: dict[str, object], errors: dict[str, str]) -> Checked:
    """What comes of a questionnaire in which everybody is asked everything."""
    answered = sum(answer is not None for answer in answers.values())
    return Checked(answers, errors, (), len(DEFINITION.questions), answered)


def test_answers_of_all_types_come_out_clean() -> None:
    given = {"travel": " bus ", "topics": ["noise", "parks", "noise"], "rating": "4", "years": "3,5",
             "idea": " More\r\ntrees ", "since": "2024-02-29"}
    assert check_answers(DEFINITION, given) == complete({
        "travel": "bus", "topics": ["parks", "noise"], "rating": 4, "years": 3.5, "idea": "More\ntrees",
        "since": "2024-02-29"}, {})


def test_what_is_not_answered_is_kept_as_none() -> None:
    assert check_answers(DEFINITION, {"travel": "foot", "topics": [], "idea": "  "}) == complete(NONE, {})


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
    assert check_answers(DEFINITION, {"travel": "foot"} | {code: value}) == complete(clean, {code: sentence})


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


def asked(code: str, kind: str = "text", **more: object) -> dict[str, object]:
    return {"code": code, "type": kind, "label": {"en": code}, **more}


def of(*elements: dict[str, object]) -> Definition:
    return read_definition({"code": "Q", "title": {"en": "Q"}, "elements": list(elements)})


COLOURS = [{"code": code, "label": {"en": code}} for code in ("red", "blue", "other")]


@pytest.mark.parametrize(("question", "raw", "clean"), [
    (asked("a", "integer"), " 12 ", 12),
    (asked("a", "integer", hi=10), 12, "Please write a number that is at most 10."),
    (asked("a", "integer"), "1.5", "Please write a whole number, such as 12."),
    (asked("a", "range", lo=0, hi=1, step=0.25), "0.75", 0.75),
    (asked("a", "range", lo=0, hi=1, step=0.25), "0.8", "Please choose a number in steps of 0.25."),
    (asked("a", "email"), "ann@example.org", "ann@example.org"),
    (asked("a", "email"), "ann@example", "Please write an e-mail address, such as name@example.org."),
    (asked("a", "time"), "23:59", "23:59"),
    (asked("a", "time"), "24:00", "Please write a time as hours and minutes, such as 18:30."),
    (asked("a", "datetime"), "2026-05-31 18:30", "2026-05-31T18:30"),
    (asked("a", "datetime"), "2026-05-32T18:30", "Please write a date and a time, such as 2026-05-31 18:30."),
    (asked("a", "geopoint"), "59.33, 18.06", "59.33 18.06"),
    (asked("a", "geopoint"), "59.33 18.06 12 5", "59.33 18.06"),
    (asked("a", "geopoint"), "here", "Please write a place as latitude and longitude, such as 59.33 18.06."),
    (asked("a", "geopoint"), "91 0", "Please write a latitude up to 90 and a longitude up to 180 degrees."),
    (asked("a", "rank", choices=COLOURS), ["blue", "red"], ["blue", "red"]),
    (asked("a", "rank", choices=COLOURS), "blue red", ["blue", "red"]),
    (asked("a", "rank", choices=COLOURS), ["blue", "blue"], "Please give every place to one answer only."),
    (asked("a", "rank", choices=COLOURS), ["sea"], "Please choose among the answers offered."),
    (asked("a", "acknowledge"), "on", True), (asked("a", "acknowledge"), False, None),
    (asked("a", "acknowledge"), 7, "Please tick the box, or leave it empty."),
    (asked("a", "acknowledge", required=True), "", "Please tick the box to go on."),
    (asked("a", "image"), "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    (asked("a", "file"), "C:\\secret", "Please choose the file again."),
    (asked("a", required=True, required_message={"en": "We need it."}), " ", "We need it."),
])
def test_every_type_has_its_form(question: dict[str, object], raw: object, clean: object) -> None:
    checked = check_answers(of(question), {"a": raw})
    assert (checked.answers, checked.errors) in (({"a": clean}, {}), ({}, {"a": clean}))


HOUSE = of(
    asked("owner", "single", choices=COLOURS, required=True, other=True),
    asked("n", "integer", constraint=". <= 3", constraint_message={"en": "At most three.", "sv": "Högst tre."}),
    {"code": "people", "type": "repeat", "count": "${n}", "elements": [
        asked("who", required=True, required_message={"en": "Who is it?"}),
        asked("pet", relevant="${who} != 'Bo'"),
        {"code": "inner", "type": "group", "elements": [asked("age", "integer", required="${who} = 'Ann'")]},
    ]},
    asked("names", "calculation", calculation="join('+', ${who})"),
    asked("thanks", "note"),
)


def test_answers_in_repeats_are_checked_one_by_one() -> None:
    given = {"owner": "red", "n": 2, "people": [
        {"who": "Ann", "pet": "cat", "age": ""}, {"who": "Bo", "pet": "dog", "age": "x"}, {"who": "Cy"}]}
    checked = check_answers(HOUSE, given)
    assert checked.errors == {
        "people.0.age": "Please answer this question.", "people.1.age": "Please write a whole number, such as 12."}
    assert checked.dropped == ("people.1.pet", "people.2.who")
    right = check_answers(HOUSE, given | {"people": [{"who": "Ann", "age": 8}, {"who": "Bo"}]})
    assert right == Checked(
        {"owner": "red", "n": 2, "names": "Ann+Bo",
         "people": [{"who": "Ann", "pet": None, "age": 8}, {"who": "Bo", "age": None}]}, {}, (), 7, 5)


def test_a_questionnaire_says_in_the_persons_language_what_is_wrong() -> None:
    given = {"owner": "red", "n": 4}
    assert check_answers(HOUSE, given, language="sv").errors == {"n": "Högst tre."} | {
        f"people.{row}.who": "Who is it?" for row in range(4)}


def test_the_text_beside_other_is_kept_only_with_other() -> None:
    assert check_answers(HOUSE, {"owner": "other", "owner_other": " me ", "n": 0}).answers == {
        "owner": "other", "owner_other": "me", "n": 0, "people": [], "names": None}
    assert check_answers(HOUSE, {"owner": "red", "owner_other": "me", "n": 0}).answers["owner"] == "red"
    plain = of(asked("a", "multiple", choices=COLOURS, other=True))
    assert check_answers(plain, {"a": ["other"], "a_other": "x"}).answers == {"a": ["other"], "a_other": "x"}
    assert check_answers(plain, {"a": ["red"], "a_other": "x"}).answers == {"a": ["red"]}


def test_what_is_no_row_of_a_repeat_is_refused() -> None:
    for rows, sentence in (("x", "Please answer again."), ([1], "Please answer again."),
                           ([{}] * 101, "Please answer at most 100 times.")):
        assert check_answers(HOUSE, {"owner": "red", "people": rows}).errors == {"people": sentence}
    assert check_answers(HOUSE, {"owner": "red", "n": 1, "people": [{"who": "A", "sea": 1}], "x": 1}).errors == {
        "people.0.sea": "This version has no such question.", "x": "This version has no such question."}


def test_a_choice_that_is_not_offered_now_is_refused() -> None:
    cities = [{"code": "aby", "label": {}, "columns": {"region": "n"}}, {"code": "vik", "label": {}}]
    definition = of(asked("r"), asked("c", "multiple", choices=cities, choice_filter="region = ${r}"))
    assert check_answers(definition, {"r": "n", "c": ["aby"]}).errors == {}
    assert check_answers(definition, {"r": "n", "c": ["aby", "vik"]}).errors == {
        "c": "Please choose among the answers offered."}
