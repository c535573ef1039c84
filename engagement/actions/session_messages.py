"""Start a message about a session: its facts, and who was invited, registered or there."""

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from engagement.choices import SessionStatus
from engagement.models import Attendance, Badge, Registration, Session, SessionPlan
from stakeholders.actions.messages import draft_message
from stakeholders.models import Message, MessageKind, MessageRecipient, StakeholderGroup

AUDIENCES = {
    "pilot": _("People of the pilot's register"),
    "invited": _("Those invited"),
    "registered": _("Those registered"),
    "attended": _("Those who were there"),
    "absent": _("Invited or registered, and not there"),
}


def about_key(session: Session) -> str:
    """How messages name this session."""
    return f"session:{session.pk}"


def audience(session: Session, code: str) -> list[int]:
    """The stakeholders of one of AUDIENCES but the register, in the order of the register. KeyError on another."""
    attended = set(Attendance.objects.filter(session=session, present=True).values_list("stakeholder", flat=True))
    invited = set(MessageRecipient.objects.reached().filter(
        message__about_key=about_key(session), message__programme=session.programme_id,
        message__kind=MessageKind.INVITATION).values_list("stakeholder", flat=True))
    registered = _registered(session)
    chosen = {"invited": invited, "registered": registered, "attended": attended,
              "absent": (invited | registered) - attended}[code]
    return sorted(chosen)


def draft_about_session(*, session: Session, kind: str, audience_code: str, by: Any,
                        group: StakeholderGroup | None = None) -> Message:
    """A draft that knows the session's title, day, place and links; ``group`` narrows the pilot's register."""
    selection: dict[str, Any] = {"group": group.pk} if group else {}
    if audience_code != "pilot":
        selection = {"ids": audience(session, audience_code)}
    return draft_message(
        programme=session.programme, pilot=session.pilot, kind=kind, selection=selection, about=facts(session),
        about_key=about_key(session), by=by,
    )


def facts(session: Session) -> dict[str, Any]:
    """What placeholders of a message about this session are filled with; a link that there is not yet is empty."""
    plan = SessionPlan.objects.filter(session=session).first()
    return {
        "session_title": session.title or session.method.name,
        "date": session.held_on.isoformat(),
        "time": session.start_time.isoformat("minutes") if session.start_time else "",
        "place": session.place,
        "registration_link": _registration(session, plan),
        "feedback_link": _link("surveys:feedback", session.feedback_code),
        "recap_link": _link("engagement:recap", plan.recap_code) if plan and plan.recap_shared_at else "",
    }


def _registered(session: Session) -> set[int]:
    """Who of the register has a place: a registration that stands, or a badge."""
    found = set(Badge.objects.filter(session=session).values_list("stakeholder", flat=True))
    rows = Registration.objects.filter(session=session, stakeholder__isnull=False).expected()
    return found | set(rows.values_list("stakeholder", flat=True))


def _registration(session: Session, plan: SessionPlan | None) -> str:
    """The address at which anybody can register, "" where that page is closed to the public."""
    is_public = session.pilot.is_public and session.programme.is_public
    if plan is None or not plan.takes_registrations or not is_public or session.status != SessionStatus.PLANNED:
        return ""
    return _link("engagement:session-register", session.pk)


def _link(name: str, *arguments: Any) -> str:
    """An absolute address; "" where the page is not built in."""
    try:
        return settings.BASE_URL.rstrip("/") + reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
