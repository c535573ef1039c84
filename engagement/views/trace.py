"""From said to done: the way of a pilot's contributions, with the days between and the open ends."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from engagement.models import Commitment, Contribution, Decision
from engagement.outcome_querysets import median_days
from engagement.views.outcomes_on_page import label_decisions, roles_with_names, state_commitments
from foundation.accounts.access import access, allowed, visible_or_404
from pilots.models import Pilot
from pilots.views import find_pilot

VIEW = "engagement.view_record"
PAGE_SIZE = 25
# the open ends by their code in the address
WAITS = {
    "decision": _lazy("a decision"), "promise": _lazy("a promise"), "delivery": _lazy("being carried out"),
    "answer": _lazy("being told back"),
}
FINISHED = "finished"


@access(VIEW)
def trace(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """All contributions of a pilot with how far each has come, the longest waiting first."""
    pilot = find_pilot(request, pilot_slug, VIEW)
    today = pilot.local_date()
    waits = request.GET.get("waits", "")
    traced = Contribution.objects.filter(pilot=pilot).with_trace()
    counts = dict(traced.order_by().values_list("waits_for").annotate(Count("pk")))
    if waits in WAITS or waits == FINISHED:
        traced = traced.filter(waits_for="" if waits == FINISHED else waits)
    words = request.GET.get("q", "").strip()
    if words:
        traced = traced.filter(text__icontains=words)
    rows = traced.order_by(F("waits_since").asc(nulls_last=True), "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    for row in page:
        follow(row, today)
    return render(request, "engagement/trace.html", {
        "pilot": pilot, "programme": pilot.programme, "current_programme": pilot.programme, "page_obj": page,
        "steps": steps_of(pilot), "waits": waits, "words": words, "ends": _ends(counts),
        "total": sum(counts.values()), "columns": [{"label": label} for label in _columns()],
        "unfounded": Decision.objects.filter(pilot=pilot, contributions=None).count(),
    })


@access(VIEW)
def trace_contribution(request: HttpRequest, pilot_slug: str, contribution_id: int) -> HttpResponse:
    """One contribution from the session to told back."""
    pilot = find_pilot(request, pilot_slug, VIEW)
    traced = Contribution.objects.filter(pilot=pilot).with_trace().select_related("session__method")
    row = visible_or_404(traced, pk=contribution_id)
    follow(row, pilot.local_date())
    row.pilot = pilot
    may_edit = allowed(request.user, "engagement.edit_session", row.session or pilot)
    return render(request, "engagement/trace_contribution.html", {
        "pilot": pilot, "programme": pilot.programme, "current_programme": pilot.programme, "row": row,
        "items": _items(request, row), "may_edit": may_edit,
    })


def _columns() -> list[str]:
    return [_("Contribution"), _("Said"), _("Decided"), _("Promised"), _("Carried out"), _("Told back"), _("Open end")]


def steps_of(pilot: Pilot) -> list[dict[str, Any]]:
    """The median days of each step and how many took it; the medians are computed by the database."""
    said = Contribution.objects.filter(pilot=pilot)
    promised = Commitment.objects.filter(pilot=pilot)
    steps = (
        (_("from said to decided"), said, "received_on", "decision__decided_on"),
        (_("from decided to promised"), promised, "decided_by__decided_on", "raised_on"),
        (_("from promised to carried out"), promised, "raised_on", "delivered_on"),
        (_("from said to told back"), said, "received_on", "answered_on"),
    )
    found = []
    for label, rows, start, end in steps:
        days, number = median_days(rows, start, end)
        found.append({"label": label, "days": days, "number": number})
    return found


def follow(row: Any, today: dt.date) -> None:
    """Give a traced contribution its days between steps and the words of its open end."""
    row.decided_after = between(row.received_on, row.was_decided_on)
    row.promised_after = between(row.was_decided_on, row.promised_on)
    row.done_after = between(row.promised_on, row.done_on if row.waits_for != "delivery" else None)
    row.told_after = between(row.received_on, row.answered_on)
    row.open_end = _open_end(row, today)


def between(start: dt.date | None, end: dt.date | None) -> int | None:
    """Days from one step to the next; None where either is missing or they stand in the other order."""
    return (end - start).days if start and end and end >= start else None


def _open_end(row: Any, today: dt.date) -> str:
    if not row.waits_for:
        return ""
    what = WAITS[row.waits_for]
    since = between(row.waits_since, today)
    if since is None:
        return _("waits for %(what)s") % {"what": what}
    return ngettext("waits for %(what)s since %(days)d day", "waits for %(what)s since %(days)d days", since) % {
        "what": what, "days": since}


def _ends(counts: dict[str, int]) -> list[dict[str, Any]]:
    """The open ends to choose from, with how many there are."""
    ends = [{"code": code, "label": _("waiting for %(what)s") % {"what": what}, "number": counts.get(code, 0)}
            for code, what in WAITS.items()]
    return [*ends, {"code": FINISHED, "label": _("finished"), "number": counts.get("", 0)}]


def _items(request: HttpRequest, row: Any) -> list[dict[str, Any]]:
    """The steps of one contribution for the timeline, in the order of the chain."""
    items = []
    if row.session:
        items.append(_item(row.session.held_on, _("Session: %(name)s") % {"name": row.session},
                           href=row.session.get_absolute_url()))
    items.append(_item(row.received_on, _("Said"), str(row.text or row)))
    if row.decision_id:
        items.append(_decision_item(request, row))
    came_of = Q(contribution=row) | (Q(decided_by=row.decision_id) if row.decision_id else Q())
    came = list(Commitment.objects.filter(came_of).order_by("raised_on", "pk"))
    state_commitments(came, row)
    for promise in came:
        items.append(_item(promise.raised_on, _("Promised"), f"{promise} – {promise.state_label}",
                           between(row.was_decided_on, promise.raised_on)))
        if promise.delivered_on:
            items.append(_item(promise.delivered_on, _("Carried out"), str(promise),
                               between(promise.raised_on, promise.delivered_on)))
    if row.answered_on:
        items.append(_item(row.answered_on, _("Told back"), row.get_status_display(), row.told_after))
    if row.open_end:
        items.append({"title": row.open_end, "when": "", "state": "late"})
    return items


def _decision_item(request: HttpRequest, row: Any) -> dict[str, Any]:
    decision = Decision.objects.prefetch_related(roles_with_names(request.user, False)).get(pk=row.decision_id)
    label_decisions([decision])
    roles = "; ".join(
        f"{role.get_role_display()}: {_party(role)}" for role in decision.roles.all()
    )
    text = " · ".join(filter(None, (str(decision), decision.type_label, decision.method_label, roles)))
    return _item(decision.decided_on, _("Decided"), text, row.decided_after)


def _party(role: Any) -> str:
    if role.own_staff:
        return _("The city’s own staff")
    if role.stakeholder:
        return role.stakeholder.shown_name or str(role.stakeholder)
    return str(role.group or role.get_helix_display())


def _item(day: dt.date | None, title: str, text: str = "", after: int | None = None, href: str = "") -> dict[str, Any]:
    when = date_format(day) if day else _("day not documented")
    if after is not None:
        when += " · " + ngettext("%(days)d day later", "%(days)d days later", after) % {"days": after}
    return {"when": when, "title": title, "text": text, "href": href, "state": "done" if day else "next"}
