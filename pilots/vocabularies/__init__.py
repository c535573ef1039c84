"""Vocabularies of the pilots floor, and the reader that the floors above use for theirs. No Django."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

HELIX_PARTS = ("", "people", "public", "business", "research", "other")
SIDES = ("", "organisation", "citizen", "process", "context")


@dataclass(frozen=True)
class Term:
    """One term: a stable code and its label by language; ``helix`` and ``side`` are "" where not applicable.

    Raises ValueError on a malformed code, a missing English label or an unknown helix or side.
    """

    code: str
    label: Mapping[str, str]
    definition: Mapping[str, str] = field(default_factory=dict)
    helix: str = ""
    side: str = ""
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", self.code):
            raise ValueError(f"term {self.code!r}: malformed code")
        if not self.label.get("en"):
            raise ValueError(f"term {self.code!r}: no English label")
        if self.helix not in HELIX_PARTS or self.side not in SIDES:
            raise ValueError(f"term {self.code!r}: unknown helix or side")


def read_terms(path: Path) -> tuple[Term, ...]:
    """The terms of a vocabulary file, in its order. Raises ValueError on a code that occurs twice."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    terms = tuple(Term(**{**row, "sources": tuple(row.get("sources", ()))}) for row in rows)
    if len({term.code for term in terms}) != len(terms):
        raise ValueError(f"{path.name}: a code occurs twice")
    return terms


def vocabulary_path(folder: Path, name: str) -> Path:
    """The file of a vocabulary; KeyError where the folder holds none of that name."""
    if name not in {path.stem for path in folder.glob("*.json")}:
        raise KeyError(name)
    return folder / f"{name}.json"


@lru_cache
def load_vocabulary(name: str) -> tuple[Term, ...]:
    """The terms of a vocabulary of this floor, such as ``arena_types``; KeyError if there is none."""
    return read_terms(vocabulary_path(Path(__file__).parent, name))
