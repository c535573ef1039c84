"""Background work of the indicators floor: map by pilot, reduce by programme."""

import logging
from typing import Any

from celery import shared_task

from foundation.jobs.models import Job
from foundation.jobs.running import Report, job_kind
from indicators.actions.claims import free_silent
from indicators.actions.comparison import compare_programme
from indicators.actions.pilot_values import compute_pilot
from indicators.actions.refresh import (
    MAP,
    REDUCE,
    is_done,
    progress_of,
    refresh_dirty,
    request_comparison,
    request_pilot,
    retry_comparisons,
)
from pilots.models import Pilot, Programme
from surveys.actions.webhooks import announce_comparison

log = logging.getLogger(__name__)


@job_kind(MAP)
def map_pilot(job: Job, report: Report) -> dict[str, Any]:
    """Compute one pilot, then ask for the comparison; a pilot that is gone is no failure."""
    pilot = Pilot.objects.select_related("programme").filter(pk=job.pilot_id).first()
    if pilot is None:
        return {"gone": True}
    report(0, 1, pilot.name)
    done_before = is_done(job, pilot)
    if not done_before and not compute_pilot(pilot):
        request_pilot(pilot=pilot, delay_seconds=10)  # somebody else is at it and may not see the newest change
        return {"busy": True}
    log.info("Pilot %s is computed; %s of %s of its programme are.", pilot.slug, *progress_of(pilot.programme_id))
    request_comparison(programme_id=pilot.programme_id)  # also after a kill between the two steps
    report(1, 1, pilot.name)
    return {"pilot": pilot.slug, "done_before": done_before}


@job_kind(REDUCE)
def reduce_programme(job: Job, report: Report) -> dict[str, Any]:
    """Compare the pilots of one programme from their stored sufficient statistics."""
    programme = Programme.objects.filter(pk=job.programme_id).first()
    if programme is None:
        return {"gone": True}
    report(0, 1, programme.name)
    verdicts = compare_programme(programme)
    announce_comparison(programme=programme, subject=str(job.pk))
    return {"verdicts": verdicts}


@shared_task(name="indicators.refresh_dirty_pilots", ignore_result=True)
def refresh_dirty_pilots() -> int:
    """Beat: nothing that changed stays uncomputed, whatever happened to a message or a worker."""
    free_silent()
    retry_comparisons()
    return refresh_dirty()
