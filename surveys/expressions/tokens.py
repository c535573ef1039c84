"""Cut an expression into tokens."""

import re
from dataclasses import dataclass

LONGEST = 5000  # characters of one expression
NAME = r"[^\W\d][\w.\-]*"
TOKEN = re.compile(
    rf"""
    (?P<space>[\s\u00a0]+)
    | \$\{{\s*(?P<ref>{NAME})\s*\}}
    | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
    | [“”„](?P<curly>[^“”„]*)[“”] | [‘’](?P<curled>[^‘’]*)[‘’]
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<sign>!=|<=|>=|\.\.|[=<>+\-*,().|/])
    | (?P<name>{NAME}(?::{NAME})?)
    """,
    re.VERBOSE,
)


class ExpressionError(ValueError):
    """The expression cannot be used; ``code`` and ``words`` name the reason, ``at`` the character (from 1)."""

    def __init__(self, code: str, at: int = 0, **words: str) -> None:
        super().__init__(f"{code} at {at}: {words}" if words else f"{code} at {at}")
        self.code, self.at, self.words = code, at, words


@dataclass(frozen=True)
class Token:
    """kind: ref, text, number, sign, name or end; ``at`` counts characters from 1."""

    kind: str
    text: str
    at: int


def tokens(expression: str) -> list[Token]:
    """All tokens of an expression and one of kind ``end``; raises ExpressionError (too_long, unreadable)."""
    if len(expression) > LONGEST:
        raise ExpressionError("too_long", LONGEST, limit=str(LONGEST))
    found, place = [], 0
    while place < len(expression):
        match = TOKEN.match(expression, place)
        if match is None:
            raise ExpressionError("unreadable", place + 1, part=expression[place:place + 20])
        kind = str(match.lastgroup)
        if kind != "space":
            is_text = kind in ("double", "single", "curly", "curled")
            found.append(Token("text" if is_text else kind, match[kind], place + 1))
        place = match.end()
    return [*found, Token("end", "", len(expression) + 1)]
