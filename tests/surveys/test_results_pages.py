"""The pages of results: live, with chart, table and CSV, nothing of few people."""

import uuid
from typing import Any

import pytest
from django.test import Client

from surveys.actions.fold import fold_counts
from surveys.actions.submit import submit_response
from surveys.models import Wave
from tests.cast import Cast
from tests.factories.surveys import make_wave
from tests.surveys.every_type import EVERY_TYPE


def filled_wave(pilot: Any, responses: int, document: dict[str, Any] = EVERY_TYPE, **fields: Any) -> Wave:
    wave = make_wave(pilot=pilot, document=document, **fields)
    for number in range(responses):
        submit_response(wave=wave, response_id=uuid.uuid4(), answers={
            "travel": "foot" if number % 2 else "bus", "topics": ["soup"], "order": ["soup", "stew", "bread"],
            "rating": 1 + number % 2, "count": number % 2, "idea": "A secret bench", "row_a": 2, "row_b": 3,
            "people": [{"age": 30, "dish": "soup"}],
        })
    return wave


def test_results_show_every_question_with_chart_table_and_csv(cast: Cast, client: Client) -> None:
    wave = filled_wave(cast.pilot, 12, invited_count=30)
    client.force_login(cast.manager)
    page = client.get(f"/surveys/{wave.slug}/results/").content.decode()
    for words in ("12 responses", "Response rate (RR2)", "How often each was put first.", "Mean place", "People",
                  f"/surveys/{wave.slug}/results/travel.svg?theme=light&amp;width=760"):
        assert words in page
    assert "secret" not in page
    svg = client.get(f"/surveys/{wave.slug}/results/travel.svg?width=300")
    assert (svg.status_code, svg["Content-Type"]) == (200, "image/svg+xml")
    assert client.get(f"/surveys/{wave.slug}/results/idea.svg").status_code == 204
    table = b"".join(client.get(f"/surveys/{wave.slug}/results/travel.csv").streaming_content).decode("utf-8-sig")
    assert table.splitlines()[1].split(",")[0] == "On foot"
    assert [line.split(",")[4] for line in table.splitlines()[1:]] == ["6", "6", "0"]
    assert client.get(f"/surveys/{wave.slug}/results/nothing.csv").status_code == 404


def test_all_questions_as_one_csv_say_what_is_kept_back(cast: Cast, client: Client) -> None:
    wave = filled_wave(cast.pilot, 8)
    client.force_login(cast.manager)
    client.get(f"/surveys/{wave.slug}/results/")
    table = b"".join(client.get(f"/surveys/{wave.slug}/results.csv").streaming_content).decode("utf-8-sig")
    lines = [line for line in table.splitlines() if line.startswith("travel,")]
    assert lines == [
        "travel,Travel,single,On foot,,8,kept back", "travel,Travel,single,By bus,,8,kept back",
        "travel,Travel,single,Otherwise,0,8,", "travel,Travel,single,No answer,0,8,",
    ]


def test_of_fewer_than_five_responses_nothing_is_shown(cast: Cast, client: Client) -> None:
    wave = filled_wave(cast.pilot, 4)
    client.force_login(cast.manager)
    page = client.get(f"/surveys/{wave.slug}/results/").content.decode()
    assert "Fewer than five responses so far" in page
    assert "On foot" not in page


def test_two_looks_differ_by_five_people_or_by_nobody(cast: Cast, client: Client) -> None:
    wave = filled_wave(cast.pilot, 10)
    client.force_login(cast.manager)
    before = client.get(f"/surveys/{wave.slug}/results.csv")
    first = b"".join(before.streaming_content)
    client.get(f"/surveys/{wave.slug}/results/")
    seen = b"".join(client.get(f"/surveys/{wave.slug}/results.csv").streaming_content)
    submit_response(wave=wave, response_id=uuid.uuid4(), answers={"travel": "other"})
    client.get(f"/surveys/{wave.slug}/results/")
    again = b"".join(client.get(f"/surveys/{wave.slug}/results.csv").streaming_content)
    assert (first != seen, again == seen) == (True, True)


@pytest.mark.parametrize("questions", [1, 3])
def test_the_page_asks_the_database_as_often_for_one_question_as_for_three(
    questions: int, cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    asked = [{"code": f"q{i}", "type": "scale", "label": {"en": f"Q{i}"}, "lo": 1, "hi": 5} for i in range(questions)]
    wave = make_wave(pilot=cast.pilot, document={"code": "x", "title": {"en": "X"}, "questions": asked})
    for _ in range(6):
        submit_response(wave=wave, response_id=uuid.uuid4(), answers={f"q{i}": 3 for i in range(questions)})
    fold_counts()
    client.force_login(cast.manager)
    client.get(f"/surveys/{wave.slug}/results/")
    with django_assert_num_queries(9):
        client.get(f"/surveys/{wave.slug}/results/")
