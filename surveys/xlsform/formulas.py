"""Cells that hold a formula and no value, because no spreadsheet program has worked it out: nobody can read them."""

import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from foundation.sheets import Row, column_letter
from surveys.xlsform.sheets import SheetProblem

PIECE = 1024 * 1024
LAST_ROW = 25_000
MOST = 100
NAMES = ("survey", "choices", "settings")


def formulas_without_value(file: BinaryIO, sheets: Mapping[str, list[Row]]) -> list[SheetProblem]:
    """An error for every such cell of a workbook whose values are ``sheets``; the file was found safe to read."""
    file.seek(0)
    if not _has_formulas(file):
        return []
    file.seek(0)
    import openpyxl  # noqa: PLC0415  heavy, and only for those who upload a workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        return list(_found(book, sheets))[:MOST]
    finally:
        book.close()


def _found(book: Any, sheets: Mapping[str, list[Row]]) -> Iterator[SheetProblem]:
    for sheet in book.worksheets:
        name = str(sheet.title).strip().lower()
        if name not in NAMES:
            continue
        values = {row.number: row.cells for row in sheets.get(name, [])}
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_row=LAST_ROW), start=1):
            for place, cell in enumerate(row):
                known = values.get(number, ())
                if getattr(cell, "data_type", "") == "f" and (place >= len(known) or not known[place]):
                    yield SheetProblem(name, number, column_letter(place + 1), _(
                        "The cell holds a formula without a value. Open the workbook in a spreadsheet program, save "
                        "it, and upload that file."))


def _has_formulas(file: BinaryIO) -> bool:
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                with archive.open(part) as opened:
                    before = b""
                    while piece := opened.read(PIECE):
                        text = before + piece
                        if b"<f>" in text or b"<f " in text or b"<f/" in text or b":f>" in text or b":f " in text:
                            return True
                        before = piece[-8:]
    return False
