"""Many people at once: a pasted list of names, or the file of a meeting."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.actions.attendance_list import apply_list, match_lines
from engagement.forms.attendance_list import ChoicesForm, PeopleListForm, carried, new_batch, told, unpacked
from engagement.models import Session
from engagement.views.page import back_to, find_session
from foundation.accounts.access import access

EDIT = "engagement.edit_session"
ONLINE = ("teams", "zoom")


@access(EDIT)
def attendance_list(request: HttpRequest, session_id: int) -> HttpResponse:
    """Paste or open, look at what would happen, apply."""
    session = find_session(request, session_id, EDIT)
    if "carried" in request.POST:
        return _apply(request, session)
    form = PeopleListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        report = form.cleaned_data["report"]
        matches = match_lines(session=session, lines=report.lines, by=request.user)
        chosen = ChoicesForm(matches=matches, initial={
            "batch": new_batch(), "carried": carried(report), "meaning": form.cleaned_data["meaning"]})
        return _preview(request, session, chosen, [told(problem) for problem in report.problems], report.kind)
    return render(request, "engagement/attendance_list.html", {
        "session": session, "programme": session.programme, "form": form,
    })


def _apply(request: HttpRequest, session: Session) -> HttpResponse:
    try:
        kind, lines = unpacked(request.POST["carried"])
    except signing.BadSignature:
        messages.error(request, _("This list is too old to be applied. Paste it again."))
        return redirect("engagement:attendance-list", session.pk)
    form = ChoicesForm(request.POST, matches=match_lines(session=session, lines=lines, by=request.user))
    if not form.is_valid():
        return _preview(request, session, form, [], kind)
    is_expected = form.cleaned_data["meaning"] == "expected"
    done = apply_list(session=session, batch=form.cleaned_data["batch"], lines=lines, choices=form.choices,
                      by=request.user, is_expected=is_expected, is_online=kind in ONLINE)
    messages.success(request, _told_done(done))
    return redirect("engagement:check-in", session.pk) if is_expected else back_to(session, "attendance")


def _preview(request: HttpRequest, session: Session, form: ChoicesForm, problems: list[str],
             kind: str) -> HttpResponse:
    has_minutes = any(match.line.minutes is not None for match in form.matches)
    headings = [_("Row"), _("Person"), *([_("Minutes")] if has_minutes else []), _("Who is it")]
    counts = Counter(match.state for match in form.matches)
    return render(request, "engagement/attendance_preview.html", {
        "session": session, "programme": session.programme, "form": form, "problems": problems, "kind": kind,
        "counts": [(label, counts[state]) for state, label in (
            ("matched", _("in the register")), ("likely", _("probably in the register")),
            ("ambiguous", _("several with this name")), ("new", _("new"))) if counts[state]],
        "has_minutes": has_minutes, "columns": [{"label": label} for label in headings],
    })


def _told_done(done: dict[str, int]) -> str:
    here = done["present"] + done["expected"]
    parts: list[Any] = [ngettext("%(n)d person put on the list", "%(n)d people put on the list", here) % {"n": here}]
    if done["registered"]:
        parts.append(_("%(n)d new in the register") % {"n": done["registered"]})
    if done["skipped"]:
        parts.append(_("%(n)d left out") % {"n": done["skipped"]})
    if done["repeated"]:
        parts.append(_("%(n)d were applied before") % {"n": done["repeated"]})
    return ", ".join(parts) + "."
