"""Sessions that look as if somebody logged the same one twice."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from engagement.choices import SessionStatus
from engagement.models import DistinctSessions, Session
from engagement.session_times import end_of
from foundation.audit.record import record

CALLED_OFF = (SessionStatus.CANCELLED, SessionStatus.POSTPONED)
# two counts of one room rarely differ by more than three people or a fifth
NEAR_HEADS, NEAR_SHARE = 3, 0.2


def twins_of(session: Session) -> list[Session]:
    """Other sessions of the pilot with the same method and an overlapping time, or the same day and similar heads.

    Leaves out what was called off and what somebody said is not the same. At most three.
    """
    if session.status in CALLED_OFF:
        return []
    day = dt.timedelta(days=1)
    known = DistinctSessions.objects.filter(Q(first=session) | Q(second=session)).values_list("first", "second")
    apart = {key for pair in known for key in pair}
    found = Session.objects.filter(
        pilot=session.pilot_id, method=session.method_id, held_on__range=(session.held_on - day, session.held_on + day)
    ).exclude(pk__in=apart | {session.pk}).exclude(status__in=CALLED_OFF).select_related("pilot", "method")
    return [other for other in found.order_by("pk") if look_alike(session, other)][:3]


def look_alike(one: Session, other: Session) -> bool:
    """Whether their hours overlap, or, where one has no hour, the day is the same and the heads are similar."""
    if one.start_time and other.start_time:
        (start, end), (other_start, other_end) = _span(one), _span(other)
        return start < other_end and other_start < end
    return one.held_on == other.held_on and _similar(one.head_count, other.head_count)


@transaction.atomic
def keep_both(*, one: Session, other: Session, by: Any) -> None:
    """Remember that two sessions are not the same."""
    first, second = sorted((one, other), key=lambda session: session.pk)
    _row, is_new = DistinctSessions.objects.get_or_create(first=first, second=second)
    if is_new:
        record("session.keep_both", one, by=by, other=other.pk)


def _span(session: Session) -> tuple[dt.datetime, dt.datetime]:
    when = (session.held_on, session.start_time)
    hours = session.duration_hours
    end = end_of(*when, hours, "UTC")
    return end - dt.timedelta(hours=hours or 2.0), end


def _similar(one: int | None, other: int | None) -> bool:
    """Unknown fits to everything."""
    if one is None or other is None:
        return True
    return abs(one - other) <= max(NEAR_HEADS, NEAR_SHARE * max(one, other))
