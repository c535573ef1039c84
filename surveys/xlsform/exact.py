"""What a cell cannot say: white space at its ends, a choice code with spaces, a number inside another program's column.

The column ``peripheria_exact`` holds it as JSON: {field: [what the other cells are read as, what is meant]}. Whoever
changes the other cells wins, because then they are no longer read as noted.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _

from surveys.definition import ChoiceDefinition, Definition, Group, QuestionDefinition, Text
from surveys.xlsform.columns import EXACT
from surveys.xlsform.sheets import FormRow, SheetProblem

Document = dict[str, Any]


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(words, str) for words in value.values())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_choices(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(choice, dict) and {"code", "label"} <= set(choice) and not _wrong(choice, ChoiceDefinition)
        for choice in value)


_CHECKS: dict[Any, Any] = {
    str: lambda value: isinstance(value, str), bool: lambda value: isinstance(value, bool),
    bool | str: lambda value: isinstance(value, bool | str), float | None: _is_number,
    int | None: lambda value: isinstance(value, int) and not isinstance(value, bool),
    Text: _is_text, Mapping[str, Any]: lambda value: isinstance(value, dict),
    tuple[ChoiceDefinition, ...]: _is_choices,
    tuple[str, ...]: lambda value: isinstance(value, list) and all(isinstance(part, str) for part in value),
}
Part = type[QuestionDefinition] | type[Group] | type[ChoiceDefinition] | type[Definition]


def _wrong(values: Mapping[str, Any], part: Part) -> bool:
    """Whether a field is not one of the part's, or holds what it cannot."""
    checks = {field.name: _CHECKS[field.type] for field in fields(part) if field.type in _CHECKS}
    return any(name not in checks or not checks[name](value) for name, value in values.items())


def difference(read: Document, meant: Document) -> str:
    """The cell that turns what the other cells are read as into what is meant; "" where nothing is to be turned."""
    pairs = {key: [read.get(key), meant.get(key)] for key in {**read, **meant} if read.get(key) != meant.get(key)}
    # what reading a workbook would take out of a text: an apostrophe, the mark of an escape
    return json.dumps(pairs).replace("'", "\\u0027").replace("x005F_", "x005\\u0046_") if pairs else ""


def exactly(document: Document, row: FormRow, part: Part, problems: list[SheetProblem]) -> Document:
    """What a row means, after its cell of exact values."""
    said = row.cells.get(EXACT, "")
    if not said:
        return document
    try:
        pairs = json.loads(said, parse_constant=_refuse, parse_float=_finite)
        meant = {key: after for key, (before, after) in pairs.items() if document.get(key) == before}
        if "\\u0000" in said or _wrong({key: value for key, value in meant.items() if value is not None}, part):
            raise ValueError(said)
    except (ValueError, TypeError, AttributeError, RecursionError):
        problems.append(row.problem(EXACT, _("This column is written by the export; here it cannot be read and is left "
                                             "out."), is_error=False))
        return document
    return {key: value for key, value in (document | meant).items() if value is not None}


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _finite(said: str) -> float:
    if not math.isfinite(float(said)):
        raise ValueError(said)
    return float(said)
