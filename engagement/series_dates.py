"""The dates of a series by its rule (RFC 5545 through python-dateutil). Days, not instants: the hour stays local."""

import datetime as dt
from itertools import islice

from django.utils.translation import gettext as _

MOST_DATES = 104
FIFTH = 5


class SeriesRefused(ValueError):
    """The rule has no end, no second date, or too many dates."""


def dates_of(repeats: str, interval: int, first: dt.date, until: dt.date | None, count: int | None) -> list[dt.date]:
    """All dates from ``first`` on, ``until`` included and at most ``count``; SeriesRefused without two dates or an end.

    Monthly means the same weekday of the month: the second Tuesday, and for a fifth one the last of the month.
    """
    from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday  # noqa: PLC0415 - for few requests

    if until is None and count is None:
        raise SeriesRefused(_("Say until when the series goes on, or how many dates it has."))
    place = (first.day - 1) // 7 + 1
    by_day = weekday(first.weekday(), -1 if place == FIFTH else place) if repeats == "monthly" else None
    rule = rrule(
        MONTHLY if repeats == "monthly" else WEEKLY, interval=interval, byweekday=by_day,
        dtstart=dt.datetime.combine(first, dt.time()),
    )
    # both ends are kept here: the standard knows only one of them in a rule
    most = MOST_DATES + 1 if count is None else min(count, MOST_DATES + 1)
    found = [moment.date() for moment in islice(rule, most) if until is None or moment.date() <= until]
    if len(found) < 2:
        raise SeriesRefused(_("With this end the series has no second date."))
    if len(found) > MOST_DATES:
        raise SeriesRefused(_("A series has at most %(most)d dates. Choose an earlier end.") % {"most": MOST_DATES})
    return found
