"""Response and completion of a wave, and that the indicators say the same."""

import datetime as dt
import uuid
from typing import Any

import pytest

from foundation.inference.response_rates import completion_of, response_rates
from indicators.extraction.surveys import survey_counts
from indicators.measures.survey import measure_response
from indicators.samples import SurveyCounts, classify_completion
from surveys.actions.fold import fold_counts
from surveys.actions.submit import submit_response
from surveys.models import Wave
from surveys.results.response import Rate, item_nonresponse, wave_response
from tests.factories.surveys import make_wave

TEN: dict[str, Any] = {
    "code": "ten", "title": {"en": "Ten"},
    "questions": [{"code": f"q{i}", "type": "scale", "label": {"en": f"Q{i}"}, "lo": 1, "hi": 5} for i in range(10)],
}


def test_how_far_a_response_went_is_said_as_the_indicators_say_it() -> None:
    for asked in range(1, 41):
        for answered in range(asked + 1):
            assert completion_of(answered, asked) == classify_completion(answered, asked)


@pytest.mark.parametrize(("complete", "partial", "broken", "invited"), [
    (8, 4, 3, 40), (5, 0, 0, 5), (0, 0, 9, 30), (12, 3, 1, 10), (6, 2, 2, 0), (1, 1, 1, 30),
])
def test_rates_are_those_of_the_indicators(complete: int, partial: int, broken: int, invited: int) -> None:
    found = response_rates({"complete": complete, "partial": partial, "break_off": broken}, invited)
    measured = measure_response(SurveyCounts("s", invited, complete + partial + broken, complete, partial), 1)
    response, completion = measured["survey_response_rate_s"], measured["survey_completion_rate_s"]
    assert (found.response.estimate, found.response.lower, found.response.upper) == (
        response.value, response.lower, response.upper)
    assert (found.completion.estimate, found.completion.lower, found.completion.upper) == (
        completion.value, completion.lower, completion.upper)


def test_rates_refuse_negative_counts_and_more_answers_than_questions() -> None:
    with pytest.raises(ValueError, match="negative"):
        response_rates({"complete": -1}, 3)
    with pytest.raises(ValueError, match="answered"):
        completion_of(3, 2)


def answered(wave: Wave, *numbers: int) -> None:
    """One response for each number of questions answered."""
    for number in numbers:
        submit_response(wave=wave, response_id=uuid.uuid4(), answers={f"q{i}": 3 for i in range(number)})


def test_a_wave_has_the_rates_of_its_indicators(db: None) -> None:
    wave = make_wave(document=TEN, invited_count=40)
    answered(wave, *[10] * 7, *[8] * 1, *[5] * 6, *[4] * 5, 0)
    fold_counts()
    (counts,), _by_kind = survey_counts(wave.pilot, dt.date(2100, 1, 1))
    assert (counts.started, counts.complete, counts.partial) == (20, 8, 6)
    measured = measure_response(counts, 5)
    shown = {rate.name: rate for rate in wave_response(wave).rates}
    response = measured[f"survey_response_rate_{counts.survey}"]
    completion = measured[f"survey_completion_rate_{counts.survey}"]
    assert (shown["response"].estimate, shown["response"].n) == (response.value, response.n)
    assert (shown["completion"].estimate, shown["completion"].lower, shown["completion"].upper) == (
        completion.value, completion.lower, completion.upper)
    assert (shown["cooperation"].estimate, shown["breaking_off"].estimate) == (14 / 20, 6 / 20)
    found = wave_response(wave)
    assert (found.started, found.complete, found.partial, found.break_off) == (20, 8, 6, 6)


def test_few_who_broke_off_are_kept_back_with_the_next_smallest(db: None) -> None:
    wave = make_wave(document=TEN)
    answered(wave, *[10] * 9, *[5] * 6, 1)
    fold_counts()
    found = wave_response(wave)
    assert (found.started, found.complete, found.partial, found.break_off) == (16, 9, None, None)
    assert found.rates[0].state == "no_data"


def test_of_few_invited_nothing_is_said(db: None) -> None:
    wave = make_wave(document=TEN, invited_count=3)
    answered(wave, *[10] * 5)
    fold_counts()
    response: Rate = wave_response(wave).rates[0]
    assert (response.state, response.estimate, response.n) == ("suppressed", None, None)


def test_item_nonresponse_is_the_share_of_those_asked() -> None:
    share = item_nonresponse(15, 5)
    assert share is not None
    assert share[0] == 0.25
    assert share[1] < 0.25 < share[2]
    assert (item_nonresponse(None, 5), item_nonresponse(0, 0)) == (None, None)
