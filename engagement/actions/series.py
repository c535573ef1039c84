"""Series: plan all dates at once, change one or this and all that follow."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from engagement.actions.planning import change_plan, plan_of, plan_session
from engagement.actions.sessions import change_session
from engagement.choices import SessionStatus
from engagement.models import Series, SeriesRule, Session, SessionPlan
from engagement.series_dates import SeriesRefused, dates_of
from engagement.session_copies import COPIED, COPIED_PLAN
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


@transaction.atomic
def extend_series(*, series: Series, until: dt.date, by: Any) -> int:
    """Plan the dates that the rule gives after those planned so far, ``until`` included; returns how many.

    They are like the latest date of the series. Said twice it plans nothing more. Raises SeriesRefused where the rule
    gives no further date up to that day, or too many.
    """
    rule = SeriesRule.objects.select_for_update().get(series=series)
    if rule.until == until:
        return 0
    known = SessionPlan.objects.filter(session__series=series, series_date__isnull=False)
    last_known = known.aggregate(last=Max("series_date"))["last"] or rule.starts_on
    days = [day for day in dates_of(rule.repeats, rule.interval, rule.starts_on, until, None) if day > last_known]
    if not days:
        raise SeriesRefused(_("Up to this day the series has no further date. To end it earlier, skip its last dates."))
    like = series.sessions.select_related("pilot", "method").order_by("held_on", "pk").last()
    if like is None:
        raise SeriesRefused(_("The series has no date left that others could be like."))
    plan = plan_of(like)
    for day in days:
        session = plan_session(
            pilot=like.pilot, by=by, techniques=like.techniques.all(), held_on=day,
            plan={name: getattr(plan, name) for name in COPIED_PLAN}, **{name: getattr(like, name) for name in COPIED})
        session.series = series
        session.save(update_fields=["series"])
        session.plan.series_date = day
        session.plan.save(update_fields=["series_date"])
    rule.until, rule.count = until, None
    rule.save(update_fields=["until", "count"])
    record("series.extend", series, by=by, dates=len(days))
    return len(days)


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
