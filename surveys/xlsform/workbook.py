"""Tables as an XLSX workbook in which every cell is a text."""

import io
from collections.abc import Mapping, Sequence

from surveys.xlsform.cells import Line, plain
from surveys.xlsform.columns import EXACT

Table = list[list[str]]
WIDEST = 45  # characters of a column


def table_of(lines: Sequence[Line], order: Sequence[str], always: Sequence[str]) -> Table:
    """Headings and rows. Columns come in the given order of their names, unknown ones after, exact values last; those
    without any cell are left out unless they are there always.
    """
    found = [*always, *(heading for line in lines for heading, cell in line.items() if plain(cell))]
    places = {name: place for place, name in enumerate(order)}
    headings = sorted(dict.fromkeys(found),
                      key=lambda heading: (heading == EXACT, places.get(_name(heading), len(order))))
    return [headings, *([plain(line.get(heading, "")) for heading in headings] for line in lines)]


def _name(heading: str) -> str:
    return heading if heading.startswith("media::") else heading.split("::")[0]


def workbook_of(tables: Mapping[str, Table]) -> bytes:
    """The workbook; no cell is a formula, a number or a link, whatever it begins with."""
    import xlsxwriter  # noqa: PLC0415  heavy, and only for those who download a form

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        text = book.add_format({"num_format": "@", "valign": "top"})
        for name, table in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(table):
                for place, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, place, cell, text if number else head)
            for place, column in enumerate(zip(*table, strict=True)):
                sheet.set_column(place, place, min(WIDEST, max(map(len, column)) + 2), text)
    return out.getvalue()
