"""One step of editing: add, change, move, remove, duplicate. Each returns a new document."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.definition import CLOSED
from surveys.definition.reading import DEEPEST
from surveys.editing.documents import (
    CODE,
    SHARED,
    Document,
    Part,
    codes_in,
    free_code,
    is_group,
    plain_copy,
    spots_of,
)

EXPRESSIONS = ("relevant", "constraint", "required", "calculation", "choice_filter", "default", "count")
PIPED = ("label", "hint", "guidance", "required_message", "constraint_message")


class EditError(ValueError):
    """The step cannot be taken; the argument is a reason's code: gone, code_taken, code_unusable, not_here."""

    @property
    def reason(self) -> str:
        return str(self.args[0])


def add_part(document: Mapping[str, Any], part: Part, *, after: str = "", inside: str = "") -> Document:
    """Put a part behind another, or at the end of a group; with neither at the end of the questionnaire.

    Its code and those inside it get numbers where they are taken. A row that is added to a matrix takes over the
    matrix's choices. EditError: gone, not_here.
    """
    new = plain_copy(document)
    part = plain_copy(part)
    _make_codes_free(new, part)
    parts, place, group = new["elements"], len(new["elements"]), None
    if inside:
        group = _found(new, inside)[2]
        parts, place = group["elements"], len(group["elements"])
    elif after:
        parts, at, _own, group = _found(new, after)
        place = at + 1
    if group is not None and group["type"] == "matrix":
        part = as_row(part, group)
    _insert(new, parts, place, part)
    return new


def change_part(document: Mapping[str, Any], code: str, part: Part) -> Document:
    """Put ``part`` in the place of the one with ``code``; expressions and words that name it follow a new code.

    What stands inside a group stays as it is. EditError: gone, code_taken, code_unusable.
    """
    new = plain_copy(document)
    parts, place, old, group = _found(new, code)
    wanted = str(part["code"])
    if not CODE.fullmatch(wanted) or len(wanted) > 60:
        raise EditError("code_unusable")
    if wanted != code and wanted in codes_in(new):
        raise EditError("code_taken")
    changed = plain_copy(part)
    if is_group(old):
        changed["elements"] = old["elements"]
    if group is not None and group["type"] == "matrix":
        changed = as_row(changed, {**group, "elements": [old]})
    parts[place] = changed
    if wanted != code:
        _rename(new, code, wanted)
    return new


def share_with_rows(document: Mapping[str, Any], code: str, shared: Mapping[str, Any]) -> Document:
    """Give every row of a matrix the same type, choices and scale. EditError: gone."""
    new = plain_copy(document)
    matrix = _found(new, code)[2]
    for row in (row for row in matrix["elements"] if not is_group(row)):
        for name in SHARED:
            row.pop(name, None)
        row.update(plain_copy({name: value for name, value in shared.items() if name in SHARED}))
    return new


def move_part(document: Mapping[str, Any], code: str, step: int) -> Document:
    """Move a part one place up (-1) or down (+1): into a group that takes it in, and out of one at its ends.

    At the ends of the questionnaire nothing happens. EditError: gone.
    """
    new = plain_copy(document)
    parts, place, part, group = _found(new, code)
    beside = place + step
    if 0 <= beside < len(parts):
        other = parts[beside]
        del parts[place]
        if is_group(other) and _takes(new, other, part):
            inner = other["elements"]
            inner.insert(len(inner) if step < 0 else 0, part)
        else:
            parts.insert(beside, part)
    elif group is not None:
        outer, at, _own, _around = _found(new, str(group["code"]))
        del parts[place]
        outer.insert(at if step < 0 else at + 1, part)
    return new


def remove_part(document: Mapping[str, Any], code: str) -> Document:
    """Take a part out, with all inside it. EditError: gone."""
    new = plain_copy(document)
    parts, place, _own, _around = _found(new, code)
    del parts[place]
    return new


