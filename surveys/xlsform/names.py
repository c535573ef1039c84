"""What a question, group or choice may be called."""

import re

from surveys.xlsform.cells import plain
from surveys.xlsform.columns import LONGEST_CODE

NAME = re.compile(r"[^\W\d][\w.\-]*")


def name_like(code: str, taken: set[str]) -> str:
    """The code if it can be a name and is not taken, else one that is like it."""
    bare = re.sub(r"[^\w.\-]+", "_", plain(code))[:LONGEST_CODE] or "q"
    bare = bare if NAME.fullmatch(bare) else f"q_{bare}"[:LONGEST_CODE]
    return _free(bare, taken)


def choice_name_like(code: str, taken: set[str]) -> str:
    """The same for a choice, whose name may be a number."""
    return _free(plain(re.sub(r"\s+", "_", plain(code))[:LONGEST_CODE]) or "_", taken)


def _free(bare: str, taken: set[str]) -> str:
    found, number = bare, 2
    while found in taken:
        found = f"{bare[:LONGEST_CODE - 6]}_{number}"
        number += 1
    return found
