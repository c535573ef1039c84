"""What was decided, and who did what in deciding."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.models import Decision, DecisionRole, Session
from engagement.validators import check_known
from engagement.vocabularies import load_vocabulary
from foundation.audit.record import record
from pilots.actions.changes import note_change
from stakeholders.models import StakeholderGroup


@transaction.atomic
def add_decision(*, session: Session, title: str, by: Any, decision_type: str = "", method: str = "",
                 decided_on: dt.date | None = None) -> Decision:
    """Store a decision of ``session``; ``decided_on`` None means still to be taken.

    Raises ValidationError on a type or method that is not in the vocabulary.
    """
    check_known("decision_type", decision_type, load_vocabulary("decision_types"))
    check_known("method", method, load_vocabulary("decision_methods"))
    decision = Decision.objects.create(
        programme_id=session.programme_id, pilot=session.pilot, session=session, title=title,
        decision_type=decision_type, method=method, decided_on=decided_on,
    )
    record("decision.add", decision, by=by, session=session.pk)
    note_change(pilot=session.pilot, reason="decision")
    return decision


@transaction.atomic
def add_decision_role(*, decision: Decision, role: str, by: Any, helix: str = "",
                      group: StakeholderGroup | None = None) -> DecisionRole:
    """Say that a helix or a group has ``role`` in ``decision``; a group brings its helix. Said twice it is one row.

    Raises ValidationError where neither is named.
    """
    helix = group.helix if group else helix
    if not helix:
        raise ValidationError({"party": _("Say who.")})
    found, is_new = DecisionRole.objects.get_or_create(
        decision=decision, role=role, helix=helix, group=group, stakeholder=None
    )
    if is_new:
        record("decision.role", decision, by=by, role=role, helix=helix)
        note_change(pilot=decision.pilot, reason="decision")
    return found
