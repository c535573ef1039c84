"""Folding moves every delta once; counts and responses agree whatever came in between."""

import datetime as dt
import threading
import uuid
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.actions.fold import FIELDS, counts_of_responses, drift_of, fold_counts, rebuild_counts
from surveys.actions.submit import submit_response
from surveys.actions.withdraw import withdraw_response
from surveys.models import AnswerCount, CountDelta, Response, Wave
from tests.factories.surveys import answer, make_wave


def counts(wave: Wave) -> dict[Any, int]:
    return {tuple(key): n for *key, n in AnswerCount.objects.filter(wave=wave).values_list(*FIELDS, "n") if n}


def test_counts_are_released_in_steps_of_five_responses(db: None) -> None:
    wave = make_wave()
    for _ in range(4):
        answer(wave, rating=5)
    assert (fold_counts(), counts(wave)) == (0, {})
    answer(wave, rating=1)
    month = f"{dt.date.today():%Y-%m}"
    assert fold_counts() == 40
    assert counts(wave) == {
        (wave.pk, 1, code, month, "", value): n for code, value, n in [
            ("", "*", 5), ("#reached", "2/6", 5), ("travel", "foot", 5), ("rating", "5", 4), ("rating", "1", 1),
            ("topics", "", 5), ("years", "", 5), ("idea", "", 5), ("since", "", 5),
        ]
    }
    answer(wave, rating=2)
    assert (fold_counts(), CountDelta.objects.count()) == (0, 8)


def test_withdrawing_counts_as_a_change_too(db: None) -> None:
    wave = make_wave()
    receipts = [answer(wave).code for _ in range(5)]
    fold_counts()
    for receipt in receipts:
        withdraw_response(wave=wave, receipt=receipt)
    fold_counts()
    assert counts(wave) == {}


def test_only_the_wave_that_is_asked_for_is_folded(db: None) -> None:
    first, second = make_wave(), make_wave()
    for wave in (first, second):
        for _ in range(5):
            answer(wave)
    fold_counts(wave=first)
    assert (bool(counts(first)), counts(second)) == (True, {})


steps = st.lists(st.one_of(
    st.fixed_dictionaries({"travel": st.sampled_from(["foot", "bus"]), "rating": st.sampled_from([None, 1, 5]),
                           "topics": st.lists(st.sampled_from(["parks", "light"]), unique=True)}),
    st.just("fold"), st.just("fold some"), st.just("withdraw"),
), max_size=12)


@given(steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_folding_gives_what_rebuilding_gives(db: None, steps: list[Any]) -> None:
    wave = make_wave()
    receipts = []
    for step in steps:
        if step == "withdraw":
            if receipts:
                withdraw_response(wave=wave, receipt=receipts.pop())
        elif isinstance(step, str):
            fold_counts(smallest_release=1 if step == "fold" else 5)
        else:
            receipts.append(submit_response(wave=wave, response_id=uuid.uuid4(), answers=step).code)
    assert drift_of(wave) == {}
    fold_counts(smallest_release=1)
    folded = counts(wave)
    rebuild_counts(wave)
    assert folded == counts(wave) == counts_of_responses(wave)


def test_the_check_names_what_differs_and_rebuilding_mends_it(db: None) -> None:
    wave = make_wave(slug="here")
    for _ in range(5):
        answer(wave)
    fold_counts()
    AnswerCount.objects.filter(question_code="travel").update(n=7)
    out = StringIO()
    with pytest.raises(CommandError, match="1 counts differ"):
        call_command("check_counts", stdout=out)
    month = f"{dt.date.today():%Y-%m}"
    assert out.getvalue() == f"here {month} travel=foot: 7, must be 5\n"
    call_command("rebuild_counts", "--wave", "here", stdout=out)
    out = StringIO()
    call_command("check_counts", stdout=out)
    assert out.getvalue() == "All counts are right.\n"


@pytest.mark.parametrize("command", ["rebuild_counts", "check_counts"])
def test_an_unknown_wave_is_refused(db: None, command: str) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command(command, "--wave", "nowhere")


def test_test_answers_are_not_counted(db: None) -> None:
    wave = make_wave()
    answer(wave)
    Response.objects.update(is_test=True)
    assert counts_of_responses(wave) == Counter()


@pytest.mark.sqlite
def test_several_workers_fold_each_delta_once(real_database: None) -> None:
    wave = make_wave()
    for _ in range(20):
        answer(wave, rating=3)
    gate = threading.Barrier(4)

    def work() -> None:
        try:
            gate.wait()
            fold_counts(smallest_release=1)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts(wave) == counts_of_responses(wave)
    assert CountDelta.objects.count() == 0
