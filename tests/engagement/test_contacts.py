"""Influence, interest and contact of a pilot: the same facts in matrix, tray and list, today and in the past."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from engagement.contact_matrix import laid_out, size_of
from engagement.contacts import cell_counts, first_of_each_cell, with_contact
from stakeholders.models import Involvement
from tests.cast import Cast
from tests.factories.engagement import (
    AttendanceFactory,
    CommitmentFactory,
    ContributionFactory,
    SessionFactory,
)
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory, StakeholderFactory

PAGE = "/pilots/own-here/influence/"
LONG_AGO = dt.date(2020, 1, 1)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def involved(cast: Cast, influence: Any = None, interest: Any = None, **fields: Any) -> Involvement:
    return InvolvementFactory(pilot=cast.pilot, influence=influence, interest=interest,
                              **({"valid_from": LONG_AGO} | fields))


def met(cast: Cast, stakeholder: Any, days_ago: int, **session: Any) -> None:
    held_on = cast.pilot.local_date() - dt.timedelta(days=days_ago)
    AttendanceFactory(session=SessionFactory(pilot=cast.pilot, held_on=held_on, **session), stakeholder=stakeholder)


def facts(cast: Cast) -> list[tuple]:
    """(hours, days since the last contact, overdue) by involvement."""
    today = cast.pilot.local_date()
    rows = with_contact(Involvement.objects.filter(pilot=cast.pilot).on_day(today), today, 60).order_by("pk")
    return [(row.hours, row.last_on and (today - row.last_on).days, row.is_overdue) for row in rows]


@pytest.mark.parametrize(("scores", "level", "days_ago", "overdue"), [
    ((5, 5), None, 61, True), ((5, 5), None, 60, False), ((5, 1), None, 61, False), ((5, 1), None, 121, True),
    ((1, 5), None, 121, True), ((1, 1), None, 900, False), ((None, 5), None, 900, False),
    ((1, 1), 3, 61, True), ((None, None), 1, 60, False),
])
def test_overdue_depends_on_quadrant_and_planned_level(cast: Cast, scores: tuple, level: Any, days_ago: int,
                                                       overdue: bool) -> None:
    row = involved(cast, *scores, planned_level=level)
    met(cast, row.stakeholder, days_ago)
    assert facts(cast) == [(0.0, days_ago, overdue)]


def test_only_held_sessions_of_the_pilot_and_present_people_are_contact(cast: Cast) -> None:
    row = involved(cast, 5, 5)
    met(cast, row.stakeholder, 90, duration_hours=2.0)
    met(cast, row.stakeholder, 5, status="cancelled", duration_hours=2.0)
    AttendanceFactory(session=SessionFactory(pilot=cast.other_pilot), stakeholder=row.stakeholder)
    AttendanceFactory(session=SessionFactory(pilot=cast.pilot), stakeholder=row.stakeholder, present=False)
    assert facts(cast) == [(2.0, 90, True)]


def test_an_organisation_is_met_where_its_people_are(cast: Cast) -> None:
    traders = StakeholderFactory(programme=cast.programme, kind="organisation", organisation_name="Traders")
    involved(cast, 5, 5, stakeholder=traders)
    person = StakeholderFactory(programme=cast.programme, organisation=traders)
    met(cast, person, 3, duration_hours=1.5)
    met(cast, traders, 80, duration_hours=2.0)
    assert facts(cast) == [(3.5, 3, False)]


def test_who_was_never_met_counts_from_the_first_day(cast: Cast) -> None:
    today = cast.pilot.local_date()
    involved(cast, 5, 5, valid_from=today - dt.timedelta(days=10))
    row = involved(cast, 5, 5, valid_until=today)
    involved(cast, 4, 5, stakeholder=row.stakeholder, valid_from=today)
    page = signed_in(cast.manager).get(PAGE).context["page_obj"]
    days = (today - LONG_AGO).days
    assert [(row.words, row.is_overdue) for row in page] == [
        (f"Manage closely, no contact yet, with us for {days} days", True),
        ("Manage closely, no contact yet, with us for 10 days", False)]


@pytest.mark.parametrize(("scores", "level", "days_ago", "words"), [
    ((5, 5), None, 74, "Manage closely, no contact for 74 days"), ((5, 1), None, 1,
                                                                   "Keep satisfied, last contact 1 day ago"),
    ((1, 4), 4, 0, "Planned: Collaborate, met today"), ((None, 4), None, 9, "Not placed, last contact 9 days ago"),
])
def test_the_sentence(cast: Cast, scores: tuple, level: Any, days_ago: int, words: str) -> None:
    met(cast, involved(cast, *scores, planned_level=level).stakeholder, days_ago)
    row, = signed_in(cast.manager).get(PAGE).context["page_obj"]
    assert row.words == words


def test_matrix_tray_and_list_hold_the_same(cast: Cast) -> None:
    placed, tray = involved(cast, 5, 2), [involved(cast, None, 3), involved(cast, 3, None)]
    context = signed_in(cast.manager).get(PAGE).context
    drawn = {(cell.influence, cell.interest): [row.pk for row in cell.points]
             for line in context["lines"] for cell in line if cell.points}
    assert (drawn, [row.pk for row in context["tray"].points], {row.pk for row in context["page_obj"]}) == (
        {(5, 2): [placed.pk]}, [row.pk for row in tray], {placed.pk, *(row.pk for row in tray)})


def test_the_past_is_replayed(cast: Cast) -> None:
    row = involved(cast, 2, 2, valid_until=dt.date(2026, 5, 1))
    involved(cast, 5, 5, stakeholder=row.stakeholder, valid_from=dt.date(2026, 5, 1))
    client = signed_in(cast.manager)
    seen = []
    for day in ("2019-12-31", "2026-04-30", "2026-05-01", "nonsense"):
        context = client.get(PAGE, {"on": day}).context
        seen.append(([entry.influence for entry in context["page_obj"]], context["may_move"]))
    assert seen == [([], False), ([2], False), ([5], False), ([5], True)]


def test_a_crowded_cell_is_capped_with_a_link_to_all(cast: Cast) -> None:
    rows = [involved(cast, 4, 4) for _number in range(11)]
    met(cast, rows[-1].stakeholder, 1, duration_hours=3.0)
    today = cast.pilot.local_date()
    lines, _tray = laid_out(
        first_of_each_cell(with_contact(Involvement.objects.all(), today, 60), 8, 24),
        cell_counts(Involvement.objects.all()))
    cell = lines[1][3]
    found = signed_in(cast.manager).get(PAGE, {"cell": cell.code}).context["page_obj"].paginator.count
    assert ([row.pk for row in cell.points], cell.more, found) == (
        [rows[-1].pk, *(row.pk for row in rows[:7])], 3, 11)


@pytest.mark.parametrize(("number", "measure", "size"), [
    (0, "hours", 1), (2, "hours", 2), (2.5, "hours", 3), (24, "hours", 4), (25, "hours", 5), (1, "people", 1),
    (6, "people", 3), (101, "people", 5),
])
def test_the_size_of_a_point_goes_by_steps(number: float, measure: str, size: int) -> None:
    assert size_of(number, measure) == size


@pytest.mark.parametrize(("query", "expected"), [
    ({"overdue": "on"}, [0]), ({"treat": "manage_closely"}, [0]), ({"treat": "unset"}, [2]), ({"cell": "12"}, [1]),
    ({"q": "alva"}, [1]), ({"treat": "keep_informed"}, []),
])
def test_the_list_narrows(cast: Cast, query: dict, expected: list[int]) -> None:
    rows = [involved(cast, 5, 5), involved(cast, 1, 2), involved(cast)]
    ContactDetailsFactory(stakeholder=rows[1].stakeholder, name="Alva Exempel")
    page = signed_in(cast.manager).get(PAGE, query).context["page_obj"]
    assert [row.pk for row in page] == [rows[index].pk for index in expected]


@pytest.mark.parametrize(("role", "named", "moves"), [
    ("coordinator", True, True), ("manager", True, True), ("contributor", False, False),
    ("researcher", False, False),
])
def test_names_and_moving_by_role(cast: Cast, role: str, named: bool, moves: bool) -> None:
    row = involved(cast, 5, 5)
    ContactDetailsFactory(stakeholder=row.stakeholder, name="Alva Exempel")
    client = signed_in(getattr(cast, role))
    page = client.get(PAGE).content.decode()
    found = client.get(PAGE, {"q": "alva"}).context["page_obj"].paginator.count
    answer = client.post(f"{PAGE}move/", {"stakeholder": row.stakeholder_id, "influence": "1", "interest": "1"})
    assert ("Alva" in page, row.stakeholder.pseudonym in page, found, "data-move" in page, answer.status_code) == (
        named, not named, int(named), moves, 302 if moves else 403)


def test_moving_writes_a_dated_score_and_can_unset(cast: Cast) -> None:
    row = involved(cast, 2, 3, stance=1)
    client = signed_in(cast.manager)
    sent = {"stakeholder": row.stakeholder_id, "query": "size=people"}
    answer = client.post(f"{PAGE}move/", sent | {"influence": "5", "interest": ""})
    today = cast.pilot.local_date()
    assert answer.url == f"{PAGE}?size=people#s{row.stakeholder_id}"
    assert list(Involvement.objects.order_by("pk").values_list("influence", "interest", "stance", "valid_until")) == [
        (2, 3, 1, today), (5, None, 1, None)]


def test_moving_refuses_what_does_not_fit(cast: Cast) -> None:
    row, elsewhere = involved(cast, 2, 3), InvolvementFactory(pilot=cast.other_pilot)
    client = signed_in(cast.manager)
    for sent in ({"stakeholder": row.stakeholder_id, "influence": "9", "interest": "1"},
                 {"stakeholder": elsewhere.stakeholder_id, "influence": "1", "interest": "1"}):
        client.post(f"{PAGE}move/", sent)
    assert list(Involvement.objects.order_by("pk").values_list("influence", "interest")) == [(2, 3), (None, None)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_matrix_takes_the_same_queries_for_any_number(cast: Cast, number: int,
                                                          django_assert_num_queries: Any) -> None:
    for _person in range(number):
        met(cast, involved(cast, 5, 5).stakeholder, 3)
        involved(cast)
    client = signed_in(cast.manager)
    client.get(PAGE)
    with django_assert_num_queries(13):
        client.get(PAGE)


def test_the_timeline_merges_what_both_floors_know(cast: Cast) -> None:
    row = involved(cast, 4, 5, valid_from=dt.date(2026, 3, 1), role="Chairs the street")
    ContactDetailsFactory(stakeholder=row.stakeholder, name="Alva Exempel")
    session = SessionFactory(pilot=cast.pilot, title="River", held_on=dt.date(2026, 5, 4))
    AttendanceFactory(session=session, stakeholder=row.stakeholder)
    said = ContributionFactory(pilot=cast.pilot, session=session, stakeholder=row.stakeholder, text="More lamps",
                               received_on=dt.date(2026, 5, 5), answered_on=dt.date(2026, 6, 1))
    CommitmentFactory(pilot=cast.pilot, session=session, contribution=said, text="A lamp",
                      raised_on=dt.date(2026, 5, 6))
    CommitmentFactory(pilot=cast.pilot, session=session, owner="alva exempel", text="A poster",
                      raised_on=dt.date(2026, 5, 7))
    url = f"/stakeholders/{row.stakeholder_id}/timeline/"
    told = {}
    for role in ("manager", "researcher"):
        told[role] = [(str(item["when"]), item["text"]) for item in signed_in(
            getattr(cast, role)).get(url).context["items"]]
    assert told["manager"] == [
        ("2026-06-01", "More lamps"), ("2026-05-07", "A poster"), ("2026-05-06", "A lamp"),
        ("2026-05-05", "More lamps"), ("2026-05-04", "Here"),
        ("2026-03-01", "influence 4 · interest 5 · Chairs the street")]
    assert told["researcher"] == [
        ("2026-06-01", ""), ("2026-05-06", ""), ("2026-05-05", ""), ("2026-05-04", "Here"),
        ("2026-03-01", "influence 4 · interest 5")]


def test_the_timeline_is_a_piece_a_page_and_one_kind(cast: Cast) -> None:
    row = involved(cast, 4, 5)
    met(cast, row.stakeholder, 5)
    client, url = signed_in(cast.manager), f"/stakeholders/{row.stakeholder_id}/timeline/"
    page, piece = client.get(url), client.get(url, HTTP_HX_REQUEST="true")
    only = client.get(url, {"kind": "part"})
    assert [("<html" in answer.content.decode(), len(answer.context["items"])) for answer in (page, piece, only)] == [
        (True, 2), (False, 2), (True, 1)]
    assert page.context["standings"][0]["words"] == "Manage closely, last contact 5 days ago"


def test_another_pilots_sessions_are_not_on_the_timeline_of_a_manager(cast: Cast) -> None:
    row = involved(cast)
    AttendanceFactory(session=SessionFactory(pilot=cast.other_pilot, title="Sea"), stakeholder=row.stakeholder)
    pages = [signed_in(user).get(f"/stakeholders/{row.stakeholder_id}/timeline/").content.decode()
             for user in (cast.manager, cast.coordinator)]
    assert ["Sea" in page for page in pages] == [False, True]


@pytest.mark.parametrize("number", [1, 3])
def test_the_timeline_takes_the_same_queries_for_any_number(cast: Cast, number: int,
                                                            django_assert_num_queries: Any) -> None:
    row = involved(cast)
    for _time in range(number):
        met(cast, row.stakeholder, 5)
        ContributionFactory(pilot=cast.pilot, stakeholder=row.stakeholder, received_on=LONG_AGO)
    client = signed_in(cast.manager)
    client.get(f"/stakeholders/{row.stakeholder_id}/timeline/")
    with django_assert_num_queries(16):
        client.get(f"/stakeholders/{row.stakeholder_id}/timeline/")
