"""Answering without scripts: start, questions, errors, drafts, receipt, withdrawal, session codes."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys.actions.questionnaires import ensure_feedback_wave
from surveys.models import Response, ResponseDraft
from tests.factories.engagement import SessionFactory
from tests.factories.surveys import make_wave

PAGE = "/s/here/questions/"
FULL = {"q-travel": "bus", "q-topics": ["parks", "noise"], "q-rating": "4", "q-years": "12", "q-idea": "Trees",
        "q-since": ""}


def words(response: Any) -> str:
    """The visible text of a page."""
    body = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(body).split())


def key_on(response: Any) -> str:
    found = re.search(r'name="q-response_id" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


def test_the_way_from_start_to_receipt_and_back(client: Client, db: None) -> None:
    make_wave(slug="here")
    assert "Six kinds of question One of each. Start 6 questions" in words(client.get("/s/here/"))
    key = key_on(client.get(PAGE))
    sent = client.post(PAGE, FULL | {"q-response_id": key, "action": "send"})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/s/here/done/")
    assert list(Response.objects.values_list("channel", "language", "answers")) == [("link", "en", {
        "travel": "bus", "topics": ["parks", "noise"], "rating": 4, "years": 12, "idea": "Trees", "since": None})]
    receipt = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", words(client.get("/s/here/done/")))
    assert receipt is not None
    gone = client.post("/s/here/withdraw/", {"receipt": receipt[0]})
    assert "Your answers have been deleted" in words(gone)
    assert Response.objects.count() == 0
    assert "No answers belong to this receipt" in words(client.post("/s/here/withdraw/", {"receipt": receipt[0]}))


def test_sending_the_same_page_twice_is_one_response(client: Client, db: None) -> None:
    make_wave(slug="here")
    body = FULL | {"q-response_id": key_on(client.get(PAGE))}
    assert [client.post(PAGE, body).status_code for _ in range(2)] == [302, 302]
    other = client.post(PAGE, body | {"q-rating": "1"})
    assert (other.status_code, "These answers differ from those you have sent already" in words(other)) == (422, True)
    assert Response.objects.count() == 1


def test_an_error_is_named_at_the_top_and_nothing_typed_is_lost(client: Client, db: None) -> None:
    make_wave(slug="here")
    key = key_on(client.get(PAGE))
    body = {"q-topics": ["noise"], "q-years": "many", "q-idea": "<b>Trees</b>", "q-response_id": key}
    came_back = client.post(PAGE, body)
    text = came_back.content.decode()
    assert came_back.status_code == 422
    assert '<a href="#id_q-travel_0">How did you come? Please answer this question.</a>' in text
    assert '<a href="#id_q-years">Years in the city Please write a number, such as 12 or 3.5.</a>' in text
    for page in (text, client.get(PAGE).content.decode()):
        assert key in page
        assert 'value="many"' in page
        assert "&lt;b&gt;Trees&lt;/b&gt;" in page
        assert re.search(r'value="noise"[^>]*checked', page)
    assert Response.objects.count() == 0


def test_saving_and_coming_back_later(client: Client, db: None) -> None:
    make_wave(slug="here")
    key = key_on(client.get(PAGE))
    saved = client.post(PAGE, {"q-rating": "2", "q-response_id": key, "action": "save"}, follow=True)
    assert "Saved on this device" in words(saved)
    assert "Go on answering" in words(client.get("/s/here/"))
    assert key_on(saved) == key
    client.post(PAGE, {"q-rating": "3", "q-response_id": key, "action": "save"})
    assert list(ResponseDraft.objects.values_list("answers", flat=True)) == [{"rating": "3"}]
    assert "Go on answering" not in words(Client().get("/s/here/"))
    client.post(PAGE, FULL | {"q-response_id": key})
    assert ResponseDraft.objects.count() == 0


def test_switching_the_language_keeps_what_was_typed(client: Client, db: None) -> None:
    make_wave(slug="here")
    body = {"q-idea": "Träd", "q-response_id": key_on(client.get(PAGE)), "language": "sv"}
    page = client.post(PAGE, body, follow=True).content.decode()
    assert "Hur kom du?" in page
    assert "Träd" in page


def test_the_script_saves_without_a_page(client: Client, db: None) -> None:
    make_wave(slug="here")
    body = {"q-rating": "2", "q-response_id": key_on(client.get(PAGE)), "action": "save"}
    assert client.post(PAGE, body, headers={"X-Draft": "1"}).status_code == 204
    assert list(ResponseDraft.objects.values_list("answers", flat=True)) == [{"rating": "2"}]


def test_a_draft_survives_hostile_text(client: Client, db: None) -> None:
    make_wave(slug="here")
    body = {"q-idea": "a\0b", "q-response_id": "no key", "action": "save"}
    assert client.post(PAGE, body).status_code == 302
    assert list(ResponseDraft.objects.values_list("answers", flat=True)) == [{"idea": "ab"}]


@pytest.mark.parametrize(("fields", "path", "status"), [
    ({"is_published": False}, "", 404), ({"is_published": False}, "questions/", 404),
    ({"closes_at": timezone.now() - dt.timedelta(days=1)}, "", 410),
    ({"closes_at": timezone.now() - dt.timedelta(days=1)}, "questions/", 410),
    ({"opens_at": timezone.now() + dt.timedelta(days=1)}, "questions/", 410), ({}, "questions/", 200),
])
def test_only_an_open_wave_shows_questions(
    client: Client, db: None, fields: dict[str, Any], path: str, status: int
) -> None:
    make_wave(slug="here", **fields)
    assert client.get(f"/s/here/{path}").status_code == status
    assert client.post(f"/s/here/{path}", FULL).status_code == (302 if status == 200 else status)
    assert Response.objects.count() == (1 if status == 200 else 0)


def test_feedback_belongs_to_its_session(client: Client, db: None) -> None:
    session = SessionFactory(feedback_code="ABC234", head_count=30)
    ensure_feedback_wave(pilot=session.pilot, by=None)
    asked = client.get("/f/", {"code": " abc 234"})
    assert asked.headers["Location"] == "/f/ABC234/"
    key = key_on(client.get("/f/abc234/"))
    client.post("/f/ABC234/", {"q-method_rating": "5", "q-response_id": key})
    assert list(Response.objects.values_list("session", "channel", "answered_count")) == [(session.pk, "qr", 1)]


@pytest.mark.parametrize("status", ["cancelled", "postponed", "nobody_came"])
def test_a_session_that_did_not_take_place_gets_no_feedback(client: Client, db: None, status: str) -> None:
    session = SessionFactory(feedback_code="ABC234", status=status)
    ensure_feedback_wave(pilot=session.pilot, by=None)
    assert client.post("/f/ABC234/", {"q-method_rating": "5"}).status_code == 410
    assert Response.objects.count() == 0


def test_a_wrong_code_is_told_kindly_and_not_often(client: Client, db: None) -> None:
    session = SessionFactory(feedback_code="ABC234")
    ensure_feedback_wave(pilot=session.pilot, by=None)
    wrong = client.get("/f/ZZZZZZ/")
    assert (wrong.status_code, "We do not know this code" in words(wrong)) == (404, True)
    assert [client.get("/f/ZZZZZZ/").status_code for _ in range(30)] == [404] * 29 + [429]
    assert client.get("/f/ABC234/").status_code == 429


@pytest.mark.parametrize("code", ["%00", "ÄÖÜÄÖÜ", "A' OR 1", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"])
def test_a_hostile_code_is_only_unknown(client: Client, db: None, code: str) -> None:
    assert client.get(f"/f/{code}/").status_code == 404


def test_a_page_for_answering_is_small(client: Client, db: None) -> None:
    make_wave(slug="here")
    page = client.get("/s/here/").content.decode()
    assert re.findall(r'<script|src="|url\(', page) == []
    assert len(re.findall(r'rel="stylesheet"', page)) == 2
