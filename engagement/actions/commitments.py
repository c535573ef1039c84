"""Who does what by when, and whether it came true."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.models import Commitment, Contribution, Decision, Session
from engagement.validators import check_order, check_reason
from foundation.audit.record import record
from pilots.actions.changes import note_change

# the promise itself and what it came of; how it went has arguments of its own
PROMISED = frozenset({"owner", "text", "due_on", "contribution", "decided_by"})


@transaction.atomic
def add_commitment(*, session: Session, owner: str, text: str, by: Any, due_on: dt.date | None = None,
                   contribution: Contribution | None = None, decided_by: Decision | None = None) -> Commitment:
    """Store a promise raised at ``session``, with what it came of.

    Raises ValidationError where it is due before the session or came of something in another pilot.
    """
    check_order("due_on", due_on, session.held_on)
    _check_came_of(session.pilot_id, contribution, decided_by)
    commitment = Commitment.objects.create(
        programme_id=session.programme_id, pilot=session.pilot, session=session, owner=owner, text=text,
        due_on=due_on, raised_on=session.held_on, contribution=contribution, decided_by=decided_by,
    )
    record("commitment.add", commitment, by=by, session=session.pk)
    note_change(pilot=session.pilot, reason="commitment")
    return commitment


@transaction.atomic
def change_commitment(*, commitment: Commitment, by: Any, decision: str, reason: str = "",
                      decided_on: dt.date | None = None, delivered_on: dt.date | None = None,
                      told_back_on: dt.date | None = None, dropped_on: dt.date | None = None,
                      **promised: Any) -> Commitment:
    """Say how a commitment was decided, when it was delivered or dropped and when people were told.

    ``promised`` are names of PROMISED to correct. Raises ValidationError where it is turned down or dropped without a
    reason, both delivered and dropped, or a day lies before the one it was raised.
    """
    if unknown := set(promised) - PROMISED:
        raise TypeError(f"A commitment has no {', '.join(sorted(unknown))} to correct.")
    check_reason("rejected" if dropped_on else decision, reason)
    if dropped_on and delivered_on:
        raise ValidationError({"dropped_on": _("It is delivered: what is done is not dropped.")})
    days = {"decided_on": decided_on, "delivered_on": delivered_on, "told_back_on": told_back_on,
            "dropped_on": dropped_on}
    for name, day in {**days, "due_on": promised.get("due_on")}.items():
        check_order(name, day, commitment.raised_on)
    _check_came_of(commitment.pilot_id, promised.get("contribution"), promised.get("decided_by"))
    before = commitment.decision
    fields = promised | days | {"decision": decision, "reason": reason}
    changed = sorted(name for name, value in fields.items() if getattr(commitment, name) != value)
    for name in changed:
        setattr(commitment, name, fields[name])
    commitment.save(update_fields=changed)
    record("commitment.change", commitment, by=by, before=before, after=decision, changed=changed)
    note_change(pilot=commitment.pilot, reason="commitment")
    return commitment


@transaction.atomic
def publish_commitment(*, commitment: Commitment, by: Any, public_text: str) -> Commitment:
    """Put a promise on the public page, in words written for it and without its owner.

    Raises ValidationError without a wording.
    """
    if not public_text.strip():
        raise ValidationError({"public_text": _("Write what the public may read.")})
    commitment.public_text = public_text.strip()
    commitment.published_at = commitment.published_at or timezone.now()
    commitment.save(update_fields=["public_text", "published_at"])
    record("commitment.publish", commitment, by=by)
    return commitment


@transaction.atomic
def withdraw_commitment(*, commitment: Commitment, by: Any) -> None:
    """Take a promise off the public page; its wording is kept for another time."""
    commitment.published_at = None
    commitment.save(update_fields=["published_at"])
    record("commitment.withdraw", commitment, by=by)


@transaction.atomic
def remove_commitment(*, commitment: Commitment, by: Any) -> None:
    """Delete a promise that was noted by mistake; one that was given up is dropped, not deleted."""
    record("commitment.remove", commitment, by=by, session=commitment.session_id)
    pilot = commitment.pilot
    commitment.delete()
    note_change(pilot=pilot, reason="commitment")


def _check_came_of(pilot_id: int, contribution: Contribution | None, decided_by: Decision | None) -> None:
    for name, source in (("contribution", contribution), ("decided_by", decided_by)):
        if source and source.pilot_id != pilot_id:
            raise ValidationError({name: _("This is of another pilot.")})
