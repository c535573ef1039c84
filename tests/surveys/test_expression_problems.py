"""What is found in a questionnaire's expressions before it is published."""

from typing import Any

import pytest

from surveys.definition import read_definition
from surveys.interview.problems import Problem, problems_of

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
