"""One submission is one response, however often it is sent."""

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from engagement.models import GroupHeadCount, Session, StatedTotal
from pilots.models import PilotChange
from surveys.actions.drafts import save_draft
from surveys.actions.publish import publish_version
from surveys.actions.questionnaires import ensure_feedback_wave
from surveys.actions.receipts import hash_of_receipt, receipt_of
from surveys.actions.submit import (
    ConflictError,
    InvalidAnswersError,
    Receipt,
    UnknownVersionError,
    WaveClosedError,
    submit_response,
)
from surveys.actions.withdraw import withdraw_response
from surveys.models import ConstructAnswer, CountDelta, Response, ResponseDraft, Wave
from tests.factories.engagement import AttendanceFactory, SessionFactory
from tests.factories.pilots import PilotFactory
from tests.factories.stakeholders import StakeholderFactory, StakeholderGroupFactory
from tests.factories.surveys import ALL_TYPES, answer, make_wave

KEY = uuid.UUID("6f1c2a52-9a43-4c64-8c0a-0d7b1f0a9a11")
FULL = {"travel": "bus", "topics": ["parks", "noise"], "rating": 4, "years": 12, "idea": "Trees", "since": None}


def deltas() -> set[tuple[str, str, int]]:
    return set(CountDelta.objects.values_list("question_code", "value", "n"))


def test_a_response_is_stored_with_everything_that_hangs_on_it(db: None) -> None:
    wave = make_wave()
    receipt = submit_response(wave=wave, response_id=KEY, answers=FULL, language="sv")
    assert receipt == Receipt(receipt_of(KEY), is_new=True)
    fields = ("id", "pilot", "wave", "version", "session", "language", "channel", "answers", "answered_count",
              "question_count", "submitted_on", "receipt_hash", "is_test")
    assert list(Response.objects.values_list(*fields)) == [(
        KEY, wave.pilot_id, wave.pk, wave.version_id, None, "sv", "link", FULL, 5, 6, wave.pilot.local_date(),
        hash_of_receipt(receipt.code), False,
    )]
    assert list(ConstructAnswer.objects.values_list("construct", "value", "question__code")) == [
        ("method_rating", 4.0, "rating")
    ]
    assert deltas() == {
        ("", "*", 1), ("#reached", "5/6", 1), ("travel", "bus", 1), ("topics", "*", 1), ("topics", "parks", 1),
        ("topics", "noise", 1),
        ("rating", "4", 1), ("years", "*", 1), ("years", "10", 1), ("idea", "*", 1), ("since", "", 1),
    }
    assert list(PilotChange.objects.values_list("pilot", "reason")) == [(wave.pilot_id, "response")]


def test_a_construct_that_was_shown_and_not_answered_has_an_empty_value(db: None) -> None:
    answer(make_wave())
    assert list(ConstructAnswer.objects.values_list("value", flat=True)) == [None]


def test_submitting_takes_eight_statements_in_one_transaction(db: None, django_assert_num_queries: Any) -> None:
    wave = make_wave()
    wave = Wave.objects.select_related("pilot", "version").get(pk=wave.pk)
    # savepoint, response, questions, constructs, counts, change, whether a webhook listens, release
    with django_assert_num_queries(8):
        submit_response(wave=wave, response_id=KEY, answers=FULL)


def test_the_same_again_gives_the_same_receipt_and_stores_nothing(db: None) -> None:
    wave = make_wave()
    first = submit_response(wave=wave, response_id=KEY, answers=FULL, language="sv")
    again = submit_response(wave=wave, response_id=KEY, answers=dict(reversed(FULL.items())), language="en")
    assert (first.code, first.is_new, again.code, again.is_new) == (again.code, True, first.code, False)
    assert (Response.objects.count(), CountDelta.objects.count(), PilotChange.objects.count()) == (1, 11, 1)


