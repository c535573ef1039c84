"""Write the three questionnaires, their waves, the responses and the rolled-up counts."""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peripheria.world.checking import World
from peripheria.world.layout import SURVEYS
from peripheria.world.loaded import Loaded, batches, store_all
from peripheria.world.questions import TYPED_CONSTRUCTS, WorldQuestion
from peripheria.world.staging import StagedResponse
from surveys.actions.publish import hash_of, publish_version
from surveys.choices import AnswerChannel, QuestionType, WaveKind
from surveys.counting import counted_cells
from surveys.definition import Definition, read_definition
from surveys.models import (
    AnswerCount,
    ConstructAnswer,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseIdentity,
    Wave,
)
from surveys.templates_catalogue import load_template

WORDED_BY = {"citizen": "citizen", "session_feedback": "T1"}  # our templates with the same questions
TITLES = {
    "session_feedback": "After-session feedback",
    "citizen": "Citizen survey",
    "manager": "Manager survey",
}
WAVE_KINDS = {
    "session_feedback": WaveKind.ALWAYS_OPEN,
    "citizen": WaveKind.ENDLINE,
    "manager": WaveKind.ENDLINE,
}
CountKey = tuple[int, str, str, str, str]  # wave, question, month, split, value


@dataclass
class LoadedSurvey:
    """A questionnaire of the world with its one version, its typed questions and its wave in each pilot."""

    version: QuestionnaireVersion
    definition: Definition
    typed: dict[str, Question]
    waves: dict[str, Wave]


def write_surveys(world: World, loaded: Loaded) -> None:
    """All files of the surveys floor."""
    questions = world.stage.questions()
    invited = {(pilot, survey): count for pilot, survey, count in world.rows("surveys")}
    surveys = {
        survey: _create_survey(
            survey, [world.question(code) for code in questions.get(survey, [])], loaded, invited
        )
        for survey in SURVEYS
    }
    counts: Counter[CountKey] = Counter()
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"peripheria:{loaded.programme.slug}")
    for batch in batches(world.stage.responses()):
        _write_responses(batch, surveys, loaded, namespace, counts)
    store_all(
        AnswerCount,
        (
            AnswerCount(wave_id=wave, family=1, question_code=code, period=period, split=split, value=value, n=n)
            for (wave, code, period, split, value), n in counts.items()
        ),
    )


def document_of(code: str, questions: list[WorldQuestion]) -> dict[str, Any]:
    """The questionnaire as the JSON that a published version keeps."""
    return {
        "code": code,
        "title": {"en": TITLES[code]},
        "intro": {},
        "languages": ["en"],
        "questions": [
            {
                "code": question.code,
                "type": _kind(question),
                "label": {"en": question.label},
                "required": False,
                "construct": question.construct,
                "lo": question.lowest,
                "hi": question.highest,
            }
            | _wording(code, question)
            for question in questions
        ],
    }


def _wording(questionnaire: str, question: WorldQuestion) -> dict[str, Any]:
    """Label and ends of the scale from our own template with that question; the files carry no wording."""
    template = WORDED_BY.get(questionnaire)
    asked = load_template(template)["questions"] if template else []
    like = next((q for q in asked if q["code"] == question.code and q["type"] == _kind(question)), None)
    if like is None or (like["lo"], like["hi"]) != (question.lowest, question.highest):
        return {}
    return {name: like[name] for name in ("label", "lo_label", "hi_label") if name in like}


def _kind(question: WorldQuestion) -> str:
    return QuestionType.NUMBER.value if question.lowest is None else QuestionType.SCALE.value


def _create_survey(
    code: str, questions: list[WorldQuestion], loaded: Loaded, invited: dict[tuple[str, str], int]
) -> LoadedSurvey:
    questionnaire = Questionnaire.objects.create(
        programme=loaded.programme, code=code, title={"en": TITLES[code]}
    )
    document = document_of(code, questions)
    version = publish_version(questionnaire=questionnaire, document=document, by=None)
    typed = version.questions.filter(construct__in=TYPED_CONSTRUCTS)
    waves = Wave.objects.bulk_create(
        [
            Wave(
                pilot=pilot,
                questionnaire=questionnaire,
                version=version,
                kind=WAVE_KINDS[code],
                slug=f"{pilot.slug[:110]}-{code.replace('_', '-')}",
                invited_count=invited.get((pilot.external_id, code)),
            )
            for pilot in loaded.pilots.values()
        ]
    )
    return LoadedSurvey(
        version,
        read_definition(document),
        {question.code: question for question in typed},
        dict(zip(loaded.pilots, waves, strict=True)),
    )


def _write_responses(
    batch: list[StagedResponse],
    surveys: dict[str, LoadedSurvey],
    loaded: Loaded,
    namespace: uuid.UUID,
    counts: Counter[CountKey],
) -> None:
    stored = Response.objects.bulk_create(
        [_response(staged, surveys[staged.survey], loaded, namespace) for staged in batch]
    )
    ResponseIdentity.objects.bulk_create(
        [
            ResponseIdentity(response=response, stakeholder_id=loaded.stakeholders[staged.stakeholder],
                             pilot_id=response.pilot_id)
            for response, staged in zip(stored, batch, strict=True)
            if staged.stakeholder is not None
        ]
    )
    typed: list[ConstructAnswer] = []
    for response, staged in zip(stored, batch, strict=True):
        survey = surveys[staged.survey]
        typed += _typed_answers(response, survey)
        wave, day = survey.waves[staged.pilot].pk, staged.submitted_on
        month = f"{day:%Y-%m}" if day else ""
        cells = counted_cells(
            survey.definition, response.answers, version=survey.version.number, answered=response.answered_count,
            asked=response.question_count, session_id=response.session_id,
        )
        counts.update((wave, code, month, split, value) for code, split, value in cells)
    store_all(ConstructAnswer, typed)


def _response(staged: StagedResponse, survey: LoadedSurvey, loaded: Loaded, namespace: uuid.UUID) -> Response:
    answers = {code: _plain(value) for code, value in staged.answers.items()}
    return Response(
        id=uuid.uuid5(namespace, staged.response_id),
        pilot=loaded.pilots[staged.pilot],
        wave=survey.waves[staged.pilot],
        version=survey.version,
        session_id=loaded.session(staged.session),
        channel=AnswerChannel.IMPORT,
        answers=answers,
        answered_count=sum(value is not None for value in answers.values()),
        question_count=len(survey.definition.questions),
        submitted_on=staged.submitted_on,
        body_hash=hash_of(answers),
        receipt_hash="",
    )


def _plain(value: float | None) -> int | float | None:
    return int(value) if value is not None and value.is_integer() else value


def _typed_answers(response: Response, survey: LoadedSurvey) -> Iterator[ConstructAnswer]:
    for code, value in response.answers.items():
        if question := survey.typed.get(code):
            yield ConstructAnswer(
                response=response,
                question=question,
                pilot_id=response.pilot_id,
                session_id=response.session_id,
                construct=question.construct,
                value=value,
            )
