"""What is found in a questionnaire's expressions before it is published."""

import re
from pathlib import Path
from typing import Any

import pytest

from surveys import expressions, interview
from surveys.actions.publish import publish_version
from surveys.definition import DefinitionError, read_definition
from surveys.interview.problems import Problem, problems_of
from surveys.problem_sentences import SENTENCES
from tests.factories.surveys import QuestionnaireFactory

CODE = "".join(path.read_text(encoding="utf-8") for package in (expressions, interview)
               for path in Path(str(package.__file__)).parent.glob("*.py"))

COLOURS = [{"code": "red", "label": {}, "columns": {"warm": "1"}}, {"code": "blue", "label": {}}]


def found(question: dict[str, Any]) -> list[Problem]:
    return problems_of(read_definition({"code": "Q", "title": {}, "elements": [
        {"code": "colour", "type": "single", "choices": COLOURS}, {"code": "n", "type": "integer"},
        {"code": "mail", "type": "email"}, {"code": "q", "type": "text"} | question,
    ]}))


@pytest.mark.parametrize("question", [
    {"relevant": "${colour} = 'red' and ${n} > 3"}, {"constraint": "regex(., '[a-z]+')"}, {"default": "red"},
    {"type": "single", "choices": COLOURS, "choice_filter": "warm = ${n} and name != 'x'"},
    {"calculation": "today() - '2026-01-01'"}, {"relevant": "selected(${colour}, ${mail})"},
    {"calculation": "once(random())"}, {"relevant": "position(..) > 1"},
    {"relevant": "1 = 1"}, {"required": "${colour} != ''"},
])
def test_what_is_right_has_no_problem(question: dict[str, Any]) -> None:
    assert found(question) == []


@pytest.mark.parametrize(("question", "problem"), [
    ({"relevant": "${n} >"}, Problem("q", "relevant", "expected", {}, 7)),
    ({"relevant": "${nn} > 1"}, Problem("q", "relevant", "unknown_name", {"name": "nn"})),
    ({"calculation": "sleep(${n})"}, Problem("q", "calculation", "unknown_function", {"name": "sleep"}, 1)),
    ({"calculation": "colour + 1"}, Problem("q", "calculation", "unknown_column", {"name": "colour"})),
    ({"type": "single", "choices": COLOURS, "choice_filter": "cold = 1"},
     Problem("q", "choice_filter", "unknown_column", {"name": "cold"})),
    ({"constraint": "regex(., '(?=x)')"},
     Problem("q", "constraint", "pattern_not_supported", {"pattern": "(?=x)"})),
    ({"constraint": "regex(., '(')"}, Problem("q", "constraint", "pattern_broken", {"pattern": "("})),
    ({"constraint": "regex(., ${mail})"}, Problem("q", "constraint", "pattern_not_literal")),
    ({"relevant": "${q} = 'x'"}, Problem("q", "relevant", "cycle", {"codes": "q"})),
    ({"relevant": "${colour} = 'green'"},
     Problem("q", "relevant", "unknown_choice", {"choice": "green", "name": "colour"}, is_error=False)),
    ({"relevant": "selected(${colour}, 'green')"},
     Problem("q", "relevant", "unknown_choice", {"choice": "green", "name": "colour"}, is_error=False)),
    ({"calculation": "${mail} + 1"},
     Problem("q", "calculation", "text_calculated", {"part": "${mail}"}, is_error=False)),
    ({"calculation": "'x' * ${n}"}, Problem("q", "calculation", "text_calculated", {"part": "x"}, is_error=False)),
    ({"relevant": "1 > 2"}, Problem("q", "relevant", "never_holds", is_error=False)),
    ({"constraint": "false()"}, Problem("q", "constraint", "never_holds", is_error=False)),
])
def test_what_is_wrong_is_named(question: dict[str, Any], problem: Problem) -> None:
    assert found(question) == [problem]


def test_every_problem_is_found_at_once() -> None:
    assert [(p.use, p.reason) for p in found({"relevant": "(", "constraint": "${x} = ${y}"})] == [
        ("relevant", "expected"), ("constraint", "unknown_name"), ("constraint", "unknown_name")]


def test_a_version_with_broken_expressions_is_not_published(db: None) -> None:
    document = {"code": "Q", "title": {}, "elements": [
        {"code": "a", "type": "text", "constraint": "1 +"}, {"code": "b", "type": "image", "relevant": "${c} = 1"}]}
    questionnaire = QuestionnaireFactory()
    with pytest.raises(DefinitionError) as raised:
        publish_version(questionnaire=questionnaire, document=document, by=None)
    assert str(raised.value) == (
        "a, accepted if, character 4: Something is missing here: a value, a name or a bracket. "
        "b, asked if: No question or group is called c. b: files cannot be sent with answers yet.")
    assert questionnaire.versions.count() == 0


def test_every_reason_has_its_sentence() -> None:
    reasons = {*re.findall(r'ExpressionError\(\s*"(\w+)"', CODE), *re.findall(r'yield "(\w+)"', CODE),
               "left_over", "cycle", "never_holds", "pattern_too_long", "pattern_not_supported", "pattern_broken"}
    assert reasons - SENTENCES.keys() == set()
    assert len(reasons) > 15
