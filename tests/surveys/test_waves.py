"""Waves side by side, codes that pair people with themselves, and what is never kept or shown of them."""

import uuid
from typing import Any

import pytest
from django.test import Client

import surveys.tasks  # noqa: F401  registers the work
from foundation.jobs.models import Job
from foundation.jobs.running import run
from surveys.actions.fold import fold_counts
from surveys.actions.joint_counts import count_pairs
from surveys.actions.pairing import keep_pairing_code
from surveys.actions.receipts import receipt_of
from surveys.actions.submit import submit_response
from surveys.actions.withdraw import withdraw_response
from surveys.models import JointCount, PairingCode, Wave, WavePolicy
from surveys.pairing import PROMPTS, hash_of_code, made_uniform, matched
from surveys.results.waves import compared, paired, waves_beside
from tests.cast import Cast
from tests.factories.surveys import make_wave

TWO: dict[str, Any] = {
    "code": "two", "title": {"en": "Two"}, "questions": [
        {"code": "rating", "type": "scale", "label": {"en": "Rating"}, "lo": 1, "hi": 5},
        {"code": "travel", "type": "single", "label": {"en": "Travel"}, "choices": [
            {"code": "foot", "label": {"en": "On foot"}}, {"code": "bus", "label": {"en": "By bus"}}]},
    ],
}


@pytest.mark.parametrize(("name", "typed", "expected"), [
    ("person", " Åsa", "as"), ("person", "o'Neil", "on"), ("person", "É", ""), ("person", "Ωμ", "ωμ"),
    ("day", "7", "07"), ("day", "07.", "07"), ("day", "", ""), ("day", "123", ""), ("day", "٧", "07"),
    ("school", "st. Mary", "s"), ("place", "New York", "ne"),
])
def test_what_is_typed_is_made_uniform(name: str, typed: str, expected: str) -> None:
    prompt = next(prompt for prompt in PROMPTS if prompt.name == name)
    assert made_uniform(prompt, typed) == expected


def test_a_code_has_another_hash_in_another_pilot_questionnaire_or_installation(settings: Any) -> None:
    parts = ["as", "mo", "07", "s"]
    one = hash_of_code(parts, pilot=1, questionnaire=1)
    assert one == hash_of_code(parts, pilot=1, questionnaire=1)
    assert one not in {hash_of_code(parts, pilot=2, questionnaire=1), hash_of_code(parts, pilot=1, questionnaire=2),
                       hash_of_code(["as", "mo", "08", "s"], pilot=1, questionnaire=1)}
    settings.SECRET_KEY = "another"
    assert one != hash_of_code(parts, pilot=1, questionnaire=1)


def test_codes_are_paired_and_the_others_are_counted() -> None:
    found = matched({1: "a", 2: "b", 3: "c", 4: "c"}, {5: "a", 6: "c", 7: "d"})
    assert (found.pairs, found.unpaired, found.ambiguous) == (((1, 5),), 2, 3)


def two_waves(cast: Cast, people: int) -> tuple[Wave, Wave]:
    """Everybody rates 2 on foot first, and a point more by bus then (the first person two points more)."""
    first = make_wave(pilot=cast.pilot, document=TWO, kind="baseline", slug="two-first")
    second = Wave.objects.create(pilot=cast.pilot, questionnaire=first.questionnaire, version=first.version,
                                 kind="endline", slug="two-second", is_published=True)
    for number in range(people):
        for wave in (first, second):
            later = wave == second
            key = uuid.uuid4()
            submit_response(wave=wave, response_id=key, answers={
                "rating": 2 + later + (later and number == 0), "travel": "bus" if later else "foot"})
            assert keep_pairing_code(wave=wave, receipt=receipt_of(key), parts=["as", "mo", f"{number:02}", "s"])
    fold_counts()
    return first, second


def test_waves_are_compared_by_means_and_shares(cast: Cast) -> None:
    waves = list(two_waves(cast, 8))
    assert [wave.slug for wave in waves_beside(waves[1])] == ["two-first", "two-second"]
    rating, travel = compared(waves, "en")
    assert [(mean.estimate, mean.n) for mean in rating.means if mean] == [(2.0, 8), (3.125, 8)]
    assert [[value.n for value in result.values] for result in travel.results] == [[8, 0], [0, 8]]


def test_pairs_show_the_change_within_the_same_people(cast: Cast) -> None:
    first, second = two_waves(cast, 8)
    assert paired(first, second, "en") is None
    count_pairs(first=first, second=second)
    found = paired(first, second, "en")
    assert found is not None
    assert (found.pairs, found.unpaired, found.ambiguous) == (8, 0, 0)
    (rating,), travel = found.changes["rating"], found.changes["travel"]
    assert (rating.n, rating.estimate) == (8, 1.125)
    assert rating.lower is not None
    assert rating.lower < 1.125
    assert [(change.label, change.estimate) for change in travel] == [("On foot", -1.0), ("By bus", 1.0)]


def test_of_fewer_than_five_pairs_nothing_is_shown(cast: Cast) -> None:
    first, second = two_waves(cast, 4)
    count_pairs(first=first, second=second)
    found = paired(first, second, "en")
    assert found is not None
    assert (found.pairs, found.changes) == (None, {"rating": (), "travel": ()})


def test_fewer_than_five_new_pairs_wait(cast: Cast) -> None:
    first, second = two_waves(cast, 6)
    count_pairs(first=first, second=second)
    before = list(JointCount.objects.order_by("rows").values_list("rows", "cells", "n"))
    for wave in (first, second):
        key = uuid.uuid4()
        submit_response(wave=wave, response_id=key, answers={"rating": 5, "travel": "bus"})
        keep_pairing_code(wave=wave, receipt=receipt_of(key), parts=["xx", "xx", "31", "x"])
    count_pairs(first=first, second=second)
    assert list(JointCount.objects.order_by("rows").values_list("rows", "cells", "n")) == before


