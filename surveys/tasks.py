"""Tasks of the surveys floor."""

from typing import Any

from celery import shared_task

from foundation.jobs.models import Job
from foundation.jobs.running import Report, deliver, job_kind
from surveys.actions.fold import fold_counts
from surveys.actions.joint_counts import count_crosstab, count_pairs
from surveys.actions.retention import prune_drafts, remove_all_old_answers
from surveys.actions.webhooks import SEND, announce_closed_waves, has_due_deliveries, send_delivery, send_due
from surveys.counting_jobs import CROSSTAB_JOB, PAIRS_JOB
from surveys.export_jobs import export_answers  # noqa: F401  registers the kind of job
from surveys.form_import_jobs import read_form  # noqa: F401  registers the kind of job
from surveys.models import Wave


@shared_task(name="surveys.fold_counts", ignore_result=True)
def fold() -> int:
    """Fold waiting deltas into the counts; may run twice, late or beside another. Also sees to it that addresses are
    told what is due."""
    announce_closed_waves()
    if has_due_deliveries():
        deliver(tell)
    return fold_counts()


@shared_task(name="surveys.tell_webhooks", ignore_result=True)
def tell() -> int:
    """Send what is due to the addresses that want to be told; may run twice or beside another."""
    return send_due()


@shared_task(name=SEND, ignore_result=True)
def send_one(delivery_id: int) -> bool:
    """Send one message, unless somebody else does."""
    return send_delivery(delivery_id)


@shared_task(name="surveys.prune_drafts", ignore_result=True)
def prune() -> int:
    """Delete drafts and single answers that are older than was promised; returns how many drafts."""
    remove_all_old_answers()
    return prune_drafts()


@job_kind(PAIRS_JOB)
def pairs(job: Job, report: Report) -> dict[str, Any]:
    """Count the pairs of two waves."""
    waves = Wave.objects.select_related("version", "pilot").in_bulk([job.arguments["first"], job.arguments["second"]])
    if len(waves) < 2:
        return {"counted": 0}
    found = count_pairs(first=waves[job.arguments["first"]], second=waves[job.arguments["second"]])
    return {"counted": len(found)}


@job_kind(CROSSTAB_JOB)
def crosstab(job: Job, report: Report) -> dict[str, Any]:
    """Count a question of a wave by another one or by a split."""
    wave = Wave.objects.select_related("version", "pilot").filter(pk=job.arguments["wave"]).first()
    if wave is None:
        return {"counted": 0}
    found = count_crosstab(wave=wave, rows=job.arguments["rows"], columns=job.arguments["columns"])
    return {"counted": found.n if found else 0}