def duplicate_part(document: Mapping[str, Any], code: str) -> Document:
    """Put a copy right behind a part; the codes of the copy get numbers. EditError: gone."""
    _parts, _place, part, _around = _found(plain_copy(document), code)
    for own in _within(part):  # the copy asks anew: it is not the entry of the bank
        for name in ("bank", "is_core"):
            own.pop(name, None)
    return add_part(document, part, after=code)


def with_settings(document: Mapping[str, Any], settings: Mapping[str, Any]) -> Document:
    """The document with another title, introduction, languages, paging or quota; None takes a setting away."""
    new = plain_copy({**document, **settings})
    return {name: value for name, value in new.items() if value is not None}


def as_row(part: Part, matrix: Mapping[str, Any]) -> Part:
    """A part as a row of the matrix; EditError not_here for what cannot be one."""
    if is_group(part):
        raise EditError("not_here")
    first = next(iter(matrix["elements"]), None)
    if first is None:
        if part["type"] not in CLOSED:
            raise EditError("not_here")
        return part
    kept = {name: value for name, value in part.items() if name not in SHARED}
    return {**kept, **{name: plain_copy(first[name]) for name in SHARED if name in first}}


Found = tuple[list[Part], int, Part, Part | None]


def _found(document: Document, code: str) -> Found:
    """(the parts beside it, its place among them, the part, the group around it)."""

    def search(parts: list[Part], group: Part | None) -> Found | None:
        for place, part in enumerate(parts):
            if part["code"] == code:
                return parts, place, part, group
            if is_group(part) and (found := search(part["elements"], part)):
                return found
        return None

    found = search(document["elements"], None)
    if found is None:
        raise EditError("gone")
    return found


def _insert(document: Document, parts: list[Part], place: int, part: Part) -> None:
    parts.insert(place, part)
    if any(len(spot.around) > DEEPEST for spot in spots_of(document)):
        raise EditError("not_here")


def _takes(document: Document, group: Part, part: Part) -> bool:
    """Whether a group can take a part in without the part being another one then."""
    if group["type"] == "matrix":
        rows = group["elements"]
        alike = rows and all(rows[0].get(name) == part.get(name) for name in ("type", "choices", "lo", "hi"))
        return not is_group(part) and part["type"] in CLOSED and bool(alike)
    depth = next(len(spot.around) for spot in spots_of(document) if spot.part is group)
    return depth + _height(part) < DEEPEST


def _height(part: Part) -> int:
    return 1 + max((_height(inner) for inner in part["elements"]), default=0) if is_group(part) else 0


def _within(part: Part) -> list[Part]:
    inner = part["elements"] if is_group(part) else []
    return [part, *(one for child in inner for one in _within(child))]


def _make_codes_free(document: Document, part: Part) -> None:
    """Numbers for the codes of a part that are taken; expressions inside it follow."""
    shadow = {**document, "elements": [*document["elements"]]}
    renamed: dict[str, str] = {}
    for own in _within(part):
        code = str(own["code"])
        free = free_code(shadow, code)
        shadow["elements"].append({"type": "note", "code": free})
        if own.get("other"):
            shadow["elements"].append({"type": "note", "code": f"{free}_other"})
        own["code"] = free
        if free != code:
            renamed[code] = free
    for old, free in renamed.items():
        _rename({"elements": [part]}, old, free)


def _rename(document: Document, old: str, new: str) -> None:
    named = re.compile(r"\$\{\s*" + re.escape(old) + r"(_other)?\s*\}")

    def followed(text: Any) -> Any:
        return named.sub(lambda match: f"${{{new}{match.group(1) or ''}}}", text) if isinstance(text, str) else text

    for spot in spots_of(document):
        part = spot.part
        for name in EXPRESSIONS:
            if name in part:
                part[name] = followed(part[name])
        for name in PIPED:
            if isinstance(part.get(name), dict):
                part[name] = {language: followed(text) for language, text in part[name].items()}
