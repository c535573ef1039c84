"""Surveys as the team sees them: waves, codes, counts."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from engagement.models import Session
from surveys.actions.questionnaires import feedback_wave
from surveys.models import Wave
from tests.cast import Cast
from tests.factories.engagement import SessionFactory
from tests.factories.surveys import answer, make_wave
from tests.surveys.test_public_pages import words


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.manager)
    return client


@pytest.fixture
def wave(cast: Cast) -> Wave:
    return make_wave(pilot=cast.pilot, slug="here")


def test_the_list_shows_the_waves_of_the_own_pilot(manager: Client, cast: Cast, wave: Wave) -> None:
    make_wave(pilot=cast.other_pilot, slug="there")
    for _ in range(6):
        answer(wave)
    page = manager.get("/programmes/own/surveys/")
    assert [(row["wave"].slug, row["answered"], row["is_open"]) for row in page.context["rows"]] == [("here", 6, True)]


@pytest.mark.parametrize("waves", [1, 3])
def test_the_list_takes_as_many_queries_for_three_waves_as_for_one(
    manager: Client, cast: Cast, django_assert_num_queries: Any, waves: int
) -> None:
    for number in range(waves):
        make_wave(pilot=cast.pilot, slug=f"w{number}")
    manager.get("/programmes/own/surveys/")
    with django_assert_num_queries(8):
        manager.get("/programmes/own/surveys/")


def test_four_answers_are_not_shown_and_five_are(manager: Client, wave: Wave) -> None:
    for _ in range(4):
        answer(wave, rating=5)
    page = manager.get("/surveys/here/")
    assert "Fewer than five responses so far" in words(page)
    assert "Excellent" not in words(page)
    answer(wave, rating=1)
    page = words(manager.get("/surveys/here/"))
    assert "5 – Excellent kept back" in page
    assert "1 – Poor kept back" in page
    assert "On foot 5 100 %" in page


def test_a_sixth_answer_changes_nothing_that_is_shown(manager: Client, wave: Wave) -> None:
    for _ in range(5):
        answer(wave)
    before = words(manager.get("/surveys/here/"))
    answer(wave, travel="bus")
    assert words(manager.get("/surveys/here/")) == before


@pytest.mark.parametrize("path", ["/surveys/here/qr.svg", "/sessions/{session}/feedback-code/qr.svg"])
def test_a_qr_code_is_an_image(manager: Client, cast: Cast, wave: Wave, path: str) -> None:
    session = SessionFactory(pilot=cast.pilot)
    image = manager.get(path.format(session=session.pk))
    assert (image.status_code, image.headers["Content-Type"]) == (200, "image/svg+xml")
    assert ElementTree.fromstring(image.content).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  our own
    assert b"style" not in image.content


def test_the_exit_survey_is_opened_from_the_session(manager: Client, cast: Cast) -> None:
    session: Session = SessionFactory(pilot=cast.pilot, feedback_code="ABC234")
    path = f"/sessions/{session.pk}/feedback-code/"
    assert "is not open yet" in words(manager.get(path))
    assert manager.post(path).headers["Location"] == path
    assert "ABC234" in words(manager.get(path))
    assert feedback_wave(cast.pilot) is not None


def test_a_contributor_may_show_the_code_but_not_open_the_survey(client: Client, cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot)
    client.force_login(cast.contributor)
    path = f"/sessions/{session.pk}/feedback-code/"
    assert (client.get(path).status_code, client.post(path).status_code) == (200, 403)
    assert feedback_wave(cast.pilot) is None
