"""The Celery tasks of the job queue."""

import socket

from celery import shared_task
from django.utils import timezone

from foundation.jobs import running
from foundation.jobs.models import WorkerSeen


@shared_task(name="jobs.run", ignore_result=True)
def run_job(job_id: str) -> None:
    """Run one job; harmless where the job is gone, finished or claimed. The result is in the job's row."""
    running.run(job_id)


@shared_task(name="jobs.resume_unfinished", ignore_result=True)
def resume_unfinished() -> int:
    """Deliver again what the broker lost."""
    return running.resume_unfinished()


@shared_task(name="jobs.prune", ignore_result=True)
def prune() -> int:
    """Forget jobs that ended a month ago; once a day is enough."""
    return running.prune()


@shared_task(name="jobs.worker_seen", ignore_result=True)
def worker_seen() -> None:
    """Say that a worker is alive."""
    WorkerSeen.objects.update_or_create(name=socket.gethostname()[:100], defaults={"seen_at": timezone.now()})
