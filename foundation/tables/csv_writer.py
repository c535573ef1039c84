"""CSV by RFC 4180, line by line."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from foundation.tables.safe_cells import Value, safe_cell, safe_text

BOM = "\ufeff"


class _LastLine:
    """What ``csv.writer`` wrote last; it hands over one finished record at a time."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Value]], *, bom: bool = False) -> Iterator[str]:
    """Header and rows as records ending in CRLF, in constant memory.

    ``bom`` starts with a byte order mark, by which Excel knows UTF-8. Raises ``ValueError`` at a row of
    another length than the header, ``TypeError`` at a value no cell can hold.
    """
    last = _LastLine()
    writer = csv.writer(last, lineterminator="\r\n")
    width = len(columns)
    writer.writerow([safe_text(column) for column in columns])
    yield (BOM if bom else "") + last.text
    for row in rows:
        if len(row) != width:
            raise ValueError(f"a row of {len(row)} cells under {width} columns")
        writer.writerow([safe_cell(value) for value in row])
        yield last.text
