"""Keep names no longer than was promised: ``Programme.keep_names_months`` after the last contact."""

import calendar
import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from pilots.models import Programme
from stakeholders.actions.erasure import erase_contact
from stakeholders.last_contacts import last_contacts
from stakeholders.models import ContactDetails, Stakeholder

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200
"""So many a run, so that a first run over years of names does not hold a worker; the next run goes on."""

GRACE = dt.timedelta(days=7)


@dataclass(frozen=True)
class Kept:
    """A person whose name is kept: since when there was no contact, and the day from which it goes."""

    stakeholder: int
    programme: int
    last_contact: dt.date
    until: dt.date


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where it has fewer."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def kept_names(*, programme: Programme) -> list[Kept]:
    """Everybody of the programme whose name is stored and who has a known contact, the longest without one first.

    Empty where the programme promises no period. Organisations are no persons and are not among them.
    """
    if programme.keep_names_months is None:
        return []
    days = last_contacts(programme.pk)
    stored = ContactDetails.objects.filter(
        stakeholder__programme=programme, stakeholder__kind=Stakeholder.Kind.PERSON)
    found = [
        Kept(key, programme.pk, days[key], months_later(days[key], programme.keep_names_months))
        for key in stored.values_list("stakeholder", flat=True) if key in days
    ]
    return sorted(found, key=lambda kept: (kept.until, kept.stakeholder))


def due_on(day: dt.date, *, programme: Programme) -> list[Kept]:
    """Those whose time is over on ``day``: the day itself is the first on which the name goes."""
    return [kept for kept in kept_names(programme=programme) if kept.until <= day]


def apply_retention(*, programme: Programme, most: int = MOST_AT_ONCE) -> list[Kept]:
    """Erase who is due today, at most ``most``; returns whom. May run twice or beside another: who was erased or met
    meanwhile is passed over. Each erasure is in the audit trail, by nobody, with the reason "retention".
    """
    done = []
    for kept in due_on(timezone.localdate(), programme=programme)[:most]:
        with transaction.atomic():
            row = ContactDetails.objects.select_for_update().filter(stakeholder=kept.stakeholder).first()
            if row is None:
                continue
            erase_contact(stakeholder=row.stakeholder, by=None, reason="retention", is_taken_from_texts=True)
            done.append(kept)
    if done:
        log.info("Retention of programme %s: %s names erased.", programme.slug, len(done))
    return done


def apply_all_retentions() -> int:
    """Erase who is due in every programme whose period is in force; returns how many."""
    programmes = Programme.objects.filter(keep_names_months__isnull=False).order_by("pk")
    today = timezone.localdate()
    return sum(len(apply_retention(programme=programme)) for programme in programmes
               if in_force_from(programme) <= today)


def in_force_from(programme: Programme) -> dt.date:
    """The day from which the programme's period is applied by itself: some days after somebody has set it, so that a
    slip of the finger erases nobody. Long ago where it is not known since when it holds.
    """
    since = None
    states = programme.history.order_by("-history_id").values_list("keep_names_months", "history_date")
    for months, moment in states:
        if months != programme.keep_names_months:
            break
        since = moment
    return timezone.localdate(since) + GRACE if since else dt.date.min
