"""Questionnaires as XLSForm workbooks to take away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme
from surveys.definition import DefinitionError, read_definition
from surveys.models import Questionnaire, QuestionnaireDraft, QuestionnaireVersion
from surveys.xlsform import CellTooLong, write_xlsform

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access("surveys.list_surveys")
def version_workbook(request: HttpRequest, questionnaire_id: int, version_number: int) -> HttpResponse:
    """A published version as a workbook that this and other survey programs read."""
    questionnaire = _visible(request, questionnaire_id, "surveys.list_surveys")
    published = QuestionnaireVersion.objects.filter(questionnaire=questionnaire, published_at__isnull=False)
    version = visible_or_404(published, number=version_number)
    return _workbook(request, questionnaire, version.definition, str(version.number))


@access("surveys.edit_questionnaires")
def draft_workbook(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    """What is being written, as a workbook."""
    questionnaire = _visible(request, questionnaire_id, "surveys.edit_questionnaires")
    draft = visible_or_404(QuestionnaireDraft.objects.filter(questionnaire=questionnaire))
    return _workbook(request, questionnaire, draft.document, "draft")


def _visible(request: HttpRequest, questionnaire_id: int, permission: str) -> Questionnaire:
    """A questionnaire of a programme that the user sees (else 404) and may use so (else 403)."""
    seen = Questionnaire.objects.filter(programme__in=Programme.objects.visible_to(request.user))
    questionnaire = visible_or_404(seen.select_related("programme"), pk=questionnaire_id)
    require(request.user, permission, questionnaire.programme)
    return questionnaire


def _workbook(request: HttpRequest, questionnaire: Questionnaire, document: dict[str, Any],
              which: str) -> HttpResponse:
    try:
        content = write_xlsform(read_definition(document))
    except DefinitionError as error:
        messages.error(request, _("The draft is not whole yet: %(error)s") % {"error": error})
    except CellTooLong as error:
        messages.error(request, _("This text is too long for a cell of a workbook: %(text)s") % {"text": error})
    else:
        name = slugify(questionnaire.code) or "questionnaire"
        return HttpResponse(content, content_type=XLSX, headers={
            "Content-Disposition": f'attachment; filename="{name}-{which}.xlsx"'})
    return redirect("surveys:survey-list", Programme.objects.get(questionnaires=questionnaire).slug)
