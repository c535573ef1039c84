"""Codes that people make themselves, so that their answers to several waves can be put side by side. No Django models.

The questions have answers that only the person knows and that do not change. What is typed is made uniform, hashed with
a key of this installation, pilot and questionnaire, and forgotten.
"""

import unicodedata
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Prompt:
    """One question of the code: so many letters or digits of its answer count."""

    name: str
    label: Promise
    length: int
    is_number: bool


PROMPTS = (
    Prompt("person", _("First two letters of the first name of somebody who raised you"), 2, is_number=False),
    Prompt("place", _("First two letters of the place where you were born"), 2, is_number=False),
    Prompt("day", _("Day of the month of your birthday, such as 07"), 2, is_number=True),
    Prompt("school", _("First letter of the first school you went to"), 1, is_number=False),
)


def made_uniform(prompt: Prompt, typed: str) -> str:
    """What of a typed answer counts: letters without accents and case, digits with leading zeros; "" if too short."""
    plain = unicodedata.normalize("NFKD", typed).casefold()
    if prompt.is_number:
        digits = "".join(str(unicodedata.digit(sign)) for sign in plain if sign.isdecimal())
        return digits.zfill(prompt.length) if 0 < len(digits) <= prompt.length else ""
    letters = "".join(sign for sign in plain if sign.isalpha())
    return letters[:prompt.length] if len(letters) >= prompt.length else ""


def hash_of_code(parts: Sequence[str], *, pilot: int, questionnaire: int) -> str:
    """The keyed hash under which a code is kept; another pilot or questionnaire gives another one."""
    salt = f"surveys.pairing {pilot} {questionnaire}"
    return salted_hmac(salt, "\n".join(parts), algorithm="sha256").hexdigest()


@dataclass(frozen=True)
class Matched:
    """Pairs of (first, second) by an equal code, and how many answers had none, an unmatched or an ambiguous one."""

    pairs: tuple[tuple[Hashable, Hashable], ...]
    unpaired: int
    ambiguous: int


def matched(first: Mapping[Hashable, str], second: Mapping[Hashable, str]) -> Matched:
    """Put two waves side by side: {answer: hash of its code} of each.

    A code that occurs twice in a wave is ambiguous in both; one that occurs in one wave only is unpaired.
    """
    times = Counter(first.values()), Counter(second.values())
    twice = {code for found in times for code, n in found.items() if n > 1}
    later = {code: key for key, code in second.items()}
    pairs = tuple((key, later[code]) for key, code in first.items() if code in later and code not in twice)
    both = [*first.values(), *second.values()]
    ambiguous = sum(code in twice for code in both)
    return Matched(pairs, len(both) - ambiguous - 2 * len(pairs), ambiguous)
