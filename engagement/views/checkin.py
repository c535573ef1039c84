"""The door of a session: search, scan, let in, take back. Works without scripts and, with them, without network."""

import json
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.actions.attendance_totals import heads_of
from engagement.actions.checkin import EntryRefusedError, KeyReusedError, check_in, undo_check_in
from engagement.forms.checkin import ArrivalForm, UndoForm
from engagement.models import DeviceEntry, Session, SessionPlan
from engagement.views.checkin_people import expected_people, found_people
from engagement.views.page import find_session, page_address
from foundation.accounts.access import access

EDIT = "engagement.edit_session"


@access(EDIT)
def check_in_page(request: HttpRequest, session_id: int) -> HttpResponse:
    """Search box, camera, walk-ins, counts and the queue; ``?q=`` searches without scripts."""
    session = find_session(request, session_id, EDIT)
    if request.htmx:
        return render(request, "engagement/checkin_hits.html", _search(request, session))
    people = expected_people(session)
    context = _search(request, session) | {
        "session": session, "programme": session.programme, "people": people, "counts": counts_of(session, people),
        "walk_in": ArrivalForm.blank(DeviceEntry.Kind.WALK_IN), "head": ArrivalForm.blank(DeviceEntry.Kind.HEAD),
        "badge": ArrivalForm.blank(DeviceEntry.Kind.BADGE), "undo": _offered_undo(request),
        "exit_codes_url": page_address("surveys:exit-codes", session.pk), "for_device": _for_device(people),
    }
    return render(request, "engagement/checkin.html", context)


@access(EDIT)
def check_in_arrivals(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take one arrival in; JSON for the queue, a redirect with a word for the plain form."""
    session = find_session(request, session_id, EDIT)
    if request.method != "POST":
        return redirect("engagement:check-in", session.pk)
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        return _refused(request, session, _("This entry is not complete."), 400)
    try:
        entered = check_in(session=session, key=form.cleaned_data["key"], content=form.content, by=request.user)
    except KeyReusedError as error:
        return _refused(request, session, str(error), 409)
    except EntryRefusedError as error:
        return _refused(request, session, str(error), 422)
    if wants_json(request):
        return JsonResponse(asdict(entered))
    request.session["undo_arrival"] = str(entered.key)
    messages.success(request, _("%(name)s is here.") % {"name": entered.name or _("Somebody without a name")})
    return redirect("engagement:check-in", session.pk)


@access(EDIT)
def check_in_undo(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take an arrival back."""
    session = find_session(request, session_id, EDIT)
    form = UndoForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _refused(request, session, _("This entry is not complete."), 400)
    try:
        entered = undo_check_in(session=session, key=form.cleaned_data["key"], by=request.user)
    except EntryRefusedError as error:
        return _refused(request, session, str(error), 404)
    if wants_json(request):
        return JsonResponse(asdict(entered))
    messages.success(request, _("Taken back."))
    return redirect("engagement:check-in", session.pk)


@access(EDIT)
def check_in_state(request: HttpRequest, session_id: int) -> HttpResponse:
    """Who is expected and here now, for a page that stayed open."""
    session = find_session(request, session_id, EDIT)
    people = expected_people(session)
    return JsonResponse({"counts": counts_of(session, people), "people": _for_device(people)})


def wants_json(request: HttpRequest) -> bool:
    """Whether the queue of a device asks, and not a form."""
    return request.headers.get("Accept", "").startswith("application/json")


def counts_of(session: Session, people: list[dict[str, Any]]) -> dict[str, Any]:
    """Present, expected, capacity, and the warning where the room is full; nothing is ever blocked."""
    heads = heads_of(session)
    present = heads.named + heads.at_door
    capacity = SessionPlan.objects.filter(session=session).values_list("capacity", flat=True).first()
    warning = ""
    if capacity is not None and present > capacity:
        warning = ngettext(
            "More people than places: %(present)d here, %(capacity)d place. You can let in more.",
            "More people than places: %(present)d here, %(capacity)d places. You can let in more.", capacity,
        ) % {"present": present, "capacity": capacity}
    expected = sum(not person["is_waiting"] for person in people)
    return {"present": present, "expected": expected, "capacity": capacity, "warning": warning}


def _search(request: HttpRequest, session: Session) -> dict[str, Any]:
    words = " ".join(request.GET.get("q", "").split())
    hits = found_people(session, words, request.user) if words else []
    return {"session": session, "q": words, "hits": hits}


def _for_device(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the page keeps for the time without network: key, name, badge, whether here."""
    return [{name: person[name] for name in ("id", "name", "token", "present")} for person in people]


def _offered_undo(request: HttpRequest) -> UndoForm | None:
    """The last arrival of a visitor without scripts; offered once."""
    key = request.session.pop("undo_arrival", None)
    return UndoForm(initial={"key": key}) if key else None


def _refused(request: HttpRequest, session: Session, reason: str, status: int) -> HttpResponse:
    if wants_json(request):
        return HttpResponse(json.dumps({"reason": reason}), content_type="application/json", status=status)
    messages.error(request, reason)
    return redirect("engagement:check-in", session.pk)
