"""When a session ends, in the pilot's time zone. Pure: rows in, instants out."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

# a planned session can hardly end later than so long after its day began, in whatever zone
SURELY_OVER = dt.timedelta(days=3)
USUAL_HOURS = 2.0  # where a start is known and no duration


def end_of(held_on: dt.date, start_time: dt.time | None, duration_hours: float | None, zone: str) -> dt.datetime:
    """The instant at which a session is over: start plus duration (two hours where unknown), else the end of its day.

    Hours are hours that pass: a session through the night of a clock change ends when they have passed.
    """
    local = ZoneInfo(zone)
    if start_time is None:
        return dt.datetime.combine(held_on + dt.timedelta(days=1), dt.time(), local)
    start = dt.datetime.combine(held_on, start_time, local).astimezone(dt.UTC)
    return start + dt.timedelta(hours=duration_hours or USUAL_HOURS)


def is_over(session: Any, now: dt.datetime) -> bool:
    """Whether a session, with its pilot, has ended at ``now``."""
    end = end_of(session.held_on, session.start_time, session.duration_hours, session.pilot.time_zone)
    return end <= now
