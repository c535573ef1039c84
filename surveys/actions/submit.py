"""Take in a response, once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.actions.attendance_totals import heads_of
from engagement.models import Session
from pilots.actions.changes import note_change
from surveys.actions.fold import schedule_fold
from surveys.actions.publish import hash_of
from surveys.actions.receipts import hash_of_receipt, hash_of_token, receipt_of
from surveys.actions.webhooks import announce_response
from surveys.choices import AnswerChannel
from surveys.counting import counted_cells
from surveys.definition import Answer, Definition, read_definition
from surveys.models import (
    ConstructAnswer,
    CountDelta,
    Question,
    QuestionnaireVersion,
    Response,
    ResponseDraft,
    Wave,
)
from surveys.validators import Checked, check_answers

SMALL_SESSION = 10  # expected answers below which nothing is stored that could single a person out
# what an answer about oneself is called; dropped in small sessions
ABOUT_ONESELF = frozenset({"age_band", "gender", "district", "language", "disability", "origin", "education"})


class SubmissionRefusedError(Exception):
    """A submission that was not stored."""


class WaveClosedError(SubmissionRefusedError):
    """The wave takes no answers now."""


class UnknownVersionError(SubmissionRefusedError):
    """The wave's questionnaire has no such published version."""


class ConflictError(SubmissionRefusedError):
    """The key was used before, for other answers."""


class InvalidAnswersError(SubmissionRefusedError):
    """Some answers do not fit; ``errors`` has a sentence per question code."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("The answers do not fit the questionnaire.")
        self.errors = errors


@dataclass(frozen=True)
class Receipt:
    """What the person gets; ``is_new`` is False where the same submission was stored before."""

    code: str
    is_new: bool


_READ: dict[tuple[int, str], Definition] = {}


def definition_of(version: QuestionnaireVersion) -> Definition:
    """The version's definition; read once per process, because published versions never change."""
    key = (version.pk, version.content_hash)
    if key not in _READ:
        if len(_READ) > 500:
            _READ.clear()
        _READ[key] = read_definition(version.definition)
    return _READ[key]


def submit_response(*, wave: Wave, response_id: uuid.UUID, answers: Mapping[str, Any], version: int | None = None,
                    language: str = "", channel: str = AnswerChannel.LINK, session: Session | None = None,
                    draft_token: str = "") -> Receipt:
    """Store one response under the key that the client made, and return its receipt.

    The same key with the same answers (wave, version, session) returns the equal receipt and stores nothing; language
    and channel do not count as answers. Raises InvalidAnswersError, UnknownVersionError, WaveClosedError,
    ConflictError. Everything that hangs on a response is written in the same transaction.
    """
    asked = _version_asked(wave, version)
    now = timezone.localtime(timezone=ZoneInfo(wave.pilot.time_zone))
    checked = check_answers(definition_of(asked), answers, now=now, seed=str(response_id), language=language)
    if checked.errors:
        raise InvalidAnswersError(checked.errors)
    if is_small(session):
        language, checked = "", _without_self_description(definition_of(asked), checked)
    response = _response(wave, asked, response_id, checked, session)
    if not definition_of(asked).is_plain:  # what was calculated may differ when the same is sent again tomorrow
        response.body_hash = _hash_of_body(wave, asked, session, answers)
    response.language, response.channel = language[:10], channel
    if not wave.accepts_at():
        return _repeated(response) or _refuse(WaveClosedError("This survey takes no answers now."))
    try:
        with transaction.atomic():
            response.save(force_insert=True)
            _write_rows(response, definition_of(asked))
            if draft_token:
                ResponseDraft.objects.filter(token_hash=hash_of_token(draft_token), wave=wave).delete()
            note_change(pilot=wave.pilot, reason="response")
            announce_response(response)
            schedule_fold()
    except IntegrityError:
        # the unique key says "already there"; any other violation is a fault and goes on
        repeated = _repeated(response)
        if repeated is None:
            raise
        return repeated
    return Receipt(receipt_of(response_id), is_new=True)


def is_small(session: Session | None) -> bool:
    """Whether few (or an unknown number of) people may answer about the session."""
    if session is None:
        return False
    return (heads_of(session).total or 0) < SMALL_SESSION


def _version_asked(wave: Wave, number: int | None) -> QuestionnaireVersion:
    if number is None or number == wave.version.number:
        return wave.version
    found = QuestionnaireVersion.objects.filter(
        questionnaire=wave.questionnaire_id, number=number, published_at__isnull=False
    ).first()
    return found or _refuse(UnknownVersionError("This survey has no such version."))


def _refuse(error: SubmissionRefusedError) -> Any:
    raise error


def _without_self_description(definition: Definition, checked: Checked) -> Checked:
    personal = {question.code for question in definition.questions if question.construct in ABOUT_ONESELF}
    kept = {code: None if code in personal else answer for code, answer in checked.answers.items()}
    withheld = sum(checked.answers[code] is not None for code in personal & kept.keys())
    return replace(checked, answers=kept, answered_count=checked.answered_count - withheld)


def _response(wave: Wave, version: QuestionnaireVersion, response_id: uuid.UUID, checked: Checked,
              session: Session | None) -> Response:
    return Response(
        id=response_id, pilot_id=wave.pilot_id, wave=wave, version=version, session=session, answers=checked.answers,
        answered_count=checked.answered_count, question_count=checked.asked_count,
        submitted_on=wave.pilot.local_date(),
        body_hash=_hash_of_body(wave, version, session, checked.answers),
        receipt_hash=hash_of_receipt(receipt_of(response_id)),
    )


def _hash_of_body(wave: Wave, version: QuestionnaireVersion, session: Session | None,
                  answers: Mapping[str, Any]) -> str:
    return hash_of({"wave": wave.pk, "version": version.number, "session": session.pk if session else None,
                    "answers": answers})


def _repeated(response: Response) -> Receipt | None:
    """The receipt of the response that is stored under the same key; ConflictError where it says something else."""
    stored = Response.objects.filter(pk=response.pk).values_list("body_hash", flat=True).first()
    if stored is None:
        return None
    if stored != response.body_hash:
        raise ConflictError("Other answers were sent before under the same key.")
    return Receipt(receipt_of(response.pk), is_new=False)


def _write_rows(response: Response, definition: Definition) -> None:
    constructs = {q.code: q for q in definition.questions if q.construct and q.type != "multiple"}
    if constructs:
        rows = Question.objects.filter(version=response.version_id).exclude(construct="").values_list("code", "pk")
        ConstructAnswer.objects.bulk_create(
            ConstructAnswer(
                response=response, question_id=key, pilot_id=response.pilot_id, session_id=response.session_id,
                construct=constructs[code].construct, value=constructs[code].number_of(response.answers[code]),
            )
            for code, key in rows if code in constructs
        )
    CountDelta.objects.bulk_create(deltas_of(response, definition, sign=1))


def deltas_of(response: Response, definition: Definition, *, sign: int) -> list[CountDelta]:
    """What the response adds to the counts (``sign`` 1) or takes from them (-1)."""
    period = f"{response.submitted_on:%Y-%m}" if response.submitted_on else ""
    answers: dict[str, Answer] = response.answers
    cells = counted_cells(
        definition, answers, version=response.version.number, answered=response.answered_count,
        asked=response.question_count, session_id=response.session_id,
    )
    return [
        CountDelta(wave_id=response.wave_id, family=response.version.family, question_code=code, period=period,
                   split=split, value=value, n=sign)
        for code, split, value in cells
    ]
