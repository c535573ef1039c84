"""Who does what by when, and whether it came true."""

import datetime as dt
from typing import Any

from django.db import transaction

from engagement.models import Commitment, Session
from engagement.validators import check_order, check_reason
from foundation.audit.record import record
from pilots.actions.changes import note_change


@transaction.atomic
def add_commitment(*, session: Session, owner: str, text: str, by: Any, due_on: dt.date | None = None) -> Commitment:
    """Store a promise raised at ``session``. Raises ValidationError where it is due before the session."""
    check_order("due_on", due_on, session.held_on)
    commitment = Commitment.objects.create(
        programme_id=session.programme_id, pilot=session.pilot, session=session, owner=owner, text=text,
        due_on=due_on, raised_on=session.held_on,
    )
    record("commitment.add", commitment, by=by, session=session.pk)
    note_change(pilot=session.pilot, reason="commitment")
    return commitment


@transaction.atomic
def change_commitment(*, commitment: Commitment, by: Any, decision: str, reason: str = "",
                      decided_on: dt.date | None = None, delivered_on: dt.date | None = None,
                      told_back_on: dt.date | None = None) -> Commitment:
    """Say how a commitment was decided, when it was delivered and when people were told.

    Raises ValidationError where it is turned down without a reason, or a day lies before the one it was raised.
    """
    check_reason(decision, reason)
    days = {"decided_on": decided_on, "delivered_on": delivered_on, "told_back_on": told_back_on}
    for name, day in days.items():
        check_order(name, day, commitment.raised_on)
    before = commitment.decision
    commitment.decision, commitment.reason = decision, reason
    for name, day in days.items():
        setattr(commitment, name, day)
    commitment.save(update_fields=["decision", "reason", *days])
    record("commitment.change", commitment, by=by, before=before, after=decision)
    note_change(pilot=commitment.pilot, reason="commitment")
    return commitment
