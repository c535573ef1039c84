"""Log a session, and say what became of a planned one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from engagement.actions.planning import postpone_session, repeat_setup
from engagement.actions.sessions import change_session, log_session
from engagement.choices import SessionStatus
from engagement.forms.logging import CloseSessionForm, LogSessionForm
from engagement.models import Session
from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme


@access("engagement.log_somewhere")
def session_log(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Log a session in four asks; saving makes a valid record. ``?like=`` fills in an earlier one."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "engagement.log_somewhere", programme)
    form = LogSessionForm(
        request.POST or None, programme=programme, user=request.user, initial=_like(request, programme)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        require(request.user, "engagement.log_session", data["pilot"])
        is_repeated = Session.objects.filter(submission=data["submission"]).exists()
        session = log_session(
            pilot=data["pilot"], method=data["method"], by=request.user, submission=data["submission"],
            held_on=data["held_on"], duration_hours=data["duration_hours"], head_count=data["head_count"],
            status=data["status"],
        )
        # sent twice, it must not undo what was changed meanwhile
        if not is_repeated and (earlier := find_like(request, programme, data["like"])):
            repeat_setup(session=session, like=earlier, by=request.user)
        messages.success(request, _("Saved. Everything below is optional."))
        return redirect(session)
    last = Session.objects.filter(programme=programme, logged_by=request.user).order_by("-pk").first()
    return render(request, "engagement/session_log.html", {"form": form, "programme": programme, "last": last})


@access("engagement.edit_session")
def session_close(request: HttpRequest, session_id: int) -> HttpResponse:
    """Say what became of a planned session: the planned row becomes the record."""
    session = visible_or_404(
        Session.objects.visible_to(request.user).select_related("pilot__programme", "method"), pk=session_id
    )
    require(request.user, "engagement.edit_session", session)
    initial = {"held_on": session.held_on, "duration_hours": _chip(session.duration_hours)}
    form = CloseSessionForm(request.POST or None, session=session, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        moved_to = data.pop("moved_to")
        if data["status"] == SessionStatus.POSTPONED:
            postpone_session(session=session, by=request.user, moved_to=moved_to)
        else:
            change_session(session=session, by=request.user, **data)
        messages.success(request, _("Saved. Everything below is optional."))
        return redirect(session)
    return render(request, "engagement/session_close.html", {
        "form": form, "session": session, "programme": session.pilot.programme,
    })


def _like(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    """Pilot, method and duration of the session named by ``?like=``."""
    earlier = find_like(request, programme, request.GET.get("like", ""))
    if earlier is None:
        return {}
    return {"pilot": earlier.pilot_id, "method": earlier.method_id, "duration_hours": _chip(earlier.duration_hours),
            "like": earlier.pk}


def find_like(request: HttpRequest, programme: Programme, key: object) -> Session | None:
    """The visible session of the programme whose number was sent, whatever was sent."""
    text = str(key)
    found = Session.objects.visible_to(request.user).filter(programme=programme)
    return found.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 18 else None


def _chip(hours: float | None) -> str:
    """A duration as the value of its chip: 2.0 is "2"."""
    return "" if hours is None else f"{hours:g}"
