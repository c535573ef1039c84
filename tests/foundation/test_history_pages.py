"""History pages and the Undo button: for who may see the record, in a constant number of queries, without a script."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from engagement.models import Contribution, Session
from foundation.audit.acting import acting
from pilots.models import Pilot, Service
from stakeholders.actions.register import register_stakeholder
from stakeholders.models import ContactDetails, Stakeholder
from tests.cast import Cast
from tests.factories.engagement import SessionFactory
from tests.factories.pilots import ServiceFactory

SET_UP = "/pilots/own-here/set-up/"


def undo_forms(page: Any) -> list[str]:
    """Addresses that the Undo buttons of a page post to."""
    return re.findall(r'action="(/history/changes/[^"]+/undo/)"', page.content.decode())


@pytest.fixture
def service(cast: Cast) -> Service:
    return ServiceFactory(pilot=cast.pilot, name="Bus", maturity="idea")


def save_service(client: Client, service: Service, **fields: str) -> Any:
    prefix = f"service-{service.pk}"
    data = {f"{prefix}-{name}": value for name, value in ({"name": "Bus", "maturity": "idea"} | fields).items()}
    return client.post(f"{SET_UP}services/{service.pk}/", data, follow=True)


def test_saved_offers_undo_and_undone_offers_to_take_that_back(cast: Cast, client: Client, service: Service) -> None:
    client.force_login(cast.manager)
    saved = save_service(client, service, maturity="live")
    [undo] = undo_forms(saved)
    undone = client.post(undo, {"next": SET_UP}, follow=True)
    between = Service.objects.get().maturity
    [again] = undo_forms(undone)
    client.post(again, {"next": SET_UP})
    assert (undone.redirect_chain, "Undone." in undone.content.decode()) == ([(SET_UP, 302)], True)
    assert (between, Service.objects.get().maturity) == ("idea", "live")


def test_a_save_without_a_change_offers_no_undo(cast: Cast, client: Client, service: Service) -> None:
    client.force_login(cast.manager)
    saved = save_service(client, service)
    assert ("Saved." in saved.content.decode(), undo_forms(saved)) == (True, [])


def test_an_undo_after_somebody_else_says_who_and_what(cast: Cast, client: Client, service: Service) -> None:
    client.force_login(cast.manager)
    [undo] = undo_forms(save_service(client, service, maturity="live"))
    client.force_login(cast.coordinator)
    save_service(client, service, maturity="live", name="Night bus")
    client.force_login(cast.manager)
    asked = client.get(undo)
    refused = client.post(undo, {"next": SET_UP})
    words = " ".join(re.sub(r"<[^>]+>", " ", refused.content.decode()).split())
    assert (asked.status_code, "It has been changed since" in asked.content.decode(), undo_forms(asked)) == (
        200, True, [])
    assert (refused.status_code, "Not undone: Coordinator has changed it since." in words,
            "Name before: Bus → now: Night bus" in words) == (409, True, True)
    assert Service.objects.values_list("name", "maturity").get() == ("Night bus", "live")


def test_the_undo_of_an_entry_leads_to_its_history_where_it_can_be_brought_back(cast: Cast, client: Client) -> None:
    SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 3), method__code="workshop")
    before = Session.objects.values().get()
    Session.objects.get().delete()
    client.force_login(cast.coordinator)
    page = client.get(f"/history/session/{before['id']}/")
    [undo] = undo_forms(page)[:1]
    back = client.post(undo, {"next": f"/sessions/{before['id']}/"}, follow=True)
    assert "This entry has been deleted." in page.content.decode()
    assert (back.redirect_chain[0][0], Session.objects.values().get()) == (f"/sessions/{before['id']}/", before)
    [gone] = undo_forms(back)
    left = client.post(gone, {"next": f"/sessions/{before['id']}/"}, follow=True)
    assert (left.redirect_chain[0][0], Session.objects.count()) == (f"/history/session/{before['id']}/", 0)


def test_nobody_is_sent_to_another_site(cast: Cast, client: Client, service: Service) -> None:
    client.force_login(cast.manager)
    [undo] = undo_forms(save_service(client, service, maturity="live"))
    assert client.post(undo, {"next": "https://elsewhere.example/"}).url == "/pilots/own-here/history/"


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("manager", 200), ("contributor", 403), ("researcher", 403),
                        ("operator", 404), ("other_manager", 404), ("outsider", 404)])
def test_who_may_ask_for_the_undo_of_a_session(cast: Cast, client: Client, who: str, status: int) -> None:
    session = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 4))
    with acting(cast.manager) as change:
        session.notes = "Secret of Ana"
        session.save()
    client.force_login(getattr(cast, who))
    asked = client.get(f"/history/changes/{change}/undo/")
    assert (asked.status_code, "Secret of Ana" in asked.content.decode()) == (status, status == 200)
    assert client.get(f"/history/changes/{uuid.uuid4()}/undo/").status_code == 404


def test_names_are_kept_from_those_who_may_not_see_them(cast: Cast, client: Client) -> None:
    with acting(cast.manager):
        person = register_stakeholder(pilot=cast.pilot, kind="person", name="Ana Ruiz", helix="people",
                                      by=cast.manager, email="ana@example.org")
    pages = {}
    for who in ("manager", "researcher"):
        client.force_login(getattr(cast, who))
        pages[who] = client.get(f"/history/stakeholder/{person.pk}/").content.decode()
    assert [("Ana Ruiz" in pages[who], "ana@example.org" in pages[who], "kept to those who may see names" in pages[who])
            for who in ("manager", "researcher")] == [(True, True, False), (False, False, True)]
    ContactDetails.objects.get().delete()
    client.force_login(cast.manager)
    assert "Ana Ruiz" not in client.get(f"/history/stakeholder/{person.pk}/").content.decode()
    assert Stakeholder.objects.count() == 1


@pytest.mark.parametrize("changes", [1, 3])
def test_a_history_page_takes_a_constant_number_of_queries(
    cast: Cast, client: Client, django_assert_num_queries: Any, changes: int
) -> None:
    session = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 4), head_count=100)
    for number in range(changes):
        with acting(cast.manager):
            if number == 0:
                session.head_count = number
                session.save()
            Contribution.objects.create(programme=cast.programme, pilot=cast.pilot, session=session, text=f"{number}")
    client.force_login(cast.manager)
    with django_assert_num_queries(22):
        page = client.get(f"/history/session/{session.pk}/")
    assert page.content.decode().count('class="ds-card') == changes + 1


def test_long_histories_have_pages(cast: Cast, client: Client, service: Service) -> None:
    for number in range(25):
        with acting(cast.manager):
            service.name = f"Bus {number}"
            service.save()
    client.force_login(cast.manager)
    first, second = (client.get(f"/pilots/own-here/history/?page={number}").content.decode() for number in (1, 2))
    assert ("Bus 24" in first, "Bus 24" in second, "Bus 2<" in second, "Page 2 of 2" in second) == (
        True, False, True, True)


def test_a_long_text_is_compared_word_by_word(cast: Cast, client: Client) -> None:
    pilot = Pilot.objects.get(pk=cast.pilot.pk)
    pilot.story = {"en": "On the square people met every week to plan the new benches and trees together."}
    pilot.save()
    pilot.story = {"en": "On the square people met every month to plan the new benches and trees together."}
    pilot.save()
    client.force_login(cast.manager)
    page = client.get("/pilots/own-here/history/").content.decode()
    assert "people met every <del>week</del><ins>month</ins> to plan" in page
