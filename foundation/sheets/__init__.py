"""Tables that come into the house as CSV and XLSX: streamed, bounded, every cell a text, rows numbered as in the sheet.

``read_rows(file)`` reads one table, ``read_sheets(file)`` all sheets of a workbook; what they will not read they
refuse with a ``SheetRefused``.
"""

from foundation.sheets.limits import Limits, SheetRefused
from foundation.sheets.reading import Row, column_letter, read_rows, read_sheets

__all__ = ["Limits", "Row", "SheetRefused", "column_letter", "read_rows", "read_sheets"]
