"""The parts of a session's page save by themselves; what is typed in another part stays, whatever happens."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from engagement.models import Commitment, Session
from foundation.accounts.models import User
from pilots.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.engagement import SessionFactory
from tests.factories.pilots import MembershipFactory
from tests.waiting import eventually

pytestmark = pytest.mark.journey
NOTES = "Half of the room knew the old ferry."


@pytest.fixture
def session(transactional_db: None) -> Session:
    return SessionFactory(title="River table")


@pytest.fixture
def manager(session: Session) -> User:
    user = UserFactory(email="manager@example.org", name="Manager")
    MembershipFactory(programme=session.programme, pilot=session.pilot, user=user, role=Role.MANAGER)
    return user


@pytest.fixture
def page_of(page: Any, live_server: Any, sign_in: Callable[[User], None], manager: User, session: Session) -> Any:
    """The session's page with notes typed and not saved."""
    sign_in(manager)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/sessions/{session.pk}/")
    page.locator("#notes textarea").fill(NOTES)
    return page


def promise(page: Any, line: str) -> None:
    page.locator("#commitments input[name$=line]").fill(line)
    page.get_by_role("button", name="Add commitment").click()


def test_a_part_saves_alone_and_what_is_typed_elsewhere_stays(page_of: Any, session: Session) -> None:
    before = page_of.locator("#filled").inner_text()
    promise(page_of, "Harbour office · repair the lamp · 2026-12-01")
    expect(page_of.locator("#commitments")).to_contain_text("repair the lamp")
    expect(page_of.locator("#messages")).to_be_in_viewport()
    expect(page_of.locator("#commitments input[name$=line]")).to_be_focused()
    expect(page_of.locator("#filled")).not_to_have_text(before)
    promise(page_of, "Harbour office · paint the bench · 2026-12-02")
    expect(page_of.locator("#commitments")).to_contain_text("paint the bench")
    expect(page_of.locator("#notes textarea")).to_have_value(NOTES)
    page_of.get_by_role("button", name="Save notes").click()
    eventually(lambda: Session.objects.get(pk=session.pk).notes, NOTES)
    assert sorted(Commitment.objects.values_list("text", flat=True)) == ["paint the bench", "repair the lamp"]


def test_a_part_with_an_error_shows_it_where_the_reader_is(page_of: Any) -> None:
    page_of.get_by_label("Staff hours").fill("-3")
    page_of.get_by_role("button", name="Save cost and hours").click()
    wrong = page_of.locator("#effort [aria-invalid=true]")
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()
    expect(page_of.locator("#notes textarea")).to_have_value(NOTES)


def test_signed_out_or_without_network_it_says_so_and_keeps_what_was_typed(page_of: Any, session: Session,
                                                                             manager: User,
                                                                             sign_in: Callable[[User], None]) -> None:
    page_of.context.set_offline(True)
    page_of.get_by_role("button", name="Save notes").click()
    expect(page_of.get_by_role("alert").filter(has_text="there is no network")).to_be_visible()
    page_of.context.set_offline(False)
    page_of.context.clear_cookies()
    page_of.get_by_role("button", name="Save notes").click()
    expect(page_of.get_by_role("alert").filter(has_text="It was not saved")).to_be_visible()
    expect(page_of.locator("#notes textarea")).to_have_value(NOTES)
    assert Session.objects.get(pk=session.pk).notes == ""
    sign_in(manager)
    page_of.get_by_role("button", name="Save notes").click()
    eventually(lambda: Session.objects.get(pk=session.pk).notes, NOTES)
    expect(page_of.locator("[data-unsaved]")).to_have_count(0)


def test_the_last_change_is_taken_back_beside_the_word_that_it_was_saved(page_of: Any, session: Session) -> None:
    page_of.get_by_role("button", name="Save notes").click()
    eventually(lambda: Session.objects.get(pk=session.pk).notes, NOTES)
    page_of.locator("#messages").get_by_role("button", name="Undo").click()
    eventually(lambda: Session.objects.get(pk=session.pk).notes, "")
    expect(page_of.locator("#notes textarea")).to_have_value("")
