"""What of a wave is published: chosen before launch, then locked, told before answering, and nothing of few people."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys.actions.coding import CodeText, begin_coding, mark_quotable, save_codebook
from surveys.actions.fold import fold_counts
from surveys.actions.publication import LockedError, choose_policy
from surveys.actions.submit import submit_response
from surveys.models import Wave, WavePolicy
from tests.cast import Cast
from tests.factories.surveys import make_wave

IDEAS: dict[str, Any] = {"code": "ideas", "title": {"en": "Ideas"}, "questions": [
    {"code": "travel", "type": "single", "label": {"en": "Travel"}, "choices": [
        {"code": "foot", "label": {"en": "On foot"}}, {"code": "bus", "label": {"en": "By bus"}}]},
    {"code": "idea", "type": "text", "label": {"en": "Your idea"}}]}
HOUR = dt.timedelta(hours=1)


def wave_of(cast: Cast, *, answers: int = 0, counts: str = "", texts: str = "never", **fields: Any) -> Wave:
    wave = make_wave(pilot=cast.pilot, document=IDEAS, **fields)
    if counts:
        WavePolicy.objects.create(wave=wave, counts=counts, texts=texts)
    for number in range(answers):
        submit_response(wave=wave, response_id=uuid.uuid4(), answers={
            "travel": "foot" if number < 9 else "bus", "idea": f"Sentence {number}"})
    fold_counts()
    return wave


CHOSEN = {"counts": "after_closing", "texts": "quotable", "links_answers": "on"}


def test_a_policy_is_chosen_before_launch_and_stands_then(cast: Cast, client: Client) -> None:
    wave = wave_of(cast, is_published=False)
    client.force_login(cast.manager)
    address = f"/surveys/{wave.slug}/publication/"
    client.post(address, CHOSEN)
    policy = WavePolicy.objects.get()
    assert (policy.counts, policy.texts, policy.links_answers) == ("after_closing", "quotable", True)
    Wave.objects.update(is_published=True)
    page = client.get(address).content.decode()
    assert "What they were promised stands" in page
    assert 'name="counts"' not in page
    client.post(address, CHOSEN | {"counts": "live"})
    assert WavePolicy.objects.get().counts == "after_closing"


@pytest.mark.parametrize(("fields", "is_locked"), [
    ({"is_published": True}, True), ({"is_published": False}, False),
    ({"is_published": True, "opens_at": timezone.now() + HOUR}, False),
    ({"is_published": True, "opens_at": timezone.now() - HOUR}, True),
])
def test_a_wave_is_locked_from_the_moment_it_opens(fields: dict[str, Any], is_locked: bool, cast: Cast) -> None:
    wave = wave_of(cast, **fields)
    try:
        choose_policy(wave=wave, counts="live", texts="never", links_answers=False, by=cast.manager)
    except LockedError:
        assert is_locked
    else:
        assert (is_locked, WavePolicy.objects.get().counts) == (False, "live")


def test_a_wave_that_was_answered_stays_locked_when_it_is_taken_offline(cast: Cast) -> None:
    wave = wave_of(cast, answers=1)
    Wave.objects.update(is_published=False)
    with pytest.raises(LockedError):
        choose_policy(wave=wave, counts="live", texts="never", links_answers=False, by=cast.manager)


@pytest.mark.parametrize(("counts", "texts", "sentences"), [
    ("", "never", []),
    ("never", "never", ["The counts of the answers are not published.", "own words is not published"]),
    ("after_closing", "never", ["is published when the survey has closed"]),
    ("live", "quotable", ["while the survey runs", "may be quoted after somebody has checked"]),
])
def test_people_read_it_before_they_answer(
    counts: str, texts: str, sentences: list[str], cast: Cast, client: Client
) -> None:
    wave = wave_of(cast, counts=counts, texts=texts)
    page = client.get(f"/s/{wave.slug}/").content.decode()
    assert [sentence for sentence in sentences if sentence not in page] == []
    assert ("/results/" in page) == (counts in ("after_closing", "live"))


@pytest.mark.parametrize("counts", ["", "never"])
def test_what_is_never_published_has_no_page(counts: str, cast: Cast, client: Client) -> None:
    wave = wave_of(cast, answers=10, counts=counts)
    for address in ("", "travel.svg", "travel.csv"):
        assert client.get(f"/s/{wave.slug}/results/{address}").status_code == 404


def test_results_are_there_when_the_survey_has_closed(cast: Cast, client: Client) -> None:
    wave = wave_of(cast, answers=10, counts="after_closing", closes_at=timezone.now() + HOUR)
    page = client.get(f"/s/{wave.slug}/results/").content.decode()
    assert "Results will be here when the survey has closed" in page
    assert "On foot" not in page
    assert client.get(f"/s/{wave.slug}/results/travel.csv").status_code == 404
    Wave.objects.update(closes_at=timezone.now() - HOUR)
    assert "Travel" in client.get(f"/s/{wave.slug}/results/").content.decode()
    assert client.get(f"/s/{wave.slug}/results/travel.svg").status_code == 200


def test_live_results_keep_back_what_is_of_few(cast: Cast, client: Client) -> None:
    wave = wave_of(cast, answers=10, counts="live")
    page = client.get(f"/s/{wave.slug}/results/").content.decode()
    assert "10 responses" in page
    assert "Sentence" not in page
    table = b"".join(client.get(f"/s/{wave.slug}/results/travel.csv").streaming_content).decode("utf-8-sig")
    assert [line.split(",")[:2] for line in table.splitlines()[1:]] == [["On foot", ""], ["By bus", ""]]
    few = wave_of(cast, answers=4, counts="live")
    assert "Fewer than five people have answered" in client.get(f"/s/{few.slug}/results/").content.decode()


@pytest.mark.parametrize(("texts", "is_quoted"), [("quotable", True), ("never", False)])
def test_texts_are_quoted_only_if_promised_and_marked(texts: str, is_quoted: bool, cast: Cast, client: Client) -> None:
    wave = wave_of(cast, answers=10, counts="live", texts=texts)
    book = save_codebook(wave=wave, question_code="idea", codes=[CodeText("Any", "All")], by=cast.manager)
    coding = begin_coding(codebook=book, first=cast.manager, second=cast.researcher, by=cast.manager)
    marked = next(text for text in coding.texts.all() if text.response.answers["idea"] == "Sentence 3")
    mark_quotable(text=marked, is_quotable=True, by=cast.manager)
    page = client.get(f"/s/{wave.slug}/results/").content.decode()
    assert ("Sentence 3" in page, "Sentence 4" in page) == (is_quoted, False)
    marked.response.delete()
    assert "Sentence 3" not in client.get(f"/s/{wave.slug}/results/").content.decode()
