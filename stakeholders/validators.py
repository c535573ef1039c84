"""What a value of a programme's own field must be: the one check behind form, import and API."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stakeholders.choices import FieldKind

LONGEST_TEXT = 500


def checked_options(kind: str, options: Iterable[str]) -> list[str]:
    """The choices of a field without blanks and repetitions, in their order; [] for other kinds.

    Raises ValidationError on a choice of fewer than two.
    """
    if kind != FieldKind.CHOICE:
        return []
    found = list(dict.fromkeys(" ".join(option.split()) for option in options if option.strip()))
    if len(found) < 2:
        raise ValidationError({"options": _("Give at least two choices, each on a line of its own.")})
    return found


def checked_values(fields: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored: text, number, ISO day, one of the choices; None for nothing.

    ``fields`` are the programme's by code. Raises ValidationError with a message per code that does not fit.
    """
    checked: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for code, value in values.items():
        if code not in fields:
            errors[code] = _("There is no such field.")
            continue
        try:
            checked[code] = checked_value(fields[code], value)
        except ValidationError as error:
            errors[code] = error.messages[0]
    if errors:
        raise ValidationError(errors)
    return checked


def checked_value(field: Any, value: Any) -> Any:
    """One value as it is stored, None for nothing. Raises ValidationError where it does not fit the field."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return CHECKS[field.kind](field, value)


def _text(field: Any, value: Any) -> str:
    words = str(value).strip()
    if len(words) > LONGEST_TEXT:
        raise ValidationError(_("At most %(number)s characters.") % {"number": LONGEST_TEXT})
    return words


def _number(field: Any, value: Any) -> float | int:
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValidationError(_("“%(value)s” is not a number.") % {"value": value})
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _date(field: Any, value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    try:
        return dt.date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise ValidationError(_("“%(value)s” is not a day; write it as 2026-05-31.") % {"value": value}) from None


def _choice(field: Any, value: Any) -> str:
    if (wanted := " ".join(str(value).split())) in field.options:
        return wanted
    raise ValidationError(_("“%(value)s” is not one of the choices.") % {"value": value})


CHECKS = {FieldKind.TEXT: _text, FieldKind.NUMBER: _number, FieldKind.DATE: _date, FieldKind.CHOICE: _choice}
