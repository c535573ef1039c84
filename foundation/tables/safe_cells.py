"""Cells that a spreadsheet will not run as a formula."""

from datetime import date, datetime
from decimal import Decimal

Value = str | int | float | Decimal | bool | date | datetime | None

# OWASP "CSV Injection"; the full-width forms are read as ASCII by spreadsheets in East Asian locales
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_text(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet could take it for a formula.

    Leading blanks do not hide a trigger. Only for text: numbers keep their sign.
    """
    return "'" + text if text.lstrip(" ").startswith(TRIGGERS) or text.startswith(TRIGGERS) else text


def safe_cell(value: Value) -> str:
    """One value as text for a CSV cell: None is empty, dates ISO 8601, floats in full precision.

    Raises ``TypeError`` for any other type, so that no ``repr`` of an object leaks into an export.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(float(value))
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"a table cell cannot hold a {type(value).__name__}")
