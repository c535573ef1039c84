"""What a part is before anybody has said more than its type."""

from collections.abc import Mapping
from typing import Any

from surveys.definition import GROUPS, TYPES
from surveys.editing.documents import Part, free_code

CODES = {"group": "section", "repeat": "list", "matrix": "table", "note": "note", "calculation": "calculation",
         "hidden": "hidden"}


def new_part(document: Mapping[str, Any], kind: str) -> Part:
    """A part of the type ``kind`` with a code that is free. ValueError for an unknown type."""
    if kind not in (*TYPES, *GROUPS):
        raise ValueError(kind)
    code = free_code(document, CODES.get(kind, "question") + "_1")
    part: Part = {"code": code, "type": kind, "label": {}}
    if kind in GROUPS:
        part["elements"] = []
    if kind == "matrix":
        row = free_code(document, "row_1")
        part["elements"] = [{"code": row, "type": "single", "label": {}, "choices": []}]
    if kind in ("single", "multiple", "rank"):
        part["choices"] = []
    if kind in ("scale", "range"):
        part |= {"lo": 1, "hi": 5 if kind == "scale" else 10}
    return part
