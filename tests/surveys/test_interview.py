"""What a questionnaire asks, answer by answer."""

import datetime as dt
from typing import Any

from surveys.definition import read_definition
from surveys.interview import Interview, compile_questionnaire
from surveys.interview.chance import Chance

NOW = dt.datetime(2026, 11, 23, 10, 5)
COLOURS = [{"code": code, "label": {"en": code.capitalize()}} for code in ("red", "blue", "other")]
CITIES = [
    {"code": "aby", "label": {"en": "Åby"}, "columns": {"region": "north"}},
    {"code": "vik", "label": {"en": "Vik"}, "columns": {"region": "south"}},
]


def interview(elements: list[dict[str, Any]], answers: dict[str, Any]) -> Interview:
    definition = read_definition({"code": "Q", "title": {"en": "Q"}, "elements": elements})
    return Interview(definition, answers, now=NOW, seed="one")


def asked(code: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "label": {"en": code}, **more}


def test_a_question_is_asked_where_its_condition_holds() -> None:
    elements = [asked("age", "integer"), asked("licence", relevant="${age} >= 18"),
                asked("car", relevant="${licence} = 'yes'")]
    assert interview(elements, {"age": 20, "licence": "yes", "car": "old"}).document == {
        "age": 20, "licence": "yes", "car": "old"}
    # what was answered before its condition fell away counts for nothing, for others as well
    assert interview(elements, {"age": 17, "licence": "yes", "car": "old"}).document == {"age": 17}
    assert interview(elements, {}).document == {"age": None}


def test_a_group_takes_its_questions_with_it() -> None:
    elements = [asked("go", "acknowledge"), {"code": "inner", "type": "group", "relevant": "${go}", "elements": [
        asked("a"), {"code": "deeper", "type": "group", "elements": [asked("b", relevant="${a} != 'x'")]}]}]
    assert interview(elements, {"go": True, "a": "x", "b": "?"}).document == {"go": True, "a": "x"}
    assert interview(elements, {"go": False, "a": "y", "b": "?"}).document == {"go": False}


def test_calculations_follow_each_other_in_any_order() -> None:
    elements = [asked("total", "calculation", calculation="${double} + 1"),
                asked("double", "calculation", calculation="${n} * 2"), asked("n", "number"),
                asked("words", "calculation", calculation="if(${total} > 10, 'many', 'few')")]
    assert interview(elements, {"n": 6}).document == {"total": 13, "double": 12, "n": 6, "words": "many"}
    assert interview(elements, {}).document == {"total": None, "double": None, "n": None, "words": "few"}


def test_repeats_see_their_own_answers_and_others_see_all() -> None:
    elements = [
        asked("n", "integer"),
        {"code": "people", "type": "repeat", "count": "${n}", "elements": [
            asked("who"), asked("age", "integer"), asked("adult", "calculation", calculation="${age} >= 18"),
            asked("line", "calculation", calculation="concat(position(..), ': ', ${who}, ' of ', count(${people}))"),
            {"code": "pets", "type": "repeat", "elements": [
                asked("pet"), asked("of", "calculation", calculation="concat(${pet}, ' of ', ${who})")]},
        ]},
        asked("sum", "calculation", calculation="sum(${age})"),
        asked("names", "calculation", calculation="join(', ', ${who})"),
        asked("all_pets", "calculation", calculation="count(${pets})"),
    ]
    answers = {"n": 2, "people": [{"who": "A", "age": 30, "pets": [{"pet": "cat"}, {"pet": "dog"}]},
                                  {"who": "B", "age": 10, "pets": []}, {"who": "C", "age": 99}]}
    assert interview(elements, answers).document == {
        "n": 2, "sum": 40, "names": "A, B", "all_pets": 2, "people": [
            {"who": "A", "age": 30, "adult": True, "line": "1: A of 2",
             "pets": [{"pet": "cat", "of": "cat of A"}, {"pet": "dog", "of": "dog of A"}]},
            {"who": "B", "age": 10, "adult": False, "line": "2: B of 2", "pets": []},
        ]}