def test_withdrawing_takes_the_code_along(cast: Cast) -> None:
    wave = make_wave(pilot=cast.pilot, document=TWO)
    key = uuid.uuid4()
    submit_response(wave=wave, response_id=key, answers={"rating": 5})
    keep_pairing_code(wave=wave, receipt=receipt_of(key), parts=["a", "b", "01", "c"])
    withdraw_response(wave=wave, receipt=receipt_of(key))
    assert PairingCode.objects.count() == 0
    assert keep_pairing_code(wave=wave, receipt=receipt_of(key), parts=["a", "b", "01", "c"]) is False


TYPED = {"person": "Anna", "place": "Motala", "day": "7", "school": "Södra"}


def test_a_person_makes_a_code_after_answering(cast: Cast, client: Client) -> None:
    wave = make_wave(pilot=cast.pilot, document=TWO)
    WavePolicy.objects.create(wave=wave, links_answers=True)
    client.post(f"/s/{wave.slug}/questions/", {
        "response_id": str(uuid.uuid4()), "rating": "3", "travel": "foot", "action": "send"})
    done = client.get(f"/s/{wave.slug}/done/").content.decode()
    assert f'href="/s/{wave.slug}/done/code/"' in done
    page = client.get(f"/s/{wave.slug}/done/code/")
    receipt = page.context["form"].initial["receipt"]
    assert len(receipt) == 19
    answer = client.post(f"/s/{wave.slug}/done/code/", TYPED | {"receipt": receipt})
    assert "Your answers can be linked" in answer.content.decode()
    stored = PairingCode.objects.get()
    assert stored.code_hash == hash_of_code(["an", "mo", "07", "s"], pilot=cast.pilot.pk,
                                            questionnaire=wave.questionnaire_id)
    assert stored.code_hash not in answer.content.decode()


@pytest.mark.parametrize(("change", "sentence"), [
    ({"day": "seven"}, "Please write two digits"), ({"person": "7"}, "at least as many letters"),
    ({"receipt": "AAAA-BBBB-CCCC-DDDD"}, "No answers belong to this receipt"), ({"place": ""}, "required"),
])
def test_what_cannot_be_a_code_is_said_and_nothing_is_kept(
    change: dict[str, str], sentence: str, cast: Cast, client: Client
) -> None:
    wave = make_wave(pilot=cast.pilot, document=TWO)
    WavePolicy.objects.create(wave=wave, links_answers=True)
    key = uuid.uuid4()
    submit_response(wave=wave, response_id=key, answers={"rating": 5})
    page = client.post(f"/s/{wave.slug}/done/code/", TYPED | {"receipt": receipt_of(key)} | change)
    assert (page.status_code, PairingCode.objects.count()) == (422, 0)
    assert sentence in page.content.decode()


def test_a_wave_that_links_nothing_has_no_such_page(cast: Cast, client: Client) -> None:
    wave = make_wave(pilot=cast.pilot, document=TWO)
    assert client.get(f"/s/{wave.slug}/done/code/").status_code == 404


def test_pairs_are_counted_by_a_job_that_a_manager_starts(
    cast: Cast, client: Client
) -> None:
    first, second = two_waves(cast, 8)
    address = f"/surveys/{second.slug}/waves/"
    client.force_login(cast.researcher)
    assert client.post(address).status_code == 403
    client.force_login(cast.manager)
    client.post(address)
    client.post(address)
    job = Job.objects.get(kind="surveys.count_pairs")
    assert "Pairs are being counted" in client.get(address).content.decode()
    done = run(str(job.pk))
    assert done is not None
    assert (done.state, done.message, done.result) == ("done", "", {"counted": 3})
    page = client.get(address).content.decode()
    assert "Change within the same people, Baseline to Endline" in page
    assert "+1.12" in page
    svg = client.get(f"{address}rating.svg")
    assert (svg.status_code, svg["Content-Type"]) == (200, "image/svg+xml")
    table = b"".join(client.get(f"{address}rating.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in table[1:]] == [["Baseline", "2.0"], ["Endline", "3.125"]]


def test_one_wave_alone_says_so(cast: Cast, client: Client) -> None:
    wave = make_wave(pilot=cast.pilot, document=TWO)
    client.force_login(cast.manager)
    assert "One wave only" in client.get(f"/surveys/{wave.slug}/waves/").content.decode()


@pytest.mark.parametrize("questions", [1, 3])
def test_the_page_asks_as_often_for_one_question_as_for_three(
    questions: int, cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    asked = [{"code": f"q{i}", "type": "scale", "label": {"en": f"Q{i}"}, "lo": 1, "hi": 5} for i in range(questions)]
    first = make_wave(pilot=cast.pilot, document={"code": "x", "title": {"en": "X"}, "questions": asked},
                      kind="baseline")
    second = Wave.objects.create(pilot=cast.pilot, questionnaire=first.questionnaire, version=first.version,
                                 kind="endline", slug="x-end", is_published=True)
    for wave in (first, second):
        for _ in range(6):
            submit_response(wave=wave, response_id=uuid.uuid4(), answers={f"q{i}": 3 for i in range(questions)})
    fold_counts()
    client.force_login(cast.manager)
    client.get(f"/surveys/{second.slug}/waves/")
    with django_assert_num_queries(12):
        client.get(f"/surveys/{second.slug}/waves/")
