"""What is shown of answers gives away nobody."""

from typing import Any

import pytest

from surveys.definition import QuestionDefinition, read_definition
from surveys.results import QuestionResult, ValueResult, question_results
from tests.factories.surveys import ALL_TYPES

SCALE = {"code": "rating", "type": "scale", "label": {"en": "Rating"}, "lo": 1, "hi": 3, "hi_label": {"en": "Top"}}
TOPICS = ALL_TYPES["questions"][1]
TEXT = {"code": "idea", "type": "text", "label": {"en": "Idea"}}


def shown(question: dict[str, Any], responses: int, **counts: int) -> QuestionResult:
    """The result of one question; counts by value, ``none`` for not answered, ``some`` for answered."""
    names = {"none": "", "some": "*"}
    definition = read_definition({"code": "x", "title": {"en": "X"}, "questions": [question]})
    asked: QuestionDefinition = definition.questions[0]
    given = {(asked.code, names.get(value, value.removeprefix("v"))): n for value, n in counts.items()}
    return question_results(definition, {("", "*"): responses} | given, "en")[0]


def cells(result: QuestionResult) -> list[int | None]:
    return [value.n for value in result.values]


def test_enough_answers_are_shown_with_their_shares() -> None:
    assert shown(SCALE, 20, v1=5, v2=0, v3=10, none=5) == QuestionResult(
        "rating", "Rating", 15, 5,
        (ValueResult("1", 5, 33), ValueResult("2", 0, 0), ValueResult("3 – Top", 10, 67)),
        kind="scale", mean=35 / 15,
    )


@pytest.mark.parametrize("responses", [1, 4])
def test_of_fewer_than_five_responses_nothing_is_shown(responses: int) -> None:
    assert shown(SCALE, responses, v3=responses) == QuestionResult(
        "rating", "Rating", None, None, (), kind="scale")


@pytest.mark.parametrize(("counts", "expected"), [
    # one small count would follow from the total: the next smallest goes with it
    ({"v1": 2, "v2": 6, "v3": 12}, ([None, None, 12], 20, 0)),
    # two small counts that together are of few people are known too well
    ({"v1": 1, "v2": 1, "v3": 18}, ([None, None, None], 20, 0)),
    # the one who did not answer
    ({"v1": 9, "v2": 10, "none": 1}, ([None, 10, 0], None, None)),
    ({"v1": 4, "none": 16}, ([None, 0, 0], None, None)),
])
def test_small_counts_are_kept_back_and_cannot_be_worked_out(counts: dict[str, int], expected: tuple[Any, ...]) -> None:
    result = shown(SCALE, 20, **counts)
    assert (cells(result), result.answered, result.not_answered) == expected


@pytest.mark.parametrize(("counts", "expected"), [
    ({"some": 20, "parks": 10, "light": 3, "noise": 18}, ([10, None, None], 20, 0)),
    ({"some": 18, "none": 2, "parks": 10}, ([None, None, None], None, None)),
])
def test_a_choice_is_kept_back_where_few_chose_it_or_few_did_not(
    counts: dict[str, int], expected: tuple[Any, ...]
) -> None:
    result = shown(TOPICS, 20, **counts)
    assert (cells(result), result.answered, result.not_answered) == expected


@pytest.mark.parametrize(("some", "none", "expected"), [(15, 5, (15, 5)), (19, 1, (None, None)), (20, 0, (20, 0))])
def test_of_texts_only_the_number_is_shown(some: int, none: int, expected: tuple[Any, ...]) -> None:
    result = shown(TEXT, 20, some=some, none=none)
    assert ((result.answered, result.not_answered), result.values) == (expected, ())
