"""Make questionnaires from the templates of the catalogue."""

from typing import Any

from django.db import transaction

from pilots.models import Pilot, Programme
from surveys.actions.publish import open_wave, publish_version
from surveys.choices import WaveKind
from surveys.models import Questionnaire, QuestionnaireVersion, Wave
from surveys.templates_catalogue import load_template

FEEDBACK = "session_feedback"  # code of the exit survey in every programme
FEEDBACK_TEMPLATE = "T1"


@transaction.atomic
def questionnaire_from_template(*, programme: Programme, code: str, template: str, by: Any) -> QuestionnaireVersion:
    """The newest published version of the programme's questionnaire, made from the template where there is none."""
    document = load_template(template)
    questionnaire, _is_new = Questionnaire.objects.get_or_create(
        programme=programme, code=code, defaults={"title": document["title"]}
    )
    published = questionnaire.versions.filter(published_at__isnull=False).order_by("-number").first()
    return published or publish_version(questionnaire=questionnaire, document=document, by=by)


@transaction.atomic
def ensure_feedback_wave(*, pilot: Pilot, by: Any) -> Wave:
    """The pilot's always-open wave of the exit survey; made, with its questionnaire, where it is missing."""
    wave = feedback_wave(pilot)
    if wave is not None:
        return wave
    version = questionnaire_from_template(
        programme=pilot.programme, code=FEEDBACK, template=FEEDBACK_TEMPLATE, by=by
    )
    return open_wave(pilot=pilot, version=version, slug=f"{pilot.slug[:120]}-feedback", by=by)


def feedback_wave(pilot: Pilot) -> Wave | None:
    """The pilot's exit-survey wave with its version; None where there is none yet."""
    return (
        Wave.objects.filter(pilot=pilot, questionnaire__code=FEEDBACK, kind=WaveKind.ALWAYS_OPEN)
        .select_related("pilot__programme", "version", "questionnaire").first()
    )
