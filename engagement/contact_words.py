"""Planned level against actual contact, in one sentence."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext, ngettext

from pilots.choices import Level
from stakeholders.choices import Quadrant


def treated_as(row: Any) -> str:
    """The planned level where there is one, else the quadrant, else that neither is set."""
    if row.planned_level:
        return gettext("Planned: %(level)s") % {"level": Level(row.planned_level).label}
    return str(Quadrant(row.quadrant).label) if row.quadrant else gettext("Not placed")


def contact_words(row: Any, day: dt.date) -> str:
    """Such as "Manage closely, no contact for 74 days"; ``row`` comes from ``with_contact``."""
    return f"{treated_as(row)}, {_contact(row, day)}"


def _contact(row: Any, day: dt.date) -> str:
    if row.last_on is None:
        return _never(row.since_on, day)
    days = (day - row.last_on).days
    if days == 0:
        return gettext("met today")
    words = (
        ngettext("no contact for %(days)s day", "no contact for %(days)s days", days) if row.is_overdue
        else ngettext("last contact %(days)s day ago", "last contact %(days)s days ago", days)
    )
    return words % {"days": days}


def _never(since: dt.date | None, day: dt.date) -> str:
    if since is None or since > day:
        return gettext("no contact on record")
    days = (day - since).days
    return ngettext("no contact yet, with us for %(days)s day", "no contact yet, with us for %(days)s days",
                    days) % {"days": days}
