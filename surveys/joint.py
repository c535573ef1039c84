"""Which two things can be counted at once. Pure Python."""

from surveys.counted_values import NUMBERS, possible_numbers
from surveys.definition import Definition, QuestionDefinition

SPLITS = ("#language", "#channel", "#method")  # what a response has beside its answers


def crossed_questions(definition: Definition) -> list[QuestionDefinition]:
    """Questions of one choice or a scale, which a cross-tab can have in its rows and columns."""
    return [question for question in definition.questions if question.type in ("single", "scale")]


def comparable_questions(first: Definition, second: Definition) -> list[QuestionDefinition]:
    """Questions with one value for each person that two questionnaires ask alike, in the order of the second."""
    shapes = {question.code: question.shape for question in first.questions}
    return [
        question for question in second.questions
        if shapes.get(question.code) == question.shape and has_one_value(question)
    ]


def has_one_value(question: QuestionDefinition) -> bool:
    """Whether an answer is one of few values: a choice, a step of a scale, or a number that is counted by itself."""
    return question.type in ("single", "scale") or question.type in NUMBERS and bool(possible_numbers(question))
