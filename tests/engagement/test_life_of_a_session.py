"""Planned, held, called off and put off in one object; amber when over; planned in detail and copied."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from engagement.actions.planning import plan_of, plan_session, repeat_setup
from engagement.choices import SessionStatus
from engagement.lifecycle import TRANSITIONS, following
from engagement.models import Session, SessionPlan
from engagement.session_copies import (
    COPIED,
    COPIED_PLAN,
    NOT_COPIED,
    NOT_COPIED_PLAN,
    SAME_AGAIN,
    SAME_AGAIN_PLAN,
)
from engagement.session_times import end_of
from tests.cast import Cast
from tests.factories.engagement import MethodFactory, SessionFactory

PLAN = "/programmes/own/sessions/plan/"
ROLES = ("coordinator", "manager", "contributor", "researcher")
SETUP: dict[str, Any] = {
    "title": "River table", "start_time": dt.time(18, 0), "duration_hours": 2.0, "place": "Harbour",
    "channel": "hybrid", "phase": "design", "promised_level": 3,
}
PLANNED: dict[str, Any] = {
    "facilitators": "Two of the team", "online_url": "https://meet.example.org/river", "capacity": 20,
    "takes_registrations": True,
}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def soon(cast: Cast, days: int = 7) -> dt.date:
    return cast.pilot.local_date() + dt.timedelta(days=days)


def test_every_status_is_left_and_reached() -> None:
    reached, size = {"planned"}, 0
    while size != len(reached):
        size = len(reached)
        reached |= {after for before in reached for after in following(before)}
    assert (reached, set(TRANSITIONS), [status for status in TRANSITIONS if not following(status)]) == (
        set(SessionStatus.values), set(SessionStatus.values), [])


@pytest.mark.parametrize("before", SessionStatus.values)
@pytest.mark.parametrize("after", SessionStatus.values)
def test_each_transition_is_open_to_who_may_and_the_others_to_nobody(cast: Cast, before: str, after: str) -> None:
    today = cast.pilot.local_date().isoformat()
    session = SessionFactory(pilot=cast.pilot, status=before, held_on=today)
    sent = {"facts-method": session.method_id, "facts-status": after, "facts-held_on": today}
    answers = {}
    for role in ("manager", "researcher"):
        Session.objects.filter(pk=session.pk).update(status=before)
        signed_in(getattr(cast, role)).post(f"/sessions/{session.pk}/facts/", sent)
        answers[role] = Session.objects.get().status
    leads = after == before or after in TRANSITIONS[before]
    assert answers == {"manager": after if leads else before, "researcher": before}


def test_a_planned_session_becomes_the_record(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, status="planned", held_on=cast.pilot.local_date())
    signed_in(cast.manager).post(f"/sessions/{session.pk}/close/", {
        "status": "held", "held_on": session.held_on.isoformat(), "head_count": "9"})
    assert list(Session.objects.values_list("pk", "status", "head_count")) == [(session.pk, "held", 9)]


def test_put_off_to_a_new_date_it_stays_planned_and_remembers(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, status="planned", held_on=soon(cast, 1))
    moved = soon(cast, 20)
    signed_in(cast.manager).post(f"/sessions/{session.pk}/close/", {
        "status": "postponed", "held_on": session.held_on.isoformat(), "moved_to": moved.isoformat()})
    assert list(Session.objects.values_list("pk", "status", "held_on", "plan__postponed_from")) == [
        (session.pk, "planned", moved, soon(cast, 1))]


def test_put_off_without_a_date_and_planned_again(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, status="planned", held_on=soon(cast, 1))
    client, day = signed_in(cast.manager), session.held_on.isoformat()
    seen = []
    for status in ("postponed", "planned", "cancelled", "planned"):
        client.post(f"/sessions/{session.pk}/close/", {"status": status, "held_on": day})
        seen.append(Session.objects.get().status)
    assert seen == ["postponed", "planned", "cancelled", "planned"]


@pytest.mark.parametrize(("zone", "start", "hours", "end"), [
    ("Europe/Lisbon", None, None, "2026-07-02T00:00+01:00"),
    ("Europe/Lisbon", dt.time(18), 1.5, "2026-07-01T19:30+01:00"),
    ("Pacific/Auckland", dt.time(23), None, "2026-07-02T01:00+12:00"),
])
def test_when_a_session_ends(zone: str, start: Any, hours: Any, end: str) -> None:
    assert end_of(dt.date(2026, 7, 1), start, hours, zone) == dt.datetime.fromisoformat(end)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Lima"])
@pytest.mark.parametrize(("start", "hours"), [(None, None), (dt.time(18), 1.5), (dt.time(23), 3.0)])
def test_a_second_around_its_end_a_session_turns_amber(cast: Cast, zone: str, start: Any, hours: Any) -> None:
    type(cast.pilot).objects.filter(pk=cast.pilot.pk).update(time_zone=zone)
    session = SessionFactory(pilot=cast.pilot, status="planned", held_on=dt.date(2026, 7, 1), start_time=start,
                             duration_hours=hours)
    end = end_of(session.held_on, start, hours, zone)
    second = dt.timedelta(seconds=1)
    assert [Session.objects.over_unlogged(moment).count() for moment in (end - second, end, end + second)] == [0, 1, 1]


def test_past_and_unlogged_is_amber_on_today_list_and_page(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, status="planned", title="Lamps", held_on=soon(cast, -3))
    client = signed_in(cast.manager)
    pages = [client.get(path).content.decode() for path in ("/today/", "/programmes/own/sessions/",
                                                            session.get_absolute_url())]
    assert [("Lamps" in page, 'data-color="warning"' in page, "not logged" in page) for page in pages] == [
        (True, True, True)] * 3


def plan_entry(cast: Cast, **fields: Any) -> dict[str, Any]:
    return {"pilot": cast.pilot.pk, "method": MethodFactory().pk, "held_on": soon(cast).isoformat(),
            "submission": str(uuid.uuid4())} | fields


def test_a_session_is_planned_with_everything(cast: Cast) -> None:
    tool = MethodFactory(kind="tool", code="sticky_notes")
    sent = plan_entry(cast, techniques=[tool.pk], **{
        name: "on" if value is True else str(value) for name, value in (SETUP | PLANNED).items()
        if name != "promised_level"})
    answer = signed_in(cast.manager).post(PLAN, sent)
    session = Session.objects.select_related("plan").get()
    assert answer.status_code == 302
    assert (session.status, list(session.techniques.all())) == ("planned", [tool])
    assert {name: getattr(session, name) for name in SETUP} == SETUP | {"promised_level": None}
    assert {name: getattr(session.plan, name) for name in PLANNED} == PLANNED


def test_a_plan_sent_twice_is_one_session(cast: Cast) -> None:
    sent, client = plan_entry(cast), signed_in(cast.manager)
    assert [client.post(PLAN, sent).url for _time in range(2)] == [Session.objects.get().get_absolute_url()] * 2


@pytest.mark.parametrize(("fields", "faulty"), [
    ({"held_on": "2026-01-01"}, ["held_on"]), ({"capacity": "0"}, ["capacity"]),
    ({"online_url": "x y"}, ["online_url"]),
    ({"repeats": "weekly"}, ["until"]), ({"method": ""}, ["method"]),
])
def test_a_faulty_plan_comes_back(cast: Cast, fields: dict[str, Any], faulty: list[str]) -> None:
    answer = signed_in(cast.manager).post(PLAN, plan_entry(cast, **fields))
    assert (answer.status_code, list(answer.context["form"].errors), Session.objects.count()) == (200, faulty, 0)


def full(cast: Cast) -> Session:
    return plan_session(pilot=cast.pilot, method=MethodFactory(), by=cast.manager, plan=PLANNED,
                        techniques=[MethodFactory(kind="tool")], held_on=soon(cast, 3), **SETUP)


def test_every_field_is_declared_copied_or_not() -> None:
    for model, copied, left in ((Session, COPIED, NOT_COPIED), (SessionPlan, COPIED_PLAN, NOT_COPIED_PLAN)):
        names = {field.name for field in model._meta.concrete_fields}
        assert (names, set(copied) & left) == (set(copied) | left, set())


@pytest.mark.parametrize("name", [*COPIED, *COPIED_PLAN, "techniques"])
def test_a_duplicate_starts_with_each_declared_field(cast: Cast, name: str) -> None:
    like = full(cast)
    initial = signed_in(cast.manager).get(PLAN, {"like": like.pk}).context["form"].initial
    wanted = SETUP | PLANNED | {"method": like.method_id, "techniques": [tool.pk for tool in like.techniques.all()]}
    assert (initial[name], "held_on" in initial) == (wanted[name], False)


@pytest.mark.parametrize("name", [*SAME_AGAIN, *SAME_AGAIN_PLAN, "techniques"])
def test_same_as_last_time_takes_over_each_declared_field(cast: Cast, name: str) -> None:
    like = full(cast)
    new = SessionFactory(pilot=cast.pilot, method=like.method)
    repeat_setup(session=new, like=like, by=cast.manager)
    new.refresh_from_db()
    plan = plan_of(new)
    values = {"techniques": list(new.techniques.all()), "method": new.method} | {
        key: getattr(new, key) for key in SAME_AGAIN if key != "method"} | {
        key: getattr(plan, key) for key in SAME_AGAIN_PLAN}
    wanted = SETUP | PLANNED | {"method": like.method, "techniques": list(like.techniques.all())}
    assert (values[name], new.title, new.start_time, plan.capacity) == (wanted[name], "", None, None)


def test_logged_the_same_as_last_time(cast: Cast) -> None:
    like = full(cast)
    signed_in(cast.manager).post("/programmes/own/sessions/log/", {
        "pilot": cast.pilot.pk, "method": like.method_id, "day": "today", "like": like.pk, "duration_hours": "1",
        "submission": str(uuid.uuid4())})
    new = Session.objects.exclude(pk=like.pk).get()
    assert (new.place, new.duration_hours, new.plan.facilitators, new.techniques.count()) == (
        "Harbour", 1.0, "Two of the team", 1)


def test_sent_twice_it_does_not_undo_what_was_changed_meanwhile(cast: Cast) -> None:
    like, client = full(cast), signed_in(cast.manager)
    sent = {"pilot": cast.pilot.pk, "method": like.method_id, "day": "today", "like": like.pk,
            "submission": str(uuid.uuid4())}
    client.post("/programmes/own/sessions/log/", sent)
    new = Session.objects.exclude(pk=like.pk).get()
    new.techniques.clear()
    Session.objects.filter(pk=new.pk).update(place="")
    again = client.post("/programmes/own/sessions/log/", sent)
    new.refresh_from_db()
    assert (again.url, new.place, new.techniques.count()) == (new.get_absolute_url(), "", 0)


def test_tools_and_plan_are_saved_from_the_page(cast: Cast) -> None:
    session, tool = SessionFactory(pilot=cast.pilot), MethodFactory(kind="technique")
    client = signed_in(cast.manager)
    client.post(f"/sessions/{session.pk}/techniques/", {"used-techniques": [tool.pk]})
    client.post(f"/sessions/{session.pk}/plan/", {"plan-capacity": "12", "plan-facilitators": "The team"})
    plan = SessionPlan.objects.get()
    assert (list(session.techniques.all()), plan.capacity, plan.facilitators) == ([tool], 12, "The team")


def test_local_hours_of_a_series_stay_over_the_change_of_clocks() -> None:
    zone = "Europe/Berlin"
    ends = [end_of(dt.date(2026, 10, day), dt.time(18), 2.0, zone).astimezone(ZoneInfo(zone)).time()
            for day in (24, 25, 26)]
    assert ends == [dt.time(20)] * 3
