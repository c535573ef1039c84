"""Start, claim, follow and finish jobs.

A kind is registered with the function that does the work: ``@job_kind("indicators.compute")``. The function takes
``(job, report)`` and returns a JSON result. It may be run twice (late message, killed worker), so it must be
idempotent: recompute, do not increment.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.jobs.models import Job

log = logging.getLogger(__name__)
CLAIM = timedelta(seconds=90)
MAX_ATTEMPTS = 5
Report = Callable[[int, int, str], None]
Work = Callable[[Job, Report], dict[str, Any]]
_KINDS: dict[str, Work] = {}


class ClaimLost(RuntimeError):
    """Another worker took the job over while this one was silent."""


def job_kind(name: str) -> Callable[[Work], Work]:
    """Register the function that does the work of a kind of job."""

    def register(work: Work) -> Work:
        _KINDS[name] = work
        return work

    return register


def enqueue(kind: str, *, by: Any = None, programme_id: int | None = None, pilot_id: int | None = None,
            delay_seconds: int = 0, **arguments: Any) -> Job:
    """Store a job and hand it to the broker after commit. ``arguments`` are JSON primitives.

    With ``delay_seconds`` the worker waits that long, so that a burst of changes ends in one run.
    """
    from foundation.jobs.tasks import run_job  # noqa: PLC0415  the task module imports this one

    job = Job.objects.create(
        kind=kind, arguments=arguments, started_by=by if getattr(by, "pk", None) else None,
        programme_id=programme_id, pilot_id=pilot_id,
    )
    transaction.on_commit(lambda: deliver(run_job, str(job.pk), delay_seconds=delay_seconds))
    return job


def deliver(task: Any, *arguments: Any, delay_seconds: int = 0) -> None:
    """Send a task; a broker that is down costs nothing, because beat re-delivers unfinished rows."""
    try:
        task.apply_async(arguments, countdown=delay_seconds or None)
    except Exception:
        log.exception("The broker did not take %s%s; the row is delivered again later.", task.name, arguments)


def claim(job_id: str) -> Job | None:
    """Take a queued job, or a running one whose worker has gone silent; None where somebody else has it."""
    now = timezone.now()
    token = uuid.uuid4()
    free = Job.objects.filter(pk=job_id, state=Job.State.QUEUED) | Job.objects.filter(
        pk=job_id, state=Job.State.RUNNING, claimed_until__lt=now
    )
    taken = free.update(state=Job.State.RUNNING, claim=token, claimed_until=now + CLAIM)
    if not taken:
        return None
    job = Job.objects.get(pk=job_id)
    job.attempts += 1
    job.save(update_fields=["attempts"])
    return job


def run(job_id: str) -> Job | None:
    """Claim and do one job; the outcome is in its row. Returns None where there is nothing to do."""
    job = claim(job_id)
    if job is None:
        log.info("Job %s is gone, finished or claimed by another worker.", job_id)
        return None
    work = _KINDS.get(job.kind)
    if work is None:
        return _finish(job, Job.State.FAILED, message=f"No work is registered for {job.kind}.")
    if job.attempts > MAX_ATTEMPTS:
        return _finish(job, Job.State.FAILED, message=f"Given up after {MAX_ATTEMPTS} attempts.")
    try:
        result = work(job, lambda done, total, message="": _report(job, done, total, message))
    except ClaimLost:
        log.warning("Job %s was taken over by another worker.", job_id)
        return None
    except Exception as error:
        log.exception("Job %s failed.", job_id)
        return _finish(job, Job.State.FAILED, message=f"{type(error).__name__}: {error}"[:300])
    return _finish(job, Job.State.DONE, result=result)


def _report(job: Job, done: int, total: int, message: str = "") -> None:
    """Store progress and stretch the claim; raises ClaimLost where the claim has passed to another worker."""
    kept = Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).update(
        progress=done, total=total, message=message[:300], claimed_until=timezone.now() + CLAIM
    )
    if not kept:
        raise ClaimLost(str(job.pk))


def _finish(job: Job, state: str, **fields: Any) -> Job:
    Job.objects.filter(pk=job.pk, claim=job.claim).update(
        state=state, finished_at=timezone.now(), claim=None, claimed_until=None, **fields
    )
    job.refresh_from_db()
    return job


def resume_unfinished(*, include_claimed: bool = False) -> int:
    """Hand unfinished jobs to the broker again; returns how many.

    ``include_claimed`` also frees the running ones: right only when no worker can be alive (start of ``serve``).
    """
    from foundation.jobs.tasks import run_job  # noqa: PLC0415  the task module imports this one

    now = timezone.now()
    if include_claimed:
        Job.objects.filter(state=Job.State.RUNNING).update(
            state=Job.State.QUEUED, claim=None, claimed_until=None
        )
    stale = Job.objects.filter(state=Job.State.RUNNING, claimed_until__lt=now) | Job.objects.filter(
        state=Job.State.QUEUED, created_at__lt=now - (timedelta(0) if include_claimed else CLAIM)
    )
    waiting = [str(pk) for pk in stale.order_by("created_at").values_list("pk", flat=True)]
    for job_id in waiting:
        deliver(run_job, job_id)
    return len(waiting)
