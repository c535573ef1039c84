"""The document of a draft: like a stored definition, but with the choices inside each question."""

import copy
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.definition import GROUPS, OTHER, read_definition, write_definition

Document = dict[str, Any]
Part = dict[str, Any]  # a question or group of a document
CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")


@dataclass(frozen=True)
class Spot:
    """A part with where it stands. around: codes of the groups around it, outermost first; place: from 0."""

    part: Part
    around: tuple[str, ...]
    place: int
    is_last: bool
    in_matrix: bool = False

    @property
    def code(self) -> str:
        return str(self.part["code"])


def editable(document: Mapping[str, Any]) -> Document:
    """A stored definition as the document of a draft; raises DefinitionError."""
    written = write_definition(read_definition(document))
    lists = written.pop("lists", {})
    for spot in spots_of(written):
        if spot.part.get("list_name") in lists:
            spot.part.setdefault("choices", lists[spot.part["list_name"]])
    return plain_copy(written)


def ready_to_publish(document: Mapping[str, Any]) -> Document:
    """The document of a draft as a definition is stored; raises DefinitionError where it is not whole yet."""
    return plain_copy(write_definition(read_definition(document)))


def empty_document(code: str, title: str, languages: Sequence[str]) -> Document:
    """A questionnaire that asks nothing yet; its title is in the first language."""
    return {"code": code, "title": {languages[0]: title}, "intro": {}, "languages": list(languages), "paging": "all",
            "elements": []}


def plain_copy(document: Any) -> Any:
    """A copy that shares nothing, in the words of JSON: tuples are lists."""
    return json.loads(json.dumps(document, ensure_ascii=False))


def is_group(part: Mapping[str, Any]) -> bool:
    """Whether other parts stand inside it."""
    return part["type"] in GROUPS


def spots_of(document: Mapping[str, Any]) -> Iterator[Spot]:
    """Every question and group, in the order of the questionnaire."""
    yield from _spots(document["elements"], ())


def _spots(parts: list[Part], around: tuple[str, ...], *, in_matrix: bool = False) -> Iterator[Spot]:
    for place, part in enumerate(parts):
        yield Spot(part, around, place, place == len(parts) - 1, in_matrix)
        if is_group(part):
            yield from _spots(part["elements"], (*around, str(part["code"])), in_matrix=part["type"] == "matrix")


def spot_with(document: Mapping[str, Any], code: str) -> Spot | None:
    """Where the part with a code stands; None where there is none."""
    return next((spot for spot in spots_of(document) if spot.part["code"] == code), None)


def part_with(document: Mapping[str, Any], code: str) -> Part | None:
    """A copy of the part with a code, None where there is none."""
    spot = spot_with(document, code)
    return copy.deepcopy(spot.part) if spot else None


def codes_in(document: Mapping[str, Any]) -> set[str]:
    """All codes that are taken, those of the texts beside "other" too."""
    found = set()
    for spot in spots_of(document):
        found |= {spot.code, f"{spot.code}_{OTHER}"} if spot.part.get("other") else {spot.code}
    return found


def free_code(document: Mapping[str, Any], wanted: str) -> str:
    """``wanted``, with a number where it is taken: travel, travel_2, travel_3 …"""
    taken = codes_in(document)
    if wanted not in taken:
        return wanted
    base, number = re.sub(r"_\d+$", "", wanted) or wanted, 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def as_shown(part: Mapping[str, Any]) -> Part:
    """The part as it is edited: without what stands inside it; a matrix with what its ``rows`` have alike."""
    own = {name: value for name, value in part.items() if name != "elements"}
    if part["type"] == "matrix" and "elements" in part:
        first: Part = next((row for row in part["elements"] if not is_group(row)), {})
        own["rows"] = {name: first[name] for name in SHARED if name in first}
    return plain_copy(own)


def fingerprint(part: Mapping[str, Any]) -> str:
    """What changes when somebody changes the part itself; what is done to the parts inside it leaves it alone."""
    text = json.dumps(as_shown(part), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


SHARED = ("type", "choices", "list_name", "lo", "hi", "lo_label", "hi_label")  # what all rows of a matrix have alike
