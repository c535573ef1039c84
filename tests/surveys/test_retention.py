"""Drafts go after the thirty days that the page promises, answers after the programme's months, not a day earlier."""

import datetime as dt
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from foundation.audit.models import AuditEvent
from stakeholders.actions.retention import months_later
from surveys.actions.coding import CodeText, begin_coding, save_codebook
from surveys.actions.fold import drift_of, fold_counts, rebuild_counts
from surveys.actions.joint_counts import count_crosstab
from surveys.actions.pairing import keep_pairing_code
from surveys.actions.receipts import receipt_of
from surveys.actions.retention import last_day_due, remove_old_answers
from surveys.actions.submit import submit_response
from surveys.actions.withdraw import withdraw_response
from surveys.models import (
    AnswerCount,
    CodedText,
    ConstructAnswer,
    JointCount,
    PairingCode,
    Response,
    ResponseDraft,
    ResponseIdentity,
    Wave,
)
from surveys.tasks import prune
from tests.cast import Cast
from tests.factories.stakeholders import StakeholderFactory
from tests.factories.surveys import ALL_TYPES, make_wave

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_old_drafts_go_and_newer_ones_stay() -> None:
    wave = make_wave()
    for days in (29, 31, 400):
        draft = ResponseDraft.objects.create(wave=wave, token_hash=f"{days:064}", answers={"idea": "Trees"})
        ResponseDraft.objects.filter(pk=draft.pk).update(changed_at=timezone.now() - dt.timedelta(days=days))

    assert (prune(), prune()) == (2, 0)
    assert [draft.token_hash for draft in ResponseDraft.objects.all()] == [f"{29:064}"]


TODAY = timezone.localdate()


@pytest.mark.parametrize("today", [
    dt.date(2026, 2, 28), dt.date(2024, 2, 29), dt.date(2026, 3, 30), dt.date(2026, 12, 31)])
@pytest.mark.parametrize("months", [1, 6, 12])
def test_the_last_day_that_is_due(today: dt.date, months: int) -> None:
    last = last_day_due(today, months)
    assert months_later(last, months) <= today < months_later(last + dt.timedelta(days=1), months)


def answered_wave(cast: Cast, people: int, days_ago: int) -> tuple[Wave, list[uuid.UUID]]:
    """A wave in which everything hangs on each response that can hang on one."""
    wave = make_wave(pilot=cast.pilot, document=ALL_TYPES)
    keys = [uuid.uuid4() for _ in range(people)]
    for key in keys:
        submit_response(wave=wave, response_id=key, answers={"travel": "foot", "rating": 4, "idea": "Own words"})
        keep_pairing_code(wave=wave, receipt=receipt_of(key), parts=["a", "b", "01", str(key)])
        response = Response.objects.get(pk=key)
        ResponseIdentity.objects.create(response=response, pilot=cast.pilot, stakeholder=StakeholderFactory(
            programme=cast.programme))
        ResponseDraft.objects.create(wave=wave, token_hash=str(key), response_id=key, answers={"idea": "Own words"})
    book = save_codebook(wave=wave, question_code="idea", codes=[CodeText("Any", "All")], by=None)
    begin_coding(codebook=book, first=cast.manager, second=cast.researcher, by=None)
    fold_counts()
    count_crosstab(wave=wave, rows="travel", columns="rating")
    Response.objects.filter(pk__in=keys).update(submitted_on=TODAY - dt.timedelta(days=days_ago))
    if days_ago:
        rebuild_counts(wave)
    return wave, keys


HANGING = (CodedText, ConstructAnswer, PairingCode, Response, ResponseDraft, ResponseIdentity)


def left() -> list[int]:
    return [model.objects.count() for model in HANGING]


def released(wave: Wave) -> list[Any]:
    return list(AnswerCount.objects.filter(wave=wave).order_by("pk").values_list("question_code", "value", "n"))


def test_withdrawing_takes_everything_along_that_hangs_on_a_response(cast: Cast) -> None:
    wave, keys = answered_wave(cast, 6, 0)
    before = released(wave)
    assert left() == [6] * 6
    assert withdraw_response(wave=wave, receipt=receipt_of(keys[0]))
    assert left() == [5] * 6
    assert (released(wave), drift_of(wave)) == (before, {})
    for key in keys[1:]:
        withdraw_response(wave=wave, receipt=receipt_of(key))
    fold_counts()
    assert ([n for _code, _value, n in released(wave) if n], left()) == ([], [0] * 6)


def test_old_answers_go_and_their_counts_stay(cast: Cast) -> None:
    wave, _keys = answered_wave(cast, 6, 800)
    recent = uuid.uuid4()
    submit_response(wave=wave, response_id=recent, answers={"travel": "bus"})
    cast.programme.keep_answers_months = 24
    cast.programme.save()
    before, table = released(wave), JointCount.objects.get(rows="travel").cells
    assert (remove_old_answers(programme=cast.programme), remove_old_answers(programme=cast.programme)) == (6, 0)
    assert list(Response.objects.values_list("pk", flat=True)) == [recent]
    assert left() == [0, 1, 0, 1, 0, 0]
    assert (released(wave), drift_of(wave)) == (before, {})
    rebuild_counts(wave)
    assert (sorted(released(wave)), drift_of(wave)) == (sorted(before), {})
    count_crosstab(wave=wave, rows="travel", columns="rating")
    assert JointCount.objects.get(rows="travel").cells == table
    event = AuditEvent.objects.get(action="answers.retention")
    assert (event.actor_id, event.details) == (None, {"removed": 6, "months": 24})


def test_a_part_at_a_time_makes_the_same_counts(cast: Cast) -> None:
    wave, _keys = answered_wave(cast, 7, 800)
    cast.programme.keep_answers_months = 24
    cast.programme.save()
    before = released(wave)
    assert [remove_old_answers(programme=cast.programme, most=3) for _ in range(4)] == [3, 3, 1, 0]
    rebuild_counts(wave)
    assert (sorted(released(wave)), drift_of(wave)) == (sorted(before), {})


def test_without_a_promise_nothing_goes_and_a_new_one_holds_after_a_week(cast: Cast) -> None:
    answered_wave(cast, 5, 800)
    prune()
    assert Response.objects.count() == 5
    cast.programme.keep_answers_months = 24
    cast.programme.save()
    prune()
    assert Response.objects.count() == 5
    cast.programme.history.update(history_date=timezone.now() - dt.timedelta(days=8))
    prune()
    assert Response.objects.count() == 0


def test_the_command_says_first_and_removes_then(cast: Cast) -> None:
    wave, _keys = answered_wave(cast, 5, 800)
    cast.programme.keep_answers_months = 24
    cast.programme.save()
    out = StringIO()
    call_command("remove_old_answers", "--dry-run", "--programme", "own", stdout=out)
    assert (out.getvalue(), Response.objects.count()) == (
        f"own: {wave.slug}: 5\nown: 5 responses would be removed.\n", 5)
    out = StringIO()
    call_command("remove_old_answers", stdout=out)
    assert (out.getvalue().splitlines()[-1], Response.objects.count()) == ("own: 5 responses removed.", 0)
    with pytest.raises(CommandError, match="nowhere"):
        call_command("remove_old_answers", "--programme", "nowhere")
