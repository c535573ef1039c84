"""Bring a form in through the browser: keep it, read it in the background, take it in as a draft."""

import io
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from foundation.audit.record import record
from foundation.jobs.models import Job
from foundation.jobs.running import enqueue
from pilots.models import Programme
from surveys.actions.editing import CoreQuestionError, StaleError, edit_draft, start_questionnaire
from surveys.editing import editable
from surveys.models import FormImport, Questionnaire
from surveys.xlsform import examine_xlsform

KIND = "surveys.read_form"
KEPT = timedelta(days=30)
State = FormImport.State


@transaction.atomic
def upload_form(*, programme: Programme, file: Any, file_name: str, by: Any, language: str = "en") -> FormImport:
    """Keep an uploaded workbook and have it read in the background; its problems are said in ``language``.

    Imports older than 30 days go.
    """
    FormImport.objects.filter(programme=programme, created_at__lt=timezone.now() - KEPT).delete()
    made = FormImport.objects.create(
        programme=programme, file_name=file_name[:200], content=file.read(), created_by=by,
        created_by_name=str(by)[:200],
    )
    job = enqueue(KIND, by=by, programme_id=programme.pk, form_import_id=made.pk, language=language)
    FormImport.objects.filter(pk=made.pk).update(job_id=job.pk)
    record("form.upload", made, by=by)
    return made


def read_upload(*, form_import: FormImport, language: str) -> bool:
    """Read a kept workbook and note what it would become; False where that is done already. May run twice."""
    if form_import.state != State.READING:
        return False
    name = form_import.file_name.rsplit(".", 1)[0]
    with translation.override(language):
        form = examine_xlsform(io.BytesIO(bytes(form_import.content)), name=name)
    problems = [[p.sheet, p.row, p.column, p.message, p.is_error] for p in form.problems]
    return bool(FormImport.objects.filter(pk=form_import.pk, state=State.READING).update(
        state=State.READY if form.document else State.REFUSED, document=form.document, problems=problems,
        questions=form.questions, content=b"",
    ))


@transaction.atomic
def take_in_upload(*, form_import: FormImport, questionnaire: Questionnaire | None, code: str, by: Any) -> bool:
    """Make the form the draft of ``questionnaire``, or of a new one under ``code``; False where it was taken in before.

    Nothing is published. Raises ValidationError where the code is taken or a core question would be another one; then
    nothing has changed.
    """
    document = FormImport.objects.values_list("document", flat=True).get(pk=form_import.pk)
    if not FormImport.objects.filter(pk=form_import.pk, state=State.READY).update(state=State.TAKEN):
        return False
    document = editable(document or {}) | {"code": questionnaire.code if questionnaire else code}
    try:
        if questionnaire is None:
            with transaction.atomic():
                questionnaire = start_questionnaire(
                    programme=form_import.programme, code=code, document=document, by=by)
        else:
            edit_draft(questionnaire=questionnaire, change=lambda _draft: document, what="import", by=by)
    except IntegrityError as error:
        raise ValidationError({"code": _("Another questionnaire has this code.")}) from error
    except CoreQuestionError as error:
        raise ValidationError(_("%(code)s is a core question of the programme; the form asks it otherwise.") % {
            "code": error}) from error
    except StaleError as error:
        raise ValidationError(_("Somebody is changing the draft at this moment. Try again.")) from error
    FormImport.objects.filter(pk=form_import.pk).update(questionnaire=questionnaire)
    record("form.take_in", form_import, by=by, label=questionnaire.code)
    return True


@transaction.atomic
def discard_upload(*, form_import: FormImport, by: Any) -> bool:
    """Delete an import that was not taken in; False where it was."""
    waiting = FormImport.objects.select_for_update().filter(pk=form_import.pk).exclude(state=State.TAKEN).first()
    if waiting is None:
        return False
    record("form.discard", waiting, by=by)
    waiting.delete()
    return True


def job_of(form_import: FormImport) -> Job | None:
    """The background job that reads the form."""
    return Job.objects.filter(pk=form_import.job_id).first() if form_import.job_id else None
