"""What the page of a session shows of contributions, decisions and commitments."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from engagement.choices import CommitmentState
from engagement.forms.attendance import groups_of_pilot
from engagement.forms.commitments import CommitmentForm, CommitmentStatusForm
from engagement.forms.contributions import ContributionForm, ContributionStatusForm
from engagement.forms.decisions import DecisionForm, DecisionRoleForm
from engagement.forms.outcome_choices import terms
from engagement.models import DecisionRole, Session
from stakeholders.models import Stakeholder

STATE_COLORS = {
    CommitmentState.OPEN: "accent", CommitmentState.LATE: "warning", CommitmentState.DONE: "success",
    CommitmentState.DROPPED: "neutral",
}


def outcome_parts(user: Any, session: Session, may_name: bool, may_edit: bool, bound: dict[str, Any]) -> dict[str, Any]:
    """Rows with their labels and, for who may edit, their forms; the number of queries does not grow with them."""
    speakers = Prefetch("stakeholder", Stakeholder.objects.with_names(user, all_named=may_name))
    contributions = list(session.contributions.select_related("group").prefetch_related(speakers).order_by("pk"))
    commitments = list(session.commitments.all())
    decisions = list(session.decisions.prefetch_related(roles_with_names(user, may_name)).order_by("pk"))
    channels = dict(terms("told_back_channels"))
    for row in contributions:
        row.channel_label = channels.get(row.told_channel, row.told_channel) if row.told_channel else ""
    label_decisions(decisions)
    state_commitments(commitments, session)
    parts = {"contributions": contributions, "commitments": commitments, "decisions": decisions}
    return parts | (_forms(user, session, parts, bound) if may_edit else {})


def _forms(user: Any, session: Session, parts: dict[str, Any], bound: dict[str, Any]) -> dict[str, Any]:
    """The forms of the rows, and the blank ones; what came back with errors stands in the place of its own."""
    groups = groups_of_pilot(session.pilot)
    for row in parts["contributions"]:
        row.form = bound.get(f"contribution_{row.pk}") or ContributionStatusForm(
            instance=row, prefix=f"contribution-{row.pk}")
    for row in parts["commitments"]:
        row.form = bound.get(f"commitment_{row.pk}") or CommitmentStatusForm(
            instance=row, prefix=f"commitment-{row.pk}")
    for row in parts["decisions"]:
        row.form = bound.get(f"decision_{row.pk}") or DecisionRoleForm(groups=groups, prefix=f"decision-{row.pk}")
    return {
        "contribution_form": ContributionForm(session=session, user=user, groups=groups, prefix="said"),
        "decision_form": DecisionForm(prefix="decided", initial={"decided_on": session.held_on}),
        "commitment_form": CommitmentForm(session=session, prefix="promised"),
    }


def roles_with_names(user: Any, may_name: bool) -> Prefetch:
    """The roles of decisions; a stakeholder carries ``shown_name`` by permission."""
    people = Prefetch("stakeholder", Stakeholder.objects.with_names(user, all_named=may_name))
    return Prefetch("roles", DecisionRole.objects.select_related("group").prefetch_related(people).order_by("pk"))


def label_decisions(decisions: Iterable[Any]) -> None:
    """Give decisions the words of their type and method; an imported code stands for itself."""
    types, methods = dict(terms("decision_types")), dict(terms("decision_methods"))
    for row in decisions:
        row.type_label = types.get(row.decision_type, row.decision_type) if row.decision_type else ""
        row.method_label = methods.get(row.method, row.method) if row.method else ""


def state_commitments(commitments: Iterable[Any], session: Session) -> None:
    """Say of each promise where it stands on the pilot's own day."""
    today = session.pilot.local_date()
    for row in commitments:
        state = row.state(today)
        row.state_label, row.state_color = state.label, STATE_COLORS[state]
        row.is_late = state == CommitmentState.LATE
