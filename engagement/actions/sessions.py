"""Log and change engagement sessions."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction

from engagement.lifecycle import check_status_change
from engagement.models import Method, Session
from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.models import Pilot

# what a change of a session may touch; everything else has an action of its own
EDITABLE = frozenset({
    "title", "method", "status", "held_on", "start_time", "duration_hours", "place", "channel", "phase", "level",
    "promised_level", "head_count", "head_count_note", "staff_hours", "volunteer_hours", "cost", "notes",
})


def log_session(*, pilot: Pilot, method: Method, by: Any, submission: uuid.UUID | None = None,
                **fields: Any) -> Session:
    """Store one session of ``pilot`` and return it; the same ``submission`` sent again returns the first row.

    ``fields`` are names of EDITABLE; an unknown head count is None, never 0. Raises TypeError on another name.
    """
    _refuse_unknown(fields)
    try:
        with transaction.atomic():
            session = Session.objects.create(
                programme_id=pilot.programme_id, pilot=pilot, method=method, submission=submission,
                logged_by=by, logged_by_name=str(by)[:200] if by else "", **fields,
            )
            record("session.log", session, by=by, status=session.status)
            note_change(pilot=pilot, reason="session")
    except IntegrityError:
        # only the unique submission key may say "already there"
        repeated = Session.objects.filter(submission=submission).first() if submission else None
        if repeated is None or repeated.pilot_id != pilot.pk:
            raise
        return repeated
    return session


@transaction.atomic
def change_session(*, session: Session, by: Any, **fields: Any) -> Session:
    """Write the named fields of a session, with the names of what changed in the audit trail.

    Raises ValidationError where a status does not follow on the stored one.
    """
    _refuse_unknown(fields)
    check_status_change(session.status, fields.get("status", session.status))
    changed = [name for name, value in fields.items() if getattr(session, name) != value]
    if not changed:
        return session
    for name in changed:
        setattr(session, name, fields[name])
    session.save(update_fields=changed)
    record("session.change", session, by=by, changed=sorted(changed))
    note_change(pilot=session.pilot, reason="session")
    return session


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - EDITABLE:
        raise TypeError(f"A session has no editable field {', '.join(sorted(unknown))}.")
