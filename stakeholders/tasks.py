"""Background work of the stakeholders floor: messages are sent by a job, a row at a time; names go when time is up."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from foundation.jobs.models import Job
from foundation.jobs.running import Report, enqueue, job_kind
from stakeholders.actions.message_delivery import allowance, next_time, send_next, settle_dead
from stakeholders.actions.messages import SEND, sending_jobs
from stakeholders.actions.retention import apply_all_retentions
from stakeholders.import_tasks import work_on_import  # noqa: F401  registers the kind of job
from stakeholders.models import Message

# a longer wait is left to beat, which hands over jobs whose time has come
SOON_SECONDS = 60


@shared_task(name="stakeholders.apply_retention", ignore_result=True)
def apply_retention() -> int:
    """Erase the names that were kept as long as was promised; may run twice, late or beside another."""
    return apply_all_retentions()


@job_kind(SEND)
def send_message(job: Job, report: Report) -> dict[str, Any]:
    """Send what is due of one message as far as the rate allows, and plan the rest; may run twice and at once."""
    message = Message.objects.select_related("programme", "pilot", "created_by").filter(
        pk=job.arguments["message_id"]).first()
    if message is None:
        return {"gone": True}
    unknown, done = settle_dead(message), 0
    total = message.recipients.due(timezone.now()).count()
    while allowance() and send_next(message) is not None:
        done += 1
        report(done, max(total, done), "")
    plan_rest(message, job)
    return {"tried": done, "unknown": unknown}


def plan_rest(message: Message, job: Job) -> None:
    """A job for the time when there is something to do again, unless there is one besides this."""
    moment = next_time(message)
    if moment is None or sending_jobs(message).unfinished().exclude(pk=job.pk).exists():
        return
    seconds = max(1, int((moment - timezone.now()).total_seconds()) + 1)
    if seconds <= SOON_SECONDS:
        enqueue(SEND, by=job.started_by, programme_id=job.programme_id, pilot_id=job.pilot_id,
                delay_seconds=seconds, message_id=message.pk)
        return
    Job.objects.create(
        kind=SEND, arguments={"message_id": message.pk}, started_by=job.started_by, claimed_until=moment,
        programme_id=job.programme_id, pilot_id=job.pilot_id,
    )
