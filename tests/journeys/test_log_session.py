"""A project manager logs a session on a phone and at a desk, and completes it."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from engagement.actions.attendance import add_walk_in
from engagement.actions.closing import share_recap
from engagement.actions.registrations import register as register_for
from engagement.actions.series import plan_series
from engagement.models import Commitment, Session
from foundation.accounts.models import User
from pilots.choices import Role
from pilots.models import Pilot
from tests.factories.accounts import UserFactory
from tests.factories.engagement import CommitmentFactory, ContributionFactory, MethodFactory, SessionFactory
from tests.factories.pilots import MembershipFactory, PilotFactory

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LOG = "/programmes/city/sessions/log/"
pytestmark = pytest.mark.journey


@pytest.fixture
def pilot(transactional_db: None) -> Pilot:
    MethodFactory(code="world_cafe", name={"en": "World Café"})
    return PilotFactory(programme__slug="city", slug="city-here", name="Here")


@pytest.fixture
def manager(pilot: Pilot) -> User:
    user = UserFactory(email="manager@example.org", name="Manager")
    user.set_password("long-and-plain-words")
    user.save()
    MembershipFactory(programme=pilot.programme, pilot=pilot, user=user, role=Role.MANAGER)
    return user


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


def test_a_manager_signs_in_and_logs_a_session_in_six_taps(page: Any, live_server: Any, manager: User,
                                                           pilot: Pilot) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/account/login/?next={LOG}")
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill("manager@example.org")
    page.get_by_label("Password").first.fill("long-and-plain-words")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{LOG}")
    taps = [
        page.get_by_role("radio", name="World Café", exact=True),
        page.get_by_role("radio", name="Yesterday", exact=True),
        page.get_by_role("radio", name="2 h", exact=True), page.get_by_role("button", name="One more"),
        page.get_by_role("button", name="One more"), page.get_by_role("button", name="Save session"),
    ]
    for target in taps:
        target.click()
    page.wait_for_url(re.compile(r"/sessions/\d+/$"))
    assert list(Session.objects.values_list("pilot", "method__code", "held_on", "duration_hours", "head_count")) == [
        (pilot.pk, "world_cafe", pilot.local_date() - dt.timedelta(days=1), 2.0, 2)]


def test_the_date_is_asked_only_for_another_day(page: Any, live_server: Any, sign_in: Any, manager: User) -> None:
    sign_in(manager)
    page.goto(f"{live_server.url}{LOG}")
    before = page.get_by_label("Date").is_visible()
    page.get_by_role("radio", name="Another day", exact=True).click()
    assert (before, page.get_by_label("Date").is_visible()) == (False, True)


def test_a_session_is_logged_and_completed_by_keyboard_alone(page: Any, live_server: Any, sign_in: Any,
                                                             manager: User) -> None:
    sign_in(manager)
    page.goto(f"{live_server.url}/programmes/city/sessions/")
    page.keyboard.press("l")
    page.wait_for_url(f"**{LOG}")
    type_into(page, "method", " ")
    type_into(page, "head_count", "14")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sessions/\d+/$"))
    type_into(page, "heads-head_count", "ArrowUp", "Enter")
    expect(page.locator("#messages .ds-alert")).to_have_text("Saved.")
    type_into(page, "promised-line", "Parks · A tree at the stop", "Enter")
    page.get_by_text("Parks · A tree at the stop").wait_for()
    expect(page.locator("[name=promised-line]")).to_be_focused()
    assert list(Session.objects.values_list("head_count", flat=True)) == [15]
    assert list(Commitment.objects.values_list("owner", "text")) == [("Parks", "A tree at the stop")]


def type_into(page: Any, name: str, *keys: str) -> None:
    """Tab until the focus is in the field called ``name``, then press the keys or type the word."""
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            break
    assert page.evaluate("document.activeElement.name") == name
    for key in keys:
        if key in {" ", "ArrowUp", "Enter"}:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def test_the_pages_have_no_finding_and_fit_the_screen(looked_at: Any, pilot: Pilot, manager: User) -> None:
    session = SessionFactory(pilot=pilot, title="River", head_count=4)
    late = SessionFactory(pilot=pilot, status="planned", held_on=dt.date(2026, 1, 1))
    person = add_walk_in(session=session, name="Alva Exempel", helix="people", by=manager).stakeholder
    ContributionFactory(pilot=pilot, session=session, text="More light")
    CommitmentFactory(pilot=pilot, session=session, owner="Works", text="A price")
    register = "/programmes/city/stakeholders/"
    twin = SessionFactory(pilot=pilot, method=session.method, place="Harbour")
    coming = plan_series(
        pilot=pilot, dates=[pilot.local_date() + dt.timedelta(days=day) for day in (7, 14)], by=manager,
        rule={"repeats": "weekly", "count": 2}, method=session.method, title="Monthly table at the quay",
        plan={"capacity": 1, "takes_registrations": True}).sessions.all()[0]
    for name in ("Alva Exempel", "Bo Provsson"):
        registered, _is_new = register_for(session=coming, name=name)
    type(pilot.programme).objects.update(is_public=True)
    type(pilot).objects.update(is_public=True)
    recap = share_recap(session=session, by=manager).get_absolute_url()
    life = ["/programmes/city/sessions/plan/", f"/sessions/{coming.pk}/", f"/sessions/{coming.pk}/series/",
            f"/sessions/{coming.pk}/series/change/", f"/sessions/{coming.pk}/registrations/",
            f"/sessions/{coming.pk}/register/", registered.get_absolute_url(), f"/sessions/{session.pk}/wrap-up/",
            f"/sessions/{session.pk}/recap/", recap, f"/sessions/{session.pk}/merge/{twin.pk}/", "/reminders/",
            "/today/"]
    found = {}
    for path in (LOG, "/programmes/city/sessions/", f"/sessions/{session.pk}/?person=al", f"/sessions/{late.pk}/close/",
                 register, f"{register}add/", f"/stakeholders/{person.pk}/", *life):
        looked_at.goto(path)
        looked_at.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
        violations = Axe().run(looked_at, options=RULES).response["violations"]
        is_wide = looked_at.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if violations or is_wide:
            found[path] = ([(rule["id"], rule["nodes"][0]["html"]) for rule in violations], is_wide)
    assert found == {}
