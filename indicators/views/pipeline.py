"""How far the numbers are: every pilot with its state and reason, the progress of the whole, and "try again"."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, allowed, require, visible_or_404
from foundation.audit.record import record
from foundation.jobs.models import Job
from indicators.actions.refresh import MAP, REDUCE, request_pilot
from indicators.models import PilotComputation
from indicators.views.reading import computation_of
from pilots.models import Pilot, PilotChange, Programme

VIEW_JOBS, RECOMPUTE = "indicators.view_jobs", "indicators.recompute"
JOBS_SHOWN = 20
State = PilotComputation.State


@dataclass(frozen=True)
class PilotState:
    """One pilot: ``code`` is done, waiting, running, failed or never."""

    pilot: Pilot
    computation: PilotComputation
    code: str
    is_mine: bool
    may_retry: bool

    @property
    def reason(self) -> str:
        """Why the last computation failed, for those whose pilot it is."""
        return self.computation.error if self.is_mine and self.code == "failed" else ""


@access(VIEW_JOBS)
def computation(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The states of all pilots and the newest jobs; htmx asks for the piece inside again."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, VIEW_JOBS, programme)
    states = states_of(programme, request.user)
    context = {
        "programme": programme, "current_programme": programme, "states": states, "progress": progress_of(states),
        "jobs": list(jobs_for(request.user, programme)), "kinds": kind_names(), "columns": columns(),
        "job_columns": [{"label": label} for label in (_("Job"), _("State"), _("Started"), _("Message"))],
    }
    piece = request.headers.get("hx-request") and not request.headers.get("hx-history-restore-request")
    return render(request, "indicators/_pipeline.html" if piece else "indicators/pipeline.html", context)


@access(RECOMPUTE)
@require_POST
def compute_again(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Queue the computation of a pilot now."""
    pilot = visible_or_404(Pilot.objects.visible_to(request.user).select_related("programme"), slug=pilot_slug)
    require(request.user, RECOMPUTE, pilot)
    with transaction.atomic():
        job = request_pilot(pilot=pilot, by=request.user, delay_seconds=0)
        if job:
            record("pilot.compute", pilot, by=request.user, label=pilot.name, job=str(job.pk))
    if job:
        messages.success(request, _("%(pilot)s is computed again.") % {"pilot": pilot.name})
    else:
        messages.info(request, _("%(pilot)s is waiting to be computed already.") % {"pilot": pilot.name})
    return redirect("indicators:computation", pilot.programme.slug)


def states_of(programme: Programme, user: Any) -> list[PilotState]:
    """Every pilot by name; three queries for any number."""
    under_way = Job.objects.filter(kind=MAP, pilot_id=OuterRef("pk")).unfinished()
    pilots = Pilot.objects.filter(programme=programme).select_related("computation").order_by("name", "pk").annotate(
        is_dirty=Exists(PilotChange.objects.filter(pilot=OuterRef("pk"))), is_queued=Exists(under_way),
    )
    return [
        PilotState(pilot, computation_of(pilot), _code(pilot), allowed(user, "indicators.view_pilot_jobs", pilot),
                   allowed(user, RECOMPUTE, pilot))
        for pilot in pilots
    ]


def _code(pilot: Any) -> str:
    """What to call the state: a job under way comes before what the last one left."""
    state = computation_of(pilot).state
    if state == State.RUNNING:
        return "running"
    if pilot.is_queued:
        return "waiting"
    if state == State.FAILED:
        return "failed"
    if state == State.NEVER:
        return "never"
    return "waiting" if pilot.is_dirty else "done"


def progress_of(states: list[PilotState]) -> dict[str, int]:
    """How many of all pilots are computed, wait, run or failed."""
    codes = [state.code for state in states]
    return {"all": len(codes), "done": codes.count("done"), "failed": codes.count("failed"),
            "open": codes.count("waiting") + codes.count("running"), "never": codes.count("never")}


def jobs_for(user: Any, programme: Programme) -> Any:
    """The newest jobs: those of the programme for coordinator and operator, else own ones and of the own pilots."""
    jobs = Job.objects.filter(programme_id=programme.pk).order_by("-created_at")
    if not allowed(user, "indicators.view_pilot_jobs", programme):
        mine = [p.pk for p in Pilot.objects.filter(programme=programme).select_related("programme")
                if allowed(user, "indicators.view_pilot_jobs", p)]
        jobs = jobs.filter(Q(started_by=user) | Q(pilot_id__in=mine))
    return jobs[:JOBS_SHOWN]


def kind_names() -> dict[str, str]:
    """What a kind of job is called; others keep their code."""
    return {MAP: _("Computing a pilot"), REDUCE: _("Comparing the pilots")}


def columns() -> list[dict[str, Any]]:
    """Headings of the table of pilots."""
    return [{"label": _("Pilot")}, {"label": _("State")}, {"label": _("Numbers of")}, {"label": _("Reason")},
            {"label": _("Action")}]
