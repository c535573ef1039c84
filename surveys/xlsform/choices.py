"""The lists of choices of a form."""

import re
from typing import Any

from django.utils.translation import gettext as _

from surveys.xlsform.sheets import FormRow, FormSheet, SheetProblem

OWN = frozenset({"list_name", "name", "label", "media::image", "numeric_code", "quota", "order"})
LONGEST_CODE = 60


def lists_of(sheet: FormSheet, problems: list[SheetProblem]) -> dict[str, list[dict[str, Any]]]:
    """Choices by the name of their list, as a definition holds them."""
    lists: dict[str, list[dict[str, Any]]] = {}
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        name, code = row.cells.get("list_name", ""), row.cells.get("name", "")
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
    choice: dict[str, Any] = {"code": code, "label": row.text("label")}
    if not choice["label"]:
        choice["label"] = {}
        problems.append(row.problem("label", _("The choice has no label; its name is shown."), is_error=False))
    for column, key, kind in (("numeric_code", "numeric", float), ("quota", "quota", int)):
        if said := row.cells.get(column):
            try:
                choice[key] = kind(said.replace(",", "."))
            except ValueError:
                problems.append(row.problem(column, _("This is no number: %(said)s") % {"said": said}))
    if image := row.cells.get("media::image"):
        choice["image"] = image
    columns = {name: cell for name, cell in row.cells.items() if name not in OWN}
    return choice | ({"columns": columns} if columns else {})
