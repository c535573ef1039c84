"""Cells as they are written, and a row as the reader will see it."""

import re
from typing import Any

from foundation.sheets import Row
from foundation.sheets.cells import cell_text
from surveys.xlsform.columns import NEVER_EXTRA
from surveys.xlsform.headings import Heading, heading_of
from surveys.xlsform.settings import settings_row
from surveys.xlsform.sheets import FormRow, sheet_of

LONGEST_CELL = 32_767
_NEVER = re.compile("[\ud800-\udfff\ufffe\uffff]|x005F_")  # what XML cannot hold, and a mark that openpyxl takes out
Line = dict[str, str]  # heading → cell


class CellTooLong(ValueError):
    """A text is longer than a cell of a workbook can be."""


def said(value: Any) -> str:
    """A number as a cell says it; "" for None."""
    return "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def plain(text: str) -> str:
    """The text as it will be read from the cell, so that writing it again changes nothing."""
    found, before = text, None
    while found != before:
        before = found
        found = cell_text(_NEVER.sub("", found.replace("\r\n", "\n").replace("\r", "\n")))
    if len(found.encode("utf-16-le")) // 2 > LONGEST_CELL:
        raise CellTooLong(found[:80])
    return found


def safe_heading(key: str) -> bool:
    """Whether a column may be called so and is read again under the very same name."""
    return bool(key) and plain(key) == key and heading_of(key) == Heading(key) and key not in NEVER_EXTRA | {"label"}


def read_back(line: Line, language: str, sheet: str = "survey") -> FormRow:
    """The row as the reader will see it."""
    cells = {heading: plain(cell) for heading, cell in line.items()}
    rows = [Row(1, tuple(cells)), Row(2, tuple(cells.values()))]
    return settings_row(rows, language) if sheet == "settings" else sheet_of(sheet, rows, language).rows[0]
