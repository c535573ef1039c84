"""The survey API: 201, 200, 400, 403, 404, 409."""

import json
from typing import Any

import pytest
from django.test import Client

from surveys.models import Response, Wave
from tests.factories.engagement import SessionFactory
from tests.factories.surveys import ALL_TYPES, make_wave

KEY = "6f1c2a52-9a43-4c64-8c0a-0d7b1f0a9a11"
BODY = {"id": KEY, "version": 1, "language": "sv", "answers": {"travel": "foot", "rating": 3}}
URL = "/api/v1/surveys/here/responses/"


def post(client: Client, **changes: Any) -> Any:
    return client.post(URL, BODY | changes, content_type="application/json")


@pytest.fixture
def wave(db: None) -> Wave:
    return make_wave(slug="here")


def test_the_same_again_is_200_with_the_same_receipt(client: Client, wave: Wave) -> None:
    first, again = post(client), post(client)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert set(first.json()) == {"id", "receipt"}
    assert list(Response.objects.values_list("pk", "channel", "language")) == [(Response.objects.get().pk, "api", "sv")]


def test_other_answers_under_the_same_id_are_409(client: Client, wave: Wave) -> None:
    post(client)
    refused = post(client, answers={"travel": "bus"})
    assert (refused.status_code, refused.json()) == (
        409, {"code": "conflict", "detail": "Other answers were sent before under the same key."})


@pytest.mark.parametrize(("changes", "said"), [
    ({"answers": {"rating": 9, "sea": 1}}, {"questions": {
        "travel": "Please answer this question.", "rating": "Please choose a number from 1 to 5.",
        "sea": "This version has no such question."}}),
    ({"answers": "x"}, {"fields": {"answers": ['Expected a dictionary of items but got type "str".']}}),
    ({"id": "1"}, {"fields": {"id": ["Must be a valid UUID."]}}),
    ({"version": 2}, {"fields": {"version": ["This survey has no such version."]}}),
])
def test_what_does_not_fit_is_400_and_named(
    client: Client, wave: Wave, changes: dict[str, Any], said: dict[str, Any]
) -> None:
    refused = post(client, **changes)
    more = {key: value for key, value in refused.json().items() if key not in {"code", "detail"}}
    assert (refused.status_code, refused.json()["code"], more) == (400, "invalid", said)
    assert Response.objects.count() == 0


def test_half_a_character_in_the_name_of_a_question_is_400(client: Client, wave: Wave) -> None:
    body = json.dumps(BODY | {"answers": {"travel": "foot", "\ud800": 1}})
    assert client.post(URL, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("raw", ["", "[]", "{", '{"id": 1e400}', '"x"', "null"])
def test_a_body_that_is_no_submission_is_400(client: Client, wave: Wave, raw: str) -> None:
    assert client.post(URL, raw, content_type="application/json").status_code == 400


def test_a_closed_wave_is_403_and_an_unpublished_one_404(client: Client, wave: Wave) -> None:
    Wave.objects.update(opens_at="2999-01-01T00:00Z")
    assert (post(client).status_code, post(client).json()["code"]) == (403, "closed")
    Wave.objects.update(is_published=False)
    assert (post(client).status_code, client.get("/api/v1/surveys/here/").status_code) == (404, 404)


def test_a_session_of_the_pilot_is_found_by_its_code(client: Client, wave: Wave) -> None:
    session = SessionFactory(pilot=wave.pilot, feedback_code="ABC234")
    SessionFactory(feedback_code="DEF234")
    assert post(client, feedback_code="DEF234").status_code == 404
    assert post(client, feedback_code="abc234").status_code == 201
    assert list(Response.objects.values_list("session", flat=True)) == [session.pk]


def test_anybody_may_read_what_a_wave_asks(client: Client, wave: Wave) -> None:
    assert client.get("/api/v1/surveys/here/").json() == {
        "slug": "here", "title": ALL_TYPES["title"], "pilot": wave.pilot.slug, "version": 1, "open": True,
        "definition": ALL_TYPES,
    }
