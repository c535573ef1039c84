"""Writing a questionnaire in a browser: at a desk by keyboard, on a phone, and without a script."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from surveys.actions.editing import start_questionnaire
from surveys.editing import empty_document, part_with, spots_of
from surveys.models import Questionnaire, QuestionnaireDraft
from tests.cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def no_violations(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.fixture
def walks(cast: Cast) -> Questionnaire:
    document = empty_document("walks", "Walks", ["en", "sv"]) | {"elements": [
        {"code": code, "type": "text", "label": {"en": label}} for code, label in [
            ("why", "Why do you walk?"), ("where", "Where do you walk?")]]}
    return start_questionnaire(programme=cast.programme, code="walks", document=document, by=None)


def signed_in(page: Page, live_server: Any, client: Any, cast: Cast, path: str) -> None:
    client.force_login(cast.manager)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value,
                               "url": live_server.url}])
    page.goto(f"{live_server.url}{path}")


def codes(walks: Questionnaire) -> list[str]:
    draft = QuestionnaireDraft.objects.get(questionnaire=walks)
    return [spot.code for spot in spots_of(draft.document)]


def label_of(walks: Questionnaire, code: str) -> str:
    part = part_with(QuestionnaireDraft.objects.get(questionnaire=walks).document, code)
    return str((part or {"label": {}})["label"].get("en", ""))


def test_a_question_is_added_written_and_moved_by_keyboard(
    page: Page, live_server: Any, client: Any, cast: Cast, walks: Questionnaire
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    signed_in(page, live_server, client, cast, f"/programmes/own/questionnaires/{walks.pk}/edit/")
    no_violations(page)
    page.get_by_label("What", exact=True).select_option("single")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#part-title")).to_have_text("question_1")
    page.get_by_label("Question (English)").fill("How often?")
    page.locator("#choice-0-label").fill("Every day")
    page.locator("#choice-1-label").fill("Now and then")
    no_violations(page)
    page.locator("[data-save]").click()
    expect(page.locator("#part-title")).to_have_text("How often?")
    expect(page.locator("[data-state]")).to_have_text("")
    line, first = page.locator("li[data-code=question_1] a"), page.locator("li[data-code]").first
    line.focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")  # faster than the server answers
    expect(first).to_have_attribute("data-code", "question_1")
    expect(line).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(first).to_have_attribute("data-code", "why")
    expect(page.locator("#redo")).to_be_enabled()
    assert codes(walks) == ["why", "question_1", "where"]
    assert refused == []


def test_what_is_typed_and_not_saved_survives_another_page_and_a_failing_network(
    page: Page, live_server: Any, client: Any, cast: Cast, walks: Questionnaire
) -> None:
    signed_in(page, live_server, client, cast, f"/programmes/own/questionnaires/{walks.pk}/edit/?element=why")
    page.get_by_label("Question (English)").fill("Why on foot?")
    page.get_by_role("link", name="Where do you walk?").click()
    expect(page.locator("#part-title")).to_have_text("Where do you walk?")
    page.get_by_role("link", name="Why do you walk?").click()
    expect(page.get_by_label("Question (English)")).to_have_value("Why on foot?")
    expect(page.get_by_text("What you had typed here and not saved is back.")).to_be_visible()
    page.context.set_offline(True)
    page.locator("[data-save]").click()
    expect(page.get_by_text("the server could not be reached", exact=False)).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("Question (English)")).to_have_value("Why on foot?")
    page.locator("[data-save]").click()
    expect(page.locator("#part-title")).to_have_text("Why on foot?")
    assert label_of(walks, "why") == "Why on foot?"
    page.reload()
    expect(page.locator("[data-state]")).to_have_text("")


def test_what_is_typed_is_saved_by_itself_after_a_while(
    page: Page, live_server: Any, client: Any, cast: Cast, walks: Questionnaire
) -> None:
    signed_in(page, live_server, client, cast, f"/programmes/own/questionnaires/{walks.pk}/edit/?element=why")
    page.get_by_label("Question (English)").fill("Why on foot?")
    expect(page.get_by_text("Saved at", exact=False)).to_be_visible(timeout=20_000)
    assert label_of(walks, "why") == "Why on foot?"
    page.reload()
    expect(page.locator("#part-title")).to_have_text("Why on foot?")
    expect(page.locator("[data-state]")).to_have_text("")


def test_who_is_signed_out_meanwhile_keeps_the_page_and_what_was_typed(
    page: Page, live_server: Any, client: Any, cast: Cast, walks: Questionnaire
) -> None:
    path = f"/programmes/own/questionnaires/{walks.pk}/edit/?element=why"
    signed_in(page, live_server, client, cast, path)
    page.get_by_label("Question (English)").fill("Why on foot?")
    page.context.clear_cookies(name="sessionid")
    page.locator("[data-save]").click()
    expect(page.get_by_text("this page no longer knows you", exact=False)).to_be_visible()
    expect(page.get_by_label("Question (English)")).to_have_value("Why on foot?")
    assert label_of(walks, "why") == "Why do you walk?"


def test_two_people_are_shown_both_wordings(
    page: Page, live_server: Any, client: Any, cast: Cast, walks: Questionnaire
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    path = f"/programmes/own/questionnaires/{walks.pk}/edit/?element=why"
    signed_in(page, live_server, client, cast, path)
    other = page.context.new_page()
    other.goto(f"{live_server.url}{path}")
    other.get_by_label("Question (English)").fill("Why them?")
    other.locator("[data-save]").click()
    expect(other.locator("#part-title")).to_have_text("Why them?")
    page.get_by_label("Question (English)").fill("Why me?")
    page.locator("[data-save]").click()
    expect(page.get_by_text("Somebody else changed the same meanwhile")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    no_violations(page)
    page.get_by_label("Theirs").check()
    page.get_by_role("button", name="Save my choice").click()
    expect(page.locator("#part-title")).to_have_text("Why them?")
    assert label_of(walks, "why") == "Why them?"


def test_without_a_script_everything_works_by_buttons(
    browser: Browser, live_server: Any, client: Any, cast: Cast, walks: Questionnaire
) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    signed_in(page, live_server, client, cast, f"/programmes/own/questionnaires/{walks.pk}/edit/")
    page.get_by_role("button", name="Move down: Why do you walk?").click()
    page.get_by_role("button", name="Duplicate: Where do you walk?").click()
    page.get_by_role("link", name="Why do you walk?").click()
    page.get_by_label("Question (English)").fill("Why so?")
    page.locator("[data-save]").click()
    page.get_by_role("link", name="Publish …").click()
    page.get_by_label("It may be asked as it is").check()
    page.get_by_role("button", name="Publish").click()
    assert [q["label"]["en"] for q in walks.versions.get().definition["elements"]] == [
        "Where do you walk?", "Where do you walk?", "Why so?"]
    page.context.close()


@pytest.mark.parametrize("path", [
    "", "new/", "{}/edit/?element=why", "{}/edit/settings/", "{}/edit/translate/?from=en&to=sv", "{}/publish/",
    "{}/discard/", "{}/try/", "../question-bank/"])
def test_every_page_of_the_editor_fits_a_phone_and_everybody(
    page: Page, live_server: Any, client: Any, cast: Cast, walks: Questionnaire, path: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    signed_in(page, live_server, client, cast, "/programmes/own/questionnaires/" + path.format(walks.pk))
    no_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_preview_shows_a_phone_and_a_desk_that_can_be_answered(
    page: Page, live_server: Any, client: Any, cast: Cast, walks: Questionnaire
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    signed_in(page, live_server, client, cast, f"/programmes/own/questionnaires/{walks.pk}/preview/")
    for frame in ("On a phone", "At a desk"):
        expect(page.frame_locator(f"iframe[title='{frame}']").get_by_label("Why do you walk?")).to_be_visible()
    phone = page.frame_locator("iframe[title='On a phone']")
    phone.get_by_label("Why do you walk?").fill("For the air")
    phone.get_by_role("button", name="Send answers").click()
    expect(phone.get_by_text("This would have been sent")).to_be_visible()
    expect(phone.get_by_text("For the air")).to_be_visible()
