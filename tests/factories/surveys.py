"""Questionnaires, versions and waves; versions are published by the real action, so their rows fit the definition."""

import uuid
from typing import Any

import factory

from pilots.models import Pilot
from surveys.actions.publish import publish_version
from surveys.actions.submit import Receipt, submit_response
from surveys.models import Questionnaire, Wave
from tests.factories.pilots import PilotFactory

ALL_TYPES: dict[str, Any] = {
    "code": "all_types", "title": {"en": "Six kinds of question", "sv": "Sex sorters frågor"},
    "intro": {"en": "One of each."}, "languages": ["en", "sv"],
    "questions": [
        {"code": "travel", "type": "single", "label": {"en": "How did you come?", "sv": "Hur kom du?"},
         "required": True, "choices": [
             {"code": "foot", "numeric": 1, "label": {"en": "On foot", "sv": "Till fots"}},
             {"code": "bus", "numeric": 2, "label": {"en": "By bus"}},
             {"code": "unsaid", "numeric": -1, "label": {"en": "Cannot say"}}]},
        {"code": "topics", "type": "multiple", "label": {"en": "What matters?"}, "required": False, "choices": [
            {"code": "parks", "numeric": 1, "label": {"en": "Parks"}},
            {"code": "light", "numeric": 2, "label": {"en": "Street light"}},
            {"code": "noise", "numeric": 3, "label": {"en": "Noise"}}]},
        {"code": "rating", "type": "scale", "label": {"en": "How good was it?"}, "required": False, "lo": 1, "hi": 5,
         "lo_label": {"en": "Poor"}, "hi_label": {"en": "Excellent"}, "construct": "method_rating"},
        {"code": "years", "type": "number", "label": {"en": "Years in the city"}, "required": False, "lo": 0,
         "hi": 120},
        {"code": "idea", "type": "text", "label": {"en": "Your idea"}, "required": False},
        {"code": "since", "type": "date", "label": {"en": "Member since"}, "required": False},
    ],
}


class QuestionnaireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Questionnaire

    code = factory.Sequence(lambda n: f"questionnaire_{n}")
    title = {"en": "Six kinds of question"}


def make_wave(*, pilot: Pilot | None = None, document: dict[str, Any] | None = None, **fields: Any) -> Wave:
    """A published, always-open wave of all six types of question."""
    pilot = pilot or PilotFactory()
    questionnaire = QuestionnaireFactory(programme=pilot.programme)
    version = publish_version(questionnaire=questionnaire, document=document or ALL_TYPES, by=None)
    fields = {"slug": f"{pilot.slug}-{questionnaire.code}".replace("_", "-"), "is_published": True} | fields
    return Wave.objects.create(pilot=pilot, questionnaire=questionnaire, version=version, **fields)


def answer(wave: Wave, **answers: Any) -> Receipt:
    """One response under a new key; ``travel`` is required and has a default."""
    return submit_response(wave=wave, response_id=uuid.uuid4(), answers={"travel": "foot"} | answers)
