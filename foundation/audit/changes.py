"""Read the history: what each change made of each row, newest change first."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value

from foundation.audit.kinds import Kind, history_of, kinds, pk_of, with_parts
from foundation.audit.recorded import FOUND

State = Any  # a row of a history


@dataclass(frozen=True)
class Step:
    """What one change made of one row: the states before and after; None where the row was not there."""

    kind: Kind
    key: Any
    before: State | None
    after: State | None
    last: State
    """The newest state that the change wrote: later states are the work of others."""

    @property
    def row(self) -> Any:
        """The row as an unsaved instance, to ask permissions of."""
        return (self.after or self.before or self.last).history_object

    @property
    def is_found(self) -> bool:
        """Whether nobody changed anything: the state was only written down."""
        return self.last.history_change_reason == FOUND


@dataclass(frozen=True)
class Change:
    """What somebody did at once, to one row or several."""

    key: uuid.UUID
    at: datetime
    by: str
    steps: tuple[Step, ...]

    @property
    def is_found(self) -> bool:
        return all(step.is_found for step in self.steps)


class ChangeKeys:
    """Keys of the changes to a record and its parts, newest first, to be counted and sliced: one query each."""

    def __init__(self, kind: Kind, key: Any) -> None:
        first, *rest = [
            history_of(part, kind, key).values_list("change", "history_date", "history_id")
            for part in with_parts(kind)
        ]
        # rows of several tables are one change, which no queryset can group
        self._rows, self._parameters = first.union(*rest, all=True).query.sql_with_params()
        self._names = [connection.ops.quote_name(name) for name in ("change", "history_date", "history_id")]

    def count(self) -> int:
        return int(self._read(f"SELECT COUNT(DISTINCT {self._names[0]})", "")[0][0])

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[uuid.UUID]:
        change, at, number = self._names
        start, stop = wanted.start or 0, wanted.stop
        limit = "" if stop is None else f" LIMIT {int(stop) - int(start)} OFFSET {int(start)}"
        found = self._read(f"SELECT {change}, MAX({at}) AS latest, MAX({number}) AS highest",
                           f" GROUP BY {change} ORDER BY latest DESC, highest DESC{limit}")
        return [key if isinstance(key, uuid.UUID) else uuid.UUID(str(key)) for key, *_order in found]

    def _read(self, select: str, rest: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f"{select} FROM ({self._rows}) AS changes{rest}", self._parameters)
            return cursor.fetchall()


def changes_of(kind: Kind, key: Any, wanted: Sequence[uuid.UUID]) -> list[Change]:
    """The named changes as far as they touch the record and its parts, in the order of ``wanted``."""
    written = {part: history_of(part, kind, key).filter(change__in=wanted) for part in with_parts(kind)}
    return _grouped(wanted, [step for part in _touched(written) for step in steps(part, written[part])])


def whole_change(change: uuid.UUID) -> Change | None:
    """A change with every row it touched anywhere; None where there is no such change."""
    written = {kind: kind.history.filter(change=change).order_by() for kind in kinds()}
    found = [step for kind in _touched(written) for step in steps(kind, written[kind])]
    return next(iter(_grouped([change], found)), None)


def _touched(written: Mapping[Kind, QuerySet[Any]]) -> list[Kind]:
    """Which of the kinds have any of the rows, asked at once: most changes touch one table of thirty."""
    first, *rest = [
        rows.annotate(kind_code=Value(kind.code, output_field=CharField())).values_list("kind_code").distinct()
        for kind, rows in written.items()
    ]
    codes = {code for (code,) in first.union(*rest)}
    return [kind for kind in written if kind.code in codes]


def later_changes(change: Change) -> list[Change]:
    """What others made since of the rows of ``change``, newest first."""
    found = [
        later for step in change.steps
        for later in steps(step.kind, step.kind.history.filter(
            pk_of(step.kind.model, step.key), history_id__gt=step.last.history_id))
    ]
    grouped = _grouped(list({step.last.change: None for step in found}), found)
    return sorted(grouped, key=lambda later: later.at, reverse=True)


def steps(kind: Kind, rows: QuerySet[Any]) -> list[Step]:
    """One step per row and change, from the states that the changes wrote and those before them; two queries."""
    name = kind.model._meta.pk.attname
    earlier = kind.history.filter(**{name: OuterRef(name)}, history_id__lt=OuterRef("history_id"))
    written = list(rows.annotate(earlier=Subquery(earlier.order_by("-history_id").values("history_id")[:1]))
                   .order_by("history_id"))
    before = kind.history.in_bulk([row.earlier for row in written if row.earlier])
    by_row: dict[Any, list[State]] = {}
    for row in written:
        by_row.setdefault((row.change, getattr(row, name)), []).append(row)
    made = [_step(kind, key, states, before) for (_change, key), states in by_row.items()]
    found = [step for step in made if step.before is not None or step.after is not None]
    _read_many([state for step in found for state in (step.before, step.after) if state is not None])
    return found


def _step(kind: Kind, key: Any, states: list[State], before: dict[int, State]) -> Step:
    first, last = states[0], states[-1]
    earlier = before.get(first.earlier)
    if first.history_type == "-":
        earlier = first  # the state it had when it was deleted
    elif first.history_type == "+" or (earlier is not None and earlier.history_type == "-"):
        earlier = None
    return Step(kind, key, earlier, None if last.history_type == "-" else last, last)


def _read_many(states: list[State]) -> None:
    """Put the recorded many-to-many keys on the states, as ``many``: {field: sorted keys}."""
    for state in states:
        state.many = {field.name: [] for field in state._history_m2m_fields}
    by_id = {state.history_id: state for state in states}
    for field in states[0]._history_m2m_fields if states else ():
        through = states[0].instance_type._recorded.m2m_models[field]
        target = f"{field.m2m_reverse_field_name()}_id"
        for history_id, key in through.objects.filter(history__in=list(by_id)).values_list("history_id", target):
            by_id[history_id].many[field.name].append(key)
    for state in states:
        state.many = {name: sorted(keys) for name, keys in state.many.items()}


def _grouped(wanted: Sequence[uuid.UUID], found: list[Step]) -> list[Change]:
    by_change: dict[uuid.UUID, list[Step]] = {}
    for step in found:
        by_change.setdefault(step.last.change, []).append(step)
    return [
        Change(key, max(step.last.history_date for step in parts), _who(parts), tuple(parts))
        for key in wanted if (parts := by_change.get(key))
    ]


def _who(parts: list[Step]) -> str:
    return next((step.last.history_user_name for step in parts if step.last.history_user_name), "")
