"""Who came: heads, heads by group, names, mixed; the total, how it comes about, and another one stated."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from engagement.actions.attendance_totals import heads_of, state_total
from engagement.models import Attendance, DeviceEntry, GroupHeadCount, Heads, Session, StatedTotal
from indicators.extraction.engagement import session_facts
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, SessionFactory
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory, StakeholderGroupFactory

LATER = dt.date(2026, 12, 31)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(("heads", "computed", "total", "unknown", "as_head_count"), [
    (Heads(), None, None, 0, None),
    (Heads(counted=0), 0, 0, 0, 0),
    (Heads(counted=5), 5, 5, 5, 5),
    (Heads(named=2), 2, 2, 0, None),
    (Heads(counted=1, named=2), 2, 2, 0, 1),
    (Heads(counted=20, named=3, grouped=9), 20, 20, 8, 20),
    (Heads(counted=10, named=3, grouped=9), 12, 12, 0, 12),
    (Heads(named=3, grouped=9, at_door=4), 16, 16, 0, 16),
    (Heads(grouped=0), 0, 0, 0, None),
    (Heads(counted=20, named=3, grouped=9, stated=11), 20, 11, 0, 11),
    (Heads(named=3, stated=2), 3, 3, 0, 3),
])
def test_the_total_and_what_is_known_of_it(heads: Heads, computed: Any, total: Any, unknown: int,
                                           as_head_count: Any) -> None:
    assert (heads.computed, heads.total, heads.unknown, heads.as_head_count) == (
        computed, total, unknown, as_head_count)


@given(st.none() | st.integers(0, 50), st.integers(0, 50), st.none() | st.integers(0, 50), st.integers(0, 50))
def test_the_parts_and_the_unknown_make_the_computed_total(counted: Any, named: int, grouped: Any, door: int) -> None:
    heads = Heads(counted=counted, named=named, grouped=grouped, at_door=door)
    assert (heads.total or 0) == heads.one_by_one + heads.unknown
    assert max(heads.as_head_count or 0, named) == (heads.total or 0)


@pytest.fixture
def mixed(cast: Cast) -> Session:
    """Two named, nine of a group, thirty heads."""
    session = SessionFactory(pilot=cast.pilot, head_count=30, duration_hours=2.0)
    AttendanceFactory.create_batch(2, session=session)
    GroupHeadCount.objects.create(session=session, group=StakeholderGroupFactory(), heads=9)
    return session


def test_the_page_says_how_the_total_comes_about(cast: Cast, mixed: Session) -> None:
    text = " ".join(signed_in(cast.manager).get(f"/sessions/{mixed.pk}/").content.decode().split())
    assert ">30</strong> <span>in all: 2 by name + 9 by group + 19 of whom nothing else is known</span>" in text


def test_another_total_needs_a_note_and_goes_back_when_emptied(cast: Cast, mixed: Session) -> None:
    client, path = signed_in(cast.manager), f"/sessions/{mixed.pk}/stated-total/"
    without = client.post(path, {"total-people": "25", "total-note": " "})
    refused = (without.status_code, list(without.context["total_form"].errors), StatedTotal.objects.count())
    client.post(path, {"total-people": "25", "total-note": "Five counted twice"})
    page = client.get(f"/sessions/{mixed.pk}/")
    stated = (page.context["total"], "Five counted twice" in page.content.decode())
    client.post(path, {"total-people": "", "total-note": "Five counted twice"})
    assert (refused, stated, heads_of(mixed).total) == ((200, ["note"], 0), (25, True), 30)


def test_fewer_than_are_named_cannot_be_stated(cast: Cast, mixed: Session) -> None:
    answer = signed_in(cast.manager).post(
        f"/sessions/{mixed.pk}/stated-total/", {"total-people": "1", "total-note": "Less"})
    assert (answer.status_code, list(answer.context["total_form"].errors)) == (200, ["people"])
    with pytest.raises(ValidationError):
        state_total(session=mixed, people=3, note="", by=None)


@pytest.mark.parametrize(("role", "status"), [
    ("coordinator", 302), ("manager", 302), ("contributor", 403), ("researcher", 403), ("other_manager", 404)])
def test_who_may_state_a_total(cast: Cast, mixed: Session, role: str, status: int) -> None:
    sent = {"total-people": "25", "total-note": "So"}
    assert signed_in(getattr(cast, role)).post(f"/sessions/{mixed.pk}/stated-total/", sent).status_code == status


def test_researchers_read_the_total_and_not_the_note(cast: Cast, mixed: Session) -> None:
    state_total(session=mixed, people=25, note="Alva counted", by=cast.manager)
    page = signed_in(cast.researcher).get(f"/sessions/{mixed.pk}/").content.decode()
    assert ("as stated" in page, "Alva counted" in page) == (True, False)


def test_indicators_read_the_same_total(cast: Cast, mixed: Session) -> None:
    only_groups = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 5))
    GroupHeadCount.objects.create(session=only_groups, group=StakeholderGroupFactory(), heads=7)
    counted = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 6), head_count=4)
    low = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 7), head_count=1)
    AttendanceFactory.create_batch(3, session=low)
    stated = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 8), head_count=9)
    state_total(session=stated, people=6, note="Three were staff", by=None)
    facts = session_facts(cast.pilot, LATER)
    assert [(one.head_count, one.attendances) for one in facts] == [(30, 30), (7, 7), (4, 4), (1, 3), (6, 6)]
    assert counted.head_count == 4


def test_lists_and_the_api_show_the_total_of_the_page(cast: Cast, mixed: Session) -> None:
    nothing = SessionFactory(pilot=cast.pilot)
    low = SessionFactory(pilot=cast.pilot, head_count=1)
    AttendanceFactory.create_batch(3, session=low)
    stated = SessionFactory(pilot=cast.pilot, head_count=9)
    state_total(session=stated, people=6, note="Three were staff", by=None)
    door = SessionFactory(pilot=cast.pilot)
    for key in (1, 2):
        DeviceEntry.objects.create(session=door, kind="head", key=uuid.UUID(int=key), is_undone=key == 2)
    sessions = [mixed, nothing, low, stated, door]
    client = signed_in(cast.manager)
    listed = {row.pk: row.people for row in client.get("/programmes/own/sessions/").context["page_obj"]}
    api = {row["id"]: row["people"] for row in client.get("/api/v1/sessions/").json()["results"]}
    totals = {session.pk: heads_of(session).total for session in sessions}
    assert list(totals.values()) == [30, None, 3, 6, 1]
    assert listed == api == totals


def test_what_is_typed_finds_people_without_scripts_and_with_them(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot)
    person = ContactDetailsFactory(stakeholder=InvolvementFactory(pilot=cast.pilot).stakeholder, name="Alva Exempel")
    client = signed_in(cast.manager)
    whole = client.get(f"/sessions/{session.pk}/", {"person": "exempel al"})
    part = client.get(f"/sessions/{session.pk}/attendees/search/", {"person": "exempel al"})
    assert ([hit.pk for hit in whole.context["hits"]], [hit.pk for hit in part.context["hits"]]) == (
        [person.stakeholder_id],) * 2
    assert ("<html" in part.content.decode(), "Alva Exempel" in part.content.decode()) == (False, True)


def test_somebody_marked_absent_can_be_put_back(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot)
    person = ContactDetailsFactory(stakeholder=InvolvementFactory(pilot=cast.pilot).stakeholder, name="Alva Exempel")
    Attendance.objects.create(session=session, stakeholder=person.stakeholder, present=False)
    client = signed_in(cast.manager)
    hits = client.get(f"/sessions/{session.pk}/", {"person": "alva"}).context["hits"]
    client.post(f"/sessions/{session.pk}/attendees/add/", {"stakeholder": person.stakeholder_id})
    assert (len(hits), heads_of(session).named) == (1, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_total_takes_the_same_queries_for_any_number(cast: Cast, number: int,
                                                         django_assert_num_queries: Any) -> None:
    session = SessionFactory(pilot=cast.pilot)
    AttendanceFactory.create_batch(number, session=session)
    with django_assert_num_queries(4):
        heads_of(session)
