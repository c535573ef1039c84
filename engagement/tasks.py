"""Work that the clock starts, and mails; found by Celery's autodiscovery."""

from typing import Any

from celery import shared_task

from engagement.actions.attachments import clear_deleted
from engagement.actions.registration_mail import confirm_registration
from engagement.actions.registrations import CONFIRM
from engagement.actions.session_reminders import run_reminders
from foundation.jobs.models import Job
from foundation.jobs.running import Report, job_kind


@shared_task(name="engagement.clear_deleted_files", ignore_result=True)
def clear_deleted_files() -> int:
    """Delete for good what was deleted more than thirty days ago; once a day is enough."""
    return clear_deleted()


@shared_task(name="engagement.remind_unlogged", ignore_result=True)
def remind_unlogged() -> int:
    """Remind of sessions that are over and not logged; once an hour, for days begin at every hour somewhere."""
    return run_reminders()


@job_kind(CONFIRM)
def send_confirmation(job: Job, _report: Report) -> dict[str, Any]:
    """Confirm a registration by mail; a job that a dead worker left may send the same mail twice."""
    return {"sent": confirm_registration(job.arguments["registration_id"], job.arguments["status"])}
