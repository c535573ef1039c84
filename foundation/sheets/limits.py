"""How much is read, and what is said about a file that is not."""

from dataclasses import dataclass

REASONS = {
    "empty": "The file is empty.",
    "too_large": "The file has %(found)s bytes; at most %(allowed)s are read.",
    "not_a_table": "The file is no CSV or XLSX table: it contains %(found)s.",
    "old_workbook": "The file is an old or password-protected workbook. Save it as XLSX without a password, or as CSV.",
    "open_document": "The file is an OpenDocument table. Save it as XLSX or as CSV.",
    "no_sheet": "The workbook has no visible sheet with rows.",
    "damaged": "The workbook cannot be read: %(found)s.",
    "unpacks_too_large": "The workbook unpacks to %(found)s bytes; at most %(allowed)s are read.",
    "too_many_rows": "Row %(row)s: the table has more than %(allowed)s rows.",
    "too_many_columns": "Row %(row)s has %(found)s columns; at most %(allowed)s are read.",
    "cell_too_long": "Row %(row)s, column %(column)s: the text has more than %(allowed)s characters. "
                     "A quotation mark may be missing.",
}


@dataclass(frozen=True)
class Limits:
    """The most that is read of one table; sizes in bytes, texts in characters."""

    size: int = 10 * 1024 * 1024
    unpacked_size: int = 200 * 1024 * 1024
    rows: int = 20_000
    columns: int = 100
    cell: int = 2_000


class SheetRefused(ValueError):
    """A file, or a place in it, that is not read.

    ``code`` is a key of ``REASONS``; ``place`` holds what its sentence names (row, column, found, allowed), so that
    callers can say it in the reader's language. ``str()`` is the English sentence.
    """

    def __init__(self, code: str, **place: object) -> None:
        super().__init__(REASONS[code] % place)
        self.code = code
        self.place = place
