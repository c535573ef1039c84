"""One form for a telephone number, however it was written."""

import re
from functools import lru_cache

_DIGITS = re.compile(r"\d")


@lru_cache(maxsize=20_000)
def one_phone(text: str, region: str = "") -> str:
    """The number with its country (+32470123456), else its digits; "" for fewer than five.

    ``region`` is the ISO country of numbers without one. A number that cannot be one of a country still equals itself.
    """
    digits = "".join(_DIGITS.findall(text))
    if len(digits) < 5:
        return ""
    import phonenumbers  # noqa: PLC0415  heavy, and only where numbers are compared

    try:
        found = phonenumbers.parse(text, region.upper() or None)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(found):
        return digits
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
