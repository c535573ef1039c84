"""What a cell says, as text, always in the same way."""

import datetime as dt
import re

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\ufeff]")
_GUARDED = re.compile(r"^'(?=[=+\-@])")


def cell_text(value: object) -> str:
    """The text of a cell: whole numbers without a point, dates as 2026-03-01, times as 14:30, yes and no as TRUE
    and FALSE, nothing as "". Outer white space and unseen characters go, and so does the apostrophe that keeps a
    spreadsheet from computing a text such as ``'+32 …``.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _GUARDED.sub("", _UNSEEN.sub("", value).replace("\xa0", " ").strip(), count=1)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    return _moment(value)


def _number(value: float) -> str:
    """Fifteen digits are what a spreadsheet keeps; beyond lies the noise of binary fractions."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return format(value, ".15g")


def _moment(value: object) -> str:
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return f"{value.date().isoformat()} {_clock(value.time())}"
    if isinstance(value, dt.time):
        return _clock(value)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)


def _clock(value: dt.time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")
