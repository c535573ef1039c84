"""The dashboard of a programme: what lags, pilot by pilot."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.choices import SessionStatus
from foundation.accounts.access import access, allowed
from indicators.models import PilotComputation
from indicators.views.reading import (
    VIEW_VALUES,
    Line,
    computation_of,
    has_failed,
    line_of,
    programme_for,
    state_of,
    values_of,
)
from pilots.models import Pilot, PilotChange, Programme

COLUMNS = ("participants", "engagement_reach", "person_hours")


@dataclass(frozen=True)
class PilotLine:
    """One pilot in the table of all."""

    pilot: Pilot
    computation: PilotComputation
    is_dirty: bool
    no_data: int
    cells: list[tuple[str, Line | None]]  # state and value of each column


@access(VIEW_VALUES)
def dashboard(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Totals of the programme and a line for every pilot."""
    programme = programme_for(request, programme_slug)
    lines = pilot_lines(programme)
    sums = {name: sum(getattr(line.pilot, name) for line in lines) for name in ("planned", "unlogged", "held")}
    context = {
        "programme": programme, "current_programme": programme, "lines": lines, "sums": sums,
        "states": PilotComputation.State, "columns": columns(),
        "may_see_jobs": allowed(request.user, "indicators.view_jobs", programme),
        "stale": sum(line.is_dirty or line.computation.state == PilotComputation.State.RUNNING for line in lines),
    }
    return render(request, "indicators/dashboard.html", context)


def columns() -> list[dict[str, Any]]:
    """Headings of the table of pilots."""
    return [
        {"label": _("Pilot")}, {"label": _("Sessions held"), "numeric": True},
        {"label": _("Past, not logged"), "numeric": True}, {"label": _("Participants"), "numeric": True},
        {"label": _("Reach"), "numeric": True}, {"label": _("Person-hours"), "numeric": True},
        {"label": _("Without data"), "numeric": True}, {"label": _("Computed")},
    ]


def pilot_lines(programme: Programme) -> list[PilotLine]:
    """Every pilot by name with its session counts and a few values; the same number of queries for any number."""
    today = timezone.localdate()
    planned = Q(sessions__status=SessionStatus.PLANNED)
    pilots = (
        Pilot.objects.filter(programme=programme).select_related("computation").order_by("name", "pk").annotate(
            planned=Count("sessions", filter=planned & Q(sessions__held_on__gte=today)),
            unlogged=Count("sessions", filter=planned & Q(sessions__held_on__lt=today)),
            held=Count("sessions", filter=Q(sessions__status=SessionStatus.HELD)),
            is_dirty=Exists(PilotChange.objects.filter(pilot=OuterRef("pk"))),
        )
    )
    values = values_of(programme).filter(method="")
    found = {(v.pilot_id, v.indicator): v for v in values.filter(indicator__in=COLUMNS)}
    empty = dict(
        values.filter(value__isnull=True, suppressed=False).order_by().values_list("pilot").annotate(Count("pk"))
    )
    return [
        PilotLine(
            pilot, computation_of(pilot), pilot.is_dirty, empty.get(pilot.pk, 0),
            [_cell(found.get((pilot.pk, code)), programme, pilot) for code in COLUMNS],
        )
        for pilot in pilots
    ]


def _cell(value: Any | None, programme: Programme, pilot: Pilot) -> tuple[str, Line | None]:
    failed = has_failed(pilot)
    line = line_of(value, currency=programme.currency, failed=failed) if value is not None else None
    return state_of(value, failed=failed), line
