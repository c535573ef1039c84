"""Choices that exclude all others ("none of these"), kept as a condition that every program of forms understands."""

import re
from collections.abc import Sequence

ONE = r"\(count-selected\(\.\) < 2 or not\(selected\(\., '([^']*)'\)\)\)"
OWN = re.compile(ONE)
JOINED = re.compile(rf"^(?:{ONE}(?: and )?)+")


def split_exclusive(constraint: str) -> tuple[tuple[str, ...], str]:
    """(codes of the choices that exclude all others, the rest of the condition)."""
    head = JOINED.match(constraint)
    if head is None:
        return (), constraint
    rest = constraint[head.end():]
    if rest and not (rest.startswith("(") and rest.endswith(")")):
        return (), constraint
    return tuple(OWN.findall(head.group())), rest[1:-1]


def join_exclusive(codes: Sequence[str], rest: str) -> str:
    """One condition of both; ``split_exclusive`` takes it apart again."""
    own = [f"(count-selected(.) < 2 or not(selected(., '{code}')))" for code in codes]
    return " and ".join([*own, f"({rest})"]) if own and rest else " and ".join(own) or rest
