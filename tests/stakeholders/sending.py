"""Draft, release and send messages in tests as people and workers do."""

from typing import Any

from django.core import mail

import stakeholders.tasks  # noqa: F401  registers the kind of job
from foundation.jobs import running
from foundation.jobs.models import Job
from stakeholders.actions.message_recipients import digest_of, sort_out
from stakeholders.actions.messages import SEND, draft_message, release_message
from stakeholders.models import Message
from tests.cast import Cast


def draft(cast: Cast, **fields: Any) -> Message:
    return draft_message(**{"programme": cast.programme, "pilot": cast.pilot, "kind": "invitation", "selection": {},
                            "by": cast.manager} | fields)


def release(cast: Cast, message: Message) -> Message:
    return release_message(message=message, seen=digest_of(message, sort_out(message, cast.manager)), by=cast.manager)


def run_jobs() -> None:
    """What a worker does with every job that is queued now."""
    for job_id in list(Job.objects.filter(kind=SEND, state="queued").values_list("pk", flat=True)):
        running.run(str(job_id))


def states(message: Message) -> dict[str, tuple[str, str]]:
    return {row.stakeholder.contact.name: (row.state, row.reason) for row in message.recipients.all()}


def letters() -> list[tuple[list[str], str]]:
    return [(letter.to, letter.subject) for letter in mail.outbox]
