"""How many people were at a session, and a total stated against the computed one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from engagement.models import DeviceEntry, GroupHeadCount, Heads, Session, StatedTotal
from foundation.audit.record import record
from pilots.actions.changes import note_change


def heads_of(session: Session) -> Heads:
    """All that was noted of the number of people at ``session``, in four queries."""
    stated = StatedTotal.objects.filter(session=session).values_list("people", flat=True).first()
    return Heads(
        counted=session.head_count,
        named=session.attendances.filter(present=True).count(),
        grouped=session.group_counts.aggregate(heads=Sum("heads"))["heads"],
        at_door=session.device_entries.filter(kind=DeviceEntry.Kind.HEAD, is_undone=False).count(),
        stated=stated,
    )


def with_other_heads(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Annotate ``grouped``, ``at_door`` and ``stated``: the parts of ``Heads`` beside head count and names."""
    grouped = GroupHeadCount.objects.filter(session=OuterRef("pk")).order_by().values("session")
    door = DeviceEntry.objects.filter(session=OuterRef("pk"), kind=DeviceEntry.Kind.HEAD, is_undone=False)
    return sessions.annotate(
        grouped=Subquery(grouped.annotate(heads=Sum("heads")).values("heads")),
        at_door=Coalesce(Subquery(door.order_by().values("session").annotate(n=Count("pk")).values("n")), 0),
        stated=F("stated_total__people"),
    )


@transaction.atomic
def state_total(*, session: Session, people: int | None, note: str, by: Any) -> StatedTotal | None:
    """State how many people came in all, against what is computed; ``people`` None goes back to the computed number.

    Raises ValidationError without a note, and where fewer are stated than are named.
    """
    earlier = StatedTotal.objects.filter(session=session).first()
    if people is None:
        if earlier is not None:
            earlier.delete()
            _tell(session, by, None)
        return None
    note = note.strip()
    if not note:
        raise ValidationError({"note": _("Say why the total differs from what was noted.")})
    if people < session.attendances.filter(present=True).count():
        raise ValidationError({"people": _("More people are on the list by name. Take names off the list first.")})
    if earlier is not None and (earlier.people, earlier.note) == (people, note):
        return earlier
    stated, _is_new = StatedTotal.objects.update_or_create(session=session, defaults={"people": people, "note": note})
    _tell(session, by, people)
    return stated


def _tell(session: Session, by: Any, people: int | None) -> None:
    record("attendance.state_total", session, by=by, people=people)
    note_change(pilot=session.pilot, reason="attendance")