def test_a_repeat_has_an_end() -> None:
    elements = [{"code": "r", "type": "repeat", "count": "1000000", "elements": [asked("a")]},
                {"code": "few", "type": "repeat", "most": 2, "elements": [asked("b")]}]
    found = interview(elements, {"few": [{"b": "1"}, {"b": "2"}, {"b": "3"}]})
    assert (found.rows_of("r"), found.document["few"]) == (100, [{"b": "1"}, {"b": "2"}])


def test_choices_are_filtered_by_their_columns() -> None:
    elements = [asked("region"), asked("city", "single", choices=CITIES, choice_filter="region = ${region}")]
    offered = [choice.code for choice in interview(elements, {"region": "north"}).choices("city")]
    assert offered == ["aby"]
    assert interview(elements, {}).choices("city") == ()


def test_constraints_and_conditional_requirements() -> None:
    elements = [asked("age", "integer", constraint=". >= 0 and . < 120", required="${name} != ''"), asked("name")]
    good, bad, none = (interview(elements, answers) for answers in (
        {"age": 5, "name": "A"}, {"age": 130, "name": "A"}, {}))
    assert [i.fits("age") for i in (good, bad, none)] == [True, False, True]
    assert [i.is_required("age") for i in (good, bad, none)] == [True, True, False]
    assert [i.is_required("name") for i in (good, bad, none)] == [False, False, False]


def test_the_text_of_other_belongs_to_its_choice() -> None:
    elements = [asked("colour", "single", choices=COLOURS, other=True),
                asked("said", "calculation", calculation="${colour_other}")]
    assert interview(elements, {"colour": "other", "colour_other": "teal"}).document == {
        "colour": "other", "colour_other": "teal", "said": "teal"}
    assert interview(elements, {"colour": "red", "colour_other": "teal"}).document == {"colour": "red", "said": None}


def test_the_words_of_a_choice() -> None:
    elements = [asked("colour", "multiple", choices=COLOURS),
                asked("said", "calculation", calculation="jr:choice-name(${colour}, '${colour}')")]
    assert interview(elements, {"colour": ["red", "blue"]}).document["said"] == "Red, Blue"


def test_questions_in_a_ring_are_found_and_ask_nothing() -> None:
    elements = [asked("a", relevant="${b} = 1"), asked("b", "calculation", calculation="${a} + 1"), asked("c")]
    found = interview(elements, {"a": "x", "c": "y"})
    assert set(compile_questionnaire(found.definition).cycle) == {"a", "b"}
    assert found.document == {"b": None, "c": "y"}


def test_a_long_chain_of_calculations() -> None:
    elements = [asked("n0", "integer")] + [
        asked(f"n{i}", "calculation", calculation=f"${{n{i - 1}}} + 1") for i in range(1, 1500)]
    assert interview(elements[::-1], {"n0": 1}).document["n1499"] == 1500


def test_chance_is_the_same_for_the_same_response() -> None:
    elements = [asked("dice", "calculation", calculation="once(random())")]
    first, again = (interview(elements, {}).document["dice"] for _ in range(2))
    assert first == again
    assert 0 <= first < 1
    assert interview(elements, {"dice": 0.5}).document == {"dice": 0.5}
    assert [round(Chance("a")(), 12) for _ in range(2)] == [round(Chance("a")(), 12)] * 2
    assert sorted(Chance("a").shuffled("abcdef")) == list("abcdef")
    assert Chance("a").shuffled("abcdef") != Chance("b").shuffled("abcdef")


def test_defaults() -> None:
    elements = [asked("day", "date", default="today()"), asked("colour", default="red"), asked("minus", default="-5"),
                asked("secret", "hidden", default="x7")]
    found = interview(elements, {})
    assert [found.default_of(code) for code in ("day", "colour", "minus")] == ["2026-11-23", "red", "-5"]
    assert found.document["secret"] == "x7"
