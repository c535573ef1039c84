"""A survey whose questions come and go, on a phone with a script."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from surveys.models import Response, ResponseDraft
from tests.factories.surveys import make_wave
from tests.processes import until

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CITIES = [
    {"code": "aby", "label": {"en": "Åby"}, "columns": {"region": "north"}},
    {"code": "vik", "label": {"en": "Vik"}, "columns": {"region": "south"}},
]
REGIONS = [{"code": "north", "label": {"en": "North"}}, {"code": "south", "label": {"en": "South"}}]


def no_violations(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def asked(code: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "label": {"en": label}, **more}


DOCUMENT = {
    "code": "live", "title": {"en": "Your city"}, "paging": "groups", "elements": [
        {"code": "you", "type": "group", "label": {"en": "You"}, "elements": [
            asked("name", "text", "Your name"),
            asked("age", "integer", "Your age", constraint=". < 120", constraint_message={"en": "Under 120, please."}),
            asked("school", "text", "Which school do you go to, ${name}?", relevant="${age} < 18",
                  required="${name} != ''"),
            asked("region", "single", "Region", choices=REGIONS),
            asked("city", "single", "City", choices=CITIES, choice_filter="region = ${region}"),
        ]},
        asked("months", "calculation", "", calculation="${age} * 12"),
        asked("order", "rank", "Your order", choices=REGIONS),
        asked("said", "note", "You are ${months} months old, ${name}."),
    ],
}


def test_questions_follow_the_answers(page: Page, live_server: Any) -> None:
    wave = make_wave(document=DOCUMENT)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/s/{wave.slug}/questions/")
    school = page.get_by_label("Which school do you go to, ")
    expect(school).to_be_hidden()
    page.get_by_label("Your age").fill("130")
    page.get_by_label("Your name").fill("Ann")
    expect(page.get_by_text("Under 120, please.")).to_be_visible()
    page.get_by_label("Your age").fill("12")
    expect(page.get_by_text("Which school do you go to, Ann?")).to_be_visible()
    expect(page.locator("[data-question=school] [data-required]")).to_be_visible()
    expect(page.get_by_label("Åby")).to_be_hidden()
    page.get_by_label("North").check()
    expect(page.get_by_label("Åby")).to_be_visible()
    expect(page.get_by_label("Vik")).to_be_hidden()
    page.get_by_label("Your age").fill("40")
    expect(school).to_be_hidden()
    no_violations(page)
    kept = {"name": "Ann", "age": "40", "region": "north"}
    assert until(lambda: [draft.answers for draft in ResponseDraft.objects.all()] == [kept])
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_text("You are 480 months old, Ann.")).to_be_visible()
    page.get_by_label("South").select_option("1")
    no_violations(page)
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    no_violations(page)
    page.get_by_role("button", name="Send answers").click()
    expect(page.get_by_text("Receipt", exact=False).first).to_be_visible()
    assert Response.objects.get().answers == {
        "name": "Ann", "age": 40, "region": "north", "city": None, "months": 480, "order": ["south"]}
