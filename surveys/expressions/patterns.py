"""The patterns of ``regex()``: a subset that means the same here and in browsers, and that takes linear time here."""

import re
from functools import lru_cache
from typing import Any

LONGEST_PATTERN = 500
# a backslash before anything else means different things to different engines, or needs memory
ESCAPES = frozenset(r"dDwWsSbBtnrfv\.^$*+?()[]{}|/-")
GROUP = re.compile(r"\(\?(?!:)")
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# inside [...] only the first of these is the same everywhere
IN_CLASS = re.compile(r"\[(?:[^\]\\]|\\.)*\\[SbB]", re.DOTALL)


def refusal(pattern: str) -> str:
    """Why a pattern cannot be used: too_long, not_supported or broken; "" where it can."""
    if len(pattern) > LONGEST_PATTERN:
        return "too_long"
    without = ESCAPE.sub("", pattern)
    strange = IN_CLASS.search(pattern) or GROUP.search(without) or "[[:" in without
    if strange or any(letter not in ESCAPES for letter in ESCAPE.findall(pattern)):
        return "not_supported"
    return "" if _compiled(pattern) is not None else "broken"


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text fits the pattern; no text fits one that cannot be used."""
    compiled = None if len(pattern) > LONGEST_PATTERN or refusal(pattern) else _compiled(pattern)
    return compiled is not None and compiled.fullmatch(text) is not None


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> Any:
    """RE2's program: it never backtracks, so no answer can hold up the server."""
    import re2  # noqa: PLC0415  only questionnaires with patterns need it

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except re2.error:
        return None
