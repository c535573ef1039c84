"""Sessions as iCal (RFC 5545), for one session and as a feed of a pilot."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from engagement.models import Session
from pilots.models import Pilot

# what a calendar is told of a session's status; a session that is over has taken place
STATUSES = {"cancelled": "CANCELLED", "postponed": "CANCELLED", "planned": "CONFIRMED", "held": "CONFIRMED",
            "nobody_came": "CONFIRMED"}
USUAL_HOURS = 2.0  # how long the entry lasts where no duration is known


def calendar_of(pilot: Pilot, sessions: Iterable[Session]) -> bytes:
    """The sessions as one calendar that a subscriber's program reads again every twelve hours.

    A session with a start time stands at that time in the pilot's zone, one without takes the whole day. The identity
    of an entry is the session's, so a moved or cancelled session changes where it was subscribed to.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Peripheria//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", pilot.name)
    calendar.add("x-published-ttl", "PT12H")
    zone = ZoneInfo(pilot.time_zone)
    for session in sessions:
        calendar.add_component(_event(session, pilot, zone))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(session: Session, pilot: Pilot, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", f"session-{session.pk}@{settings.BASE_URL.split('//')[1].split('/')[0]}")
    event.add("dtstamp", session.logged_at)
    event.add("summary", session.title or str(session.method))
    event.add("status", STATUSES[session.status])
    if session.place:
        event.add("location", session.place)
    if session.series_id:
        event.add("related-to", f"series-{session.series_id}@{settings.BASE_URL.split('//')[1].split('/')[0]}")
    if session.status == "postponed":
        event.add("description", _("Postponed. The new date is announced here."))
    event.add("url", settings.BASE_URL + pilot.get_absolute_url())
    if session.start_time is None:
        event.add("dtstart", session.held_on)
        event.add("dtend", session.held_on + dt.timedelta(days=1))
        return event
    start = dt.datetime.combine(session.held_on, session.start_time, zone)
    event.add("dtstart", start)
    event.add("duration", dt.timedelta(hours=session.duration_hours or USUAL_HOURS))
    return event
