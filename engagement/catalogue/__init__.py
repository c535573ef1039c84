"""The catalogue of methods, tools and techniques, read from ``methods.json``. Pure Python, no Django.

A *method* is a whole process that guides participation; a *tool* or a *technique* is a device or a way
of doing that carries out or improves a method (the distinction of Participedia). Definitions are in
our own words.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

KINDS = ("method", "tool", "technique")
PHASES = ("commission", "design", "deliver", "assess")
LEVELS = ("inform", "consult", "involve", "collaborate", "empower")
MODES = ("face_to_face", "online", "both")


@dataclass(frozen=True)
class MethodEntry:
    """One entry of the catalogue.

    Levels are names of ``LEVELS``, both None where taking part is not what the entry is for. Group sizes are
    persons; None means open or unknown. Sources are titles; none means general knowledge.
    Raises ValueError where the fields contradict each other.
    """

    code: str
    kind: str
    name: Mapping[str, str]
    definition: Mapping[str, str]
    phases: tuple[str, ...]
    level_min: str | None
    level_max: str | None
    group_size_min: int | None
    group_size_max: int | None
    mode: str
    family: str
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        for problem, found in (
            ("code is not snake_case", not re.fullmatch(r"[a-z][a-z0-9_]*", self.code)),
            ("unknown kind", self.kind not in KINDS),
            ("unknown mode", self.mode not in MODES),
            ("no English name or definition", not (self.name.get("en") and self.definition.get("en"))),
            ("phases missing or unknown", not self.phases or not set(self.phases) <= set(PHASES)),
            ("levels unknown or reversed", not self._levels_in_order()),
            ("group sizes below one or reversed", not self._sizes_in_order()),
        ):
            if found:
                raise ValueError(f"method {self.code!r}: {problem}")

    def _levels_in_order(self) -> bool:
        if self.level_min is None or self.level_max is None:
            return self.level_min is self.level_max
        if self.level_min not in LEVELS or self.level_max not in LEVELS:
            return False
        return LEVELS.index(self.level_min) <= LEVELS.index(self.level_max)

    def _sizes_in_order(self) -> bool:
        sizes = [size for size in (self.group_size_min, self.group_size_max) if size is not None]
        return all(size >= 1 for size in sizes) and sizes == sorted(sizes)


def method_entry(row: Mapping[str, Any]) -> MethodEntry:
    """The entry that a row of the file describes; TypeError on a missing or unknown key."""
    return MethodEntry(**{**row, "phases": tuple(row["phases"]), "sources": tuple(row["sources"])})


@lru_cache(maxsize=1)
def load_methods() -> tuple[MethodEntry, ...]:
    """All entries in the order of the file. Raises ValueError on a code that occurs twice."""
    rows = json.loads((Path(__file__).parent / "methods.json").read_text(encoding="utf-8"))
    entries = tuple(method_entry(row) for row in rows)
    if len({entry.code for entry in entries}) != len(entries):
        raise ValueError("methods.json: a code occurs twice")
    return entries
