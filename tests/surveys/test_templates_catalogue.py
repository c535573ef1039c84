"""The survey templates: valid files with the constructs that indicators refer to."""

import json
from pathlib import Path

import jsonschema
import pytest

import surveys.templates_catalogue as catalogue

FOLDER = Path(catalogue.__file__).parent
CHOICES = [{"code": "a", "numeric": 1, "label": {}}, {"code": "b", "numeric": 1, "label": {}}]


def test_the_templates_are_known() -> None:
    assert catalogue.template_codes() == ("T1", "citizen")


@pytest.mark.parametrize("code", catalogue.template_codes())
def test_a_template_meets_the_schema(code: str) -> None:
    schema = json.loads((FOLDER / catalogue.SCHEMA).read_text())
    jsonschema.Draft202012Validator(schema).validate(catalogue.load_template(code))


@pytest.mark.parametrize(("code", "constructs"), [
    ("T1", {"method_rating": "method_rating", "perceived_level": "perceived_level",
            "would_return": "would_return"}),
    ("citizen", {f"trust_{n}": "trust_1_5" for n in range(1, 6)} | {"nps": "recommendation"}),
])
def test_questions_carry_their_constructs(code: str, constructs: dict[str, str]) -> None:
    questions = catalogue.load_template(code)["questions"]
    assert {q["code"]: q["construct"] for q in questions if "construct" in q} == constructs


def test_the_citizen_survey_uses_every_other_type_than_single() -> None:
    kinds = {question["type"] for question in catalogue.load_template("citizen")["questions"]}
    assert kinds == {"multiple", "scale", "number", "text", "date"}


def test_a_caller_cannot_change_the_template() -> None:
    catalogue.load_template("T1")["questions"].clear()
    assert len(catalogue.load_template("T1")["questions"]) == 18


@pytest.mark.parametrize("code", ["T99", "questionnaire.schema", "../apps"])
def test_an_unknown_template_is_refused(code: str) -> None:
    with pytest.raises(KeyError):
        catalogue.load_template(code)


@pytest.mark.parametrize(("questions", "problem"), [
    ([{"code": "a", "type": "text"}, {"code": "a", "type": "text"}], "a question code occurs twice"),
    ([{"code": "a", "type": "poem"}], "unknown type"),
    ([{"code": "a", "type": "single"}], "choices belong"),
    ([{"code": "a", "type": "text", "choices": CHOICES}], "choices belong"),
    ([{"code": "a", "type": "single", "choices": CHOICES}], "a choice numeric occurs twice"),
    ([{"code": "a", "type": "scale", "lo": 5, "hi": 1}], "lo below hi"),
])
def test_a_broken_definition_is_refused(questions: list[dict], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        catalogue.check_definition({"code": "x", "questions": questions})