@pytest.mark.parametrize("other", [{"rating": 5}, {"idea": None}])
def test_the_same_key_with_other_answers_is_a_conflict(db: None, other: dict[str, Any]) -> None:
    wave = make_wave()
    submit_response(wave=wave, response_id=KEY, answers=FULL)
    with pytest.raises(ConflictError):
        submit_response(wave=wave, response_id=KEY, answers=FULL | other)
    assert list(Response.objects.values_list("answers", flat=True)) == [FULL]
    assert CountDelta.objects.count() == 11


def test_the_same_key_for_another_survey_is_a_conflict(db: None) -> None:
    submit_response(wave=make_wave(), response_id=KEY, answers=FULL)
    with pytest.raises(ConflictError):
        submit_response(wave=make_wave(), response_id=KEY, answers=FULL)


def test_answers_that_do_not_fit_store_nothing(db: None) -> None:
    wave = make_wave()
    with pytest.raises(InvalidAnswersError) as refused:
        submit_response(wave=wave, response_id=KEY, answers={"rating": 9})
    assert refused.value.errors == {
        "travel": "Please answer this question.", "rating": "Please choose a number from 1 to 5.",
    }
    assert (Response.objects.count(), CountDelta.objects.count(), PilotChange.objects.count()) == (0, 0, 0)


SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(("fields", "is_taken"), [
    ({"is_published": False}, False),
    ({"closes_at": -SECOND}, False), ({"closes_at": dt.timedelta(minutes=1)}, True),
    ({"opens_at": dt.timedelta(minutes=1)}, False), ({"opens_at": -SECOND}, True),
])
def test_a_wave_takes_answers_only_while_it_is_open(db: None, fields: dict[str, Any], is_taken: bool) -> None:
    now = timezone.now()
    fields = {name: now + value if isinstance(value, dt.timedelta) else value for name, value in fields.items()}
    wave = make_wave(**fields)
    if not is_taken:
        with pytest.raises(WaveClosedError):
            answer(wave)
    else:
        answer(wave)
    assert Response.objects.count() == int(is_taken)


def test_a_repeat_after_the_close_still_gets_its_receipt(db: None) -> None:
    wave = make_wave()
    first = submit_response(wave=wave, response_id=KEY, answers=FULL)
    wave.closes_at = timezone.now() - SECOND
    assert submit_response(wave=wave, response_id=KEY, answers=FULL) == Receipt(first.code, is_new=False)


def test_answers_are_checked_against_the_version_they_name(db: None) -> None:
    wave = make_wave()
    longer = [*ALL_TYPES["questions"], {"code": "more", "type": "text", "label": {"en": "More?"}, "required": True}]
    wave.version = publish_version(
        questionnaire=wave.questionnaire, document=ALL_TYPES | {"questions": longer}, by=None
    )
    wave.save()
    submit_response(wave=wave, response_id=KEY, answers=FULL, version=1)
    with pytest.raises(InvalidAnswersError):
        submit_response(wave=wave, response_id=uuid.uuid4(), answers=FULL, version=2)
    with pytest.raises(UnknownVersionError):
        submit_response(wave=wave, response_id=uuid.uuid4(), answers=FULL, version=3)
    assert list(Response.objects.values_list("version__number", "version__family")) == [(1, 1)]


def test_the_draft_goes_when_the_answers_have_come(db: None) -> None:
    wave = make_wave()
    mine, theirs = (
        save_draft(wave=wave, token="", response_id=uuid.uuid4(), answers={}, language="en") for _ in range(2)
    )
    submit_response(wave=wave, response_id=KEY, answers=FULL, draft_token=mine)
    assert save_draft(wave=wave, token=theirs, response_id=KEY, answers={}, language="en") == theirs
    assert ResponseDraft.objects.count() == 1


def session_expecting(heads: int | None, named: int) -> Session:
    session = SessionFactory(head_count=heads)
    for _ in range(named):
        AttendanceFactory(session=session, stakeholder=StakeholderFactory(programme=session.programme))
    return session


