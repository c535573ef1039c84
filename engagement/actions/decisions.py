"""What was decided, on what it rests, and who did what in deciding."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.models import Contribution, Decision, DecisionRole, Session
from engagement.validators import check_known, check_order
from engagement.vocabularies import load_vocabulary
from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.choices import Helix
from stakeholders.models import Stakeholder, StakeholderGroup


@transaction.atomic
def add_decision(*, session: Session, title: str, by: Any, decision_type: str = "", method: str = "",
                 decided_on: dt.date | None = None, review_on: dt.date | None = None) -> Decision:
    """Store a decision of ``session``; ``decided_on`` None means still to be taken.

    Raises ValidationError on a type or method that is not in the vocabulary, or a review before the decision.
    """
    _check(decision_type, method, decided_on, review_on)
    decision = Decision.objects.create(
        programme_id=session.programme_id, pilot=session.pilot, session=session, title=title,
        decision_type=decision_type, method=method, decided_on=decided_on, review_on=review_on,
    )
    record("decision.add", decision, by=by, session=session.pk)
    note_change(pilot=session.pilot, reason="decision")
    return decision


@transaction.atomic
def change_decision(*, decision: Decision, by: Any, title: str, decision_type: str = "", method: str = "",
                    decided_on: dt.date | None = None, review_on: dt.date | None = None,
                    contributions: Collection[Contribution] | None = None) -> Decision:
    """Correct a decision; ``contributions`` are all that it rests on (None leaves them as they are).

    A contribution rests in one decision: one that is named here leaves the other. Raises ValidationError as
    ``add_decision``, and on a contribution of another pilot. A code that was imported may stay.
    """
    _check("" if decision_type == decision.decision_type else decision_type,
           "" if method == decision.method else method, decided_on, review_on)
    fields = {"title": title, "decision_type": decision_type, "method": method, "decided_on": decided_on,
              "review_on": review_on}
    changed = sorted(name for name, value in fields.items() if getattr(decision, name) != value)
    for name in changed:
        setattr(decision, name, fields[name])
    decision.save(update_fields=changed)
    if contributions is not None:
        _rest_on(decision, contributions)
    record("decision.change", decision, by=by, changed=changed)
    note_change(pilot=decision.pilot, reason="decision")
    return decision


def _rest_on(decision: Decision, contributions: Collection[Contribution]) -> None:
    if any(contribution.pilot_id != decision.pilot_id for contribution in contributions):
        raise ValidationError({"contributions": _("A contribution is of another pilot.")})
    keys = [contribution.pk for contribution in contributions]
    # row by row, so that each keeps its history
    for left in decision.contributions.exclude(pk__in=keys):
        left.decision = None
        left.save(update_fields=["decision"])
    for joined in Contribution.objects.filter(pk__in=keys).exclude(decision=decision):
        joined.decision = decision
        joined.save(update_fields=["decision"])


@transaction.atomic
def review_decision(*, decision: Decision, by: Any, reviewed_on: dt.date, review_note: str = "",
                    review_on: dt.date | None = None) -> Decision:
    """Say that a decision was looked at again, what came of it, and when it is next (None: no more)."""
    check_order("reviewed_on", reviewed_on, decision.decided_on)
    if review_on and review_on <= reviewed_on:
        raise ValidationError({"review_on": _("The next review lies after this one.")})
    decision.reviewed_on, decision.review_note = reviewed_on, review_note
    decision.review_on = review_on
    decision.save(update_fields=["reviewed_on", "review_note", "review_on"])
    record("decision.review", decision, by=by, reviewed_on=reviewed_on.isoformat())
    return decision


@transaction.atomic
def remove_decision(*, decision: Decision, by: Any) -> None:
    """Delete a decision that was noted by mistake, with its roles; contributions and promises stay."""
    record("decision.remove", decision, by=by, session=decision.session_id)
    pilot = decision.pilot
    decision.delete()
    note_change(pilot=pilot, reason="decision")


@transaction.atomic
def add_decision_role(*, decision: Decision, role: str, by: Any, helix: str = "",
                      group: StakeholderGroup | None = None, stakeholder: Stakeholder | None = None,
                      own_staff: bool = False) -> DecisionRole:
    """Say that a helix, a group, a stakeholder or the city's own staff has ``role`` in ``decision``.

    Each brings its helix (the city's staff: public), by which indicators count. Said twice it is one row. Raises
    ValidationError where nobody is named, or a stakeholder of another programme.
    """
    if stakeholder and stakeholder.programme_id != decision.programme_id:
        raise ValidationError({"party": _("This person is in the register of another programme.")})
    if own_staff:
        helix = Helix.PUBLIC
    elif group or stakeholder:
        helix = (group or stakeholder).helix  # type: ignore[union-attr]
    if not helix:
        raise ValidationError({"party": _("Say who.")})
    found, is_new = DecisionRole.objects.get_or_create(
        decision=decision, role=role, helix=helix, group=group, stakeholder=stakeholder, own_staff=own_staff
    )
    if is_new:
        record("decision.role", decision, by=by, role=role, helix=helix)
        note_change(pilot=decision.pilot, reason="decision")
    return found


@transaction.atomic
def remove_decision_role(*, role: DecisionRole, by: Any) -> None:
    """Take a role away again."""
    record("decision.role_remove", role.decision, by=by, role=role.role, helix=role.helix)
    pilot = role.decision.pilot
    role.delete()
    note_change(pilot=pilot, reason="decision")


def _check(decision_type: str, method: str, decided_on: dt.date | None, review_on: dt.date | None) -> None:
    check_known("decision_type", decision_type, load_vocabulary("decision_types"))
    check_known("method", method, load_vocabulary("decision_methods"))
    check_order("review_on", review_on, decided_on)
