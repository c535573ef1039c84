"""Background work on imports of big tables."""

from typing import Any

from foundation.jobs.models import Job
from foundation.jobs.running import Report, job_kind
from stakeholders.actions.imports_steps import KIND, do_step
from stakeholders.models import RegisterImport


@job_kind(KIND)
def work_on_import(job: Job, report: Report) -> dict[str, Any]:
    """Do a claimed step of an import; may run twice, because a step that is done does nothing more."""
    found = RegisterImport.objects.select_related("pilot", "programme", "created_by").filter(
        pk=job.arguments["import_id"]).first()
    if found is None:
        return {"gone": True}
    total = found.rows.count()
    report(0, total, "")
    do_step(register_import=found, step=job.arguments["step"], by=job.started_by)
    report(total, total, "")
    return {"rows": total}