@pytest.mark.parametrize(("heads", "named", "language"), [
    (None, 0, ""), (9, 0, ""), (10, 0, "sv"), (None, 9, ""), (None, 10, "sv"),
])
def test_a_small_session_keeps_no_language(db: None, heads: int | None, named: int, language: str) -> None:
    session = session_expecting(heads, named)
    wave = ensure_feedback_wave(pilot=session.pilot, by=None)
    submit_response(wave=wave, response_id=KEY, answers={"method_rating": 5}, language="sv", session=session)
    assert list(Response.objects.values_list("language", "session")) == [(language, session.pk)]
    assert set(ConstructAnswer.objects.values_list("construct", "value", "session")) == {
        ("method_rating", 5.0, session.pk), ("perceived_level", None, session.pk), ("would_return", None, session.pk),
    }


@pytest.mark.parametrize(("noted", "kept"), [
    ({"heads": [9]}, ""), ({"heads": [10]}, "sv"), ({"heads": [6, 6]}, "sv"),
    ({"stated": 9}, ""), ({"stated": 10}, "sv"), ({"heads": [12], "stated": 4}, ""),
])
def test_heads_by_group_and_a_stated_total_say_how_many_may_answer(db: None, noted: dict[str, Any], kept: str) -> None:
    session = SessionFactory(head_count=None)
    for heads in noted.get("heads", []):
        GroupHeadCount.objects.create(session=session, group=StakeholderGroupFactory(), heads=heads)
    if "stated" in noted:
        StatedTotal.objects.create(session=session, people=noted["stated"], note="counted at the door")
    wave = ensure_feedback_wave(pilot=session.pilot, by=None)
    submit_response(wave=wave, response_id=KEY, answers={"method_rating": 5}, language="sv", session=session)
    assert list(Response.objects.values_list("language", flat=True)) == [kept]


@pytest.mark.parametrize(("heads", "kept"), [(9, None), (10, "old")])
def test_a_small_session_keeps_nothing_about_the_person(db: None, heads: int, kept: str | None) -> None:
    question = {"code": "age", "type": "single", "label": {"en": "Age"}, "construct": "age_band", "choices": [
        {"code": "old", "numeric": 1, "label": {"en": "Old"}},
        {"code": "young", "numeric": 2, "label": {"en": "Young"}}]}
    session = SessionFactory(head_count=heads)
    wave = make_wave(pilot=session.pilot, document=ALL_TYPES | {"questions": [question]})
    submit_response(wave=wave, response_id=KEY, answers={"age": "old"}, session=session)
    assert list(Response.objects.values_list("answers", flat=True)) == [{"age": kept}]


def test_a_withdrawn_response_takes_its_counts_along(db: None) -> None:
    wave = make_wave()
    receipt = submit_response(wave=wave, response_id=KEY, answers=FULL).code
    assert withdraw_response(wave=make_wave(), receipt=receipt) is False
    assert withdraw_response(wave=wave, receipt=receipt.lower().replace("-", " ")) is True
    assert withdraw_response(wave=wave, receipt=receipt) is False
    assert (Response.objects.count(), ConstructAnswer.objects.count()) == (0, 0)
    assert sum(CountDelta.objects.values_list("n", flat=True)) == 0


def test_the_feedback_wave_is_made_once(db: None) -> None:
    pilot = PilotFactory(slug="here")
    waves = [ensure_feedback_wave(pilot=pilot, by=None) for _ in range(2)]
    sister = ensure_feedback_wave(pilot=PilotFactory(programme=pilot.programme), by=None)
    assert [wave.slug for wave in waves] == ["here-feedback", "here-feedback"]
    assert (Wave.objects.count(), sister.questionnaire, sister.version) == (2, waves[0].questionnaire, waves[0].version)


@pytest.mark.sqlite
def test_fifty_at_once_are_one_response_and_fifty_equal_receipts(real_database: None) -> None:
    wave = make_wave()
    got: list[Any] = []
    gate = threading.Barrier(50)

    def send() -> None:
        try:
            gate.wait()
            got.append(submit_response(wave=wave, response_id=KEY, answers=FULL))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {receipt.code for receipt in got} == {receipt_of(KEY)}
    assert sorted(receipt.is_new for receipt in got) == [False] * 49 + [True]
    assert (Response.objects.count(), CountDelta.objects.count(), PilotChange.objects.count()) == (1, 11, 1)
