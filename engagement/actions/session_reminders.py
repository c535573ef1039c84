"""Remind who planned a session that it is over and not logged: after 1, 3 and 7 days of the pilot's calendar."""

import datetime as dt
import logging
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.choices import ReminderReason, ReminderState, SessionStatus
from engagement.models import ReminderChoice, Session, SessionPlan, SessionReminder
from engagement.models.reminders import STEPS
from engagement.session_times import end_of
from foundation.accounts.access import allowed

log = logging.getLogger(__name__)
# a reminder that could not be prepared or sent by the second day after its own is let go
LATEST = dt.timedelta(days=2)
# nothing is looked at that ended longer ago: what is imported from last year reminds nobody
LOOK_BACK = dt.timedelta(days=max(STEPS) + 5)
# sending takes seconds; after this time nobody knows whether the mail left
UNKNOWN_AFTER = dt.timedelta(hours=1)


def prepare_reminders(now: dt.datetime) -> int:
    """Write the rows of all reminders due at ``now``, to be sent or skipped with a reason; return how many are new.

    A reminder is due when the day, ``step`` days after the day on which the session ended, has begun in the pilot's
    zone. May run twice and at once: a row exists once per session and day.
    """
    rows = []
    for session in _candidates(now):
        zone = ZoneInfo(session.pilot.time_zone)
        today = now.astimezone(zone).date()
        ended = _last_day(session, zone)
        rows += [
            _row(session, step, ended + dt.timedelta(days=step), today)
            for step in STEPS if ended + dt.timedelta(days=step) <= today
        ]
    known = set(SessionReminder.objects.filter(session__in={row.session_id for row in rows})
                .values_list("session", "due_on"))
    new = [row for row in rows if (row.session_id, row.due_on) not in known]
    SessionReminder.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def send_reminders(now: dt.datetime) -> int:
    """Send what is to be sent, one mail per owner and day that lists all, newest session first; return the mails.

    Rows are claimed by a conditional update before a mail leaves, so a task delivered twice sends once. A mail that
    fails is tried again at the next run, until the reminder is too old.
    """
    SessionReminder.objects.filter(state=ReminderState.SENDING, settled_at__lt=now - UNKNOWN_AFTER).update(
        state=ReminderState.SKIPPED, reason=ReminderReason.UNKNOWN)
    pending = SessionReminder.objects.filter(state=ReminderState.PENDING).select_related(
        "session__pilot__programme", "session__method", "owner", "session__logged_by").order_by("owner")
    sent = 0
    for owner, found in groupby(pending, key=lambda row: row.owner):
        rows = [row for row in found if _still_wanted(row, now)]
        if rows and not _had_mail_today(owner, now) and _claim(rows, now):
            sent += _send(owner, rows, now)
    return sent


def turn_reminders(*, user: Any, are_off: bool) -> ReminderChoice:
    """Write whether a user wants no reminders."""
    choice, _is_new = ReminderChoice.objects.update_or_create(user=user, defaults={"are_off": are_off})
    return choice


def reason_to_skip(session: Session, due_on: dt.date, today: dt.date) -> str:
    """Why a reminder of the session would not be sent on ``today`` of its pilot's calendar; "" where it would."""
    owner = session.logged_by
    if session.status in (SessionStatus.HELD, SessionStatus.NOBODY_CAME):
        return ReminderReason.LOGGED
    if session.status != SessionStatus.PLANNED:
        return ReminderReason.CALLED_OFF
    if session.pilot.end_date and session.pilot.end_date < today:
        return ReminderReason.PILOT_CLOSED
    if today - due_on > LATEST:
        return ReminderReason.TOO_OLD
    if owner is None:
        return ReminderReason.NO_OWNER
    if not owner.is_active or not allowed(owner, "engagement.edit_session", session):
        return ReminderReason.LEFT
    if not owner.email:
        return ReminderReason.NO_EMAIL
    if ReminderChoice.objects.filter(user=owner, are_off=True).exists():
        return ReminderReason.TURNED_OFF
    return ""


