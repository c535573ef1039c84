"""A citizen answers on a phone, without scripts."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from surveys.actions.questionnaires import ensure_feedback_wave
from surveys.models import Response
from tests.factories.engagement import SessionFactory
from tests.factories.surveys import make_wave

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
pytestmark = pytest.mark.journey


def findings(page: Any) -> list[tuple[str, list[str]]]:
    """What axe has against the page: (rule, elements)."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def is_wider_than_screen(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.fixture
def phone(browser: Any, live_server: Any) -> Any:
    """A page of a phone's width in which the site's scripts do not run."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, base_url=live_server.url,
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def inspected(browser: Any, live_server: Any) -> Any:
    """The narrowest page there is, with scripts, because axe is one."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, base_url=live_server.url)
    yield context.new_page()
    context.close()


def test_a_citizen_answers_on_a_phone_without_scripts(phone: Any, transactional_db: None) -> None:
    make_wave(slug="here")
    phone.goto("/s/here/")
    phone.get_by_role("link", name="Start").click()
    phone.get_by_label("Street light").check()
    phone.get_by_role("group", name="How good was it?").get_by_label("5 Excellent").check()
    phone.get_by_label("Years in the city").fill("7")
    phone.get_by_label("Your idea").fill("Benches")
    phone.get_by_role("button", name="Send answers").click()
    phone.get_by_role("link", name="How did you come?").click()
    assert re.search(r"#id_q-travel_0$", phone.url)
    phone.get_by_label("By bus").check()
    with phone.expect_navigation():
        phone.get_by_role("button", name="Save and continue later").click()
    phone.reload()
    phone.get_by_role("button", name="Send answers").click()
    assert phone.get_by_role("heading", level=1).inner_text() == "Thank you. Your answers have arrived."
    assert list(Response.objects.values_list("answers", flat=True)) == [{
        "travel": "bus", "topics": ["light"], "rating": 5, "years": 7, "idea": "Benches", "since": None}]


def test_feedback_by_the_code_on_the_wall(phone: Any, transactional_db: None) -> None:
    session = SessionFactory(feedback_code="ABC234", head_count=30)
    ensure_feedback_wave(pilot=session.pilot, by=None)
    phone.goto("/f/")
    phone.get_by_label("Code").fill("abc234")
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_role("group", name="How well did this way of working suit").get_by_label("4", exact=True).check()
    phone.get_by_role("button", name="Send answers").click()
    assert list(Response.objects.values_list("session", "answers__method_rating")) == [(session.pk, 4)]


def test_the_pages_hold_no_barrier(inspected: Any, transactional_db: None) -> None:
    session = SessionFactory(feedback_code="ABC234", head_count=30)
    ensure_feedback_wave(pilot=session.pilot, by=None)
    make_wave(slug="here")
    found = {}
    for path in ("/s/here/", "/s/here/questions/", "/f/", "/f/ABC234/", "/f/ZZZZZZ/", "/s/here/withdraw/"):
        inspected.goto(path)
        found[path] = (findings(inspected), is_wider_than_screen(inspected))
    inspected.goto("/s/here/questions/")
    inspected.get_by_role("button", name="Send answers").click()
    inspected.wait_for_selector(".ds-error-summary")
    found["errors"] = (findings(inspected), is_wider_than_screen(inspected))
    inspected.get_by_label("On foot").check()
    inspected.get_by_role("button", name="Send answers").click()
    inspected.wait_for_url("**/done/")
    found["done"] = (findings(inspected), is_wider_than_screen(inspected))
    assert found == dict.fromkeys(found, ([], False))


def test_the_first_page_is_light(inspected: Any, transactional_db: None) -> None:
    make_wave(slug="here")
    sizes: list[int] = []
    inspected.on("response", lambda response: sizes.append(len(response.body())))
    inspected.goto("/s/here/", wait_until="networkidle")
    assert len(sizes) <= 6
    # not compressed here, so the wire carries less
    assert sum(sizes) <= 60_000
