"""Tables that come into the house as CSV and XLSX: streamed, bounded, every cell a text, rows numbered as in the sheet.

``read_rows(file)`` is all that callers need; what it will not read it refuses with a ``SheetRefused``.
"""

from foundation.sheets.limits import Limits, SheetRefused
from foundation.sheets.reading import Row, column_letter, read_rows

__all__ = ["Limits", "Row", "SheetRefused", "column_letter", "read_rows"]
