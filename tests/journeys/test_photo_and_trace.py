"""A photo of a session goes onto the public page, and what somebody said is followed until it is told back."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from engagement.models import Attachment, Session
from tests.cast import Cast
from tests.factories.engagement import SessionFactory
from tests.foundation.files import hostile

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
DAY = dt.date(2026, 5, 4)
pytestmark = pytest.mark.journey


@pytest.fixture
def session(cast: Cast, page: Any, live_server: Any, sign_in: Any, settings: Any, tmp_path: Path) -> Session:
    """A session held in a pilot that is public; its manager looks at its page on a phone."""
    settings.MEDIA_ROOT = tmp_path
    type(cast.programme).objects.update(is_public=True)
    type(cast.pilot).objects.update(is_public=True)
    held = SessionFactory(pilot=cast.pilot, title="Walk along the river", held_on=DAY)
    sign_in(cast.manager)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}{held.get_absolute_url()}")
    return held


def check(page: Any) -> None:
    """No finding of axe with everything unfolded, and nothing wider than the screen."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def loaded_width(picture: Any) -> int:
    """Pixels of a picture that the page shows; 0 where it could not be loaded."""
    picture.scroll_into_view_if_needed()
    picture.evaluate("(image) => image.complete || new Promise((done) => { image.onload = image.onerror = done; })")
    return int(picture.evaluate("(image) => image.naturalWidth"))


def test_a_photo_is_added_described_published_and_seen_by_the_public(
    page: Any, live_server: Any, session: Session, cast: Cast,
) -> None:
    files = page.locator("#files")
    sent = {"name": "river.jpg", "mimeType": "image/jpeg", "buffer": hostile.photo()}
    files.get_by_label("Photos and files").set_input_files(sent)
    files.get_by_label("What they show").fill("At the quay")
    files.get_by_role("button", name="Add files").click()
    files.get_by_text("river.jpg – added").wait_for()
    shown = files.locator("#files-list img")
    assert (loaded_width(shown) > 0, files.locator(".file__name").inner_text()) == (True, "At the quay")
    check(page)

    files.get_by_role("link", name="Edit").click()
    page.get_by_role("heading", name="river.jpg").wait_for()
    publish = page.locator("#publish")
    publish.get_by_role("button", name="Publish").click()
    assert publish.get_by_text("This field is required.").first.is_visible()
    check(page)
    publish.get_by_label("What is on the picture, in words").fill("People look at a map beside the water")
    publish.get_by_role("button", name="Publish").click()
    page.get_by_text("Public", exact=True).wait_for()
    assert Attachment.objects.published().count() == 1

    stranger = page.context.browser.new_context(viewport={"width": 390, "height": 844})
    public = stranger.new_page()
    public.goto(f"{live_server.url}{cast.pilot.get_absolute_url()}")
    picture = public.get_by_alt_text("People look at a map beside the water")
    assert loaded_width(picture) > 0
    check(public)
    whole = stranger.request.get(live_server.url + picture.locator("xpath=..").get_attribute("href")).body()
    assert dict(Image.open(io.BytesIO(whole)).getexif().get_ifd(0x8825)) == {}  # where it was taken
    stranger.close()


def save(page: Any) -> None:
    """Save the record that the page shows, and wait until the page says so."""
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").first.wait_for()


def test_what_was_said_is_followed_to_the_promise_and_told_back(page: Any, session: Session) -> None:
    home = page.url
    said, decided, promised = (page.locator(f"#{part}") for part in ("contributions", "decisions", "commitments"))
    said.get_by_label("What was said").fill("The path is dark")
    said.get_by_role("button", name="Add contribution").click()
    decided.get_by_label("What was decided").fill("Lamps on the path")
    decided.get_by_label("Decided on").fill("2026-05-04")
    decided.get_by_role("button", name="Add decision").click()
    decided.get_by_role("link", name="Edit, link, review").click()
    page.get_by_label("The path is dark").check()
    save(page)
    check(page)
    page.get_by_label("Who · what · by when").fill("Works · six lamps · 30 Jun")
    page.get_by_role("button", name="Add commitment").click()
    page.locator("#came-of-it").get_by_text("six lamps").first.wait_for()

    page.goto(home)
    promised.get_by_role("link", name="Edit or publish").click()
    page.get_by_label("How it was decided").select_option("Accepted")
    page.get_by_label("Decided on").fill("2026-05-12")
    page.get_by_label("Delivered on").fill("2026-06-20")
    save(page)
    check(page)
    page.goto(home)
    said.get_by_role("link", name="Edit or publish").click()
    for status in ("Under review", "Accepted"):
        page.get_by_label("Status").select_option(status)
        save(page)
    page.get_by_label("Told back on").fill("2026-06-24")
    page.get_by_label("Told back by").select_option("E-mail")
    save(page)
    check(page)

    page.get_by_role("link", name="Trace", exact=True).click()
    page.get_by_role("heading", name="Step by step").wait_for()
    check(page)
    steps = page.locator(".timeline li")
    assert [(step.locator("p").first.inner_text(), step.locator("strong").inner_text()) for step in steps.all()] == [
        ("4 May 2026", "Session: Walk along the river"), ("4 May 2026", "Said"),
        ("4 May 2026 · 0 days later", "Decided"), ("4 May 2026 · 0 days later", "Promised"),
        ("20 June 2026 · 47 days later", "Carried out"), ("24 June 2026 · 51 days later", "Told back"),
    ]
