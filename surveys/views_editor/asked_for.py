"""The questionnaire that an address means, and what every page of the editor shows."""

from typing import Any

from django.http import HttpRequest

from foundation.accounts.access import require, visible_or_404
from pilots.models import Programme
from surveys.actions.editing import shown_draft
from surveys.models import Questionnaire, QuestionnaireDraft

EDIT = "surveys.edit_questionnaires"


def programme_asked(request: HttpRequest, programme_slug: str, permission: str = EDIT) -> Programme:
    """The programme, 404 where it is not visible, 403 where the user may not."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, permission, programme)
    return programme


def draft_asked(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> QuestionnaireDraft:
    """The draft of one of the programme's own questionnaires, perhaps one that is not stored yet."""
    programme = programme_asked(request, programme_slug)
    own = Questionnaire.objects.select_related("programme").filter(programme=programme)
    return shown_draft(visible_or_404(own, pk=questionnaire_id))


def programme_of(draft: QuestionnaireDraft) -> Programme:
    """The programme of a draft; catalogue questionnaires, which have none, are not edited."""
    programme = draft.questionnaire.programme
    if programme is None:
        raise LookupError(draft.questionnaire.code)
    return programme


def context_of(draft: QuestionnaireDraft) -> dict[str, Any]:
    """What every page about a draft shows."""
    questionnaire = draft.questionnaire
    return {
        "draft": draft, "questionnaire": questionnaire, "programme": questionnaire.programme,
        "title": draft.document["title"], "document": draft.document,
    }
