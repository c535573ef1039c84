"""The rows of the survey sheet as questions and groups inside each other."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from surveys.definition import CHOSEN, OTHER, UPLOADS, Group, QuestionDefinition
from surveys.definition.reading import DEEPEST
from surveys.xlsform import kobo
from surveys.xlsform.columns import LONGEST_CODE, YES
from surveys.xlsform.exact import exactly
from surveys.xlsform.foreign import referred_to, stand_in
from surveys.xlsform.grids import matrices_in
from surveys.xlsform.names import NAME
from surveys.xlsform.rows import chosen_of, group_of, note_of, question_of
from surveys.xlsform.sheets import FormRow, FormSheet, SheetProblem
from surveys.xlsform.types import Kind, kind_of

Lists = dict[str, list[dict[str, Any]]]
Rows = dict[str, FormRow]
WIDEST_SCALE = 100  # steps; every one of them is a button


@dataclass
class _Open:
    """A group that has begun and not ended."""

    row: FormRow
    kind: str
    document: dict[str, Any]
    elements: list[dict[str, Any]] = field(default_factory=list)


class _Builder:
    def __init__(self, lists: Lists, referred: set[str], problems: list[SheetProblem]) -> None:
        self.lists, self.referred, self.problems = lists, referred, problems
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
            self.metadata(row, kind)
        elif kind.what == "data":
            self.say(row, "type", _("%(type)s is not supported and is left out.") % {"type": kind.type}, is_error=False)
        elif kind.what == "no_list":
            self.say(row, "type", _("%(type)s needs the name of a list of choices after it.") % {"type": said})
        else:
            self.say(row, "type", _("There is no type %(type)s.") % {"type": said[:80]})

    def metadata(self, row: FormRow, kind: Kind) -> None:
        if row.cells.get("name") not in self.referred:
            self.say(row, "type", _("%(type)s says something about the device or the person; it is not stored.") % {
                "type": row.cells["type"]}, is_error=False)
            return
        document = stand_in(row, kind.type, self.problems)
        if self.named(row, document):
            self.add(document)

    def named(self, row: FormRow, document: dict[str, Any]) -> bool:
        """Whether the row's name can be one, and nothing else has the code; else the problem is noted."""
        name, code = row.cells.get("name", ""), document["code"]
        codes = [code, *([f"{code}_{OTHER}"] if document.get("other") else [])]
        taken = next((code for code in codes if code in self.rows), "")
        if not name:
            self.say(row, "name", _("The row has no name."))
        elif not NAME.fullmatch(name) or len(name) > LONGEST_CODE:
            self.say(row, "name", _("%(name)s cannot be a name: letters, digits, “_”, “-” and “.”, beginning with a "
                                    "letter, at most 60.") % {"name": name[:80]})
        elif taken:
            self.say(row, "name", _("The name %(name)s is taken by row %(row)s.") % {
                "name": taken, "row": self.rows[taken].number})
        else:
            self.rows |= dict.fromkeys(codes, row)
            return True
        return False

    def begin(self, row: FormRow, kind: Kind) -> None:
        if len(self.open) == DEEPEST + 1:
            self.say(row, "type", _("More than %(n)s groups lie inside each other.") % {"n": DEEPEST})
        document = exactly(group_of(row, kind, self.problems), row, Group, self.problems)
        self.named(row, document)
        self.open.append(_Open(row, kind.type, document))

    def end(self, row: FormRow, kind: Kind) -> None:
        if not self.open or self.open[-1].kind != kind.type:
            self.say(row, "type", _("This ends a group that has not begun."))
            return
        group = self.open.pop()
        for built in kobo.built(group.document, group.kind, group.elements, group.row, self.lists, self.problems):
            self.register(built, group.row)
            self.add(built)
        if group.kind in ("group", "repeat"):
            self.add(group.document | {"elements": matrices_in(group.document, group.elements, group.row)})

    def register(self, built: dict[str, Any], row: FormRow) -> None:
        """Remember the row of what was made from a table of Kobo's, so that its problems have a place."""
        self.rows.setdefault(built["code"], row)
        for inside in built.get("elements", ()):
            self.register(inside, row)

    def question(self, row: FormRow, kind: Kind) -> None:
        if kind.type == kobo.ROW:
            kind = kobo.kind_of_row(self.open[-1].kind if self.open else "", self.open[-1].row if self.open else row)
            if not kind.list_name:
                self.say(row, "type", _("%(type)s needs a table around it that names its choices, in the column "
                                        "%(columns)s.") % {"type": row.cells["type"], "columns": kobo.COLUMNS})
                return
        document = question_of(row, kind, self.problems)
        if kind.list_name or kind.type in CHOSEN:
            document |= self.chosen(row, kind)
        document = exactly(document, row, QuestionDefinition, self.problems)
        if document["type"] == "scale" and document.get("hi", 0) - document.get("lo", 0) > WIDEST_SCALE:
            self.say(row, "parameters", _("A scale has at most %(n)s steps.") % {"n": WIDEST_SCALE})
        if not document.get("label") and kind.type not in ("calculation", "hidden"):
            self.say(row, "label", _("The question has no label; its name is shown."), is_error=False)
        if kind.type in UPLOADS:
            self.say(row, "type", _("Files cannot be sent with answers yet: a questionnaire with this question cannot "
                                    "be published."), is_error=False)
        if kind.type == "calculation" and not document.get("calculation"):
            self.say(row, "calculation", _("Nothing is calculated here."), is_error=False)
        if self.named(row, document):
            self.add(document)

    def chosen(self, row: FormRow, kind: Kind) -> dict[str, Any]:
        choices = self.lists.get(kind.list_name)
        if not choices:
            self.say(row, "type", _("There is no list of choices %(name)s.") % {"name": kind.list_name})
            return {}
        return chosen_of(row, kind, choices)

    def note_instead(self, row: FormRow, kind: Kind) -> None:
        self.say(row, "type", _("%(type)s is not supported: the text is kept as a note.") % {"type": kind.type},
                 is_error=False)
        document = exactly(note_of(row, self.problems), row, QuestionDefinition, self.problems)
        if self.named(row, document):
            self.add(document)


def elements_of(sheet: FormSheet, lists: Lists,
                problems: list[SheetProblem]) -> tuple[list[dict[str, Any]], Rows]:
    """The elements of a definition, and the row of each by its code."""
    builder = _Builder(lists, referred_to(sheet.rows), problems)
    for row in sheet.rows:
        builder.take(row)
    for left in builder.open:
        builder.say(left.row, "type", _("This group does not end."))
    return builder.top, builder.rows
