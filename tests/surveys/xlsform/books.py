"""Workbooks made in the test."""

import io
from typing import Any

import xlsxwriter


def book(**sheets: list[list[Any]]) -> io.BytesIO:
    """A workbook with these sheets; the first row of each holds the headings."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    out.seek(0)
    return out
