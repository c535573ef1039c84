"""Tables of Kobo's dialect (``begin_score``, ``begin_rank``, ``begin_kobomatrix``) as the groups they stand for."""

from typing import Any

from django.utils.translation import gettext as _

from surveys.xlsform.columns import KOBO_LISTS
from surveys.xlsform.sheets import FormRow, SheetProblem
from surveys.xlsform.types import Kind

ROW = "row_of_table"  # score__row and rank__level: their choices stand in the row that begins the table
COLUMNS = f"{KOBO_LISTS['score']} / {KOBO_LISTS['rank_of']}"
Document = dict[str, Any]
Lists = dict[str, list[Document]]


def kind_of_row(open_kind: str, begin: FormRow) -> Kind:
    """A row of a score or rank table: one choice of the table's list."""
    return Kind("question", "single", begin.cells.get(KOBO_LISTS.get(open_kind, ""), ""))


def built(group: Document, kind: str, elements: list[Document], row: FormRow, lists: Lists,
          problems: list[SheetProblem]) -> list[Document]:
    """What a table of Kobo's becomes; nothing for any other group.

    A score is a matrix. A rank is a matrix whose rows are the places; none takes what an earlier one has. A Kobo matrix
    is a group for each item of its list, with all its questions.
    """
    if kind in ("score", "rank_of") and not elements:
        problems.append(row.problem("type", _("The table has no rows.")))
    if kind == "score":
        return [_matrix(group, elements)]
    if kind == "rank_of":
        return [_matrix(group, [_unlike(place, elements[:number]) for number, place in enumerate(elements)])]
    if kind != "kobomatrix":
        return []
    items = lists.get(row.cells.get(KOBO_LISTS[kind], ""), [])
    if not items:
        problems.append(row.problem(KOBO_LISTS[kind], _("There is no list of choices %(name)s.") % {
            "name": row.cells.get(KOBO_LISTS[kind], "")}))
    inside = [_item(f"{group['code']}_{item['code']}", item, elements) for item in items]
    return [group | {"elements": inside}]


def _matrix(group: Document, elements: list[Document]) -> Document:
    known = {key: group[key] for key in ("code", "label", "hint", "relevant", "extra") if key in group}
    return known | {"type": "matrix", "elements": elements}


def _unlike(place: Document, earlier: list[Document]) -> Document:
    parts = [f"(. != ${{{other['code']}}})" for other in earlier]
    said = [f"({place['constraint']})"] if place.get("constraint") else []
    return place | ({"constraint": " and ".join([*said, *parts])} if parts else {})


def _item(code: str, item: Document, elements: list[Document]) -> Document:
    copies = [element | {"code": f"{code}_{element['code']}"} for element in elements]
    return {"code": code, "type": "group", "label": item["label"], "elements": copies}
