"""The work of the report jobs; found by Celery's autodiscovery."""

import logging
from collections.abc import Callable
from typing import Any

from foundation.jobs.models import Job
from foundation.jobs.running import job_kind
from reports.actions.making import KIND, freeze, store_document
from reports.documents import WRITERS
from reports.models import Report

log = logging.getLogger(__name__)


@job_kind(KIND)
def make_report(job: Job, report: Callable[[int, int, str], None]) -> dict[str, Any]:
    """Freeze the snapshot and write the documents. May run twice: the snapshot stays, the files are replaced."""
    wanted = Report.objects.filter(pk=job.arguments["report_id"]).first()
    if wanted is None:
        log.info("Report %s is gone.", job.arguments["report_id"])
        return {}
    steps = 1 + len(WRITERS)
    report(0, steps, "")
    snapshot = freeze(wanted)
    for done, kind in enumerate(WRITERS, start=1):
        report(done, steps, kind)
        store_document(snapshot, kind)
    report(steps, steps, "")
    return {"sha256": snapshot.sha256}
