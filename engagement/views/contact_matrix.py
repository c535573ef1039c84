"""Influence and interest of a pilot's stakeholders, and planned level against actual contact."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engagement.contact_matrix import POINTS_SHOWN, SCORES, TRAY_SHOWN, laid_out, size_of
from engagement.contact_words import contact_words, treated_as
from engagement.contacts import (
    NOT_PLACED,
    cell_counts,
    first_of_each_cell,
    named,
    only_overdue,
    with_contact,
    with_last_message,
)
from engagement.forms.contacts import UNPLACED, ContactFilterForm, MoveForm
from foundation.accounts.access import access, allowed, require, visible_or_404
from pilots.models import Pilot
from stakeholders.actions.involvements import change_involvement
from stakeholders.contact_limits import LIMIT_FACTORS, limit_days
from stakeholders.models import Involvement, Stakeholder

PAGE_SIZE = 25
MONTH = dt.timedelta(days=30)


@access("stakeholders.view_involvements")
def contact_matrix(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """The matrix on a day, the tray of those not placed, and the list with the same facts and the contacts."""
    pilot = _find_pilot(request, pilot_slug, "stakeholders.view_involvements")
    today = pilot.local_date()
    asked = request.GET.copy()
    asked.setdefault("on", today.isoformat())
    form = ContactFilterForm(asked)
    form.full_clean()
    day, measure = form.cleaned_data.get("on") or today, form.cleaned_data.get("size") or "hours"
    involved = Involvement.objects.filter(pilot=pilot).on_day(day)
    rows = with_contact(involved, day, pilot.programme.contact_limit_days)
    drawn = list(first_of_each_cell(rows, POINTS_SHOWN, TRAY_SHOWN))
    page = Paginator(_narrowed(rows, form.cleaned_data, request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    _show(drawn, request.user, day, measure)
    _show(page.object_list, request.user, day, measure)
    lines, tray = laid_out(drawn, cell_counts(involved))
    return render(request, "engagement/contact_matrix.html", {
        "pilot": pilot, "programme": pilot.programme, "form": form, "day": day, "today": today, "lines": lines,
        "tray": tray, "scores": SCORES, "page_obj": page, "measure": measure, "limits": _limits(pilot),
        "overdue_count": only_overdue(rows).count(), "first_day": _first_day(pilot, today),
        "earlier": day - MONTH, "later": min(day + MONTH, today) if day < today else None,
        "may_move": day == today and allowed(request.user, "stakeholders.edit_involvement", pilot),
        "is_narrowed": any(form.cleaned_data.get(name) for name in ("treat", "overdue", "q", "cell")),
        "columns": [{"label": label} for label in (
            _("Name"), _("Influence and interest"), _("Planned level against contact"), _("Last contact"),
            _("Last message"))] + [{"label": _("Hours"), "numeric": True}],
    })


@require_POST
@access("stakeholders.edit_involvement")
def contact_move(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Write influence and interest of one stakeholder as of today, from the list, by keys or by dragging."""
    pilot = _find_pilot(request, pilot_slug, "stakeholders.edit_involvement")
    register = Stakeholder.objects.visible_to(request.user).filter(
        pk__in=Involvement.objects.filter(pilot=pilot).on_day(pilot.local_date()).values("stakeholder"))
    form = MoveForm(request.POST, register=register)
    anchor = ""
    if form.is_valid():
        moved = form.cleaned_data.pop("stakeholder")
        change_involvement(stakeholder=moved, pilot=pilot, by=request.user, **form.cleaned_data)
        anchor = f"#s{moved.pk}"
        messages.success(request, _("Saved as of today."))
    else:
        messages.error(request, _("Nothing was changed: choose scores from 1 to 5, or “not set”."))
    query = request.POST.get("query", "")
    return redirect(f"{reverse('engagement:contact-matrix', args=[pilot.slug])}{'?' + query if query else ''}{anchor}")


def _find_pilot(request: HttpRequest, slug: str, permission: str) -> Pilot:
    pilot: Pilot = visible_or_404(Pilot.objects.visible_to(request.user).select_related("programme"), slug=slug)
    require(request.user, permission, pilot)
    return pilot


def _narrowed(rows: QuerySet[Any], asked: dict[str, Any], user: Any) -> QuerySet[Any]:
    """The rows of the list: overdue first, the longest without contact on top."""
    if treat := asked.get("treat"):
        rows = rows.filter(cell=NOT_PLACED) if treat == UNPLACED else rows.filter(quadrant=treat)
    if cell := asked.get("cell"):
        rows = rows.filter(cell=cell)
    if asked.get("overdue"):
        rows = only_overdue(rows)
    if words := asked.get("q"):
        rows = named(rows, user, words)
    return with_last_message(rows).order_by("-is_overdue", F("anchor").asc(nulls_first=True), "pk")


def _show(rows: Any, user: Any, day: dt.date, measure: str) -> None:
    """Give each row the stakeholder by name, the size of its point and its sentence; one query."""
    people: dict[int, Any] = Stakeholder.objects.with_names(user).in_bulk({row.stakeholder_id for row in rows})
    for row in rows:
        row.who = people[row.stakeholder_id]
        row.name = row.who.shown_name or str(row.who)
        row.size = size_of(getattr(row, measure), measure)
        row.words, row.treated = contact_words(row, day), treated_as(row)


def _limits(pilot: Pilot) -> list[dict[str, Any]]:
    """After how many days contact is overdue, by quadrant; None for never."""
    days = pilot.programme.contact_limit_days
    return [{"label": quadrant.label, "days": limit_days(quadrant, days)} for quadrant in LIMIT_FACTORS]


def _first_day(pilot: Pilot, today: dt.date) -> dt.date:
    first = Involvement.objects.filter(pilot=pilot).aggregate(first=Min("valid_from"))["first"]
    return min(first or today, today)
