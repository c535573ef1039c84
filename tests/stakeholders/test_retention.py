"""Names are kept no longer than was promised after the last contact, and what was counted stays."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from engagement.models import Registration
from foundation.audit.models import AuditEvent
from pilots.models import Programme
from stakeholders.actions.register import register_stakeholder
from stakeholders.actions.retention import apply_retention, due_on, months_later
from stakeholders.models import ContactDetails, Involvement, Stakeholder
from stakeholders.tasks import apply_retention as task
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, ContributionFactory, SessionFactory
from tests.factories.messages import ConsentFactory, MessageRecipientFactory
from tests.stakeholders.test_imports import signed_in

LONG_AGO = dt.date(2020, 1, 31)


@pytest.fixture
def promised(cast: Cast) -> Cast:
    """Names are kept for two years, and have been for long."""
    Programme.objects.filter(pk=cast.programme.pk).update(keep_names_months=24)
    cast.programme.refresh_from_db()
    return cast


def person(cast: Cast, name: str, day: dt.date | None = LONG_AGO, **fields: Any) -> Stakeholder:
    """Somebody who was entered on ``day``, and nothing else."""
    made = register_stakeholder(**{
        "pilot": cast.pilot, "kind": "person", "name": name, "helix": "people", "by": cast.manager} | fields)
    Stakeholder.objects.filter(pk=made.pk).update(joined_on=day)
    Involvement.objects.filter(stakeholder=made).update(valid_from=day)
    made.refresh_from_db()
    return made


def names() -> list[str]:
    return sorted(ContactDetails.objects.values_list("name", flat=True))


@pytest.mark.parametrize(("day", "months", "expected"), [
    ((2024, 1, 31), 1, (2024, 2, 29)), ((2023, 12, 31), 2, (2024, 2, 29)), ((2024, 2, 29), 12, (2025, 2, 28)),
    ((2024, 11, 15), 1, (2024, 12, 15)), ((2024, 12, 1), 24, (2026, 12, 1)), ((2024, 5, 5), 0, (2024, 5, 5)),
])
def test_months_are_those_of_the_calendar(day: Any, months: int, expected: Any) -> None:
    assert months_later(dt.date(*day), months) == dt.date(*expected)


def test_the_day_after_which_a_name_goes(promised: Cast) -> None:
    someone = person(promised, "Alva Exempel", dt.date(2024, 5, 4))
    found = [[kept.stakeholder for kept in due_on(day, programme=promised.programme)]
             for day in (dt.date(2026, 5, 3), dt.date(2026, 5, 4))]
    assert found == [[], [someone.pk]]


def test_only_those_go_whose_last_contact_is_too_long_ago(promised: Cast) -> None:
    today = timezone.localdate()
    session = SessionFactory(pilot=promised.pilot, held_on=today - dt.timedelta(days=30))
    AttendanceFactory(session=session, stakeholder=person(promised, "Came"))
    AttendanceFactory(session=session, stakeholder=person(promised, "Absent"), present=False)
    coming = SessionFactory(pilot=promised.pilot, held_on=today + dt.timedelta(days=30), status="planned")
    Registration.objects.create(session=coming, name="Registered", stakeholder=person(promised, "Registered"))
    ContributionFactory(pilot=promised.pilot, stakeholder=person(promised, "Said"), received_on=today)
    ConsentFactory(stakeholder=person(promised, "Agreed"), given_on=today)
    MessageRecipientFactory(message__pilot=promised.pilot, stakeholder=person(promised, "Mailed"), state="sent",
                            sent_at=timezone.now())
    person(promised, "Undated", None)
    person(promised, "Guild", kind="organisation", email="desk@example.org")
    done = apply_retention(programme=promised.programme)
    assert (len(done), names()) == (2, ["Agreed", "Came", "Guild", "Registered", "Said", "Undated"])
    assert Stakeholder.objects.count() == 8


def test_no_period_means_that_nothing_goes(cast: Cast) -> None:
    person(cast, "Alva Exempel")
    assert (task(), names()) == (0, ["Alva Exempel"])


def test_the_task_may_run_twice_and_is_in_the_audit_trail(promised: Cast) -> None:
    someone = person(promised, "Alva Exempel", email="alva@example.org")
    runs = [task(), task()]
    events = list(AuditEvent.objects.filter(action="stakeholder.erase").values_list(
        "object_id", "actor_name", "details__reason", "programme_id"))
    assert (runs, names(), events) == ([1, 0], [], [(str(someone.pk), "", "retention", promised.programme.pk)])
    assert list(ContactDetails.history.all()) == []


def test_a_period_that_was_just_set_erases_nobody_for_a_week(cast: Cast) -> None:
    person(cast, "Alva Exempel")
    cast.programme.keep_names_months = 2
    cast.programme.save()
    cast.programme.name = "Another name"
    cast.programme.save()
    page = signed_in(cast.coordinator).get("/programmes/own/stakeholders/retention/").content.decode()
    first = (task(), "nothing goes by itself before" in page, "1 goes then." in page)
    for state in cast.programme.history.all():
        type(state).objects.filter(pk=state.pk).update(history_date=state.history_date - dt.timedelta(days=7))
    assert (first, task(), names()) == ((0, True, True), 1, [])


def test_a_run_takes_so_many_and_the_next_goes_on(promised: Cast) -> None:
    for number in range(3):
        person(promised, f"Alva Exempel {number}", LONG_AGO + dt.timedelta(days=number))
    first = apply_retention(programme=promised.programme, most=2)
    left = names()
    second = apply_retention(programme=promised.programme, most=2)
    assert (len(first), left, len(second), names()) == (2, ["Alva Exempel 2"], 1, [])


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("apply_retention", *arguments, stdout=said)
    return said.getvalue()


def test_a_dry_run_says_who_without_a_name_and_erases_nobody(promised: Cast) -> None:
    someone = person(promised, "Alva Exempel")
    said = run("--dry-run")
    assert said.splitlines() == [
        f"own: {someone.pseudonym}, last contact 2020-01-31, due 2022-01-31", "own: 1 name would be erased."]
    assert names() == ["Alva Exempel"]


def test_the_command_erases_in_one_programme(promised: Cast) -> None:
    someone = person(promised, "Alva Exempel")
    foreign = promised.foreign_pilot.programme
    foreign.keep_names_months = 1
    foreign.save()
    person(promised, "Bo Prov", pilot=promised.foreign_pilot)
    said = run("--programme", "own")
    assert said.splitlines() == [
        f"own: {someone.pseudonym}, last contact 2020-01-31, due 2022-01-31", "own: 1 name erased."]
    assert names() == ["Bo Prov"]
    with pytest.raises(CommandError, match="There is no programme nowhere."):
        run("--programme", "nowhere")


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_lists_who_goes_next(promised: Cast, number: int, django_assert_num_queries: Any) -> None:
    today = timezone.localdate()
    for place in range(number):
        person(promised, f"Alva Exempel{place}")
    person(promised, "Soon Prov", today - dt.timedelta(days=710))
    person(promised, "Later Prov", today)
    client = signed_in(promised.coordinator)
    client.get("/programmes/own/stakeholders/retention/")
    with django_assert_num_queries(15):
        page = client.get("/programmes/own/stakeholders/retention/").content.decode()
    wanted = ("Alva Exempel0", "Soon Prov", "Later Prov", "for <strong>24</strong> months")
    assert [text in page for text in wanted] == [True, True, False, True]
    assert page.count(">Due<") == number


def test_without_a_period_the_page_says_how_to_set_one(cast: Cast) -> None:
    page = signed_in(cast.coordinator).get("/programmes/own/stakeholders/retention/").content.decode()
    assert ("No period is set: names are kept" in page, "/programmes/own/set-up/" in page) == (True, True)
