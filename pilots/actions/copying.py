"""Copy a pilot: exactly what the declared list says."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model

from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.actions.programmes import add_pilot
from pilots.copies import CopyRule, rules
from pilots.models import Pilot

# of the pilot itself: what a template says about another city, too
PILOT_FIELDS = ("arena_type",)


@dataclass(frozen=True)
class Preview:
    """One line of what a copy would take along or leave."""

    rule: CopyRule
    rows: int


def preview(pilot: Pilot) -> list[Preview]:
    """Every declared model with how many rows of ``pilot`` it has; one query per copied model."""
    return [
        Preview(rule, _rows(rule, pilot).count() if rule.is_copied else 0)
        for rule in rules()
    ]


@transaction.atomic
def copy_pilot(*, pilot: Pilot, name: str, by: Any, **facts: Any) -> Pilot:
    """Make another pilot of the same programme with copies of what the list names. Raises ValidationError on a name."""
    copied = {field: getattr(pilot, field) for field in PILOT_FIELDS}
    new = add_pilot(programme=pilot.programme, name=name, by=by, **copied | facts)
    copies: dict[tuple[type[Model], Any], Any] = {}
    for rule in rules():
        if rule.is_copied:
            for row in _rows(rule, pilot):
                copies[rule.model, row.pk] = _copy(rule, row, new, copies)
    record("pilot.copy", new, by=by, source=pilot.pk, rows=len(copies))
    note_change(pilot=new, reason="copy")
    return new


def _rows(rule: CopyRule, pilot: Pilot) -> Any:
    return rule.model._base_manager.filter(pilot=pilot).order_by("pk")


def _copy(rule: CopyRule, row: Any, new: Pilot, copies: dict[tuple[type[Model], Any], Any]) -> Any:
    values = {field: getattr(row, field) for field in rule.fields}
    values |= {
        name: copies.get((model, getattr(row, f"{name}_id"))) for name, model in rule.links.items()
    }
    return rule.model._base_manager.create(pilot=new, **values)
