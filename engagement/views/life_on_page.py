"""What the page of a session shows of its life: plan, series, registrations, twins and merges."""

from typing import Any

from engagement.actions.planning import plan_of
from engagement.actions.session_twins import twins_of
from engagement.forms.planning import PlanForm, TechniquesForm
from engagement.lifecycle import following
from engagement.models import Session
from engagement.registration_rules import Places, places_of


def life_parts(session: Session, may_edit: bool) -> dict[str, Any]:
    """Plan, techniques and places for everybody who sees the session; the rest for who may edit it."""
    plan = plan_of(session)
    places = places_of(session, plan) if plan.takes_registrations or plan.capacity else Places(plan.capacity, 0, 0)
    parts = {
        "plan": plan, "techniques": list(session.techniques.all()), "places": places,
        "may_become": following(session.status), "twins": [], "merge": None,
    }
    if not may_edit:
        return parts
    return parts | {
        "twins": twins_of(session), "merge": session.merges.filter(undone_at__isnull=True).first(),
        "plan_form": PlanForm(instance=plan, prefix="plan"),
        "techniques_form": TechniquesForm(session=session, prefix="used"),
    }