def _candidates(now: dt.datetime) -> Any:
    """Planned ones of these days, and those that were planned or reminded of and have become something else."""
    planned = Exists(SessionPlan.objects.filter(session=OuterRef("pk")))
    reminded = Exists(SessionReminder.objects.filter(session=OuterRef("pk")))
    return Session.objects.filter(
        Q(status=SessionStatus.PLANNED) | planned | reminded, held_on__gte=now.date() - LOOK_BACK,
        held_on__lte=now.date() + dt.timedelta(days=1),
    ).select_related("pilot__programme", "logged_by")


def _last_day(session: Session, zone: ZoneInfo) -> dt.date:
    """The local day on which the session ended; one without an hour ends on its day."""
    if session.start_time is None:
        return session.held_on
    end = end_of(session.held_on, session.start_time, session.duration_hours, session.pilot.time_zone)
    return end.astimezone(zone).date()


def _row(session: Session, step: int, due_on: dt.date, today: dt.date) -> SessionReminder:
    reason = reason_to_skip(session, due_on, today)
    return SessionReminder(
        session=session, step=step, due_on=due_on, owner=session.logged_by, reason=reason,
        state=ReminderState.SKIPPED if reason else ReminderState.PENDING,
    )


def _still_wanted(row: SessionReminder, now: dt.datetime) -> bool:
    """Ask once more right before sending; what is not wanted any more gets its reason."""
    today = now.astimezone(ZoneInfo(row.session.pilot.time_zone)).date()
    reason = reason_to_skip(row.session, row.due_on, today)
    if reason:
        SessionReminder.objects.filter(pk=row.pk, state=ReminderState.PENDING).update(
            state=ReminderState.SKIPPED, reason=reason, settled_at=now)
    return not reason


def _had_mail_today(owner: Any, now: dt.datetime) -> bool:
    midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return SessionReminder.objects.filter(
        owner=owner, state__in=(ReminderState.SENT, ReminderState.SENDING), settled_at__gte=midnight).exists()


def _claim(rows: list[SessionReminder], now: dt.datetime) -> bool:
    """Take all rows or none: who comes second takes none."""
    with transaction.atomic():
        taken = SessionReminder.objects.filter(
            pk__in=[row.pk for row in rows], state=ReminderState.PENDING
        ).update(state=ReminderState.SENDING, settled_at=now)
        if taken != len(rows):
            transaction.set_rollback(True)
            return False
    return True


def _send(owner: Any, rows: list[SessionReminder], now: dt.datetime) -> int:
    mine = SessionReminder.objects.filter(pk__in=[row.pk for row in rows])
    sessions = sorted({row.session for row in rows}, key=lambda session: (session.held_on, session.pk), reverse=True)
    subject = ngettext("%(n)d session waits to be logged", "%(n)d sessions wait to be logged", len(sessions))
    try:
        send_mail(subject % {"n": len(sessions)}, _text(owner, sessions), None, [owner.email])
    except OSError:
        log.exception("A reminder could not be sent; it is tried again.")
        mine.update(state=ReminderState.PENDING, settled_at=None)
        return 0
    mine.update(state=ReminderState.SENT, settled_at=now)
    return 1


def _text(owner: Any, sessions: list[Session]) -> str:
    lines = [
        f"* {date_format(session.held_on, 'j F Y')}: {session} ({session.pilot.name})\n"
        f"  {settings.BASE_URL}{session.get_absolute_url()}close/"
        for session in sessions
    ]
    return "\n\n".join([
        _("Hello %(name)s,") % {"name": owner}, _("these sessions are over and not logged yet:"), "\n".join(lines),
        _("Say what became of them: half a minute each is enough."),
        _("To get no such reminders: %(link)s") % {"link": f"{settings.BASE_URL}/reminders/"},
    ])


def run_reminders() -> int:
    """Prepare and send what is due now."""
    now = timezone.now()
    prepare_reminders(now)
    return send_reminders(now)
