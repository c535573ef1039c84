"""The rows of the survey sheet as questions and groups."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from surveys.definition import GROUPS, OTHER
from surveys.xlsform.sheets import FormRow, FormSheet, SheetProblem
from surveys.xlsform.types import FOREIGN_FUNCTIONS, Kind, kind_of

NAME = re.compile(r"[^\W\d][\w.\-]*")
LONGEST_CODE = 60
YES = ("yes", "true", "true()", "1", "required", "oui", "x")
NO = ("", "no", "false", "false()", "0")
EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter")
TEXTS = {"label": "label", "hint": "hint", "guidance_hint": "guidance", "constraint_message": "constraint_message",
         "required_message": "required_message", "other_label": "other_label", "low_label": "lo_label",
         "high_label": "hi_label"}
CELLS = {"appearance": "appearance", "default": "default", "indicator": "construct", "question_bank_id": "bank",
         "media::image": "image"}
PARAMETER = re.compile(r"(\w+)\s*=\s*([^\s;,]+)")
KNOWN = frozenset({
    "type", "name", "required", "repeat_count", "parameters", "pii", "read_only", "numeric_code", "core", "disabled",
    *EXPRESSIONS, *TEXTS, *CELLS,
})
Rows = dict[str, FormRow]


@dataclass
class _Open:
    """A group that has begun and not ended."""

    row: FormRow
    kind: str
    document: dict[str, Any]
    elements: list[dict[str, Any]] = field(default_factory=list)


class _Builder:
    def __init__(self, lists: dict[str, list[dict[str, Any]]], problems: list[SheetProblem]) -> None:
        self.lists, self.problems = lists, problems
        self.rows: Rows = {}
        self.top: list[dict[str, Any]] = []
        self.open: list[_Open] = []

    def say(self, row: FormRow, column: str, message: str, *, is_error: bool = True) -> None:
        self.problems.append(row.problem(column, message, is_error=is_error))

    def add(self, document: dict[str, Any]) -> None:
        (self.open[-1].elements if self.open else self.top).append(document)

    def take(self, row: FormRow) -> None:
        said = row.cells.get("type", "")
        if row.cells.get("disabled", "").lower() in YES:
            return
        if not said:
            if row.cells.get("name") or row.texts.get("label"):
                self.say(row, "type", _("The row has no type, so it is left out."), is_error=False)
            return
        kind = kind_of(said)
        steps = {"begin": self.begin, "end": self.end, "question": self.question, "not_supported": self.note_instead}
        if kind.what in steps:
            steps[kind.what](row, kind)
        elif kind.what == "metadata":
            self.say(row, "type", _("%(type)s says something about the device or the person; it is not stored.") % {
                "type": said}, is_error=False)
        else:
            self.say(row, "type", _("There is no type %(type)s.") % {"type": said})

    def code(self, row: FormRow) -> str:
        """The row's name, if it can be one and no other row has it; else "", and the problem is noted."""
        code = row.cells.get("name", "")
        if not code:
            self.say(row, "name", _("The row has no name."))
        elif not NAME.fullmatch(code) or len(code) > LONGEST_CODE:
            self.say(row, "name", _("%(name)s cannot be a name: letters, digits, “_”, “-” and “.”, beginning with a "
                                    "letter, at most 60.") % {"name": code[:80]})
        elif code in self.rows:
            said = {"name": code, "row": self.rows[code].number}
            self.say(row, "name", _("The name %(name)s is taken by row %(row)s.") % said)
        else:
            self.rows[code] = row
            return code
        return ""

    def begin(self, row: FormRow, kind: Kind) -> None:
        if kind.type not in ("group", "repeat"):
            self.say(row, "type", _("Groups of this type are not supported; it is taken as a plain group."),
                     is_error=False)
        code = self.code(row)
        document: dict[str, Any] = {"code": code, "type": kind.type if kind.type in GROUPS else "group"}
        document |= {key: row.text(column) for column, key in TEXTS.items() if key in ("label", "hint")
                     and row.text(column)}
        document |= {name: row.cells[name] for name in ("relevant", "appearance") if row.cells.get(name)}
        if "field-list" in row.cells.get("appearance", "").split() or "table-list" in row.cells.get("appearance", ""):
            document["is_page"] = True
        if kind.type == "repeat" and row.cells.get("repeat_count"):
            document["count"] = row.cells["repeat_count"]
        self.open.append(_Open(row, kind.type, document))

    def end(self, row: FormRow, kind: Kind) -> None:
        if not self.open or self.open[-1].kind != kind.type:
            self.say(row, "type", _("This ends a group that has not begun."))
            return
        group = self.open.pop()
        self.add(group.document | {"elements": matrices_in(group.document, group.elements)})

    def question(self, row: FormRow, kind: Kind) -> None:
        code = self.code(row)
        document: dict[str, Any] = {"code": code, "type": kind.type}
        document |= {key: row.text(column) for column, key in TEXTS.items() if row.text(column)}
        document |= self.expressions(row)
        document |= {key: row.cells[column] for column, key in CELLS.items() if row.cells.get(column)}
        document |= self.required(row) | self.flags(row) | self.limits(row, kind)
        if kind.list_name:
            document |= self.chosen(row, kind)
        if not document.get("label") and kind.type not in ("calculation", "hidden"):
            self.say(row, "label", _("The question has no label; its name is shown."), is_error=False)
        if kind.type == "calculation" and not document.get("calculation"):
            self.say(row, "calculation", _("Nothing is calculated here."), is_error=False)
        if code:
            self.add(document)

    def expressions(self, row: FormRow) -> dict[str, Any]:
        """The expressions of a row, without those that ask for what only other programs have."""
        found = {}
        for name in EXPRESSIONS:
            said = row.cells.get(name, "")
            foreign = FOREIGN_FUNCTIONS.search(said)
            if foreign:
                self.say(row, name, _("%(name)s() is not supported: the expression is left out.") % {
                    "name": foreign[1]}, is_error=False)
            elif said:
                found[name] = said
        return found

    def required(self, row: FormRow) -> dict[str, Any]:
        said = row.cells.get("required", "")
        if said.lower() in YES:
            return {"required": True}
        return {} if said.lower() in NO else {"required": said}

    def flags(self, row: FormRow) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "multiline" in row.cells.get("appearance", "").split():
            found["multiline"] = True
        found |= {key: True for column, key in (("pii", "pii"), ("core", "is_core"))
                  if row.cells.get(column, "").lower() in YES}
        extra = {name: cell for name, cell in row.cells.items() if name not in KNOWN}
        if row.cells.get("read_only", "").lower() in YES:
            extra["read_only"] = "yes"
        return found | ({"extra": extra} if extra else {})

    def limits(self, row: FormRow, kind: Kind) -> dict[str, Any]:
        """What the parameters say: start, end and step of a range, an order by chance of choices."""
        given = {name.lower(): value for name, value in PARAMETER.findall(row.cells.get("parameters", ""))}
        found: dict[str, Any] = {"randomize": True} if given.get("randomize", "").lower() == "true" else {}
        if kind.type != "range":
            return found
        usual = {"start": "1", "end": "10", "step": "1"}
        try:
            lo, hi, step = (float(given.get(name, usual[name])) for name in usual)
        except ValueError:
            self.say(row, "parameters", _("The limits of a range are numbers, as in start=0 end=10 step=1."))
            return found
        if lo >= hi or step <= 0:
            self.say(row, "parameters", _("A range needs a start below its end, and a step above 0."))
            return found
        return found | {name: int(value) if value.is_integer() else value
                        for name, value in (("lo", lo), ("hi", hi), ("step", step))}

    def chosen(self, row: FormRow, kind: Kind) -> dict[str, Any]:
        choices = self.lists.get(kind.list_name)
        if not choices:
            self.say(row, "type", _("There is no list of choices %(name)s.") % {"name": kind.list_name})
            return {}
        if not kind.other:
            return {"list_name": kind.list_name}
        own = [choice for choice in choices if choice["code"] != OTHER]
        label = next((choice["label"] for choice in choices if choice["code"] == OTHER), {"en": "Other"})
        return {"other": True, "choices": [*own, {"code": OTHER, "label": label}],
                "extra": {"list_name": kind.list_name}}

    def note_instead(self, row: FormRow, kind: Kind) -> None:
        self.say(row, "type", _("%(type)s is not supported: the text is kept as a note.") % {"type": kind.type},
                 is_error=False)
        code = self.code(row)
        if code:
            document: dict[str, Any] = {"code": code, "type": "note", "label": row.text("label") or {"en": code}}
            document |= {"relevant": row.cells["relevant"]} if row.cells.get("relevant") else {}
            self.add(document | {"extra": {"type": row.cells["type"]}})


