"""Ratings come out in batches of one quarter and phase; what is left over counts over the whole time alone."""

import datetime as dt
import uuid
from typing import Any

import pytest

from engagement.models import Method, Session
from indicators.actions.pilot_values import measured
from indicators.extraction import extract_pilot
from indicators.samples import Ratings
from pilots.models import Pilot
from surveys.actions.fold import drift_of, fold_counts, rebuild_counts
from surveys.actions.submit import submit_response
from surveys.actions.withdraw import withdraw_response
from surveys.models import AnswerCount, Wave
from tests.cast import Cast
from tests.factories.engagement import MethodFactory, SessionFactory
from tests.factories.surveys import make_wave

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
FEEDBACK: dict[str, Any] = {
    "code": "session_feedback", "title": {"en": "Feedback"}, "intro": {}, "languages": ["en"],
    "questions": [
        {"code": code, "type": "scale", "label": {"en": code}, "required": False, "lo": 1, "hi": 5, "construct": code}
        for code in ("method_rating", "perceived_level")
    ],
}
WINTER, SPRING = dt.date(2026, 2, 3), dt.date(2026, 5, 4)


@pytest.fixture
def wave(cast: Cast) -> Wave:
    return make_wave(pilot=cast.pilot, document=FEEDBACK, slug="feedback")


@pytest.fixture
def walk() -> Method:
    return MethodFactory(code="walk")


def held(pilot: Pilot, walk: Method, day: dt.date, phase: str = "") -> Session:
    return SessionFactory(pilot=pilot, method=walk, held_on=day, phase=phase, status="held", promised_level=2)


def say(wave: Wave, session: Session, *scores: int) -> list[str]:
    """Receipts of as many responses."""
    return [
        submit_response(wave=wave, response_id=uuid.uuid4(), session=session,
                        answers={"method_rating": score, "perceived_level": score}).code
        for score in scores
    ]


def by_split(wave: Wave) -> dict[tuple[str, str], int]:
    """Released ratings by the kind of split and the value."""
    rows = AnswerCount.objects.filter(wave=wave, question_code="#construct:method_rating")
    return {(split, value): n for split, value, n in rows.values_list("split", "value", "n") if n}


def of_ratings(pilot: Pilot) -> dict[tuple[str, str], tuple[int | None, float | None]]:
    """What is published of the method's ratings: raters and mean by period."""
    values, _units = measured(Pilot.objects.select_related("programme").get(pk=pilot.pk))
    return {(v.indicator, v.period): (v.detail.get("raters"), v.value) for v in values
            if v.indicator in ("method_rating", "promise_gap") and not v.suppressed and v.n}


def test_a_batch_of_two_quarters_counts_in_neither(cast: Cast, wave: Wave, walk: Method) -> None:
    winter, spring = held(cast.pilot, walk, WINTER), held(cast.pilot, walk, SPRING)
    say(wave, winter, 4, 4, 4, 4, 4)
    fold_counts()
    assert of_ratings(cast.pilot) == {
        ("method_rating", period): (5, 4.0) for period in ("all", "2026-Q1")
    } | {("promise_gap", period): (None, 2.0) for period in ("all", "2026-Q1")}
    say(wave, winter, 1)
    say(wave, spring, 2, 2, 2, 2)
    fold_counts()
    before = {(f"session:{winter.pk}", "4"): 5, (f"late:{winter.pk}", "1"): 1, (f"late:{spring.pk}", "2"): 4}
    assert by_split(wave) == before
    sessions = {s.day: s for s in extract_pilot(cast.pilot).sessions}
    assert [(sessions[day].ratings, sessions[day].rated_in_time) for day in (WINTER, SPRING)] == [
        (6, Ratings(5, 20.0, 5)), (4, Ratings())]
    # the levels of each session wait for five of its own
    assert of_ratings(cast.pilot) == {
        ("method_rating", "all"): (10, (21 / 6 + 2) / 2), ("method_rating", "2026-Q1"): (5, 4.0),
        ("promise_gap", "all"): (None, 2.0), ("promise_gap", "2026-Q1"): (None, 2.0),
    }
    assert drift_of(wave) == {}
    rebuild_counts(wave)
    assert by_split(wave) == before
    rebuild_counts(wave, release=True)
    assert by_split(wave) == {(f"session:{winter.pk}", "4"): 5, (f"session:{winter.pk}", "1"): 1,
                              (f"session:{spring.pk}", "2"): 4}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_no_period_ever_changes_by_fewer_than_five(
    cast: Cast, wave: Wave, walk: Method, order: tuple[int, int]
) -> None:
    sessions = [held(cast.pilot, walk, WINTER, "design"), held(cast.pilot, walk, SPRING, "design")]
    first, second = (sessions[at] for at in order)
    shown = [of_ratings(cast.pilot)]
    for number in range(24):
        say(wave, first if number % 5 else second, 1 + number % 5)
        fold_counts()
        shown.append(of_ratings(cast.pilot))
    for period in ("all", "2026-Q1", "2026-Q2", "phase:design"):
        raters = [now["method_rating", period][0] for now in shown if ("method_rating", period) in now]
        steps = [abs(b - a) for a, b in zip([0, *raters], raters, strict=False) if a is not None and b is not None]
        assert [step for step in steps if 0 < step < 5] == []
    assert shown[-1]["method_rating", "all"][0] in range(20, 25)


def test_the_first_four_of_a_quarter_wait_though_others_did_not_answer(cast: Cast, wave: Wave, walk: Method) -> None:
    winter = held(cast.pilot, walk, WINTER)
    say(wave, winter, 5, 5, 5, 5)
    submit_response(wave=wave, response_id=uuid.uuid4(), session=winter, answers={"perceived_level": 3})
    fold_counts()
    assert by_split(wave) == {}
    say(wave, winter, 5)
    fold_counts()
    assert by_split(wave) == {(f"session:{winter.pk}", "5"): 5, (f"session:{winter.pk}", ""): 1}


def test_taking_back_never_leaves_a_few_in_a_quarter(cast: Cast, wave: Wave, walk: Method) -> None:
    winter, spring = held(cast.pilot, walk, WINTER), held(cast.pilot, walk, SPRING)
    receipts = say(wave, winter, *[3] * 8)
    say(wave, spring, *[4] * 9)
    fold_counts()
    for receipt in receipts[:5]:
        withdraw_response(wave=wave, receipt=receipt)
    fold_counts()
    assert by_split(wave) == {(f"session:{winter.pk}", "3"): 8, (f"late:{winter.pk}", "3"): -5,
                              (f"session:{spring.pk}", "4"): 9}
    assert of_ratings(cast.pilot)["method_rating", "all"] == (12, 3.5)
    assert drift_of(wave) == {}
