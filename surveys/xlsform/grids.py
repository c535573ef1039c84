"""Tables that forms write as groups: a row of labels over rows without, or the appearance ``table-list``."""

from typing import Any

from surveys.definition import CLOSED
from surveys.xlsform.columns import OUR_TYPE
from surveys.xlsform.sheets import FormRow

Document = dict[str, Any]


def matrices_in(group: Document, elements: list[Document], row: FormRow) -> list[Document]:
    """Runs of questions that are shown as the rows of one table become a matrix."""
    if row.cells.get(OUR_TYPE) in ("group", "matrix"):  # our export says itself where the matrices are
        return elements
    if "table-list" in group.get("appearance", "").split():
        return _table(group, elements)
    return _labelled(elements)


def _labelled(elements: list[Document]) -> list[Document]:
    found: list[Document] = []
    head: Document = {}
    for element in elements:
        look = element.get("appearance", "").split()
        if "label" in look and _can_be_row(element):
            head = element
            found.append(element)
        elif head and "list-nolabel" in look and _can_be_row(element) and _alike(head, element):
            if found[-1] is head:
                found[-1] = {"code": head["code"], "type": "matrix", "elements": []} | _shared(head)
            found[-1]["elements"].append(element)
        else:
            head = {}
            found.append(element)
    return found


def _table(group: Document, elements: list[Document]) -> list[Document]:
    rows = [element for element in elements if _can_be_row(element)]
    if len(rows) < 2 or not all(_alike(rows[0], row) for row in rows):
        return elements
    matrix = {"code": f"{group['code']}_rows", "type": "matrix", "elements": rows}
    place = next(number for number, element in enumerate(elements) if element is rows[0])
    found = [element for element in elements if not any(element is row for row in rows)]
    return [*found[:place], matrix, *found[place:]]


def _can_be_row(element: Document) -> bool:
    return "list_name" in element and element["type"] in CLOSED


def _alike(one: Document, other: Document) -> bool:
    return bool(one["type"] == other["type"] and one["list_name"] == other["list_name"])


def _shared(element: Document) -> Document:
    return {key: element[key] for key in ("label", "hint", "relevant") if key in element}
