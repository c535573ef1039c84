"""Two people changed the same question: what both mean goes together by itself, what only one can have is asked."""

from collections.abc import Mapping
from typing import Any

from surveys.editing.documents import Part

TEXTS = ("label", "hint", "guidance", "required_message", "constraint_message", "other_label", "lo_label", "hi_label")


def merge_parts(base: Mapping[str, Any] | None, mine: Part, theirs: Part) -> tuple[Part, list[str]]:
    """(the part as far as it can be merged, with my words where both differ; names of what both changed otherwise).

    base: what both started from; without it everything in which they differ is in conflict. Texts are merged language
    by language; a conflict in one is named ``label.sv``, any other by its key.
    """
    mine_flat, their_flat, base_flat = _flat(mine), _flat(theirs), _flat(base) if base is not None else None
    merged: dict[str, Any] = {}
    conflicts = []
    for name in {**their_flat, **mine_flat}:
        own, other = mine_flat.get(name), their_flat.get(name)
        before = base_flat.get(name) if base_flat is not None else None
        if own == other or base_flat is not None and other == before:
            merged[name] = own
        elif base_flat is not None and own == before:
            merged[name] = other
        else:
            merged[name] = own
            conflicts.append(name)
    return _deep(merged), conflicts


def choose(merged: Part, theirs: Part, names: set[str]) -> Part:
    """``merged`` with their side of the conflicts ``names``."""
    flat, other = _flat(merged), _flat(theirs)
    return _deep({**flat, **{name: other.get(name) for name in names}})


def said_by(part: Part, name: str) -> Any:
    """What a part says under the name of a conflict."""
    return _flat(part).get(name)


def _flat(part: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in part.items():
        if name in TEXTS and isinstance(value, Mapping):
            flat |= {f"{name}.{language}": text for language, text in value.items()}
        elif name != "elements":
            flat[name] = value
    return flat


def _deep(flat: Mapping[str, Any]) -> Part:
    part: Part = {}
    for name, value in flat.items():
        key, dot, language = name.partition(".")
        if value is None:
            continue
        if dot:
            part.setdefault(key, {})[language] = value
        else:
            part[name] = value
    part.setdefault("label", {})
    return part
