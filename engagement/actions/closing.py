"""The ten-minute close: all that is asked at the end of a session, stored at once."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.actions.commitments import add_commitment
from engagement.actions.contributions import add_contribution
from engagement.actions.decisions import add_decision, add_decision_role
from engagement.actions.planning import plan_of
from engagement.actions.sessions import change_session
from engagement.choices import DecisionRoleCode, SessionStatus
from engagement.models import Session, SessionPlan
from foundation.audit.record import record


@transaction.atomic
def close_session(*, session: Session, by: Any, head_count: int | None, said: Sequence[str], decided: str = "",
                  decided_by: str = "", promises: Sequence[dict[str, Any]] = ()) -> Session:
    """Note heads, what was said, who decided and what was promised; a planned session becomes held.

    ``decided_by`` is a helix; a promise has text, owner and due_on. What is noted already in the same words is not
    noted twice, so the form may be sent again.
    """
    fields: dict[str, Any] = {} if head_count is None else {"head_count": head_count}
    if session.status == SessionStatus.PLANNED:
        fields["status"] = SessionStatus.HELD
    change_session(session=session, by=by, **fields)
    known = set(session.contributions.values_list("text", flat=True))
    for text in dict.fromkeys(text.strip() for text in said):
        if text and text not in known:
            add_contribution(session=session, text=text, by=by)
    if decided and not session.decisions.filter(title=decided).exists():
        decision = add_decision(session=session, title=decided, decided_on=session.held_on, by=by)
        if decided_by:
            add_decision_role(decision=decision, role=DecisionRoleCode.DECIDES, helix=decided_by, by=by)
    for promise in promises:
        if not session.commitments.filter(text=promise["text"], owner=promise["owner"]).exists():
            add_commitment(session=session, by=by, **promise)
    return session


@transaction.atomic
def share_recap(*, session: Session, by: Any, is_shared: bool = True) -> SessionPlan:
    """Open or close the page that tells participants what came of the session; its address stays the same."""
    plan = plan_of(session)
    plan.recap_shared_at = timezone.now() if is_shared else None
    plan.save()
    record("session.recap", session, by=by, shared=is_shared)
    return plan
