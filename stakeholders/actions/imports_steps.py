"""Check, apply and undo as steps that one person starts and that run at once or, for big tables, in the background."""

import logging
from typing import Any

from django.utils.translation import gettext as _

from foundation.jobs.models import Job
from foundation.jobs.running import enqueue
from stakeholders.actions.imports_applying import apply_import
from stakeholders.actions.imports_checking import check_import
from stakeholders.actions.imports_undoing import undo_import
from stakeholders.models import RegisterImport

log = logging.getLogger(__name__)
KIND = "stakeholders.import"
AT_ONCE = 200  # rows; more of them are worked on in the background
State = RegisterImport.State
# step: (state before, state meanwhile)
STEPS = {
    "check": (State.CHECKING, State.CHECKING), "apply": (State.READY, State.APPLYING),
    "undo": (State.APPLIED, State.UNDOING),
}


def start_step(*, register_import: RegisterImport, step: str, by: Any) -> bool:
    """Claim the import for a step and do it, or leave it to a worker; False where somebody else was there first."""
    before, meanwhile = STEPS[step]
    claimed = RegisterImport.objects.filter(pk=register_import.pk, state=before).update(state=meanwhile, problem="")
    if not claimed:
        return False
    if register_import.rows.count() <= AT_ONCE:
        do_step(register_import=register_import, step=step, by=by)
        return True
    job = enqueue(KIND, by=by, programme_id=register_import.programme_id, pilot_id=register_import.pilot_id,
                  import_id=register_import.pk, step=step)
    RegisterImport.objects.filter(pk=register_import.pk).update(job_id=job.pk)
    return True


def do_step(*, register_import: RegisterImport, step: str, by: Any) -> None:
    """Do a claimed step; a failure leaves the import as it was before it, with a sentence, and is raised again."""
    before, meanwhile = STEPS[step]
    try:
        if step == "check":
            check_import(register_import=register_import)
            RegisterImport.objects.filter(pk=register_import.pk, state=meanwhile).update(state=State.READY)
        elif step == "apply":
            apply_import(register_import=register_import, by=by)
        else:
            undo_import(register_import=register_import, by=by)
    except Exception:
        back = State.UPLOADED if step == "check" else before
        RegisterImport.objects.filter(pk=register_import.pk, state=meanwhile).update(
            state=back, problem=_("This did not work, and nothing was changed. Try again."))
        raise


def job_of(register_import: RegisterImport) -> Job | None:
    """The background job of the step that is under way."""
    return Job.objects.filter(pk=register_import.job_id).first() if register_import.job_id else None
