"""Who was there: heads, heads by group, named persons."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.models import Attendance, GroupHeadCount, Session
from foundation.audit.record import record
from pilots.actions.changes import note_change
from stakeholders.actions.register import register_stakeholder
from stakeholders.models import Stakeholder, StakeholderGroup


@transaction.atomic
def set_group_heads(*, session: Session, heads: Mapping[StakeholderGroup, int | None], by: Any) -> Session:
    """Store the heads of the named groups; None takes a group's count away, 0 is a count.

    Groups that ``heads`` does not name stay as they are.
    """
    before = {count.group_id: count.heads for count in session.group_counts.all()}
    changed = [group for group, number in heads.items() if before.get(group.pk) != number]
    for group in changed:
        number = heads[group]
        if number is None:
            session.group_counts.filter(group=group).delete()
        else:
            GroupHeadCount.objects.update_or_create(session=session, group=group, defaults={"heads": number})
    if changed:
        record("attendance.group_heads", session, by=by, groups=sorted(group.code for group in changed))
        note_change(pilot=session.pilot, reason="attendance")
    return session


@transaction.atomic
def add_attendee(*, session: Session, stakeholder: Stakeholder, by: Any) -> Attendance:
    """Say that ``stakeholder`` was at ``session``; said twice it is one attendance.

    Raises ValidationError where the stakeholder belongs to another programme.
    """
    if stakeholder.programme_id != session.programme_id:
        raise ValidationError({"stakeholder": _("This person is in the register of another programme.")})
    attendance, is_new = Attendance.objects.get_or_create(session=session, stakeholder=stakeholder)
    if not is_new and attendance.present:
        return attendance
    if not attendance.present:
        attendance.present = True
        attendance.save(update_fields=["present"])
    record("attendance.add", session, by=by, stakeholder=stakeholder.pk)
    note_change(pilot=session.pilot, reason="attendance")
    return attendance


@transaction.atomic
def add_walk_in(*, session: Session, name: str, helix: str, by: Any,
                group: StakeholderGroup | None = None) -> Attendance:
    """Put somebody new into the register of the session's pilot and into the session."""
    person = register_stakeholder(
        pilot=session.pilot, kind=Stakeholder.Kind.PERSON, name=name, helix=helix, groups=[group] if group else [],
        by=by,
    )
    return add_attendee(session=session, stakeholder=person, by=by)


@transaction.atomic
def remove_attendee(*, session: Session, stakeholder: Stakeholder, by: Any) -> int:
    """Take ``stakeholder`` off the session's list; the person stays in the register. Returns how many rows went."""
    gone, _by_model = session.attendances.filter(stakeholder=stakeholder).delete()
    if gone:
        record("attendance.remove", session, by=by, stakeholder=stakeholder.pk)
        note_change(pilot=session.pilot, reason="attendance")
    return gone
