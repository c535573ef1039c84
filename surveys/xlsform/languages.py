"""How the columns of a language are headed."""

from collections.abc import Sequence
from functools import cache

from django.conf.locale import LANG_INFO

from surveys.xlsform.headings import language_code


def heading_language(languages: Sequence[str]) -> tuple[str, str]:
    """What the settings call the language in which cells are that name none, and its code."""
    found = next((language for language in languages if said_language(language)), "en")
    return said_language(found), found


def heading_in(column: str, language: str) -> str:
    """The heading of a column in a language; "" for a code that no heading can name."""
    said = said_language(language)
    return f"{column}::{said}" if said else ""


@cache
def said_language(code: str) -> str:
    """A code as headings write it: "Swedish (sv)"; "" where reading that would give another code."""
    name = LANG_INFO.get(code, {}).get("name", "")
    tries = ([f"{name} ({code})"] if name else []) + [code, f"{code} ({code})"]
    return next((said for said in tries if ":" not in said and language_code(said) == code), "")
