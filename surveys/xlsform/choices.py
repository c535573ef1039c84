"""The lists of choices of a form."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from surveys.definition import ChoiceDefinition
from surveys.xlsform.columns import CHOICES, LONGEST_CODE
from surveys.xlsform.exact import exactly
from surveys.xlsform.rows import number
from surveys.xlsform.sheets import FormRow, FormSheet, SheetProblem

OWN = frozenset(CHOICES)


def lists_of(sheet: FormSheet, problems: list[SheetProblem]) -> dict[str, list[dict[str, Any]]]:
    """Choices by the name of their list, as a definition holds them."""
    lists: dict[str, list[dict[str, Any]]] = {}
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        name, code = " ".join(row.cells.get("list_name", "").split()), row.cells.get("name", "")
        if not name:
            problems.append(row.problem("list_name", _("The choice belongs to no list."), is_error=False))
            continue
        if not code:
            problems.append(row.problem("name", _("The choice has no name.")))
            continue
        if (name, code) in seen:
            said = {"code": code, "name": name, "row": seen[name, code]}
            problems.append(row.problem("name", _("%(code)s is in the list %(name)s already, in row %(row)s.") % said))
            continue
        seen[name, code] = row.number
        choice = _choice(row, problems)
        if choice is not None:
            lists.setdefault(name, []).append(choice)
    return lists


def _choice(row: FormRow, problems: list[SheetProblem]) -> dict[str, Any] | None:
    code = row.cells["name"]
    if re.search(r"\s", code) or len(code) > LONGEST_CODE:
        problems.append(row.problem("name", _("A choice's name has no spaces and at most 60 characters.")))
        return None
    choice = exactly(choice_of(row, problems), row, ChoiceDefinition, problems)
    if not choice.get("label"):
        problems.append(row.problem("label", _("The choice has no label; its name is shown."), is_error=False))
    return {"label": {}, **choice}


def choice_of(row: FormRow, problems: list[SheetProblem]) -> dict[str, Any]:
    """What a row says of a choice."""
    choice: dict[str, Any] = {"code": row.cells["name"], "label": row.text("label")}
    if said := row.cells.get("numeric_code"):
        choice |= _number("numeric", "numeric_code", said, row, problems)
    if said := row.cells.get("quota"):
        choice |= _number("quota", "quota", said, row, problems)
    if image := row.cells.get("media::image"):
        choice["image"] = image
    columns = {name: cell for name, cell in row.cells.items() if name not in OWN}
    return choice | ({"columns": columns} if columns else {})


def _number(key: str, column: str, said: str, row: FormRow, problems: list[SheetProblem]) -> Mapping[str, Any]:
    value = number(said)
    if value is None or key == "quota" and (not isinstance(value, int) or value < 0):
        problems.append(row.problem(column, _("This is no number: %(said)s") % {"said": said}))
        return {}
    return {key: value}
