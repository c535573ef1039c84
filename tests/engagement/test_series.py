"""Series: dates by rule, changed one by one or from one on, in the hours of the pilot over the change of clocks."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from engagement.actions.series import change_in_series, plan_series, skip_in_series
from engagement.models import Series, Session
from engagement.series_dates import SeriesRefused, dates_of
from pilots.models import Pilot, Programme
from tests.cast import Cast
from tests.factories.engagement import MethodFactory

FIRST = dt.date(2027, 3, 10)  # the second Wednesday; clocks change in Europe on the 28th
RULE = {"repeats": "weekly", "interval": 1, "until": None, "count": 4}


def days(*pairs: tuple[int, int]) -> list[dt.date]:
    return [dt.date(2027, month, day) for month, day in pairs]


@pytest.mark.parametrize(("rule", "found"), [
    (("weekly", 1, FIRST, None, 3), days((3, 10), (3, 17), (3, 24))),
    (("weekly", 2, FIRST, dt.date(2027, 4, 7), None), days((3, 10), (3, 24), (4, 7))),
    (("weekly", 1, FIRST, dt.date(2027, 3, 30), 9), days((3, 10), (3, 17), (3, 24))),
    (("monthly", 1, FIRST, None, 3), days((3, 10), (4, 14), (5, 12))),
    (("monthly", 1, dt.date(2027, 3, 31), None, 3), days((3, 31), (4, 28), (5, 26))),
    (("monthly", 2, FIRST, None, 2), days((3, 10), (5, 12))),
])
def test_dates_by_rule(rule: Any, found: list[dt.date]) -> None:
    assert dates_of(*rule) == found


@pytest.mark.parametrize("rule", [
    ("weekly", 1, FIRST, None, None), ("weekly", 1, FIRST, FIRST, None),
    ("weekly", 1, FIRST, dt.date(2030, 1, 1), None),
])
def test_a_series_without_end_second_date_or_limit_is_refused(rule: Any) -> None:
    with pytest.raises(SeriesRefused):
        dates_of(*rule)


@pytest.fixture
def four(cast: Cast) -> list[Session]:
    Programme.objects.update(is_public=True)
    Pilot.objects.filter(pk=cast.pilot.pk).update(time_zone="Europe/Berlin")
    series = plan_series(
        pilot=Pilot.objects.get(pk=cast.pilot.pk), dates=dates_of("weekly", 1, FIRST, None, 4), rule=RULE,
        by=cast.manager, plan={"capacity": 9}, method=MethodFactory(), title="Table", start_time=dt.time(18),
        duration_hours=2.0)
    return list(series.sessions.order_by("held_on"))


def stored(field: str) -> list[Any]:
    return list(Session.objects.order_by("pk").values_list(field, flat=True))


def test_only_this_one_is_changed(cast: Cast, four: list[Session]) -> None:
    number = change_in_series(session=four[1], following=False, by=cast.manager, held_on=dt.date(2027, 3, 18),
                              plan={"facilitators": "A guest"}, start_time=dt.time(19), place="Library")
    assert (number, stored("held_on"), stored("start_time"), stored("place"), stored("plan__facilitators")) == (
        1, days((3, 10), (3, 18), (3, 24), (3, 31)), [dt.time(18), dt.time(19), dt.time(18), dt.time(18)],
        ["", "Library", "", ""], ["", "A guest", "", ""])


def test_this_and_those_that_follow_move_by_as_many_days(cast: Cast, four: list[Session]) -> None:
    Session.objects.filter(pk=four[2].pk).update(status="cancelled")
    number = change_in_series(session=four[1], following=True, by=cast.manager, held_on=dt.date(2027, 3, 18), plan={},
                              start_time=dt.time(19))
    assert (number, stored("held_on"), stored("plan__series_date")) == (
        2, days((3, 10), (3, 18), (3, 24), (4, 1)), days((3, 10), (3, 17), (3, 24), (3, 31)))


@pytest.mark.parametrize(("following", "status"), [
    (False, ["planned", "cancelled", "planned", "planned"]), (True, ["planned", "cancelled", "cancelled", "cancelled"]),
])
def test_a_date_is_skipped(cast: Cast, four: list[Session], following: bool, status: list[str]) -> None:
    skip_in_series(session=four[1], following=following, by=cast.manager)
    assert stored("status") == status


def test_the_calendar_carries_each_date_at_its_local_hour(cast: Cast, four: list[Session], client: Client) -> None:
    skip_in_series(session=four[1], following=False, by=cast.manager)
    events = [Calendar.from_ical(client.get(f"/sessions/{session.pk}/session.ics").content).walk("VEVENT")[0]
              for session in four]
    assert [(str(event["STATUS"]), event.decoded("DTSTART").isoformat()) for event in events] == [
        ("CONFIRMED", "2027-03-10T18:00:00+01:00"), ("CANCELLED", "2027-03-17T18:00:00+01:00"),
        ("CONFIRMED", "2027-03-24T18:00:00+01:00"), ("CONFIRMED", "2027-03-31T18:00:00+02:00")]
    assert len({str(event["RELATED-TO"]) for event in events}) == 1


def test_a_series_is_planned_and_changed_on_pages(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    first = cast.pilot.local_date() + dt.timedelta(days=7)
    answer = client.post("/programmes/own/sessions/plan/", {
        "pilot": cast.pilot.pk, "method": MethodFactory().pk, "held_on": first.isoformat(), "repeats": "weekly",
        "count": "3", "submission": str(uuid.uuid4())})
    sessions = list(Session.objects.order_by("held_on"))
    page = client.get(answer.url)
    client.post(f"/sessions/{sessions[1].pk}/series/change/", {
        "scope": "following", "held_on": (first + dt.timedelta(days=8)).isoformat(), "place": "Library"})
    client.post(f"/sessions/{sessions[0].pk}/series/change/", {
        "scope": "one", "skip": "on", "held_on": first.isoformat()})
    assert (page.status_code, Series.objects.count(), len(page.context["rows"])) == (200, 1, 3)
    assert list(Session.objects.order_by("pk").values_list("status", "place", "held_on")) == [
        ("cancelled", "", first), ("planned", "Library", first + dt.timedelta(days=8)),
        ("planned", "Library", first + dt.timedelta(days=15))]


@pytest.mark.parametrize("number", [1, 3])
def test_the_series_page_takes_the_same_queries_for_any_number(cast: Cast, number: int, client: Client,
                                                               django_assert_num_queries: Any) -> None:
    series = plan_series(pilot=cast.pilot, dates=[FIRST + dt.timedelta(days=day) for day in range(number)], rule=RULE,
                         by=cast.manager, plan={}, method=MethodFactory())
    client.force_login(cast.manager)
    path = f"/sessions/{series.sessions.first().pk}/series/"
    client.get(path)
    with django_assert_num_queries(7):
        client.get(path)


def test_a_series_goes_on_by_its_rule_like_its_latest_date(cast: Cast, four: list[Session], client: Client) -> None:
    client.force_login(cast.manager)
    change_in_series(session=four[3], following=False, by=cast.manager, held_on=dt.date(2027, 4, 2), plan={},
                     place="Library")
    where = f"/sessions/{four[0].pk}/series/extend/"
    answers = [client.post(where, {"until": "2027-04-15"}), client.post(where, {"until": "2027-04-15"})]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(Session.objects.order_by("pk").values_list(
        "held_on", "plan__series_date", "place", "start_time", "plan__capacity", "status")) == [
        (day, by_rule, place, dt.time(18), 9, "planned") for day, by_rule, place in [
            (dt.date(2027, 3, 10), dt.date(2027, 3, 10), ""), (dt.date(2027, 3, 17), dt.date(2027, 3, 17), ""),
            (dt.date(2027, 3, 24), dt.date(2027, 3, 24), ""), (dt.date(2027, 4, 2), dt.date(2027, 3, 31), "Library"),
            (dt.date(2027, 4, 7), dt.date(2027, 4, 7), "Library"),
            (dt.date(2027, 4, 14), dt.date(2027, 4, 14), "Library")]]
    assert list(Series.objects.values_list("rule__until", "rule__count")) == [(dt.date(2027, 4, 15), None)]


@pytest.mark.parametrize(("until", "reason"), [
    ("2027-04-05", "no further date"), ("2030-01-01", "at most 104 dates"), ("soon", "Enter a valid date"),
])
def test_a_series_that_cannot_go_on_says_why_and_stays(cast: Cast, four: list[Session], client: Client, until: str,
                                                       reason: str) -> None:
    client.force_login(cast.manager)
    page = client.post(f"/sessions/{four[0].pk}/series/extend/", {"until": until})
    assert (page.status_code, reason in page.content.decode(), Session.objects.count()) == (200, True, 4)
    assert list(Series.objects.values_list("rule__until", "rule__count")) == [(None, 4)]
