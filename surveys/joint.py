"""Which two things can be counted at once. Pure Python."""

from collections import Counter
from collections.abc import Mapping

from surveys.counted_values import NUMBERS, possible_numbers
from surveys.definition import Definition, QuestionDefinition

SPLITS = ("#language", "#channel", "#method")  # what a response has beside its answers
WAVES = "#wave"  # counted from the released counts of each wave


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


Cell = tuple[str | None, str | None]
MOST_WAITING = 12  # answers that are left out one by one


def without_waiting(
    cells: Mapping[Cell, int], rows: Mapping[str, int], columns: Mapping[str, int] | None
) -> Counter[Cell] | None:
    """Joint counts without the answers that wait: with margins as if those had not come. None where that cannot be.

    rows, columns: value → how many of it wait (columns None: nothing is published of them). Which people are left out
    is not known and does not matter: they are any that have these values.
    """
    if any(n < 0 for n in [*rows.values(), *(columns or {}).values()]) or sum(rows.values()) > MOST_WAITING:
        return None
    left: Counter[Cell] = Counter(cells)
    wanted = [value for value, n in sorted(rows.items()) for _time in range(n)]
    open_columns = None if columns is None else Counter(columns)
    return +left if _taken_out(left, wanted, open_columns) else None


def _taken_out(left: Counter[Cell], rows: list[str], columns: Counter[str] | None) -> bool:
    """Take one person of each row value out of ``left``, so that no column value of ``columns`` remains."""
    if not rows:
        return columns is None or _taken_out_of_unasked(left, columns)
    for cell in sorted((cell for cell, n in left.items() if n > 0 and cell[0] == rows[0]), key=str):
        column = cell[1]
        is_open = columns is None or column is None or columns[column] > 0
        if not is_open:
            continue
        left[cell] -= 1
        if columns is not None and column is not None:
            columns[column] -= 1
        if _taken_out(left, rows[1:], columns):
            return True
        left[cell] += 1
        if columns is not None and column is not None:
            columns[column] += 1
    return False


def _taken_out_of_unasked(left: Counter[Cell], columns: Counter[str]) -> bool:
    """What waits in the columns alone is of people who were not asked what is in the rows."""
    if any(n > left[None, column] for column, n in columns.items()):
        return False
    for column, n in columns.items():
        left[None, column] -= n
    return True
