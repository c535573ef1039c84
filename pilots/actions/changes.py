"""Say that the numbers of a pilot may have changed."""

from django.db import transaction

from pilots.models import Pilot, PilotChange
from pilots.signals import pilot_changed


def note_change(*, pilot: Pilot, reason: str) -> PilotChange:
    """Append a PilotChange and, after commit, send ``pilot_changed``. Call inside the action's transaction.

    The Pilot row itself is never touched, so that many writers do not queue for one row.
    """
    change = PilotChange.objects.create(pilot=pilot, reason=reason)
    transaction.on_commit(lambda: pilot_changed.send(sender=Pilot, pilot_id=pilot.pk))
    return change
