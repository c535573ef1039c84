"""Background work on uploaded forms."""

from typing import Any

from foundation.jobs.models import Job
from foundation.jobs.running import Report, job_kind
from surveys.actions.form_imports import KIND, read_upload
from surveys.models import FormImport


@job_kind(KIND)
def read_form(job: Job, report: Report) -> dict[str, Any]:
    """Read an uploaded form; may run twice, because one that was read is not read again."""
    found = FormImport.objects.filter(pk=job.arguments["form_import_id"]).first()
    if found is None:
        return {"gone": True}
    report(0, 1, "")
    read_upload(form_import=found, language=job.arguments["language"])
    report(1, 1, "")
    return {}
