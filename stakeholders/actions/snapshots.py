"""The state of entries as plain values, to see whether they were changed since and to write them back exactly."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from foundation.audit.recorded import create_recorded
from stakeholders.models import ContactDetails, GroupMembership, Involvement, Stakeholder, Tagging

CHUNK = 500
PARTS: tuple[Any, ...] = (ContactDetails, GroupMembership, Involvement, Tagging)
Snapshot = dict[str, Any]


class ExactEncoder(DjangoJSONEncoder):
    """Moments to the microsecond: the stock encoder cuts them to milliseconds, and what is restored would differ."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


def plain(row: Model) -> dict[str, Any]:
    """The columns of a row as JSON has them."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return json.loads(json.dumps(values, cls=ExactEncoder))


def typed(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Columns as the database has them, from JSON; columns that the model no longer has are left out."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    return {name: columns[name].to_python(value) for name, value in values.items() if name in columns}


def snapshots(keys: Iterable[int]) -> dict[int, Snapshot]:
    """Facts, contact, groups, involvements and tags of entries by key; entries that are gone are missing."""
    wanted = list(keys)
    found: dict[int, Snapshot] = {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start:start + CHUNK]
        for row in Stakeholder.objects.filter(pk__in=chunk):
            found[row.pk] = {"stakeholder": plain(row), **{part._meta.model_name: [] for part in PARTS}}
        for part in PARTS:
            for row in part.objects.filter(stakeholder__in=chunk).order_by("pk"):
                if row.stakeholder_id in found:
                    found[row.stakeholder_id][part._meta.model_name].append(plain(row))
    return found


def is_still(now: Snapshot | None, then: Snapshot) -> bool:
    """Whether an entry is what it was; parts that an older snapshot did not keep are not compared."""
    return now is not None and {part: now[part] for part in then if part in now} == then


def write_back(key: int, before: Snapshot) -> None:
    """Make an entry what it was, in recorded changes; rows that came since go, rows that went come back."""
    _write(Stakeholder.objects.get(pk=key), before["stakeholder"])
    for part in PARTS:
        if part._meta.model_name not in before:  # kept before this part was
            continue
        wanted = {row["id"]: row for row in before[part._meta.model_name]}
        for row in part.objects.filter(stakeholder=key):
            if row.pk in wanted:
                _write(row, wanted.pop(row.pk))
            else:
                row.delete()
        create_recorded(part, [part(**typed(part, values)) for values in wanted.values()])


def _write(row: Any, values: dict[str, Any]) -> None:
    changed = {name: value for name, value in typed(type(row), values).items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        fields = {field.attname: field.name for field in row._meta.concrete_fields}
        row.save(update_fields=[fields[name] for name in changed])
