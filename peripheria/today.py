"""What waits for a signed-in person today."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from engagement.models import Commitment, Decision, Session
from foundation.accounts.access import access, visible_or_404
from foundation.jobs.models import Job
from indicators.models import IndicatorValue
from indicators.presentation import shown
from peripheria.current import current_programme
from pilots.choices import Role
from pilots.models import Programme

RATES = ("survey_response_rate_citizen", "survey_response_rate_manager")
SHOWN = 8
# a review is brought to mind so long before its day
REVIEW_AHEAD = dt.timedelta(days=14)
FAILURES = {
    "indicators.compute_pilot": _lazy("The numbers of a pilot could not be computed"),
    "indicators.compare_pilots": _lazy("The pilots could not be compared"),
    "reports.make": _lazy("A report could not be made"),
}


@access("pilots.view_programme")
def today(request: HttpRequest) -> HttpResponse:
    """Sessions past and not logged, commitments due, coming sessions, survey coverage."""
    programme = current_programme(request)
    if programme is None:
        return render(request, "today/no_programme.html")
    day = timezone.localdate()
    sessions = Session.objects.visible_to(request.user).filter(programme=programme).select_related("pilot", "method")
    commitments = Commitment.objects.visible_to(request.user).filter(
        programme=programme, due_on__isnull=False
    ).unfinished().select_related("pilot", "session")
    context = {
        "day": day,
        "unlogged": sessions.over_unlogged(timezone.now()).order_by("held_on")[:SHOWN],
        "coming": sessions.coming(day).order_by("held_on")[:SHOWN],
        "latest": sessions.held()[:5],
        "commitments": commitments.order_by("due_on")[:SHOWN],
        "reviews": _reviews(request, programme, day),
        "coverage": _coverage(request, programme),
        "failures": [
            {"title": FAILURES.get(job.kind, _("A job failed")), "text": job.message}
            for job in Job.objects.still_failed().filter(programme_id=programme.pk)[:3]
        ],
    }
    return render(request, "today/today.html", context)


@access("pilots.view_programme")
def choose_programme(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Look at another programme; the address names it, so the page remembers it."""
    visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    return today(request)


def _reviews(request: HttpRequest, programme: Programme, day: dt.date) -> Any:
    """Decisions to be looked at again, for those who can say that they were."""
    mine = programme.pilots.with_role(request.user, Role.COORDINATOR, Role.MANAGER)
    return Decision.objects.filter(pilot__in=mine).to_review(day + REVIEW_AHEAD).select_related("pilot")[:SHOWN]


def _coverage(request: HttpRequest, programme: Programme) -> list[Any]:
    mine = programme.pilots.with_role(request.user, Role.COORDINATOR, Role.RESEARCHER, Role.MANAGER, Role.CONTRIBUTOR)
    values = IndicatorValue.objects.visible_to(request.user).current().all_time().filter(
        programme=programme, indicator__in=RATES, pilot__in=mine
    )
    ordered = values.select_related("pilot").order_by("indicator", "pilot__name")
    return [(value.pilot, shown(value)) for value in ordered]
