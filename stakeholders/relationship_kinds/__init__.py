"""The kinds of relationships between stakeholders, read from ``kinds.json``. No Django models."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from foundation.translated import in_language

BACKWARDS = "~"  # before a code: the relationship read from its other end


@dataclass(frozen=True)
class RelationshipKind:
    """How a tie reads from its start and from its end; without ``inverse`` it works both ways."""

    code: str
    label: Mapping[str, str]
    inverse: Mapping[str, str] = field(default_factory=dict)
    is_conflict: bool = False

    @property
    def is_mutual(self) -> bool:
        return not self.inverse

    def reads(self, *, backwards: bool = False) -> str:
        """The words between the two names, in the active language."""
        return in_language(self.inverse if backwards and self.inverse else self.label)


@lru_cache
def relationship_kinds() -> Mapping[str, RelationshipKind]:
    """All kinds by code, in the order of the file. Raises ValueError on a code that occurs twice."""
    rows = json.loads((Path(__file__).parent / "kinds.json").read_text(encoding="utf-8"))
    kinds = {row["code"]: RelationshipKind(**row) for row in rows}
    if len(kinds) != len(rows):
        raise ValueError("kinds.json: a code occurs twice")
    return kinds


def relationship_words(code: str, *, backwards: bool = False) -> str:
    """How a kind reads; a code that the file no longer has reads as itself."""
    kind = relationship_kinds().get(code)
    return kind.reads(backwards=backwards) if kind else code.replace("_", " ")


def directed_choices() -> list[tuple[str, str]]:
    """Every kind from its start and, where it reads differently, from its end: (code or ~code, words)."""
    choices: list[tuple[str, str]] = []
    for kind in relationship_kinds().values():
        choices.append((kind.code, kind.reads()))
        if not kind.is_mutual:
            choices.append((BACKWARDS + kind.code, kind.reads(backwards=True)))
    return choices
