"""The sessions of a programme."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.choices import SessionStatus
from engagement.forms.filters import SessionFilterForm
from engagement.models import Session
from foundation.accounts.access import access, allowed, require, visible_or_404
from pilots.models import Programme
from stakeholders.models import Stakeholder

PAGE_SIZE = 25
WAITING_SHOWN = 5


@access("engagement.list_sessions")
def session_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The sessions that the user may see, newest first; those past and still "planned" on top."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "engagement.list_sessions", programme)
    sessions = Session.objects.visible_to(request.user).filter(programme=programme)
    form = SessionFilterForm(request.GET, sessions=sessions)
    found = form.narrowed()
    rows = found.select_related("pilot", "method").with_counts().order_by("-held_on", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "engagement/session_list.html", {
        "programme": programme, "form": form, "page_obj": page, "waiting": _waiting(request.user, found),
        "columns": [{"label": label} for label in (_("Date"), _("Session"), _("Pilot"), _("Status"))]
        + [{"label": label, "numeric": True} for label in (_("People"), _("Said"), _("Promised"))],
        "is_narrowed": bool(form.changed_data),
    })


def _waiting(user: Any, sessions: QuerySet[Any]) -> list[dict[str, Any]]:
    """Planned sessions whose day has passed, the oldest first, with whether the user may log them."""
    late = sessions.over_unlogged(timezone.now()).select_related("pilot", "method").order_by("held_on", "pk")
    return [
        {"session": session, "may_log": allowed(user, "engagement.edit_session", session)}
        for session in late[:WAITING_SHOWN]
    ]


@access("stakeholders.view_stakeholder")
def stakeholder_sessions(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """The sessions of a stakeholder that the user may see: a page, or the piece of one that htmx asks for."""
    stakeholder = visible_or_404(
        Stakeholder.objects.visible_to(request.user).with_names(request.user), pk=stakeholder_id
    )
    require(request.user, "stakeholders.view_stakeholder", stakeholder)
    sessions = Session.objects.visible_to(request.user).filter(
        attendances__stakeholder=stakeholder, attendances__present=True, status=SessionStatus.HELD
    ).select_related("method", "pilot")
    items = [
        {"title": session.title or str(session.method), "when": session.held_on, "href": session.get_absolute_url(),
         "text": session.pilot.name, "state": "done"}
        for session in sessions[:100]
    ]
    whole = not request.htmx  # type: ignore[attr-defined]
    template = "engagement/stakeholder_sessions.html" if whole else "engagement/_stakeholder_sessions.html"
    return render(request, template, {"stakeholder": stakeholder, "items": items})
