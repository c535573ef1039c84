"""The history page of a record, and the undo of a change; both without a script."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from foundation.accounts.access import View, access, require
from foundation.audit.changes import Change, ChangeKeys, changes_of, later_changes, whole_change
from foundation.audit.kinds import Asked, Kind, called, may, row_or_last, whole_of
from foundation.audit.lines import Entry, entries
from foundation.audit.undoing import UNDO, NotUndone, may_undo, undo_change

PER_PAGE = 20


def record_history(kind: Kind) -> View:
    """The view of the history of a kind's records."""

    @access(kind.view)
    def history(request: HttpRequest, **named: Any) -> HttpResponse:
        """Who changed the record and its parts when, and how."""
        row = _row(request, kind, *named.values())
        page = Paginator(ChangeKeys(kind, row.pk), PER_PAGE).get_page(request.GET.get("page"))
        found = changes_of(kind, row.pk, list(page.object_list))
        context = {
            "kind": kind, "row": row, "page": page, "entries": _entries(request, found, newest=page.number == 1),
            "name": _name(kind, row, request.user), "record_url": _record_url(kind, row),
            "is_gone": row._state.adding, "current_programme": _programme(row),
        }
        return render(request, "history/record.html", context)

    return history


# of the record that was changed: a session's, which the tests ask for; each kind has its own (see recorded_kinds)
@access("engagement.edit_session")
def undo(request: HttpRequest, change: uuid.UUID) -> HttpResponse:
    """What an undo would do (GET); do it (POST), or say what stands against it."""
    found = whole_change(change)
    if found is None or not any(may(request.user, "view", step.kind, step.row) for step in found.steps):
        raise Http404("No such change.")
    if not may_undo(request.user, found):
        raise PermissionDenied
    if request.method != "POST":
        return _explain(request, found, later_changes(found))
    try:
        undo_change(change=change, by=request.user)
    except NotUndone as refused:
        return _explain(request, found, refused.later, sentence=refused.sentence, status=409)
    messages.success(request, _("Undone."))
    return redirect(_next(request) if _is_there_after(found) and _next(request) else _history_url(found))


def _row(request: HttpRequest, kind: Kind, key: Any) -> Any:
    """The record if it is visible (404) and may be looked at (403); a deleted one as its last state."""
    assert kind.visible_to is not None  # noqa: S101 - only such kinds have an address
    lookup = "slug" if isinstance(key, str) else "pk"
    row = kind.visible_to(request.user).filter(**{lookup: key}).first()
    if row is not None:
        require(request.user, kind.view, kind.owner(row))
        return row
    last = None if lookup == "slug" or kind.model._base_manager.filter(pk=key).exists() else row_or_last(
        kind.model, key)
    if last is None or not may(request.user, "view", kind, last):
        raise Http404("Not found, or not visible to you.")
    return last


def _entries(request: HttpRequest, found: list[Change], *, newest: bool) -> list[dict[str, Any]]:
    """The changes in words; those that nothing came after can be undone."""
    seen: set[tuple[Kind, Any]] = set()
    may_change = Asked(request.user, "change", is_one_record=True)
    shown = []
    for entry in entries(found, request.user, is_one_record=True):
        rows = {(step.kind, step.key) for step in entry.change.steps}
        is_last = newest and not rows & seen and not entry.change.is_found
        seen |= rows
        shown.append({
            "entry": entry, "is_undo": _is_undo(entry), "is_undoable": is_last and all(
                may_change(step.kind, step.row) for step in entry.change.steps),
        })
    return shown


def _is_undo(entry: Entry) -> bool:
    return any((step.last.history_change_reason or "").startswith(UNDO) for step in entry.change.steps)


def _explain(request: HttpRequest, found: Change, later: Any, *, sentence: str = "", status: int = 200
             ) -> HttpResponse:
    context = {
        "change": found, "entry": entries([found], request.user)[0], "later": entries(later, request.user),
        "sentence": sentence, "next": _next(request), "history_url": _history_url(found),
        "current_programme": _programme(found.steps[0].row),
    }
    return render(request, "history/undo.html", context, status=status)


def _main(found: Change) -> tuple[Kind, Any]:
    """The record with a page of its own that a change is about."""
    for step in sorted(found.steps, key=lambda step: bool(step.kind.whole)):
        kind, row = step.kind, step.row
        while not kind.has_page and (above := whole_of(kind)):
            key = getattr(row, f"{kind.whole}_id")
            kind, row = above, row_or_last(above.model, key)
            if row is None:
                break
        if row is not None and kind.has_page:
            return kind, row
    raise Http404("Nothing to show.")


def _history_url(found: Change) -> str:
    kind, row = _main(found)
    return reverse(f"history:{kind.code}", args=[row.slug if kind.address else row.pk])


def _record_url(kind: Kind, row: Any) -> str:
    if row._state.adding or not kind.page:
        return ""
    return reverse(kind.page, args=[row.slug if kind.address else row.pk])


def _is_there_after(found: Change) -> bool:
    """Whether no record with a page went away by the undo: its page would be a dead end."""
    return not any(step.kind.has_page and step.before is None for step in found.steps)


def _name(kind: Kind, row: Any, user: Any) -> str:
    if row._state.adding:
        return str(row)
    return called(kind.model, user, [row.pk]).get(row.pk, "")


def _programme(row: Any) -> Any:
    if row._meta.label == "pilots.Programme":  # by its label, as in the trail: this floor knows no pilots
        return row
    return getattr(row, "programme", None) or getattr(getattr(row, "pilot", None), "programme", None)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""
