"""The feed of a pilot: right times in the pilot's zone, changes under the same identity, nothing personal."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from pilots.models import Pilot, Programme
from tests.cast import Cast
from tests.factories.engagement import MethodFactory, SessionFactory

FEED = "/pilots/own-here/sessions.ics"


def entries(client: Client) -> list[dict[str, Any]]:
    response = client.get(FEED)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [
        {name: str(event[name]) for name in ("UID", "SUMMARY", "STATUS", "LOCATION") if name in event}
        | {"start": event.decoded("DTSTART"), "length": event.duration}
        for event in Calendar.from_ical(response.content).walk("VEVENT")
    ]


def test_sessions_stand_at_the_pilots_own_time(cast: Cast, client: Client) -> None:
    Programme.objects.update(is_public=True)
    Pilot.objects.filter(pk=cast.pilot.pk).update(time_zone="Europe/Lisbon")
    day = timezone.localdate() + dt.timedelta(days=30)
    timed = SessionFactory(
        pilot=cast.pilot, status="planned", held_on=day, start_time=dt.time(18, 30), duration_hours=1.5,
        title="Lights; a walk, by night", place="Harbour", notes="secret", head_count=98765)
    whole = SessionFactory(pilot=cast.pilot, status="cancelled", held_on=day - dt.timedelta(days=1),
                           method=MethodFactory(code="open_day"))
    SessionFactory(pilot=cast.pilot, held_on=day - dt.timedelta(days=500))
    SessionFactory(pilot=cast.other_pilot, status="planned", held_on=day)

    found = entries(client)

    assert [{key: entry[key] for key in entry if key not in ("start", "length")} for entry in found] == [
        {"UID": f"session-{timed.pk}@127.0.0.1:8000", "SUMMARY": "Lights; a walk, by night", "STATUS": "CONFIRMED",
         "LOCATION": "Harbour"},
        {"UID": f"session-{whole.pk}@127.0.0.1:8000", "SUMMARY": "Open day", "STATUS": "CANCELLED"},
    ]
    assert (found[0]["start"].replace(tzinfo=None), str(found[0]["start"].tzinfo), found[0]["length"]) == (
        dt.datetime.combine(day, dt.time(18, 30)), "Europe/Lisbon", dt.timedelta(hours=1.5))
    assert (found[1]["start"], found[1]["length"]) == (day - dt.timedelta(days=1), dt.timedelta(days=1))
    body = client.get(FEED).content.decode()
    assert [word in body for word in ("secret", "98765")] == [False, False]


def test_a_pilot_that_is_not_public_has_no_feed(cast: Cast, client: Client) -> None:
    assert client.get("/pilots/own-there/sessions.ics").status_code == 404
