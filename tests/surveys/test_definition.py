"""What a questionnaire is made of, read from JSON and written back."""

from typing import Any

import pytest

from surveys.choices import QuestionType
from surveys.definition import TYPES, DefinitionError, read_definition, write_definition
from surveys.templates_catalogue import load_template, template_codes

YES_NO = [{"code": "yes", "label": {"en": "Yes"}, "numeric": 1}, {"code": "no", "label": {"en": "No"}, "numeric": 0}]


def document(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": "Q", "title": {"en": "Q"}, "elements": list(elements), **more}


def text(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": "text", "label": {"en": code}, **more}


WHOLE = document(
    text("name", required="${age} > 17", pii=True),
    {"code": "age", "type": "integer", "label": {"en": "Age"}, "lo": 0, "hi": 120, "constraint": ". < 121"},
    {"code": "home", "type": "group", "label": {"en": "Home"}, "relevant": "${age} > 17", "is_page": True, "elements": [
        {"code": "people", "type": "repeat", "count": "3", "most": 5, "elements": [text("who")]},
        {"code": "note", "type": "note", "label": {"en": "Thanks"}},
        {"code": "score", "type": "calculation", "calculation": "${age} * 2"},
    ]},
    {"code": "views", "type": "matrix", "elements": [
        {"code": "bus", "type": "single", "label": {"en": "Bus"}, "list_name": "yesno"},
        {"code": "tram", "type": "single", "label": {"en": "Tram"}, "list_name": "yesno", "other": False},
    ]},
    lists={"yesno": YES_NO}, paging="groups", quota=100, languages=["en", "sv"],
)


def test_types_of_questions_are_those_that_can_be_stored() -> None:
    assert sorted(TYPES) == sorted(QuestionType.values)


def test_groups_repeats_and_matrices() -> None:
    definition = read_definition(WHOLE)
    assert [(place.element.code, place.repeats) for place in definition.places] == [
        ("name", ()), ("age", ()), ("home", ()), ("people", ()), ("who", ("people",)), ("note", ()), ("score", ()),
        ("views", ()), ("bus", ()), ("tram", ()),
    ]
    assert [question.code for question in definition.questions] == ["name", "age", "bus", "tram"]
    assert (definition.is_plain, read_definition(document(text("a"))).is_plain) == (False, True)


def test_what_is_read_is_written_again() -> None:
    written = write_definition(read_definition(WHOLE))
    assert read_definition(written) == read_definition(WHOLE)
    assert written["lists"] == {"yesno": YES_NO}
    assert write_definition(read_definition(written)) == written


@pytest.mark.parametrize("code", template_codes())
def test_templates_survive_reading_and_writing(code: str) -> None:
    definition = read_definition(load_template(code))
    assert read_definition(write_definition(definition)) == definition


@pytest.mark.parametrize(("wrong", "sentence"), [
    (document(text("a"), text("a")), "Q: a question code occurs twice"),
    (document(text("a", type="video")), "a: unknown type 'video'"),
    (document({"code": "r", "type": "rank", "label": {}}), "r: a question of choices needs choices"),
    (document({"code": "s", "type": "single", "label": {}, "list_name": "x"}), "s: there is no list of choices 'x'"),
    (document({"code": "r", "type": "range", "lo": 3, "hi": 3}), "r: a scale needs lo below hi"),
    (document({"code": "m", "type": "matrix", "elements": [text("a")]}),
     "m: the rows of a matrix are questions of one or several choices"),
    (document({"code": "m", "type": "matrix", "elements": [
        {"code": "a", "type": "single", "choices": YES_NO}, {"code": "b", "type": "multiple", "choices": YES_NO}]}),
     "m: the rows of a matrix need the same type and the same choices"),
    (document({"code": "s", "type": "single", "choices": YES_NO, "other": True}, text("s_other")),
     "Q: a question code occurs twice"),
    (document(text("a"), paging="slides"), "Q: unknown paging 'slides'"),
    ({"code": "Q", "title": {}}, "not a questionnaire definition: KeyError('questions')"),
])
def test_what_is_no_definition_says_where(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        read_definition(wrong)
    assert str(raised.value) == sentence


def test_too_many_groups_inside_each_other() -> None:
    inside: dict[str, Any] = text("a")
    for number in range(10):
        inside = {"code": f"g{number}", "type": "group", "elements": [inside]}
    with pytest.raises(DefinitionError, match="more than 8 groups inside each other"):
        read_definition(document(inside))
