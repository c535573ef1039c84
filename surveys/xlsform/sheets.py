"""Rows of a form's sheets, by the meaning of their columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from foundation.sheets import Row, column_letter
from surveys.xlsform.headings import Heading, heading_of


@dataclass(frozen=True)
class SheetProblem:
    """A place in the workbook and what is wrong there; ``is_error`` False: it is taken in, but not as it stands."""

    sheet: str
    row: int
    column: str
    message: str
    is_error: bool = True

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row}:{self.column}: {self.message}"


@dataclass(frozen=True)
class FormRow:
    """A row: ``cells`` by the name of their column, ``texts`` of translated columns by name and language."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    columns: Mapping[str, str]

    def text(self, name: str) -> dict[str, str]:
        """A translated text, {language: words}."""
        return dict(self.texts.get(name, {}))

    def problem(self, column: str, message: str, *, is_error: bool = True) -> SheetProblem:
        """A problem in a cell of this row."""
        return SheetProblem(self.sheet, self.number, self.columns.get(column, "A"), message, is_error)


@dataclass
class FormSheet:
    """A sheet with its headings."""

    name: str
    headings: tuple[Heading, ...] = ()
    rows: list[FormRow] = field(default_factory=list)


def sheet_of(name: str, rows: list[Row], language: str) -> FormSheet:
    """A sheet whose first row holds the headings; translated cells without a language are in ``language``."""
    if not rows:
        return FormSheet(name)
    headings = tuple(heading_of(cell) for cell in rows[0].cells)
    letters = {heading.name: column_letter(place) for place, heading in reversed(list(enumerate(headings, start=1)))}
    return FormSheet(name, headings, [_row(name, row, headings, letters, language) for row in rows[1:]])


def twice_headed(sheet: FormSheet) -> Iterator[SheetProblem]:
    """A warning for every column whose heading another one before it has."""
    first: dict[Heading, int] = {}
    for place, heading in enumerate(sheet.headings, start=1):
        if heading.name and first.setdefault(heading, place) != place:
            said = {"name": heading.name, "first": column_letter(first[heading])}
            yield SheetProblem(sheet.name, 1, column_letter(place), _(
                "Column %(first)s means %(name)s too; where both say something, that one counts.") % said,
                is_error=False)


def _row(sheet: str, row: Row, headings: tuple[Heading, ...], letters: Mapping[str, str], language: str) -> FormRow:
    cells: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for heading, cell in _named(headings, row.cells):
        cells.setdefault(heading.name, cell)
        texts.setdefault(heading.name, {}).setdefault(heading.language or language, cell)
    return FormRow(sheet, row.number, cells, texts, letters)


def _named(headings: tuple[Heading, ...], cells: tuple[str, ...]) -> Iterator[tuple[Heading, str]]:
    return ((heading, cell) for heading, cell in zip(headings, cells, strict=False) if heading.name and cell)