def elements_of(sheet: FormSheet, lists: dict[str, list[dict[str, Any]]],
                problems: list[SheetProblem]) -> tuple[list[dict[str, Any]], Rows]:
    """The elements of a definition, and the row of each by its code."""
    builder = _Builder(lists, problems)
    for row in sheet.rows:
        builder.take(row)
    for left in builder.open:
        builder.say(left.row, "type", _("This group does not end."))
    return builder.top, builder.rows


def matrices_in(group: dict[str, Any], elements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Runs of questions that are shown as the rows of one table become a matrix."""
    if "table-list" in group.get("appearance", ""):
        return _table(group, elements)
    found: list[dict[str, Any]] = []
    head: dict[str, Any] | None = None
    for element in elements:
        look = element.get("appearance", "").split()
        if "label" in look and "list_name" in element:
            head = {"code": element["code"], "type": "matrix", "elements": []} | _shared(element)
            found.append(head)
        elif head is not None and "list-nolabel" in look and "list_name" in element:
            head["elements"].append(element)
        else:
            head = None
            found.append(element)
    return [element for element in found if element["type"] != "matrix" or element["elements"]]


def _table(group: dict[str, Any], elements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = [element for element in elements if "list_name" in element]
    if len(rows) < 2 or len({(row["type"], row["list_name"]) for row in rows}) > 1:
        return elements
    others: Iterable[dict[str, Any]] = (element for element in elements if "list_name" not in element)
    return [*others, {"code": f"{group['code']}_rows", "type": "matrix", "elements": rows}]


def _shared(element: dict[str, Any]) -> dict[str, Any]:
    return {key: element[key] for key in ("label", "hint", "relevant") if key in element}
