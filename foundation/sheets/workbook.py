"""XLSX: looked at as an archive first, then read row by row; formulas give the value they had when it was saved."""

import warnings
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from foundation.sheets.limits import Limits, SheetRefused

LAST_ROW = 1_048_576  # of any XLSX sheet; a file may claim more
MOST_PARTS = 2_000
_PROLOGUE = 4096


def records(file: BinaryIO, limits: Limits) -> Generator[list[object], None, None]:
    """Every row of the first visible sheet, the blank ones as []; raises SheetRefused on what is unsafe or broken."""
    with _opened(file, limits) as book:
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise SheetRefused("no_sheet")
        yield from _rows(sheet)


def sheets(file: BinaryIO, limits: Limits) -> Generator[tuple[str, Iterator[list[object]]], None, None]:
    """Every sheet by its name, with its rows as ``records`` gives them; they are read before the next sheet."""
    with _opened(file, limits) as book:
        for sheet in book.worksheets:
            yield str(sheet.title), _rows(sheet)


@contextmanager
def _opened(file: BinaryIO, limits: Limits) -> Iterator[Any]:
    _check_archive(file, limits)
    import openpyxl  # noqa: PLC0415  heavy, and only for those who upload a workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and the like, which nobody asks for
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # whatever the library trips over, the file is not readable
        raise SheetRefused("damaged", found=type(error).__name__) from error
    try:
        yield book
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[list[object]]:
    sheet.reset_dimensions()  # what the file says about its size is not to be trusted
    rows = sheet.iter_rows(values_only=True)
    for number in range(1, LAST_ROW + 1):
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:
            raise SheetRefused("damaged", found=f"row {number}") from error
        yield list(row)
    raise SheetRefused("too_many_rows", row=LAST_ROW + 1, allowed=LAST_ROW)


def _check_archive(file: BinaryIO, limits: Limits) -> None:
    """Refuse what is no workbook, unpacks to too much (the archive may not read more than it declares), or carries a
    document type, in which entities could multiply."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_kind({part.filename for part in parts})
            unpacked = sum(part.file_size for part in parts)
            if unpacked > limits.unpacked_size or len(parts) > MOST_PARTS:
                raise SheetRefused("unpacks_too_large", found=unpacked, allowed=limits.unpacked_size)
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise SheetRefused("damaged", found=str(error) or type(error).__name__) from error
    file.seek(0)


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "content.xml" in names and "mimetype" in names:
        raise SheetRefused("open_document")
    raise SheetRefused("not_a_table", found="an archive without a workbook")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as opened:
            if b"<!DOCTYPE" in opened.read(_PROLOGUE).replace(b"\0", b"").upper():
                raise SheetRefused("damaged", found=f"{part.filename} has a document type")
