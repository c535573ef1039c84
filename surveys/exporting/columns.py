"""The columns of an export: the union of all versions by code, so that every row is as wide as the header. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.definition.elements import NUMERIC, OTHER, UPLOADS, Group, QuestionDefinition
from surveys.definition.questionnaire import Definition

Cell = str | int | float | None
# what research does not get: words of people's own, places and files may say who wrote them
OPEN_TYPES = frozenset({"text", "email", "geopoint", *UPLOADS})
COARSE = {"date": 7, "datetime": 7}  # characters kept: the month
UNSHARED = frozenset({"time"})


@dataclass(frozen=True)
class Column:
    """One column. ``question`` is its code among the answers; ``choice`` asks whether that choice was ticked.

    kind: text, number, list (codes with blanks between), ticked (1 or 0), rows (a repeat, as JSON), month.
    """

    name: str
    question: str
    kind: str
    choice: str = ""

    def of(self, answers: Mapping[str, Any]) -> Cell:
        """The cell; None where the question was not answered, or not asked."""
        value = answers.get(self.question)
        if value is None or value == "" or value == []:
            return None
        if self.kind == "ticked":
            return int(self.choice in value)
        if self.kind == "list":
            return " ".join(value) if isinstance(value, list) else str(value)
        if self.kind == "rows":
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        if self.kind == "month":
            return str(value)[:COARSE["date"]]
        if isinstance(value, bool):
            return int(value)
        return value if isinstance(value, int | float) else str(value)


def columns_of(definitions: Iterable[Definition], *, research: bool = False) -> list[Column]:
    """The columns of all versions, those of the first definition first; what later ones add follows.

    A code that has another type in another version keeps the column of the first. research: without questions about
    identifiable people, words of their own, places, files, times and repeats; of days only the month.
    """
    found: dict[str, Column] = {}
    for definition in definitions:
        for place in definition.places:
            element = place.element
            if place.repeats:
                continue  # stands in the column of its repeat
            made = _of_group(element, research) if isinstance(element, Group) else _of_question(element, research)
            for column in made:
                found.setdefault(column.name, column)
    return list(found.values())


def _of_group(group: Group, research: bool) -> list[Column]:
    return [Column(group.code, group.code, "rows")] if group.kind == "repeat" and not research else []


def _of_question(question: QuestionDefinition, research: bool) -> list[Column]:
    code, kind = question.code, question.type
    if kind == "note" or research and (question.pii or kind in OPEN_TYPES or kind in UNSHARED):
        return []
    if kind in ("multiple", "rank"):
        ticked = [Column(f"{code}/{c.code}", code, "ticked", c.code) for c in question.choices]
        columns = [Column(code, code, "list"), *(ticked if kind == "multiple" else [])]
    elif research and kind in COARSE:
        columns = [Column(code, code, "month")]
    else:
        columns = [Column(code, code, "number" if kind in NUMERIC else "text")]
    if question.other and not research:
        columns.append(Column(f"{code}_{OTHER}", f"{code}_{OTHER}", "text"))
    return columns
