"""Start, claim, follow and finish jobs.

A kind is registered with the function that does the work: ``@job_kind("indicators.compute")``. The function takes
``(job, report)`` and returns a JSON result. It may be run twice (late message, killed worker), so it must be
idempotent: recompute, do not increment.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from foundation.jobs.heartbeat import CLAIM, beating
from foundation.jobs.models import Job, WorkerSeen

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
# a queued job that nobody has taken is handed to the broker again after this time, and so many at once
DELIVER_AGAIN = timedelta(minutes=5)
DELIVERED_AT_ONCE = 1000
KEEP_DAYS = 30
Report = Callable[[int, int, str], None]
Work = Callable[[Job, Report], dict[str, Any]]
_KINDS: dict[str, Work] = {}
_RELEASES: list[Callable[[], object]] = []


class ClaimLost(RuntimeError):
    """Another worker took the job over while this one was silent."""


def job_kind(name: str) -> Callable[[Work], Work]:
    """Register the function that does the work of a kind of job."""

    def register(work: Work) -> Work:
        _KINDS[name] = work
        return work

    return register


def when_no_worker_lives(release: Callable[[], object]) -> Callable[[], object]:
    """Register what gives back the claims of dead workers on other rows than jobs; called where `serve` starts one."""
    if release not in _RELEASES:
        _RELEASES.append(release)
    return release


def enqueue(kind: str, *, by: Any = None, programme_id: int | None = None, pilot_id: int | None = None,
            delay_seconds: int = 0, **arguments: Any) -> Job:
    """Store a job and hand it to the broker after commit. ``arguments`` are JSON primitives.

    With ``delay_seconds`` (less than CLAIM) the worker waits that long, so that a burst of changes ends in one run.
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


def _silent(now: datetime) -> Q:
    return Q(state=Job.State.RUNNING, claimed_until__lt=now)


def claim(job_id: str) -> Job | None:
    """Take a queued job, or a running one whose worker has gone silent; None where somebody else has it."""
    now = timezone.now()
    token = uuid.uuid4()
    taken = Job.objects.filter(Q(state=Job.State.QUEUED) | _silent(now), pk=job_id).update(
        state=Job.State.RUNNING, claim=token, claimed_until=now + CLAIM, attempts=F("attempts") + 1
    )
    return Job.objects.filter(pk=job_id, claim=token).first() if taken else None


def run(job_id: str) -> Job | None:
    """Claim and do one job; the outcome is in its row. Returns None where there is nothing to do.

    A database that is away fails nothing: the job is queued again, up to MAX_ATTEMPTS.
    """
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
        with beating(lambda: _mine(job).update(claimed_until=timezone.now() + CLAIM)):
            result = work(job, partial(_report, job))
    except ClaimLost:
        log.warning("Job %s was taken over by another worker.", job_id)
        return None
    except (OperationalError, InterfaceError) as error:
        log.warning("Job %s is put back: %s", job_id, error)
        return _put_back(job, str(error))
    except Exception as error:
        log.exception("Job %s failed.", job_id)
        return _finish(job, Job.State.FAILED, message=f"{type(error).__name__}: {error}"[:300])
    return _finish(job, Job.State.DONE, result=result)


def _mine(job: Job) -> Any:
    """The job's row, as long as this worker has it."""
    return Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING)


def _report(job: Job, done: int, total: int, message: str = "") -> None:
    """Store progress and stretch the claim; raises ClaimLost where the claim has passed to another worker."""
    kept = _mine(job).update(
        progress=done, total=total, message=message[:300], claimed_until=timezone.now() + CLAIM
    )
    if not kept:
        raise ClaimLost(str(job.pk))
    log.info("Job %s (%s): %d of %d %s", job.pk, job.kind, done, total, message)


def _put_back(job: Job, message: str) -> Job:
    _mine(job).update(state=Job.State.QUEUED, claim=None, claimed_until=timezone.now(), message=message[:300])
    job.refresh_from_db()
    return job


def _finish(job: Job, state: str, **fields: Any) -> Job:
    _mine(job).update(state=state, finished_at=timezone.now(), claim=None, claimed_until=None, **fields)
    job.refresh_from_db()
    return job


def resume_unfinished(*, include_claimed: bool = False) -> int:
    """Hand unfinished jobs to the broker again, oldest first; returns how many.

    A queued job's ``claimed_until`` says when it is handed over next, so that a long queue does not grow by copies
    of its own messages. ``include_claimed`` frees the running ones too and delivers all that is queued: right only
    when no worker can be alive (start of ``serve``).
    """
    from foundation.jobs.tasks import run_job  # noqa: PLC0415  the task module imports this one

    now = timezone.now()
    if include_claimed:
        for release in _RELEASES:
            release()
        Job.objects.filter(state=Job.State.RUNNING).update(state=Job.State.QUEUED, claim=None, claimed_until=now)
        due = Q(state=Job.State.QUEUED)
    else:
        never_sent_again = Q(claimed_until__isnull=True, created_at__lt=now - CLAIM)
        due = _silent(now) | Q(state=Job.State.QUEUED) & (never_sent_again | Q(claimed_until__lte=now))
    waiting = list(Job.objects.filter(due).order_by("created_at").values_list("pk", flat=True)[:DELIVERED_AT_ONCE])
    for start in range(0, len(waiting), 500):
        Job.objects.filter(pk__in=waiting[start : start + 500], state=Job.State.QUEUED).update(
            claimed_until=now + DELIVER_AGAIN
        )
    for job_id in waiting:
        deliver(run_job, str(job_id))
    return len(waiting)


def prune(*, days: int = KEEP_DAYS) -> int:
    """Delete jobs that ended more than ``days`` days ago, and the names of workers not seen since; returns jobs."""
    before = timezone.now() - timedelta(days=days)
    WorkerSeen.objects.filter(seen_at__lt=before).delete()
    return Job.objects.filter(finished_at__lt=before).delete()[0]
