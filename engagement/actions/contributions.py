"""What somebody said, and what became of it."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.models import Contribution, Session
from engagement.validators import check_order, check_reason
from foundation.audit.record import record
from pilots.actions.changes import note_change
from stakeholders.models import Stakeholder


@transaction.atomic
def add_contribution(*, session: Session, text: str, by: Any, stakeholder: Stakeholder | None = None) -> Contribution:
    """Store what was said at ``session``, received on its day. Raises ValidationError on a person from elsewhere."""
    if stakeholder and stakeholder.programme_id != session.programme_id:
        raise ValidationError({"stakeholder": _("This person is in the register of another programme.")})
    contribution = Contribution.objects.create(
        programme_id=session.programme_id, pilot=session.pilot, session=session, text=text, stakeholder=stakeholder,
        received_on=session.held_on,
    )
    record("contribution.add", contribution, by=by, session=session.pk)
    note_change(pilot=session.pilot, reason="contribution")
    return contribution


@transaction.atomic
def change_contribution(*, contribution: Contribution, by: Any, status: str, reason: str = "",
                        answered_on: dt.date | None = None) -> Contribution:
    """Say what became of a contribution and when people were told.

    Raises ValidationError where somebody is turned down without a reason or told before it was received.
    """
    check_reason(status, reason)
    check_order("answered_on", answered_on, contribution.received_on)
    before = contribution.status
    contribution.status, contribution.reason, contribution.answered_on = status, reason, answered_on
    contribution.save(update_fields=["status", "reason", "answered_on"])
    record("contribution.change", contribution, by=by, before=before, after=status)
    note_change(pilot=contribution.pilot, reason="contribution")
    return contribution
