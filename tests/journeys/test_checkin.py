"""A workshop of 40 walk-ins with the network cut and back, a badge before the camera, a session logged offline."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from engagement.actions.attendance import add_walk_in
from engagement.actions.checkin import issue_badges
from engagement.models import Attendance, DeviceEntry, Session
from engagement.views.checkin_badges import badge_address
from foundation.accounts.models import User
from pilots.choices import Role
from pilots.models import Pilot
from stakeholders.models import ContactDetails
from tests import chromium
from tests.factories.accounts import UserFactory
from tests.factories.engagement import MethodFactory, SessionFactory
from tests.factories.pilots import MembershipFactory, PilotFactory
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory
from tests.waiting import eventually

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LOG = "/programmes/city/sessions/log/"
READY = "This page works without network on this device."
pytestmark = pytest.mark.journey


@pytest.fixture
def pilot(transactional_db: None) -> Pilot:
    return PilotFactory(programme__slug="city", slug="city-here", name="Here")


@pytest.fixture
def session(pilot: Pilot) -> Session:
    return SessionFactory(pilot=pilot, title="River table", method=MethodFactory(code="world_cafe"))


@pytest.fixture
def manager(pilot: Pilot) -> User:
    user = UserFactory(email="manager@example.org", name="Manager")
    MembershipFactory(programme=pilot.programme, pilot=pilot, user=user, role=Role.MANAGER)
    return user


@pytest.fixture
def door(page: Any, live_server: Any, sign_in: Callable[[User], None], manager: User, session: Session) -> Any:
    """The check-in page on a phone, kept for the time without network."""
    sign_in(manager)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/sessions/{session.pk}/check-in/")
    page.get_by_text(READY).wait_for()
    return page


def let_in(page: Any, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Name", exact=True).press("Enter")
    page.get_by_role("alert").or_(page.locator("#toasts strong", has_text=name)).first.wait_for()


def test_forty_walk_ins_with_the_network_cut_and_back(door: Any, session: Session) -> None:
    for number in range(1, 13):
        let_in(door, f"Walker {number:02}")
    eventually(session.attendances.count, 12)
    expect(door.locator("[data-outbox]")).to_be_hidden()
    door.context.set_offline(True)
    for number in range(13, 25):
        let_in(door, f"Walker {number:02}")
    expect(door.locator("[data-outbox-count]")).to_have_text("12 waiting to send")
    expect(door.locator("[data-present]").first).to_have_text("24")
    door.reload()
    expect(door.locator("[data-outbox-count]")).to_have_text("12 waiting to send")
    for number in range(25, 31):
        let_in(door, f"Walker {number:02}")
    expect(door.locator("[data-outbox-count]")).to_have_text("18 waiting to send")
    during = session.attendances.count()
    door.context.set_offline(False)
    expect(door.locator("[data-outbox]")).to_be_hidden(timeout=20_000)
    for number in range(31, 41):
        let_in(door, f"Walker {number:02}")
    eventually(session.attendances.count, 40)
    expect(door.locator("[data-outbox]")).to_be_hidden(timeout=20_000)
    expect(door.locator("[data-present]").first).to_have_text("40")
    names = ContactDetails.objects.filter(stakeholder__attendances__session=session).values_list("name", flat=True)
    assert during == 12
    assert sorted(names) == [f"Walker {number:02}" for number in range(1, 41)]
    assert (Attendance.objects.count(), DeviceEntry.objects.count()) == (40, 40)


def test_a_mistake_is_taken_back_within_ten_seconds_with_and_without_network(door: Any, session: Session) -> None:
    let_in(door, "Mistake one")
    eventually(session.attendances.count, 1)
    expect(door.locator("[data-outbox]")).to_be_hidden()
    door.get_by_role("button", name="Take back").click()
    expect(door.locator("[data-present]").first).to_have_text("0")
    eventually(session.attendances.count, 0)
    expect(door.locator("[data-outbox]")).to_be_hidden()
    door.context.set_offline(True)
    let_in(door, "Mistake two")
    expect(door.locator("[data-outbox-count]")).to_have_text("1 waiting to send")
    door.get_by_role("button", name="Take back").click()
    expect(door.locator("[data-outbox]")).to_be_hidden()
    assert (session.attendances.count(), ContactDetails.objects.count()) == (0, 0)


def test_signed_out_meanwhile_it_stays_queued_and_asks_to_sign_in(door: Any, session: Session, manager: User,
                                                                  sign_in: Callable[[User], None]) -> None:
    door.context.set_offline(True)
    let_in(door, "Walker")
    door.context.clear_cookies()
    door.context.set_offline(False)
    expect(door.get_by_text("Sign in again to send it.")).to_be_visible(timeout=10_000)
    assert session.attendances.count() == 0
    sign_in(manager)
    door.reload()
    eventually(session.attendances.count, 1)
    expect(door.locator("[data-outbox]")).to_be_hidden(timeout=20_000)
    expect(door.locator("[data-present]").first).to_have_text("1")


def test_what_is_refused_is_shown_with_its_reason_to_edit_or_discard(door: Any, session: Session) -> None:
    door.context.set_offline(True)
    let_in(door, "Walker one")
    let_in(door, "Walker two")
    Session.objects.filter(pk=session.pk).update(status="cancelled")
    door.context.set_offline(False)
    refused = door.locator("[data-outbox-refused] li")
    expect(refused).to_have_count(2, timeout=10_000)
    expect(refused.first).to_contain_text("Walker one This session did not take place.")
    Session.objects.filter(pk=session.pk).update(status="held")
    refused.nth(1).get_by_role("button", name="Discard").click()
    expect(refused).to_have_count(1)
    refused.first.get_by_role("button", name="Edit").click()
    door.reload()
    expect(door.get_by_label("Name", exact=True)).to_have_value("Walker one")
    door.get_by_label("Name", exact=True).press("Enter")
    eventually(session.attendances.count, 1)
    expect(door.locator("[data-outbox]")).to_be_hidden(timeout=10_000)
    assert list(ContactDetails.objects.values_list("name", flat=True)) == ["Walker one"]


def test_signing_out_asks_about_the_queue_and_leaves_nothing_on_the_device(door: Any, session: Session,
                                                                           live_server: Any) -> None:
    door.context.set_offline(True)
    let_in(door, "Walker")
    door.get_by_text("Manager", exact=True).click()
    door.get_by_role("button", name="Sign out").click()
    expect(door.get_by_text("What is not sent is lost.")).to_be_visible()
    door.get_by_role("button", name="Stay and send").click()
    door.context.set_offline(False)
    eventually(session.attendances.count, 1)
    expect(door.locator("[data-outbox]")).to_be_hidden(timeout=10_000)
    if not door.get_by_role("button", name="Sign out").is_visible():
        door.get_by_text("Manager", exact=True).click()
    door.get_by_role("button", name="Sign out").click()
    expect(door.get_by_role("link", name="Sign in").first).to_be_visible()
    assert session.attendances.count() == 1
    assert door.evaluate("caches.has('pages')") is False
    door.context.set_offline(True)
    door.goto(f"{live_server.url}/sessions/{session.pk}/check-in/")
    expect(door.get_by_role("heading", name="There is no network")).to_be_visible()


def test_a_session_logged_without_network_is_sent_later(page: Any, live_server: Any, manager: User, pilot: Pilot,
                                                        sign_in: Callable[[User], None]) -> None:
    MethodFactory(code="world_cafe", name={"en": "World Café"})
    sign_in(manager)
    page.goto(f"{live_server.url}{LOG}")
    page.get_by_text(READY).wait_for()
    page.context.set_offline(True)
    for number in (1, 2):
        page.goto(f"{live_server.url}{LOG}")
        page.get_by_role("radio", name="World Café", exact=True).click()
        page.get_by_role("radio", name=("Today", "Yesterday")[number - 1], exact=True).click()
        page.get_by_role("button", name="Save session").click()
        expect(page.locator("[data-outbox-count]")).to_have_text(f"{number} waiting to send", timeout=10_000)
    page.context.set_offline(False)
    eventually(Session.objects.count, 2)
    expect(page.locator("[data-outbox]")).to_be_hidden(timeout=15_000)
    assert list(Session.objects.values_list("method__code", "status")) == [("world_cafe", "held")] * 2


def test_after_an_arrival_the_device_hands_out_a_code_that_the_server_never_sees(door: Any, session: Session,
                                                                                 live_server: Any) -> None:
    door.goto(f"{live_server.url}/sessions/{session.pk}/exit-codes/")
    door.get_by_label("How many codes").fill("2")
    door.get_by_role("button", name="Make codes").click()
    printed = sorted(door.locator(".slips strong").all_inner_texts())
    door.get_by_role("button", name="Keep on this device").click()
    door.get_by_role("link", name="To the check-in page").click()
    door.get_by_text(READY).wait_for()
    sent: list[str] = []
    door.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    door.context.set_offline(True)
    handed = []
    for number in (1, 2):
        let_in(door, f"Walker {number}")
        handed.append(door.locator("#toasts [data-code]").first.inner_text())
    door.context.set_offline(False)
    eventually(session.attendances.count, 2)
    expect(door.locator("[data-outbox]")).to_be_hidden(timeout=15_000)
    assert (sorted(handed), session.attendances.count()) == (printed, 2)
    assert [code for code in printed for said in sent if code in said or code.replace("-", "") in said] == []


def camera_picture(text: str, target: Path) -> Path:
    """A film of one picture that the browser takes for its camera: a QR code, white around, in YUV."""
    width, height, scale = 640, 480, 8
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    left, top = (width - len(rows) * scale) // 2, (height - len(rows) * scale) // 2
    light = bytearray(b"\xeb" * width * height)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            for line in range(scale if dark else 0):
                at = (top + y * scale + line) * width + left + x * scale
                light[at:at + scale] = b"\x10" * scale
    frame = b"FRAME\n" + bytes(light) + b"\x80" * (width * height // 2)
    target.write_bytes(f"YUV4MPEG2 W{width} H{height} F5:1 Ip A1:1 C420mpeg2\n".encode() + frame * 5)
    return target


def test_a_badge_before_the_camera_makes_its_owner_present(
        page: Any, browser_type: Any, live_server: Any, manager: User, session: Session, pilot: Pilot,
        sign_in: Callable[[User], None], tmp_path: Path) -> None:
    person = ContactDetailsFactory(stakeholder=InvolvementFactory(pilot=pilot).stakeholder, name="Alva").stakeholder
    issue_badges(session=session, people=[person], by=None)
    film = camera_picture(badge_address(session.badges.get().token), tmp_path / "badge.y4m")
    sign_in(manager)
    seeing = browser_type.launch(executable_path=chromium.path(), args=[
        *chromium.FLAGS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}"])
    context = seeing.new_context(storage_state=page.context.storage_state(), permissions=["camera"],
                                 base_url=live_server.url)
    own = context.new_page()
    own.goto(f"/sessions/{session.pk}/check-in/")
    own.get_by_role("button", name="Camera").click()
    expect(own.locator("#toasts strong", has_text="Alva")).to_be_visible(timeout=20_000)
    eventually(session.attendances.count, 1)
    seeing.close()
    assert list(session.attendances.values_list("stakeholder", "present")) == [(person.pk, True)]


@pytest.fixture(params=[(390, "light"), (1440, "dark")], ids=["phone-light", "desk-dark"])
def looked_at(request: Any, browser: Any, live_server: Any, sign_in: Any, page: Any, manager: User) -> Iterator[Any]:
    """A signed-in page of each width and colour scheme."""
    width, scheme = request.param
    sign_in(manager)
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, base_url=live_server.url,
        storage_state=page.context.storage_state(),
    )
    yield context.new_page()
    context.close()


def test_the_pages_have_no_finding_and_fit_the_screen(looked_at: Any, session: Session, manager: User) -> None:
    add_walk_in(session=session, name="Alva Exempel", helix="people", by=manager)
    person = add_walk_in(session=session, name="Bo Provsson", helix="people", by=manager).stakeholder
    issue_badges(session=session, people=[person], by=manager)
    door = f"/sessions/{session.pk}/check-in/"
    found = {}
    for path in (door, f"{door}?q=alva", f"/sessions/{session.pk}/badges/", f"/sessions/{session.pk}/attendees/list/",
                 session.badges.get().get_absolute_url(), f"/sessions/{session.pk}/?person=zz", "/offline/"):
        looked_at.goto(path)
        looked_at.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
        violations = Axe().run(looked_at, options=RULES).response["violations"]
        is_wide = looked_at.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if violations or is_wide:
            found[path] = ([(rule["id"], rule["nodes"][0]["html"]) for rule in violations], is_wide)
    assert found == {}
