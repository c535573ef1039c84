"""Plan sessions, put them off, and copy one plan to another."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from engagement.actions.sessions import change_session, log_session
from engagement.choices import SessionStatus
from engagement.models import Method, Session, SessionPlan
from engagement.session_copies import SAME_AGAIN, SAME_AGAIN_PLAN
from foundation.audit.record import record
from pilots.models import Pilot

PLAN_FIELDS = frozenset({"online_url", "capacity", "facilitators", "takes_registrations"})


def plan_of(session: Session) -> SessionPlan:
    """The plan of a session, new and unsaved where there is none."""
    return SessionPlan.objects.filter(session=session).first() or SessionPlan(session=session)


@transaction.atomic
def plan_session(*, pilot: Pilot, method: Method, by: Any, techniques: Iterable[Method] = (),
                 plan: dict[str, Any] | None = None, **fields: Any) -> Session:
    """A planned session with its plan; ``plan`` are names of PLAN_FIELDS, ``fields`` those of a session."""
    session = log_session(pilot=pilot, method=method, by=by, status=SessionStatus.PLANNED, **fields)
    SessionPlan.objects.create(session=session, **_known(plan or {}))
    session.techniques.set(techniques)
    return session


@transaction.atomic
def change_plan(*, session: Session, by: Any, **fields: Any) -> SessionPlan:
    """Write the named PLAN_FIELDS of a session."""
    plan = plan_of(session)
    changed = [name for name, value in _known(fields).items() if getattr(plan, name) != value]
    if changed or plan.pk is None:
        for name in changed:
            setattr(plan, name, fields[name])
        plan.save()
        record("session.plan", session, by=by, changed=sorted(changed))
    return plan


@transaction.atomic
def set_techniques(*, session: Session, techniques: Iterable[Method], by: Any) -> None:
    """Tools and techniques used besides the main method; only the main method enters the engine."""
    wanted = {method.pk for method in techniques} - {session.method_id}
    if wanted != set(session.techniques.values_list("pk", flat=True)):
        session.techniques.set(wanted)
        record("session.techniques", session, by=by, number=len(wanted))


@transaction.atomic
def postpone_session(*, session: Session, by: Any, moved_to: dt.date | None = None) -> Session:
    """Put a session off: to ``moved_to``, where it stays planned with all its registrations, or to no date yet.

    The day first planned is kept. Raises ValidationError where the session's status cannot be put off.
    """
    plan = plan_of(session)
    plan.postponed_from = plan.postponed_from or session.held_on
    plan.save()
    change_session(session=session, by=by, status=SessionStatus.POSTPONED)
    if moved_to is not None:
        change_session(session=session, by=by, status=SessionStatus.PLANNED, held_on=moved_to)
    return session


@transaction.atomic
def repeat_setup(*, session: Session, like: Session, by: Any) -> None:
    """Take over what "same as last time" means (SAME_AGAIN) where the new session does not say otherwise."""
    missing = {name: getattr(like, name) for name in SAME_AGAIN if getattr(session, name) in (None, "")}
    change_session(session=session, by=by, **missing)
    earlier = SessionPlan.objects.filter(session=like).first()
    if earlier is not None:
        change_plan(session=session, by=by, **{name: getattr(earlier, name) for name in SAME_AGAIN_PLAN})
    set_techniques(session=session, techniques=like.techniques.all(), by=by)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(fields) - PLAN_FIELDS:
        raise TypeError(f"A plan has no editable field {', '.join(sorted(unknown))}.")
    return fields
