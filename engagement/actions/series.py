"""Series: plan all dates at once, change one or this and all that follow."""

import datetime as dt
from typing import Any

from django.db import transaction

from engagement.actions.planning import change_plan, plan_session
from engagement.actions.sessions import change_session
from engagement.choices import SessionStatus
from engagement.models import Series, SeriesRule, Session
from foundation.audit.record import record
from pilots.models import Pilot


@transaction.atomic
def plan_series(*, pilot: Pilot, dates: list[dt.date], rule: dict[str, Any], by: Any, submission: Any = None,
                plan: dict[str, Any], **fields: Any) -> Series:
    """One planned session per date, each a row of its own that knows the date its rule gave it.

    ``rule`` has repeats, interval, until and count; ``fields`` are those of ``plan_session``.
    """
    fields.pop("held_on", None)
    series = Series.objects.create(pilot=pilot, title=_free_title(pilot, fields))
    SeriesRule.objects.create(series=series, starts_on=dates[0], **rule)
    for place, day in enumerate(dates):
        session = plan_session(pilot=pilot, by=by, plan=plan, held_on=day,
                               submission=submission if place == 0 else None, **fields)
        session.series = series
        session.save(update_fields=["series"])
        session.plan.series_date = day
        session.plan.save(update_fields=["series_date"])
    record("series.plan", series, by=by, dates=len(dates))
    return series


@transaction.atomic
def change_in_series(*, session: Session, following: bool, by: Any, held_on: dt.date, plan: dict[str, Any],
                     **fields: Any) -> int:
    """Change one date of a series, or it and those planned after it, and return how many were changed.

    A new day of ``session`` moves the others by as many days. What was held, or called off, stays as it was. Start
    times are hours of the pilot's clock, so they stay what they are when the clocks change.
    """
    shift = held_on - session.held_on
    # the farthest first or last does not matter: days of a series may cross
    targets = [session, *(_following(session) if following else [])]
    for target in targets:
        change_session(session=target, by=by, held_on=target.held_on + shift, **fields)
        change_plan(session=target, by=by, **plan)
    return len(targets)


@transaction.atomic
def skip_in_series(*, session: Session, following: bool, by: Any) -> int:
    """Call off one date, or it and those planned after it; calendars that subscribed are told."""
    targets = [session, *(_following(session) if following else [])]
    for target in targets:
        change_session(session=target, by=by, status=SessionStatus.CANCELLED)
    return len(targets)


def _following(session: Session) -> list[Session]:
    """Those still planned after it, in the order of the series."""
    found = Session.objects.filter(series=session.series, status=SessionStatus.PLANNED).exclude(pk=session.pk)
    return list(found.filter(held_on__gte=session.held_on).select_related("pilot").order_by("held_on", "pk"))


def _free_title(pilot: Pilot, fields: dict[str, Any]) -> str:
    """The title of the sessions, with a number where the pilot has such a series."""
    title = (fields.get("title") or str(fields["method"]))[:190]
    taken = set(Series.objects.filter(pilot=pilot, title__startswith=title).values_list("title", flat=True))
    number, found = 1, title
    while found in taken:
        number += 1
        found = f"{title} {number}"
    return found
