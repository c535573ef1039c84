"""Pages of the engagement record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from engagement.actions.sessions import log_session
from engagement.forms import LogSessionForm
from engagement.models import Session
from foundation.accounts.access import access, allowed, require, visible_or_404
from pilots.models import Programme


@access("engagement.log_somewhere")
def session_log(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Log a session in four asks; saving makes a valid record."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "engagement.log_somewhere", programme)
    form = LogSessionForm(request.POST or None, programme=programme, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        require(request.user, "engagement.log_session", data["pilot"])
        session = log_session(
            pilot=data["pilot"], method=data["method"], by=request.user, submission=data["submission"],
            held_on=data["held_on"], duration_hours=data["duration_hours"], head_count=data["head_count"],
            status=data["status"],
        )
        messages.success(request, _("Saved. Everything below is optional."))
        return redirect(session)
    return render(request, "engagement/session_log.html", {"form": form, "programme": programme})


@access("engagement.list_sessions")
def session_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The sessions that the user may see in a programme, newest first."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "engagement.list_sessions", programme)
    sessions = Session.objects.visible_to(request.user).filter(programme=programme)
    sessions = sessions.select_related("pilot", "method")[:50]
    return render(request, "engagement/session_list.html", {"programme": programme, "sessions": sessions})


@access("engagement.view_session")
def session_detail(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session with what was said, decided and promised."""
    session = visible_or_404(
        Session.objects.visible_to(request.user).select_related("pilot__programme", "method"), pk=session_id
    )
    require(request.user, "engagement.view_session", session)
    may_edit = allowed(request.user, "engagement.edit_session", session)
    return render(request, "engagement/session_detail.html", {"session": session, "may_edit": may_edit})
