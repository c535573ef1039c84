"""The job that makes a table of answers, and the one that clears old ones away."""

import logging
from typing import Any

from celery import shared_task
from django.utils.translation import gettext as _

from foundation.jobs.models import Job
from foundation.jobs.running import Report, job_kind
from surveys.actions.exports import KIND, TooFewAnswersError, make_export, prune_exports
from surveys.models import AnswerExport

log = logging.getLogger(__name__)


@job_kind(KIND)
def export_answers(job: Job, report: Report) -> dict[str, Any]:
    """Write the table; may run twice."""
    export = AnswerExport.objects.select_related("wave__pilot").filter(pk=job.arguments["export_id"]).first()
    if export is None:
        log.info("The export %s is gone.", job.arguments["export_id"])
        return {}
    try:
        return {"rows": make_export(export, report)}
    except TooFewAnswersError:
        return {"problem": _("Of fewer than five answers nothing goes out for research.")}


@shared_task(name="surveys.prune_exports", ignore_result=True)
def prune() -> int:
    """Delete tables that are older than was promised."""
    return prune_exports()
