"""Say that the numbers of a pilot may have changed."""

from functools import partial

from django.db import transaction

from pilots.models import Pilot, PilotChange, Programme
from pilots.signals import pilot_changed


def note_change(*, pilot: Pilot, reason: str) -> PilotChange:
    """Append a PilotChange and, after commit, send ``pilot_changed``. Call inside the action's transaction.

    The Pilot row itself is never touched, so that many writers do not queue for one row.
    """
    change = PilotChange.objects.create(pilot=pilot, reason=reason)
    transaction.on_commit(lambda: pilot_changed.send(sender=Pilot, pilot_id=pilot.pk))
    return change


def note_change_of_all(*, programme: Programme, reason: str) -> None:
    """The same for every pilot of a programme: what all their numbers rest on has changed."""
    pilots = list(Pilot.objects.filter(programme=programme).order_by("pk"))
    PilotChange.objects.bulk_create([PilotChange(pilot=pilot, reason=reason) for pilot in pilots])
    for pilot in pilots:
        transaction.on_commit(partial(pilot_changed.send, sender=Pilot, pilot_id=pilot.pk))
