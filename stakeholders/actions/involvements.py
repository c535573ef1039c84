"""Write what part a stakeholder has in a pilot, and keep what was said before."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.models import Pilot
from stakeholders.models import Involvement, Stakeholder

STANDING = (
    "role", "influence", "interest", "stance", "has_power", "has_legitimacy", "has_urgency", "planned_level",
)


@transaction.atomic
def change_involvement(*, stakeholder: Stakeholder, pilot: Pilot, by: Any, **standing: Any) -> Involvement:
    """Say what holds in ``pilot`` from today on (names of STANDING); None is "not set", never a value.

    What held before ends today and stays on record; a row that began today is corrected in place, and saying the
    same again changes nothing. Raises TypeError on another name.
    """
    if unknown := set(standing) - set(STANDING):
        raise TypeError(f"An involvement has no detail {', '.join(sorted(unknown))}.")
    today = pilot.local_date()
    rows = Involvement.objects.select_for_update().filter(stakeholder=stakeholder, pilot=pilot)
    current = rows.current().first() or _ending_later(rows, today)
    if current is not None and current.valid_until is None and _says(current, standing):
        return current
    involvement = _following(stakeholder, pilot, current, today)
    for name, value in standing.items():
        setattr(involvement, name, value)
    involvement.save()
    record("stakeholder.involve", stakeholder, by=by, pilot=pilot.pk, fields=sorted(standing))
    note_change(pilot=pilot, reason="stakeholder")
    return involvement


@transaction.atomic
def end_involvement(*, involvement: Involvement, last_day: dt.date, by: Any) -> Involvement:
    """Let the part in the pilot end with ``last_day``, which still counts.

    Raises ValidationError where the day is before the beginning or to come.
    """
    if involvement.valid_from and last_day < involvement.valid_from:
        raise ValidationError({"last_day": _("That is before the beginning.")})
    if last_day > involvement.pilot.local_date():
        raise ValidationError({"last_day": _("That day is still to come.")})
    involvement.valid_until = last_day + dt.timedelta(days=1)
    involvement.save(update_fields=["valid_until"])
    record("stakeholder.leave", involvement.stakeholder, by=by, pilot=involvement.pilot_id)
    note_change(pilot=involvement.pilot, reason="stakeholder")
    return involvement


def _ending_later(rows: Any, today: dt.date) -> Involvement | None:
    """A row that was ended with today: who comes back on the same day never left."""
    found: Involvement | None = rows.filter(valid_until__gt=today).order_by("-valid_until").first()
    return found


def _says(row: Involvement, standing: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in standing.items())


def _following(stakeholder: Stakeholder, pilot: Pilot, current: Involvement | None, today: dt.date) -> Involvement:
    """The row to write on: the current one where it began today, else its successor, not yet stored."""
    if current is None:
        return Involvement(stakeholder=stakeholder, pilot=pilot, valid_from=today)
    if current.valid_from is not None and current.valid_from >= today:
        current.valid_until = None
        return current
    current.valid_until = today
    current.save(update_fields=["valid_until"])
    carried = {name: getattr(current, name) for name in STANDING}
    return Involvement(stakeholder=stakeholder, pilot=pilot, valid_from=today, **carried)
