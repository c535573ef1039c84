"""Reminders after 1, 3 and 7 days of the pilot's calendar: once, in one mail, or skipped for a named reason."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client

from engagement.actions.session_reminders import prepare_reminders, send_reminders, turn_reminders
from engagement.models import Session, SessionPlan, SessionReminder
from foundation.accounts.models import User
from pilots.models import Membership, Pilot
from tests.cast import Cast
from tests.factories.engagement import SessionFactory

DAY = dt.date(2026, 7, 1)
ONE_DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)


def noon(days: int) -> dt.datetime:
    return dt.datetime.combine(DAY + days * ONE_DAY, dt.time(12), dt.UTC)


def planned(cast: Cast, **fields: Any) -> Session:
    return SessionFactory(**({"pilot": cast.pilot, "status": "planned", "held_on": DAY, "logged_by": cast.manager}
                             | fields))


def rows() -> list[tuple[int, str, str]]:
    return list(SessionReminder.objects.order_by("session", "step").values_list("step", "state", "reason"))


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Lima"])
@pytest.mark.parametrize("step", [1, 3, 7])
def test_a_second_around_each_boundary_in_the_pilots_zone(cast: Cast, zone: str, step: int) -> None:
    Pilot.objects.filter(pk=cast.pilot.pk).update(time_zone=zone)
    planned(cast)
    begins = dt.datetime.combine(DAY + step * ONE_DAY, dt.time(), ZoneInfo(zone))
    seen = []
    for moment in (begins - SECOND, begins, begins + SECOND):
        prepare_reminders(moment)
        seen.append(SessionReminder.objects.filter(step=step).count())
    assert seen == [0, 1, 1]


def test_a_session_through_midnight_counts_from_the_day_on_which_it_ended(cast: Cast) -> None:
    planned(cast, start_time=dt.time(23), duration_hours=2.0)
    seen = []
    for days in (1, 2):
        prepare_reminders(noon(days))
        seen.append(rows())
    assert seen == [[], [(1, "pending", "")]]


def test_three_reminders_and_no_fourth(cast: Cast) -> None:
    planned(cast)
    sent = []
    for days in range(12):
        prepare_reminders(noon(days))
        sent.append(send_reminders(noon(days)))
    assert (sent, rows()) == ([0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], [(step, "sent", "") for step in (1, 3, 7)])


def test_delivered_twice_it_is_sent_once(cast: Cast) -> None:
    planned(cast)
    for _time in range(2):
        prepare_reminders(noon(1))
        send_reminders(noon(1))
    assert (len(mail.outbox), rows()) == (1, [(1, "sent", "")])


def test_one_mail_a_day_lists_all_newest_first(cast: Cast) -> None:
    old = planned(cast, title="Older", held_on=DAY - 2 * ONE_DAY)
    new = planned(cast, title="Newer")
    SessionReminder.objects.create(session=old, step=1, due_on=DAY - ONE_DAY, state="sent", settled_at=noon(-1))
    prepare_reminders(noon(1))
    send_reminders(noon(1))
    letter = mail.outbox[0]
    assert (len(mail.outbox), letter.to, letter.body.index("Newer") < letter.body.index("Older")) == (
        1, ["manager@example.org"], True)
    assert all(f"/sessions/{row.pk}/close/" in letter.body for row in (old, new))


def test_a_second_mail_waits_for_the_next_day(cast: Cast) -> None:
    planned(cast)
    prepare_reminders(noon(1))
    send_reminders(noon(1))
    planned(cast)
    later = noon(1) + dt.timedelta(hours=3)
    prepare_reminders(later)
    assert [send_reminders(later), send_reminders(noon(2))] == [0, 1]


def leave(cast: Cast) -> None:
    Membership.objects.filter(user=cast.manager).delete()


SKIPPED = {
    "logged": lambda cast: Session.objects.update(status="held"),
    "called_off": lambda cast: Session.objects.update(status="cancelled"),
    "no_owner": lambda cast: Session.objects.update(logged_by=None),
    "no_email": lambda cast: User.objects.filter(pk=cast.manager.pk).update(email=""),
    "left": leave,
    "turned_off": lambda cast: turn_reminders(user=cast.manager, are_off=True),
    "pilot_closed": lambda cast: Pilot.objects.update(start_date=DAY - 9 * ONE_DAY, end_date=DAY),
}


@pytest.mark.parametrize("is_prepared", [True, False])
@pytest.mark.parametrize("reason", SKIPPED)
def test_each_reason_to_skip_has_its_name(cast: Cast, reason: str, is_prepared: bool) -> None:
    SessionPlan.objects.create(session=planned(cast))
    if is_prepared:
        prepare_reminders(noon(1))
    SKIPPED[reason](cast)
    prepare_reminders(noon(1))
    send_reminders(noon(1))
    assert (rows(), mail.outbox) == ([(1, "skipped", reason)], [])


def test_what_was_missed_for_days_is_too_old_and_what_is_long_past_is_not_looked_at(cast: Cast) -> None:
    planned(cast)
    planned(cast, held_on=DAY - 60 * ONE_DAY)
    prepare_reminders(noon(9))
    assert rows() == [(1, "skipped", "too_old"), (3, "skipped", "too_old"), (7, "pending", "")]


def test_nobody_knows_of_a_mail_whose_worker_died(cast: Cast) -> None:
    SessionReminder.objects.create(session=planned(cast), step=1, due_on=DAY + ONE_DAY, owner=cast.manager,
                                   state="sending", settled_at=noon(1))
    sent = [send_reminders(noon(1) + dt.timedelta(minutes=minutes)) for minutes in (59, 61)]
    assert (sent, rows(), mail.outbox) == ([0, 0], [(1, "skipped", "unknown")], [])


def test_owners_turn_them_off_and_on_and_see_what_was_skipped_and_why(cast: Cast, client: Client) -> None:
    planned(cast)
    client.force_login(cast.manager)
    client.post("/reminders/", {"to": "off"})
    prepare_reminders(noon(1))
    off = client.get("/reminders/").content.decode()
    client.post("/reminders/", {"to": "on"})
    on = client.get("/reminders/")
    assert ("The owner turned reminders off" in off, on.context["are_off"]) == (True, False)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(cast: Cast, number: int, client: Client,
                                                        django_assert_num_queries: Any) -> None:
    for _session in range(number):
        planned(cast)
    prepare_reminders(noon(1))
    client.force_login(cast.manager)
    client.get("/reminders/")
    with django_assert_num_queries(6):
        client.get("/reminders/")
