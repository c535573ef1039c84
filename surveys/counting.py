"""What one response adds to the rolled-up counts; the one definition for submitting, withdrawing and rebuilding."""

from collections.abc import Mapping

from surveys.definition import Answer, Definition, QuestionDefinition

RESPONSES = ""  # the "question" under which whole responses are counted
ANSWERED = "*"  # the value of an answered open question, of any answered multiple one, and of a response
NOT_ANSWERED = ""
Cell = tuple[str, str]  # question code, value


def counted_cells(definition: Definition, answers: Mapping[str, Answer]) -> list[Cell]:
    """The (question, value) pairs that a response counts in, each once.

    Choice codes and scale steps are counted as they are; of numbers, texts and dates only that there was an answer. A
    question that was not shown (absent from ``answers``) counts nowhere.
    """
    cells = [(RESPONSES, ANSWERED)]
    for question in definition.questions:
        if question.code in answers:
            cells += [(question.code, value) for value in _values(question, answers[question.code])]
    return cells


def _values(question: QuestionDefinition, answer: Answer) -> list[str]:
    if answer is None:
        return [NOT_ANSWERED]
    if isinstance(answer, list):
        return [ANSWERED, *(str(code) for code in dict.fromkeys(answer))]
    if question.type == "single":
        return [str(answer)]
    if question.type == "scale" and isinstance(answer, int | float):
        return [f"{answer:g}"]
    return [ANSWERED]
