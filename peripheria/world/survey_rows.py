"""Write the three questionnaires, their waves, the responses and the rolled-up counts."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from peripheria.world.checking import World
from peripheria.world.layout import SURVEYS
from peripheria.world.loaded import Loaded, batches, store_all
from peripheria.world.questions import TYPED_CONSTRUCTS, WorldQuestion
from peripheria.world.staging import StagedResponse
from surveys.choices import AnswerChannel, QuestionType, WaveKind
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

TITLES = {"session_feedback": "After-session feedback", "citizen": "Citizen survey", "manager": "Manager survey"}
WAVE_KINDS = {"session_feedback": WaveKind.ALWAYS_OPEN, "citizen": WaveKind.ENDLINE, "manager": WaveKind.ENDLINE}
CountKey = tuple[int, str, str, str]  # wave, question, month, value


@dataclass
class LoadedSurvey:
    """A questionnaire of the world with its one version, its typed questions and its wave in each pilot."""

    version: QuestionnaireVersion
    question_count: int
    typed: dict[str, Question]
    waves: dict[str, Wave]


def write_surveys(world: World, loaded: Loaded) -> None:
    """All files of the surveys floor."""
    questions = world.stage.questions()
    invited = {(pilot, survey): count for pilot, survey, count in world.rows("surveys")}
    surveys = {
        survey: _create_survey(survey, [world.question(code) for code in questions.get(survey, [])], loaded, invited)
        for survey in SURVEYS
    }
    counts: Counter[CountKey] = Counter()
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"peripheria:{loaded.programme.slug}")
    for batch in batches(world.stage.responses()):
        _write_responses(batch, surveys, loaded, namespace, counts)
    store_all(AnswerCount, (
        AnswerCount(wave_id=wave, family=1, question_code=code, period=period, split="", value=value, n=n)
        for (wave, code, period, value), n in counts.items()
    ))


def definition_of(title: str, questions: list[WorldQuestion]) -> dict[str, Any]:
    """The questionnaire as JSON: what a published version keeps."""
    return {
        "title": {"en": title},
        "questions": [
            {"code": question.code, "type": _kind(question), "label": {"en": question.label},
             "lowest": question.lowest, "highest": question.highest, "construct": question.construct,
             "required": False}
            for question in questions
        ],
    }


def _kind(question: WorldQuestion) -> str:
    return QuestionType.NUMBER if question.lowest is None else QuestionType.SCALE


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _create_survey(
    code: str, questions: list[WorldQuestion], loaded: Loaded, invited: dict[tuple[str, str], int]
) -> LoadedSurvey:
    questionnaire = Questionnaire.objects.create(programme=loaded.programme, code=code, title={"en": TITLES[code]})
    definition = definition_of(TITLES[code], questions)
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, definition=definition, content_hash=_hash(definition),
        published_at=timezone.now(),
    )
    stored = Question.objects.bulk_create([
        Question(version=version, code=question.code, construct=question.construct, kind=_kind(question),
                 position=at, lowest=question.lowest, highest=question.highest)
        for at, question in enumerate(questions, start=1)
    ])
    waves = Wave.objects.bulk_create([
        Wave(pilot=pilot, questionnaire=questionnaire, version=version, kind=WAVE_KINDS[code],
             slug=f"{pilot.slug}-{code.replace('_', '-')}", invited_count=invited.get((pilot.external_id, code)))
        for pilot in loaded.pilots.values()
    ])
    return LoadedSurvey(
        version, len(questions), {row.code: row for row in stored if row.construct in TYPED_CONSTRUCTS},
        dict(zip(loaded.pilots, waves, strict=True)),
    )


def _write_responses(
    batch: list[StagedResponse], surveys: dict[str, LoadedSurvey], loaded: Loaded, namespace: uuid.UUID,
    counts: Counter[CountKey],
) -> None:
    stored = Response.objects.bulk_create([
        _response(staged, surveys[staged.survey], loaded, namespace) for staged in batch
    ])
    ResponseIdentity.objects.bulk_create([
        ResponseIdentity(response=response, stakeholder_id=loaded.stakeholders[staged.stakeholder])
        for response, staged in zip(stored, batch, strict=True) if staged.stakeholder is not None
    ])
    typed: list[ConstructAnswer] = []
    for response, staged in zip(stored, batch, strict=True):
        survey = surveys[staged.survey]
        typed += _typed_answers(response, survey)
        month = _month(staged, loaded)
        for code, value in response.answers.items():
            counts[survey.waves[staged.pilot].pk, code, month, "" if value is None else str(value)] += 1
    store_all(ConstructAnswer, typed)


def _response(staged: StagedResponse, survey: LoadedSurvey, loaded: Loaded, namespace: uuid.UUID) -> Response:
    answers = {code: _plain(value) for code, value in staged.answers.items()}
    return Response(
        id=uuid.uuid5(namespace, staged.response_id), pilot=loaded.pilots[staged.pilot],
        wave=survey.waves[staged.pilot], version=survey.version, session_id=loaded.session(staged.session),
        channel=AnswerChannel.IMPORT, answers=answers,
        answered_count=sum(value is not None for value in answers.values()), question_count=survey.question_count,
        submitted_on=staged.submitted_on, body_hash=_hash(answers), receipt_hash="",
    )


def _plain(value: float | None) -> int | float | None:
    return int(value) if value is not None and value.is_integer() else value


def _typed_answers(response: Response, survey: LoadedSurvey) -> Iterator[ConstructAnswer]:
    for code, value in response.answers.items():
        if question := survey.typed.get(code):
            yield ConstructAnswer(response=response, question=question, pilot_id=response.pilot_id,
                                  session_id=response.session_id, construct=question.construct, value=value)


def _month(staged: StagedResponse, loaded: Loaded) -> str:
    """The month of the answer; that of its session where the files give no day."""
    day = staged.submitted_on
    if day is None and staged.session is not None:
        day = loaded.sessions[staged.session].held_on
    return "" if day is None else f"{day:%Y-%m}"
