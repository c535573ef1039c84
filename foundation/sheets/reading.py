"""Rows of an uploaded table, whichever of the two formats it has; the content decides, not the name."""

import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any, BinaryIO, NamedTuple

from foundation.sheets import plain_text, workbook
from foundation.sheets.cells import cell_text
from foundation.sheets.limits import Limits, SheetRefused

BLANK_ROWS = 2_000
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # also the wrapping of an encrypted XLSX
_OTHERS = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
           b"\x1f\x8b": "a packed file", b"{\\rt": "a text document"}


class Row(NamedTuple):
    """One row that says something: its number as the spreadsheet shows it (from 1), and its cells as text."""

    number: int
    cells: tuple[str, ...]


def read_rows(file: Any, *, limits: Limits | None = None) -> Iterator[Row]:
    """Yield the rows of a CSV or XLSX file that have any text, one by one; trailing blank cells are cut.

    ``file`` is a seekable binary file (an upload is one). Raises SheetRefused, as late as the place that offends:
    read all before you write anything.
    """
    limits = limits or Limits()
    start = _start(file, limits)
    found: Generator[Sequence[object], None, None] = (
        workbook.records(file, limits) if start.startswith(b"PK") else plain_text.records(file)
    )
    given = 0
    with closing(found) as records:
        for number, record in enumerate(records, start=1):
            cells = _cells(record, number, limits)
            if not cells:
                continue
            given += 1
            if given > limits.rows:
                raise SheetRefused("too_many_rows", row=number, allowed=limits.rows)
            yield Row(number, cells)
    if not given:
        raise SheetRefused("empty")


def read_sheets(file: Any, *, limits: Limits | None = None) -> dict[str, list[Row]]:
    """Every sheet of an XLSX file: its name and the rows of it that have any text. Limits hold for each sheet.

    After ``BLANK_ROWS`` rows without text a sheet is at its end, whatever the file says about its size. Raises
    SheetRefused.
    """
    limits = limits or Limits()
    if not _start(file, limits).startswith(b"PK"):
        raise SheetRefused("not_a_table", found="no workbook")
    found: dict[str, list[Row]] = {}
    with closing(workbook.sheets(file, limits)) as sheets:
        for name, records in sheets:
            found[name] = rows = []
            for number, record in enumerate(records, start=1):
                cells = _cells(record, number, limits)
                if cells:
                    rows.append(Row(number, cells))
                elif number - (rows[-1].number if rows else 0) > BLANK_ROWS:
                    break
                if len(rows) > limits.rows:
                    raise SheetRefused("too_many_rows", row=number, allowed=limits.rows)
    return found


def _start(file: BinaryIO, limits: Limits) -> bytes:
    """The first bytes of a file that is small enough and of no kind that is known to be another."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if not size:
        raise SheetRefused("empty")
    if size > limits.size:
        raise SheetRefused("too_large", found=size, allowed=limits.size)
    start = file.read(8)
    file.seek(0)
    if start.startswith(_OLD_WORKBOOK):
        raise SheetRefused("old_workbook")
    for mark, name in _OTHERS.items():
        if start.startswith(mark):
            raise SheetRefused("not_a_table", found=name)
    return start


def _cells(record: Sequence[object], number: int, limits: Limits) -> tuple[str, ...]:
    cells = [cell_text(value) for value in record]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > limits.columns:
        raise SheetRefused("too_many_columns", row=number, found=len(cells), allowed=limits.columns)
    for column, cell in enumerate(cells, start=1):
        if len(cell) > limits.cell:
            raise SheetRefused("cell_too_long", row=number, column=column_letter(column), allowed=limits.cell)
    return tuple(cells)


def column_letter(number: int) -> str:
    """A, B … Z, AA: what the spreadsheet writes over the column; ``number`` counts from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
