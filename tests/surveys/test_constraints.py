"""Every named constraint of the surveys floor, violated once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.models import (
    AnswerCount,
    AnswerExport,
    BankEntry,
    ConstructAnswer,
    DraftState,
    ExitCode,
    FormImport,
    Invitation,
    Question,
    Questionnaire,
    QuestionnaireDraft,
    QuestionnaireVersion,
    Response,
    Wave,
)
from tests.constraints import assert_refused, constraints_of, twice
from tests.factories.engagement import SessionFactory
from tests.factories.pilots import ProgrammeFactory
from tests.factories.surveys import QuestionnaireFactory, answer, make_wave
from tests.surveys.result_violations import RESULT_VIOLATIONS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def question(*, times: int = 1, **fields: object) -> None:
    version = make_wave().version
    row = {"version": version, "code": "new", "kind": "scale", "position": 9, "lowest": 1, "highest": 5} | fields
    for _ in range(times):
        Question.objects.create(**row)


def a_second_wave_of_the_kind() -> None:
    wave = make_wave()
    Wave.objects.create(
        pilot=wave.pilot, questionnaire=wave.questionnaire, version=wave.version, slug="second", kind=wave.kind
    )


def closes_before_it_opens() -> None:
    wave, now = make_wave(), timezone.now()
    Wave.objects.filter(pk=wave.pk).update(opens_at=now, closes_at=now - timedelta(seconds=1))


def more_answered_than_asked() -> None:
    wave = make_wave()
    answer(wave)
    Response.objects.filter(wave=wave).update(answered_count=7, question_count=6)


def one_answer_copied_twice() -> None:
    wave = make_wave()
    answer(wave, rating=4)
    copy = ConstructAnswer.objects.get(response__wave=wave)
    copy.pk = None
    copy.save(force_insert=True)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "questionnaire_catalogue_once": lambda: twice(Questionnaire, programme=None, code="new", title={"en": "New"}),
    "questionnaire_programme_once": lambda: twice(
        Questionnaire, programme=ProgrammeFactory(), code="new", title={"en": "New"}
    ),
    "questionnaire_version_once": lambda: twice(
        QuestionnaireVersion, questionnaire=QuestionnaireFactory(), number=1, definition={}, content_hash="0"
    ),
    "question_code_once": lambda: question(times=2),
    "question_type_known": lambda: question(kind="riddle"),
    "question_scale_range": lambda: question(lowest=5, highest=5),
    "wave_once": a_second_wave_of_the_kind,
    "wave_closes_after_opening": closes_before_it_opens,
    "response_answered_of_asked": more_answered_than_asked,
    "construct_answer_once": one_answer_copied_twice,
    "answer_count_once": lambda: twice(
        AnswerCount, wave=make_wave(), family=1, question_code="rating", period="2026-05", value="4", n=1
    ),
    "exit_code_once": lambda: twice(ExitCode, session=SessionFactory(), code_hash="0" * 64),
    **RESULT_VIOLATIONS,
    "answer_export_variant_known": lambda: AnswerExport.objects.create(wave=make_wave(), variant="everything"),
    "draft_state_once": lambda: twice(DraftState, draft=QuestionnaireDraft.objects.create(
        questionnaire=QuestionnaireFactory(), document={}), number=1, document={}, what="add"),
    "bank_entry_once": lambda: twice(BankEntry, programme=ProgrammeFactory(), code="why", part={}),
    "form_import_ready_is_read": lambda: FormImport.objects.create(
        programme=ProgrammeFactory(), file_name="form.xlsx", state="ready"),
    "invitation_code_once": lambda: twice(Invitation, wave=make_wave(), code_hash="0" * 64),
}


@pytest.mark.parametrize("name", sorted(VIOLATIONS))
def test_the_database_refuses(name: str) -> None:
    assert_refused(name, VIOLATIONS[name])


def test_none_is_forgotten() -> None:
    assert constraints_of("surveys") == set(VIOLATIONS)
