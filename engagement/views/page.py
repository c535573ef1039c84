"""The page of one session: facts, and sections that each save by themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.actions.sessions import change_session
from engagement.forms.details import SECTIONS
from engagement.models import Session
from engagement.views.attendance_on_page import (
    attendance_parts,
    blank_attendance_forms,
    register_search,
)
from engagement.views.costs_on_page import spending_parts
from engagement.views.files_on_page import file_parts
from engagement.views.life_on_page import life_parts
from engagement.views.outcomes_on_page import outcome_parts
from foundation.accounts.access import access, allowed, require, visible_or_404

# where on the page a part stands that has no heading of its own
ANCHORS = {"heads": "attendance"}


@access("engagement.view_session")
def session_detail(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session with who came, what was said, decided and promised."""
    session = find_session(request, session_id, "engagement.view_session")
    return render_session(request, session)


@access("engagement.edit_session")
def session_save(request: HttpRequest, session_id: int, section: str) -> HttpResponse:
    """Save one section of the session's own row and return to it; errors come back on the whole page."""
    session = find_session(request, session_id, "engagement.edit_session")
    if request.method != "POST":
        return back_to(session, ANCHORS.get(section, section))
    # a second instance: the model form writes into it, and the action compares with what is stored
    form = SECTIONS[section](request.POST, instance=find_session(request, session_id), prefix=section)
    if not form.is_valid():
        return render_session(request, session, **{f"{section}_form": form})
    change_session(session=session, by=request.user, **form.cleaned_data)
    return saved(request, session, ANCHORS.get(section, section))


def find_session(request: HttpRequest, session_id: int, permission: str = "") -> Session:
    """The session if it is visible (404) and the user has ``permission`` on it (403)."""
    sessions = Session.objects.visible_to(request.user).select_related("pilot__programme", "programme", "method")
    session = visible_or_404(sessions, pk=session_id)
    if permission:
        require(request.user, permission, session)
    return session


def back_to(session: Session, section: str) -> HttpResponse:
    return redirect(f"{session.get_absolute_url()}#{section}")


def saved(request: HttpRequest, session: Session, section: str) -> HttpResponse:
    """Say so, and return to the section."""
    messages.success(request, _("Saved."))
    return back_to(session, section)


def render_session(request: HttpRequest, session: Session, **bound: Any) -> HttpResponse:
    """The whole page; ``bound`` are forms that came back with errors, by their name in the context."""
    user = request.user
    may_edit = allowed(user, "engagement.edit_session", session)
    may_name = allowed(user, "engagement.view_attendees", session)
    context = {
        "session": session, "programme": session.programme, "may_edit": may_edit, "may_name": may_name,
        "may_message": allowed(user, "engagement.write_message", session),
        "feedback_url": page_address("surveys:session-feedback-code", session.pk),
        "feedback_short_url": page_address("surveys:feedback", session.feedback_code),
    }
    context |= attendance_parts(user, session, may_name) | outcome_parts(user, session, may_name, may_edit, bound)
    context |= spending_parts(session, may_edit) | file_parts(session, may_name, may_edit)
    context |= life_parts(session, may_edit)
    context |= _filled(session, context)
    if may_edit:
        context |= _blank_forms(user, session) | blank_attendance_forms(session, context)
        context |= register_search(request, session) | bound
    return render(request, "engagement/session_detail.html", context)


def _filled(session: Session, context: dict[str, Any]) -> dict[str, Any]:
    """How many of the optional parts say something."""
    parts = [
        context["total"] is not None, bool(session.duration_hours), bool(session.level or session.promised_level),
        bool(context["contributions"]), bool(context["decisions"]), bool(context["commitments"]),
        session.staff_hours is not None or session.cost is not None, bool(session.notes),
    ]
    done = sum(parts)
    label = ngettext("%(done)d of %(all)d part filled in", "%(done)d of %(all)d parts filled in", len(parts))
    return {"filled_percent": round(100 * done / len(parts)), "filled_label": label % {"done": done, "all": len(parts)}}


def _blank_forms(user: Any, session: Session) -> dict[str, Any]:
    return {f"{name}_form": form(instance=session, prefix=name) for name, form in SECTIONS.items()}


def page_address(name: str, *args: Any) -> str:
    """The address of a page of a higher floor; "" where it is not built in."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
