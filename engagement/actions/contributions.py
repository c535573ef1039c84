"""What somebody said, and what became of it."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.models import Contribution, Decision, Session
from engagement.validators import REFUSALS, check_known, check_order, check_reason, check_transition
from engagement.vocabularies import load_vocabulary
from foundation.audit.record import record
from pilots.actions.changes import note_change
from stakeholders.models import Stakeholder, StakeholderGroup

# what was said and by whom; where it stands has arguments of its own
SAID = frozenset({"text", "stakeholder", "group", "decision"})


@transaction.atomic
def add_contribution(*, session: Session, text: str, by: Any, stakeholder: Stakeholder | None = None,
                     group: StakeholderGroup | None = None) -> Contribution:
    """Store what was said at ``session``, received on its day. Raises ValidationError on a person from elsewhere."""
    _check_speaker(session.programme_id, stakeholder)
    contribution = Contribution.objects.create(
        programme_id=session.programme_id, pilot=session.pilot, session=session, text=text, stakeholder=stakeholder,
        group=group, received_on=session.held_on,
    )
    record("contribution.add", contribution, by=by, session=session.pk)
    note_change(pilot=session.pilot, reason="contribution")
    return contribution


@transaction.atomic
def change_contribution(*, contribution: Contribution, by: Any, status: str, reason: str = "",
                        answered_on: dt.date | None = None, told_channel: str = "", **said: Any) -> Contribution:
    """Say what became of a contribution and when people were told; ``said`` are names of SAID to correct.

    Raises ValidationError where the status does not follow on the one before, somebody is turned down without a
    reason or told before it was received, or a person or decision is of another programme or pilot.
    """
    if unknown := set(said) - SAID:
        raise TypeError(f"A contribution has no {', '.join(sorted(unknown))} to correct.")
    check_transition(contribution.status, status)
    check_reason(status, reason)
    check_order("answered_on", answered_on, contribution.received_on)
    check_known("told_channel", told_channel, load_vocabulary("told_back_channels"))
    _check_speaker(contribution.programme_id, said.get("stakeholder"))
    _check_decision(contribution, said.get("decision"))
    before = contribution.status
    fields = said | {"status": status, "reason": reason, "answered_on": answered_on, "told_channel": told_channel}
    changed = sorted(name for name, value in fields.items() if getattr(contribution, name) != value)
    for name in changed:
        setattr(contribution, name, fields[name])
    contribution.save(update_fields=changed)
    record("contribution.change", contribution, by=by, before=before, after=status, changed=changed)
    note_change(pilot=contribution.pilot, reason="contribution")
    return contribution


@transaction.atomic
def publish_contribution(*, contribution: Contribution, by: Any, public_text: str, public_reason: str = "",
                         ) -> Contribution:
    """Put a contribution on the public page, in words written for it; again with other words changes them.

    Raises ValidationError without a wording, and without a public reason where somebody was turned down.
    """
    if not public_text.strip():
        raise ValidationError({"public_text": _("Write what the public may read.")})
    if contribution.status in REFUSALS and not public_reason.strip():
        raise ValidationError({"public_reason": _("Say why: people are told the reason.")})
    contribution.public_text, contribution.public_reason = public_text.strip(), public_reason.strip()
    contribution.published_at = contribution.published_at or timezone.now()
    contribution.save(update_fields=["public_text", "public_reason", "published_at"])
    record("contribution.publish", contribution, by=by)
    return contribution


@transaction.atomic
def withdraw_contribution(*, contribution: Contribution, by: Any) -> None:
    """Take a contribution off the public page; its wording is kept for another time."""
    contribution.published_at = None
    contribution.save(update_fields=["published_at"])
    record("contribution.withdraw", contribution, by=by)


@transaction.atomic
def remove_contribution(*, contribution: Contribution, by: Any) -> None:
    """Delete a contribution that was noted by mistake; promises that came of it stay."""
    record("contribution.remove", contribution, by=by, session=contribution.session_id)
    pilot = contribution.pilot
    contribution.delete()
    note_change(pilot=pilot, reason="contribution")


def _check_speaker(programme_id: int, stakeholder: Stakeholder | None) -> None:
    if stakeholder and stakeholder.programme_id != programme_id:
        raise ValidationError({"stakeholder": _("This person is in the register of another programme.")})


def _check_decision(contribution: Contribution, decision: Decision | None) -> None:
    if decision and decision.pilot_id != contribution.pilot_id:
        raise ValidationError({"decision": _("This decision is of another pilot.")})
