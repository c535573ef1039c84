"""What the floors above the register know of contacts, for the period for which names are kept."""

import datetime as dt
from collections.abc import Iterator

from engagement.models import Attendance, Contribution, Registration


def engagement_contacts(programme_id: int) -> Iterator[tuple[int, dt.date | None]]:
    """Who was at a session, registered for one (also one that lies ahead), or said something."""
    came = Attendance.objects.filter(session__programme=programme_id, present=True)
    yield from came.values_list("stakeholder", "session__held_on")
    registered = Registration.objects.filter(session__programme=programme_id, stakeholder__isnull=False)
    for key, day, moment in registered.values_list("stakeholder", "session__held_on", "created_at"):
        yield key, day
        yield key, moment.date()
    said = Contribution.objects.filter(programme=programme_id, stakeholder__isnull=False)
    yield from said.values_list("stakeholder", "received_on")
