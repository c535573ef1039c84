"""XLSX in constant memory; text is text, never a formula or a link."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, Literal

from foundation.tables.atomic_file import atomic_path
from foundation.tables.safe_cells import Value

MOST_ROWS = 1_048_576  # of a sheet, header included (Excel specifications)
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767  # of a cell
Kind = Literal["text", "integer", "number", "boolean", "date", "datetime"]
FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss", "integer": "0"}
NOT_IN_NAME = re.compile(r"[\[\]:*?/\\]")
# control characters that XML 1.0 cannot hold
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Column:
    """Heading, kind of value and width in characters."""

    name: str
    kind: Kind = "text"
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    """One table. ``rows`` may be a generator; it is read once."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def write_xlsx(target: Path, sheets: Sequence[Sheet], *, most_rows: int = MOST_ROWS) -> int:
    """Write the workbook atomically; returns the number of data rows.

    A codebook or an "about" page is one more sheet. A table longer than ``most_rows`` (header included) goes
    on in "name (2)", "name (3)". Date-times lose their zone (UTC first: Excel has none). Numbers that are
    not finite become empty. Raises ``ValueError`` for rows of the wrong width, more than 16,384 columns or
    a cell above 32,767 characters, ``TypeError`` for values that do not fit the column's kind.
    """
    import xlsxwriter  # noqa: PLC0415 - only jobs that export need it

    if not sheets:
        raise ValueError("a workbook needs at least one sheet")
    if not 2 <= most_rows <= MOST_ROWS:
        raise ValueError(f"most_rows must be 2..{MOST_ROWS}")
    options = {"constant_memory": True, "in_memory": False, "strings_to_formulas": False}
    options |= {"strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}
    with atomic_path(target) as temporary:
        book = xlsxwriter.Workbook(str(temporary), options)
        try:
            writer = _Writer(book, most_rows)
            total = sum([writer.write(sheet) for sheet in sheets])
        finally:
            book.close()
    return total


class _Writer:
    def __init__(self, book: Any, most_rows: int) -> None:
        self.book = book
        self.most_rows = most_rows
        self.names: set[str] = set()
        self.heading = book.add_format({"bold": True, "bottom": 1})
        self.formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}

    def write(self, sheet: Sheet) -> int:
        if len(sheet.columns) > MOST_COLUMNS:
            raise ValueError(f"a sheet holds {MOST_COLUMNS} columns at most")
        page, at, count, part = self._page(sheet, 1), 1, 0, 1
        for row in sheet.rows:
            if len(row) != len(sheet.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(sheet.columns)} columns")
            if at == self.most_rows:
                part += 1
                page, at = self._page(sheet, part), 1
            for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                if value is not None:
                    self._cell(page, at, place, column, value)
            at, count = at + 1, count + 1
        return count

    def _page(self, sheet: Sheet, part: int) -> Any:
        page = self.book.add_worksheet(self._name(sheet.name, part))
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
        page.freeze_panes(1, 0)
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, _text(column.name), self.heading)
        return page

    def _name(self, wanted: str, part: int) -> str:
        base = NOT_IN_NAME.sub(" ", NOT_IN_XML.sub("", wanted)).strip("' ") or "Sheet"
        while True:
            tail = f" ({part})" if part > 1 else ""
            name = base[: 31 - len(tail)] + tail
            if name.lower() not in self.names:
                self.names.add(name.lower())
                return name
            part += 1

    def _cell(self, page: Any, at: int, place: int, column: Column, value: Value) -> None:
        kind = column.kind
        if kind == "text" and isinstance(value, str):
            page.write_string(at, place, _text(value))
        elif kind == "boolean" and isinstance(value, bool):
            page.write_boolean(at, place, value)
        elif kind in ("date", "datetime") and isinstance(value, date):
            page.write_datetime(at, place, _zoneless(value), self.formats[kind])
        elif kind in ("integer", "number") and _is_number(value):
            if isfinite(value):  # type: ignore[arg-type]
                page.write_number(at, place, value, self.formats.get(kind))
        else:
            raise TypeError(f"column {column.name!r} of kind {kind} cannot hold a {type(value).__name__}")


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _zoneless(value: date) -> date:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _text(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"a cell holds {MOST_CHARACTERS} characters at most")
    return NOT_IN_XML.sub("", text)
