"""What one row of the survey sheet says, as the document of a question or group, apart from its choices."""

import math
import re
from typing import Any

from django.utils.translation import gettext as _

from surveys.definition import OTHER
from surveys.xlsform.columns import (
    CELLS,
    EXPRESSIONS,
    FLAGS,
    GROUP_TEXTS,
    LIMITS,
    NEVER_EXTRA,
    NO,
    OTHER_LABEL,
    OUR_TYPE,
    OWN_LIST,
    TEXTS,
    YES,
)
from surveys.xlsform.foreign import kept
from surveys.xlsform.sheets import FormRow, SheetProblem
from surveys.xlsform.types import Kind

PARAMETER = re.compile(r"(\w+)\s*=\s*([^\s;,]+)")
OURS = {"scale": ("range", "integer"), "email": ("text",)}  # our type: the types of XLSForm that may be it
Document = dict[str, Any]
Problems = list[SheetProblem]


def question_of(row: FormRow, kind: Kind, problems: Problems) -> Document:
    """A question without its choices."""
    document: Document = {"code": row.cells.get("name", ""), "type": _type(row, kind)}
    document |= {key: row.text(column) for column, key in TEXTS.items() if row.text(column)}
    document |= kept(row, EXPRESSIONS, problems)
    others = kept(row, ("required", *CELLS), problems)
    document |= {key: others[column] for column, key in CELLS.items() if column in others}
    document |= _required(others.get("required", "")) | _flags(row) | extra_of(row)
    document |= _limits(row, document["type"], problems)
    if document["type"] == "text" and (rest := _without(row.cells.get("appearance", ""), "multiline")) is not None:
        document |= {"multiline": True, "appearance": rest}
    return {key: value for key, value in document.items() if key in ("code", "type") or value not in ("", None)}


def group_of(row: FormRow, kind: Kind, problems: Problems) -> Document:
    """A group or repeat without what is inside."""
    is_matrix = kind.type == "group" and row.cells.get(OUR_TYPE) == "matrix"
    usual = kind.type if kind.type == "repeat" else "group"
    document: Document = {"code": row.cells.get("name", ""), "type": "matrix" if is_matrix else usual}
    document |= {column: row.text(column) for column in GROUP_TEXTS if row.text(column)}
    cells = kept(row, ("relevant", "appearance", "repeat_count"), problems)
    document |= {name: cells[name] for name in ("relevant", "appearance") if name in cells}
    said = row.cells.get("appearance", "")
    if (rest := _without(said, "table-list" if is_matrix else "field-list")) is not None:
        document |= ({} if is_matrix else {"is_page": True}) | {"appearance": rest}
    elif "table-list" in said.split():
        document["is_page"] = True
    if kind.type == "repeat" and "repeat_count" in cells:
        document["count"] = cells["repeat_count"]
    if row.cells.get("repeat_most", "").isdecimal():
        document["most"] = int(row.cells["repeat_most"])
    return {key: value for key, value in (document | extra_of(row)).items() if key in ("code", "type") or value != ""}


def extra_of(row: FormRow) -> Document:
    """The columns that nothing here knows, kept for whoever does."""
    extra = {name: cell for name, cell in row.cells.items() if name not in NEVER_EXTRA}
    if row.cells.get("read_only", "").lower() in YES:
        extra["read_only"] = "yes"
    return {"extra": extra} if extra else {}


def number(said: str) -> float | None:
    """A number that a cell says, with a decimal point or comma; None where it says none."""
    try:
        value = float(said.replace(",", "."))
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def _type(row: FormRow, kind: Kind) -> str:
    ours = row.cells.get(OUR_TYPE, "")
    return ours if kind.type in OURS.get(ours, ()) else kind.type


def _without(appearance: str, word: str) -> str | None:
    """An appearance without one of its words; None where it has not the word."""
    words = appearance.split()
    return " ".join(other for other in words if other != word) if word in words else None


def _required(said: str) -> Document:
    if said.lower() in YES:
        return {"required": True}
    return {} if said.lower() in NO else {"required": said}


def _flags(row: FormRow) -> Document:
    return {key: True for column, key in FLAGS.items() if row.cells.get(column, "").lower() in YES}


def _limits(row: FormRow, type_: str, problems: Problems) -> Document:
    """Lowest, highest and step, of a range from its parameters; an order by chance of choices."""
    given = {name.lower(): value for name, value in PARAMETER.findall(row.cells.get("parameters", ""))}
    found: Document = {"randomize": True} if given.get("randomize", "").lower().strip("()") == "true" else {}
    if type_ not in ("range", "scale"):
        return found | {key: value for column, key in LIMITS.items()
                        if (value := number(row.cells.get(column, ""))) is not None}
    usual = {"start": "1", "end": "10", "step": "1"}
    lo, hi, step = (number(given.get(name, usual[name])) for name in usual)
    if lo is None or hi is None or step is None:
        problems.append(row.problem("parameters", _("The limits of a range are numbers, as in start=0 end=10 step=1.")))
        return found
    if lo >= hi or step <= 0:
        problems.append(row.problem("parameters", _("A range needs a start below its end, and a step above 0.")))
        return found
    return found | {"lo": lo, "hi": hi} | ({"step": step} if type_ == "range" else {})


def chosen_of(row: FormRow, kind: Kind, choices: list[Document]) -> Document:
    """Where the choices of a question come from: its list, or the list as its own, with "other" where it asks that."""
    is_own = row.cells.get(OWN_LIST, "").lower() in YES
    if not kind.other or any(choice["code"] == OTHER for choice in choices):
        other = {"other": True} if kind.other else {}
        return other | ({"choices": choices} if is_own else {"list_name": kind.list_name})
    extra = {} if is_own else {"extra": extra_of(row).get("extra", {}) | {"list_name": kind.list_name}}
    return {"other": True, "choices": [*choices, {"code": OTHER, "label": dict(OTHER_LABEL)}]} | extra


def note_of(row: FormRow, problems: Problems) -> Document:
    """The note that keeps the texts of a question whose type is not supported."""
    found = question_of(row, Kind("question", "note"), problems)
    note = {key: value for key, value in found.items()
            if key in ("code", "type", "label", "hint", "guidance", "relevant", "extra")}
    note.setdefault("label", {"en": found["code"]})
    return note | {"extra": {**found.get("extra", {}), "type": row.cells["type"]}}
