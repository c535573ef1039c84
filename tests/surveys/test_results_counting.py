"""Every type of question is counted; folded counts are rebuilt ones and those of a plain loop."""

import uuid
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.actions.fold import drift_of, fold_counts, rebuild_counts
from surveys.actions.submit import submit_response
from surveys.actions.withdraw import withdraw_response
from surveys.counted_values import bin_end, bin_of, values_of
from surveys.counting import counted_cells
from surveys.definition import QuestionDefinition, read_definition
from surveys.models import AnswerCount, Response, Wave
from tests.factories.surveys import make_wave
from tests.surveys.every_type import EVERY_TYPE, random_answers

DEFINITION = read_definition(EVERY_TYPE)


def cells_of(**answers: Any) -> list[tuple[str, str]]:
    cells = counted_cells(DEFINITION, answers, version=1, answered=0, asked=0)
    return sorted((code, value) for code, _split, value in cells if code and not code.startswith("#"))


@pytest.mark.parametrize(("answers", "expected"), [
    ({"travel": "other", "travel_other": "By boat"}, [("travel", "other"), ("travel_other", "*")]),
    ({"travel": "foot"}, [("travel", "foot")]),
    ({"topics": ["soup", "bread"]}, [("topics", "*"), ("topics", "bread"), ("topics", "soup")]),
    ({"order": ["stew", "soup"]}, [("order", "*"), ("order", "1:stew"), ("order", "2:soup")]),
    ({"slider": 35}, [("slider", "*"), ("slider", "35")]),
    ({"count": 17}, [("count", "*"), ("count", "10")]),
    ({"count": 0}, [("count", "*"), ("count", "0")]),
    ({"count": -3}, [("count", "*"), ("count", "-5")]),
    ({"years": 37.5}, [("years", "*"), ("years", "30")]),
    ({"idea": "A bench"}, [("idea", "*")]),
    ({"since": "2026-05-31"}, [("since", "*"), ("since", "2026-05")]),
    ({"clock": "18:30"}, [("clock", "*"), ("clock", "18")]),
    ({"moment": "2026-05-31T18:30"}, [("moment", "*"), ("moment", "2026-05")]),
    ({"where": "59.3349 18.0651"}, [("where", "*"), ("where", "59.33 18.06")]),
    ({"where": "-0.001 -0.001"}, [("where", "*"), ("where", "-0.01 -0.01")]),
    ({"agreed": True}, [("agreed", "*")]),
    ({"row_a": 2, "row_b": None}, [("row_a", "2"), ("row_b", "")]),
    ({"people": []}, [("people", "")]),
    ({"people": [{"age": None, "dish": "soup"}, {"age": None, "dish": "soup"}]},
     [("age", ""), ("dish", "*"), ("dish", "soup"), ("people", "*"), ("people", "2")]),
])
def test_what_an_answer_counts_as(answers: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert cells_of(**answers) == expected


@given(st.floats(-1e11, 1e11), st.sampled_from([(None, None), (0.0, 120.0), (-5.0, 5.0), (0.0, 1e6)]))
def test_a_number_lies_in_its_bin_and_every_bin_begins_in_itself(number: float, limits: tuple[Any, Any]) -> None:
    question = QuestionDefinition("x", "number", lo=limits[0], hi=limits[1])
    start = bin_of(question, number)
    end = bin_end(question, start)
    dust = 1e-6 * max(1, abs(start), abs(end))
    assert start - dust <= number < end + dust
    assert bin_of(question, start) == start


steps = st.lists(st.one_of(random_answers, st.sampled_from(["fold", "fold some", "withdraw", "correct"])), max_size=8)


@given(steps)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_folded_counts_are_rebuilt_counts_are_those_of_a_plain_loop(db: None, steps: list[Any]) -> None:
    wave, receipts = make_wave(document=EVERY_TYPE), []
    for step in steps:
        if step in ("withdraw", "correct"):
            if receipts:
                withdraw_response(wave=wave, receipt=receipts.pop())
            if step == "correct":  # taken back and answered anew
                receipts.append(sent(wave, {"rating": 1}))
        elif isinstance(step, str):
            fold_counts(smallest_release=1 if step == "fold" else 5)
        else:
            receipts.append(sent(wave, step))
    assert drift_of(wave) == {}
    fold_counts(smallest_release=1)
    folded = counts(wave)
    rebuild_counts(wave)
    assert folded == counts(wave) == counted_plainly(wave)


def sent(wave: Wave, answers: dict[str, Any]) -> str:
    return submit_response(wave=wave, response_id=uuid.uuid4(), answers=answers).code


def counts(wave: Wave) -> Counter[tuple[str, str]]:
    rows = AnswerCount.objects.filter(wave=wave).exclude(question_code__startswith="#").exclude(question_code="")
    found: Counter[tuple[str, str]] = Counter()
    for code, value, n in rows.values_list("question_code", "value", "n"):
        found[code, value] += n
    return +found


def counted_plainly(wave: Wave) -> Counter[tuple[str, str]]:
    """Every answer of every response looked at by itself, people in repeats once for each value."""
    found: Counter[tuple[str, str]] = Counter()
    questions = {question.code: question for question in DEFINITION.every_question}
    for document in Response.objects.filter(wave=wave).values_list("answers", flat=True):
        told: set[tuple[str, str]] = set()
        for code, answer in document.items():
            if code == "people":
                told |= {("people", "*"), ("people", str(len(answer)))} if answer else {("people", "")}
                for name in ("age", "dish"):
                    given = [row[name] for row in answer if row.get(name) is not None]
                    if given:
                        told |= {(name, "*")} | {(name, value) for one in given
                                                 for value in values_of(questions[name], one)}
                    elif answer:
                        told.add((name, ""))
            elif code == "travel_other":
                told.add((code, "*" if answer is not None else ""))
            else:
                told |= {(code, value) for value in values_of(questions[code], answer)}
        found.update(told)
    return found
