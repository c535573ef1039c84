"""Register without an account: places, waiting list, cancelling, limits; staff are warned and never blocked."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from icalendar import Calendar

from engagement.actions.planning import plan_session
from engagement.actions.registration_mail import confirm_registration
from engagement.actions.registrations import cancel_registration, give_place, register
from engagement.limits import REGISTRATIONS
from engagement.models import Registration, Session
from foundation.jobs.models import Job
from pilots.models import Programme
from stakeholders.models import ContactDetails
from tests.cast import Cast
from tests.factories.engagement import MethodFactory
from tests.factories.stakeholders import StakeholderFactory


@pytest.fixture
def session(cast: Cast) -> Session:
    REGISTRATIONS.forget()
    Programme.objects.update(is_public=True)
    return plan_session(
        pilot=cast.pilot, method=MethodFactory(), by=cast.manager, title="River table",
        held_on=cast.pilot.local_date() + dt.timedelta(days=9), start_time=dt.time(18),
        plan={"capacity": 2, "takes_registrations": True})


def states() -> list[tuple[str, str]]:
    return list(Registration.objects.order_by("pk").values_list("name", "status"))


def test_anybody_registers_with_a_name_and_the_third_waits(session: Session, client: Client) -> None:
    path = f"/sessions/{session.pk}/register/"
    pages = [client.post(path, {"name": name}, follow=True).content.decode() for name in ("Alva", " Bo  Ek ", "Cleo")]
    full = client.get(path).content.decode()
    assert states() == [("Alva", "registered"), ("Bo Ek", "registered"), ("Cleo", "waiting")]
    assert ["waiting list" in page for page in pages] == [False, False, True]
    assert ("Full – waiting list" in full, "Alva" in full) == (True, False)


def test_who_cancels_makes_room_for_the_first_who_waits(session: Session, client: Client) -> None:
    rows = [register(session=session, name=name)[0] for name in ("Alva", "Bo", "Cleo", "Dag")]
    for _time in range(2):
        client.post(rows[0].get_absolute_url())
    assert states() == [("Alva", "cancelled"), ("Bo", "registered"), ("Cleo", "registered"), ("Dag", "waiting")]
    cancel_registration(registration=rows[3])
    assert states()[3] == ("Dag", "cancelled")


def test_staff_give_a_place_beyond_the_number_and_are_warned(cast: Cast, session: Session, client: Client) -> None:
    rows = [register(session=session, name=name)[0] for name in ("Alva", "Bo", "Cleo")]
    client.force_login(cast.manager)
    client.post(f"/sessions/{session.pk}/registrations/{rows[2].pk}/", {"to": "place"})
    page = client.get(f"/sessions/{session.pk}/registrations/")
    assert (states()[2], page.context["places"].over, "1 person more" in page.content.decode()) == (
        ("Cleo", "registered"), 1, True)


@pytest.mark.parametrize(("sent", "faulty"), [
    ({"name": " "}, ["name"]), ({"name": "A", "email": "x"}, ["email"]), ({"name": "A", "website": "x"}, ["website"]),
])
def test_faulty_registrations_come_back(session: Session, client: Client, sent: dict[str, str],
                                        faulty: list[str]) -> None:
    answer = client.post(f"/sessions/{session.pk}/register/", sent)
    assert (answer.status_code, list(answer.context["form"].errors), states()) == (200, faulty, [])


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"held_on": dt.date(2026, 1, 1)}])
def test_a_session_that_is_over_or_called_off_takes_nobody(session: Session, client: Client,
                                                           change: dict[str, Any]) -> None:
    Session.objects.filter(pk=session.pk).update(**change)
    page = client.post(f"/sessions/{session.pk}/register/", {"name": "Alva"}, follow=True)
    assert (states(), "Registration is closed" in page.content.decode()) == ([], True)


def test_no_page_where_registration_is_not_asked_for_or_the_pilot_is_not_public(cast: Cast, session: Session,
                                                                                client: Client) -> None:
    quiet = plan_session(pilot=cast.pilot, method=MethodFactory(), by=None, held_on=session.held_on)
    hidden = plan_session(pilot=cast.other_pilot, method=MethodFactory(), by=None, held_on=session.held_on,
                          plan={"takes_registrations": True})
    assert [client.get(f"/sessions/{row.pk}/register/").status_code for row in (quiet, hidden)] == [404, 404]


def test_a_machine_is_slowed_down(session: Session, client: Client) -> None:
    answers = [client.post(f"/sessions/{session.pk}/register/", {}).status_code for _time in range(61)]
    assert (answers[:60], answers[60]) == ([200] * 60, 429)


def test_the_same_person_is_registered_once_and_the_link_is_not_shown_to_others(session: Session,
                                                                                client: Client) -> None:
    row, _is_new = register(session=session, name="Alva", email="alva@example.org")
    page = client.post(f"/sessions/{session.pk}/register/", {"name": "alva", "email": "ALVA@example.org"}, follow=True)
    assert (len(states()), row.cancel_token in page.content.decode()) == (1, False)


def test_a_confirmation_is_sent_as_long_as_it_is_true(session: Session) -> None:
    row, _is_new = register(session=session, name="Alva", email="alva@example.org")
    waiting = [register(session=session, name=name)[0] for name in ("Bo", "Cleo")][1]
    give_place(registration=waiting, by=None)
    jobs = list(Job.objects.filter(kind="engagement.confirm_registration").values_list("arguments", flat=True))
    sent = confirm_registration(row.pk, "registered")
    cancel_registration(registration=row)
    again = confirm_registration(row.pk, "registered")
    assert (jobs, sent, again) == ([{"registration_id": row.pk, "status": "registered"}], True, False)
    assert [(letter.to, row.cancel_token in letter.body) for letter in mail.outbox] == [(["alva@example.org"], True)]


def test_a_session_as_a_calendar_file(cast: Cast, session: Session, client: Client) -> None:
    event = Calendar.from_ical(client.get(f"/sessions/{session.pk}/session.ics").content).walk("VEVENT")[0]
    hidden = plan_session(pilot=cast.other_pilot, method=MethodFactory(), by=None, held_on=session.held_on)
    path = f"/sessions/{hidden.pk}/session.ics"
    stranger = client.get(path).status_code
    client.force_login(cast.other_manager)
    assert (str(event["SUMMARY"]), stranger, client.get(path).status_code) == ("River table", 404, 200)


def test_nobody_who_must_not_be_contacted_gets_even_the_receipt(cast: Cast, session: Session) -> None:
    person = StakeholderFactory(programme=cast.programme)
    details = ContactDetails.objects.create(stakeholder=person, name="Alva", do_not_contact=True)
    row, _is_new = register(session=session, name="Alva", email="alva@example.org")
    Registration.objects.filter(pk=row.pk).update(stakeholder=person)

    refused = confirm_registration(row.pk, row.status), len(mail.outbox)
    ContactDetails.objects.filter(pk=details.pk).update(do_not_contact=False)

    assert (refused, confirm_registration(row.pk, row.status), len(mail.outbox)) == ((False, 0), True, 1)
