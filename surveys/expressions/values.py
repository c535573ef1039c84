"""What an expression works with, and how one kind of value becomes another."""

import math
import re
from decimal import Decimal

Value = None | bool | int | float | str | list[str]

NUMERIC = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*", re.ASCII)
MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?", re.ASCII)
CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
SPACES = re.compile(r"[ \t\r\n]+")
DAY = 86_400  # seconds
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Values(list[Value]):
    """The answers of one question in every repeat; where a single value is asked for, the first."""


def plain(value: "Value | Values") -> Value:
    """A single value; "" and a list with nothing in it are blank."""
    if isinstance(value, Values):
        return plain(value[0]) if value else None
    return None if value == "" or value == [] else value


def number_of(value: Value) -> float | None:
    """The value as a number: true is 1, numeric text its number, a date the days since 1970-01-01; else blank."""
    value = plain(value)
    if value is None or isinstance(value, bool | int | float):
        return None if value is None else _finite(float(value))
    text = text_of(value)
    if NUMERIC.fullmatch(text):
        return _finite(float(text))
    return days_of(text)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def text_of(value: Value) -> str:
    """The value as text: blank is "", several choices are joined by spaces."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number_text(float(value))
    return value if isinstance(value, str) else " ".join(value)


def truth_of(value: Value) -> bool:
    """Blank, 0 and false are false."""
    value = plain(value)
    return value not in (None, False, 0)


def list_of(value: Value) -> list[str]:
    """The choices in the value; a text is a list separated by spaces."""
    value = plain(value)
    return list(value) if isinstance(value, list) else [code for code in SPACES.split(text_of(value)) if code]


def _number_text(number: float) -> str:
    """The shortest text that reads back as the number, written as browsers write numbers."""
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    shown, minus, point = "".join(map(str, digits)), "-" if sign else "", len(digits) + int(exponent)
    if 0 < point <= 21:
        return minus + shown[:point] + "." + shown[point:]
    if -6 < point <= 0:
        return minus + "0." + "0" * -point + shown
    rest = "." + shown[1:] if len(shown) > 1 else ""
    return f"{minus}{shown[0]}{rest}e{point - 1:+d}"


def days_of(text: str) -> float | None:
    """Days since 1970-01-01 of a date or a date with time, ISO 8601 without zone; blank where it is neither."""
    match = MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    hour, minute, second = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0)
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= _month_length(year, month):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    return days_from_civil(year, month, day) + (3600 * hour + 60 * minute + second) / DAY


def _month_length(year: int, month: int) -> int:
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return MONTHS[month - 1] + leap


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar."""
    # years begin in March, so that the day that comes and goes is their last
    year -= month <= 2
    era, month = year // 400, (month + 9) % 12
    of_era = year - era * 400
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + (153 * month + 2) // 5 + day - 1 - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month and day; the other way round."""
    days += 719_468
    era = days // 146_097
    of_era = days - era * 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def moment_text(days: float, *, with_time: bool) -> str | None:
    """The ISO text of so many days since 1970-01-01, to the second; blank outside the years 1 to 9999."""
    seconds = math.floor(days * DAY + 0.5)
    day = seconds // DAY
    if not -719_162 <= day <= 2_932_896:
        return None
    year, month, date = civil_from_days(day)
    text = f"{year:04d}-{month:02d}-{date:02d}"
    if not with_time:
        return text
    rest = seconds - day * DAY
    return f"{text}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"


def equal(left: Value, right: Value) -> bool:
    """Whether two values are the same: with blank only blank is; else as numbers, dates or text."""
    left, right = plain(left), plain(right)
    if left is None or right is None:
        return left is right
    if isinstance(left, bool) or isinstance(right, bool):
        return truth_of(left) == truth_of(right)
    pair = _numbers(left, right)
    return pair[0] == pair[1] if pair else text_of(left) == text_of(right)


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; None where one of them is blank: then no order holds."""
    left, right = plain(left), plain(right)
    if left is None or right is None:
        return None
    pair = _numbers(left, right)
    if pair:
        return (pair[0] > pair[1]) - (pair[0] < pair[1])
    one, two = text_of(left), text_of(right)
    return (one > two) - (one < two)


def _numbers(left: Value, right: Value) -> tuple[float, float] | None:
    """Both as numbers, where both are numbers or dates."""
    one, two = number_of(left), number_of(right)
    return None if one is None or two is None else (one, two)
