"""What has a history on this floor: sessions with their parts, outcomes, capacity."""

from typing import Any

from engagement.models import (
    Attachment,
    Attendance,
    Commitment,
    Contribution,
    Decision,
    DecisionRole,
    GroupHeadCount,
    LivingLabScore,
    Method,
    Obstacle,
    ObstacleNote,
    Series,
    SeriesRule,
    Session,
    SessionPlan,
    SkillAssessment,
    Spending,
)
from engagement.vocabularies import load_vocabulary
from foundation.audit.kinds import Kind, declare
from foundation.translated import in_language

VIEW, EDIT, NAMES = "engagement.view_session", "engagement.edit_session", "engagement.view_attendees"
CAPACITY = "engagement.record_capacity"


def terms(vocabulary: str) -> Any:
    """Labels of a vocabulary of this floor, read when they are asked for."""
    return lambda: {term.code: in_language(term.label) for term in load_vocabulary(vocabulary)}


def session_or_own(row: Any) -> Any:
    """Outcomes of a session are changed by who may change the session; others by who may change the pilot's."""
    return row.session if row.session_id and Session.objects.filter(pk=row.session_id).exists() else row


def declare_kinds() -> None:
    """Sessions and outcomes have pages of their own; the rest is shown with its whole."""
    outcome: dict[str, Any] = {
        "whole": "session", "view": VIEW, "change": EDIT, "names": NAMES, "owner": session_or_own,
        "hidden": frozenset({"programme", "pilot"}),
    }
    declare(
        Kind("method", Method, whole="programme", title="code"),
        Kind("series", Series, whole="pilot", change="engagement.log_session", title="title"),
        Kind("session", Session, view=VIEW, change=EDIT, names=NAMES, visible_to=Session.objects.visible_to,
             title="title", related=("method",), page="engagement:session-detail",
             hidden=frozenset({"programme", "pilot", "feedback_code", "logged_by"})),
        Kind("series-rule", SeriesRule, whole="series", title="repeats"),
        Kind("session-plan", SessionPlan, whole="session", title="session", hidden=frozenset({"recap_code"})),
        Kind("attendance", Attendance, whole="session", title="stakeholder"),
        Kind("group-head-count", GroupHeadCount, whole="session", title="group"),
        Kind("spending", Spending, whole="session", title="category", words={"category": terms("spending_categories")},
             hidden=frozenset({"pilot"})),
        Kind("attachment", Attachment, whole="session", title="caption", hidden=frozenset({"pilot", "attached_by"})),
        Kind("decision", Decision, title="title", visible_to=Decision.objects.visible_to,
             words={"decision_type": terms("decision_types"), "method": terms("decision_methods")}, **outcome),
        Kind("decision-role", DecisionRole, whole="decision", title="role"),
        Kind("contribution", Contribution, visible_to=Contribution.objects.visible_to,
             words={"told_channel": terms("told_back_channels")}, **outcome),
        Kind("commitment", Commitment, title="text", visible_to=Commitment.objects.visible_to, **outcome),
        Kind("obstacle", Obstacle, whole="pilot", change=CAPACITY, title="code", words={"code": terms("obstacles")}),
        Kind("obstacle-note", ObstacleNote, whole="obstacle", title="noted_on"),
        Kind("skill", SkillAssessment, whole="pilot", change=CAPACITY, title="skill", words={"skill": terms("skills")}),
        Kind("living-lab-score", LivingLabScore, whole="pilot", change=CAPACITY, title="item",
             words={"item": terms("living_lab_items")}),
    )
