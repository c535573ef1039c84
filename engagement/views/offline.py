"""What a device asks that was without network: who am I, and please take this session in."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from engagement.actions.checkin import KeyReusedError
from engagement.actions.offline import entry_of, log_queued_session
from engagement.actions.sessions import EDITABLE
from engagement.forms.logging import LogSessionForm
from engagement.models import Session
from engagement.views.logging import find_like
from foundation.accounts.access import PUBLIC, access, allowed, require, visible_or_404
from pilots.models import Programme


@access(PUBLIC)
def device_pass(request: HttpRequest) -> HttpResponse:
    """A fresh token for sending, and whose session this is; 401 for a device that is not signed in any more."""
    if not request.user.is_authenticated:
        return JsonResponse({"reason": "signed out"}, status=401)
    response = JsonResponse({"token": get_token(request), "user": str(request.user.pk)})
    response["Cache-Control"] = "no-store"
    return response


@access("engagement.log_somewhere")
def session_log_queued(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Take a session in that waited on a device; the same key with the same content is one session, equal answers."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "engagement.log_somewhere", programme)
    if request.method != "POST":
        return _refused("", 400)
    content = {name: request.POST.getlist(name) for name in sorted(request.POST) if name != "csrfmiddlewaretoken"}
    form = LogSessionForm(request.POST, programme=programme, user=request.user)
    key = _key_of(request)
    try:
        stored = entry_of(key, content) if key else None
        if stored is None:
            if not key or not form.is_valid():
                return _refused(_first_error(form), 422)
            data = form.cleaned_data
            require(request.user, "engagement.log_session", data["pilot"])
            fields = {name: value for name, value in data.items() if name in EDITABLE and name != "method"}
            stored = log_queued_session(key=key, content=content, pilot=data["pilot"], method=data["method"],
                                        by=request.user, like=find_like(request, programme, data["like"]), **fields)
    except KeyReusedError as error:
        return _refused(str(error), 409)
    return _taken_in(request, key, stored)


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return None


def _taken_in(request: HttpRequest, key: Any, session: Session) -> HttpResponse:
    if not allowed(request.user, "engagement.view_session", session):
        return _refused("", 403)
    return JsonResponse({"key": str(key), "session": session.pk, "url": session.get_absolute_url()})


def _first_error(form: LogSessionForm) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def _refused(reason: str, status: int) -> HttpResponse:
    return JsonResponse({"reason": reason}, status=status)
