"""Say a change in words: which field, what it was, what it is; long texts word by word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Model
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foundation.audit.changes import Change, Step
from foundation.audit.kinds import Asked, Kind, called

LONG = 60  # characters from which a text is compared word by word
Piece = tuple[str, str]  # "same" | "gone" | "new", text


@dataclass(frozen=True)
class Line:
    """One field: ``old`` and ``new`` as text ("" is empty), or ``pieces`` of a long text, or ``is_kept`` from you."""

    label: str
    old: str = ""
    new: str = ""
    pieces: tuple[Piece, ...] = ()
    is_kept: bool = False


@dataclass(frozen=True)
class Part:
    """One row of a change: ``what`` happened to ``title``, with its lines."""

    what: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Entry:
    """A change as a page shows it."""

    change: Change
    parts: tuple[Part, ...]


def entries(changes: Iterable[Change], user: Any, *, is_one_record: bool = False) -> list[Entry]:
    """The changes in words for ``user``; names of other rows from a constant number of queries.

    Personal values are given only to those who may see them. ``is_one_record``: all rows belong to one record, so
    that is asked once per kind.
    """
    listed = list(changes)
    names = _names_of_rows([step for change in listed for step in change.steps], user)
    may_name = Asked(user, "names", is_one_record=is_one_record)
    return [
        Entry(change, tuple(_part(step, names, may_name(step.kind, step.row)) for step in change.steps))
        for change in listed
    ]


def _part(step: Step, names: "Names", may_name: bool) -> Part:
    kind, state = step.kind, step.after or step.before
    title = str(capfirst(kind.model._meta.verbose_name))
    field: Any = kind.model._meta.get_field(kind.title) if kind.title else None
    if field is not None and (may_name or kind.title not in kind.model.PERSONAL):  # type: ignore[attr-defined]
        called_so = names.text(kind, field, getattr(state, field.attname))
        title = f"{title} “{called_so}”" if called_so else title
    return Part(_what(step), title, tuple(_lines(step, names, may_name)))


def _what(step: Step) -> str:
    if step.is_found:
        return _("found so") if step.before is None else _("changed without a record")
    if step.before is None:
        return _("entered")
    return _("deleted") if step.after is None else _("changed")


def _lines(step: Step, names: "Names", may_name: bool) -> Iterable[Line]:
    if step.is_found and step.before is None:
        return
    kind = step.kind
    for field in shown_fields(kind):
        old, new = (None if s is None else getattr(s, field.attname) for s in (step.before, step.after))
        if old == new or (old in (None, "", {}, []) and new in (None, "", {}, [])):
            continue
        label = str(capfirst(field.verbose_name))
        if field.name in kind.model.PERSONAL and not may_name:  # type: ignore[attr-defined]
            yield Line(label, is_kept=True)
        else:
            yield from _value_lines(label, kind, field, old, new, names)
    state: Any = step.after or step.before
    for name in state.many:
        many: Any = kind.model._meta.get_field(name)
        was, is_now = (
            ", ".join(names.row(many.related_model, key) for key in s.many[name]) if s is not None else ""
            for s in (step.before, step.after)
        )
        if was != is_now:
            yield Line(str(capfirst(many.verbose_name)), was, is_now)


def shown_fields(kind: Kind) -> list[Any]:
    """Fields that a reader knows from a form."""
    return [
        field for field in kind.model._meta.concrete_fields
        if not field.primary_key and field.editable and field.name not in kind.hidden and field.name != kind.whole
        and field.name not in kind.history.model._history_excluded_fields
    ]


def _value_lines(label: str, kind: Kind, field: Any, old: Any, new: Any, names: "Names") -> Iterable[Line]:
    if isinstance(old or new, dict) and isinstance(old or {}, dict) and isinstance(new or {}, dict):
        for key in sorted({*(old or {}), *(new or {})}):
            was, is_now = (_plain((value or {}).get(key)) for value in (old, new))
            if was != is_now:
                yield _line(f"{label} ({key})", was, is_now)
        return
    yield _line(label, names.text(kind, field, old), names.text(kind, field, new))


def _line(label: str, old: str, new: str) -> Line:
    if old and new and max(len(old), len(new)) > LONG:
        return Line(label, old, new, pieces=word_pieces(old, new))
    return Line(label, old, new)


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The two texts as pieces that stayed, went and came, word by word."""
    one, two = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (old, new))
    found: list[Piece] = []
    for operation, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if operation == "equal":
            found.append(("same", "".join(one[a:b])))
            continue
        found += [(sign, text) for sign, text in (("gone", "".join(one[a:b])), ("new", "".join(two[c:d]))) if text]
    return tuple(found)


def _plain(value: Any) -> str:
    """A value of no field in particular, as a reader writes it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, time):
        return formats.time_format(value)
    if isinstance(value, list):
        return "; ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    return str(formats.localize(value))


class Names:
    """How the rows are called that foreign keys name."""

    def __init__(self, by_model: Mapping[type[Model], Mapping[Any, str]]) -> None:
        self.by_model = by_model

    def row(self, model: Any, key: Any) -> str:
        return self.by_model.get(model, {}).get(key) or _("no longer there (%(number)s)") % {"number": key}

    def text(self, kind: Kind, field: Any, value: Any) -> str:
        """A field's value: label of a choice or code, name of another row, plain text."""
        if value is None or value == "":
            return ""
        if field.is_relation:
            return self.row(field.related_model, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if field.name in kind.words and isinstance(value, str):
            return kind.words[field.name]().get(value, value)
        return _plain(value)


def _names_of_rows(found: list[Step], user: Any) -> Names:
    wanted: dict[Any, set[Any]] = {}
    for step in found:
        for state in (step.before, step.after):
            if state is None:
                continue
            for field in shown_fields(step.kind):
                if field.is_relation and getattr(state, field.attname) is not None:
                    wanted.setdefault(field.related_model, set()).add(getattr(state, field.attname))
            for name, keys in state.many.items():
                wanted.setdefault(step.kind.model._meta.get_field(name).related_model, set()).update(keys)
    return Names({model: called(model, user, keys) for model, keys in wanted.items() if keys})
