"""A pilot whose computation really fails is shown as failed, with its reason and the time of its last good numbers."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from foundation.audit.models import AuditEvent
from foundation.jobs import running
from foundation.jobs.models import Job
from indicators.actions.refresh import MAP
from indicators.models import IndicatorValue, PilotComputation
from indicators.tasks import log as progress_log
from peripheria.world.loading import load_world
from pilots.choices import Role
from pilots.models import Membership, Pilot, Programme
from reports.layout import statements
from reports.snapshot import content_of
from tests.factories.accounts import UserFactory
from tests.factories.reports import ReportFactory
from tests.indicators.stored import table_rows
from tests.peripheria.tiny_world import write_tiny_world

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "ZoneInfoNotFoundError: 'No time zone found with key Mars/Olympus'"


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    """Two computed pilots."""
    found = load_world(folder=write_tiny_world(tmp_path), name="Tiny").programme
    work()
    return found


@pytest.fixture
def broken(programme: Programme) -> Pilot:
    """A pilot in an unknown time zone, computed again without success; its numbers are the earlier ones."""
    Programme.objects.filter(pk=programme.pk).update(data_cutoff=None)
    pilot = programme.pilots.get(external_id="A")
    Pilot.objects.filter(pk=pilot.pk).update(time_zone="Mars/Olympus")
    running.run(str(running.enqueue(MAP, programme_id=programme.pk, pilot_id=pilot.pk).pk))
    return Pilot.objects.select_related("programme", "computation").get(pk=pilot.pk)


def work() -> None:
    """Do what a worker would do, until nothing is queued."""
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("created_at").first():
        running.run(str(job.pk))


def signed_in(client: Client, programme: Programme, role: str, pilot: Pilot | None = None) -> Any:
    user = UserFactory(email=f"{role}@example.org")
    Membership.objects.create(programme=programme, user=user, role=role, pilot=pilot)
    client.force_login(user)
    return user


def test_the_reason_is_kept_and_so_are_the_last_good_numbers(broken: Pilot) -> None:
    computed = PilotComputation.objects.get(pilot=broken)
    values = IndicatorValue.objects.filter(pilot=broken)
    assert (computed.state, computed.error) == ("failed", REASON)
    assert values.count() > 0
    assert computed.as_of is not None
    assert (computed.as_of - values.latest("as_of").as_of).total_seconds() < 5


def test_every_page_says_that_it_failed_and_of_when_the_numbers_are(broken: Pilot, client: Client) -> None:
    signed_in(client, broken.programme, Role.COORDINATOR)
    programme, note = broken.programme.slug, "The last computation failed; the numbers are of"
    pages = {
        f"/pilots/{broken.slug}/dashboard/": REASON.replace("'", "&#x27;"),
        f"/programmes/{programme}/dashboard/": "numbers of",
        f"/programmes/{programme}/compare/": note, f"/programmes/{programme}/one-size/": note,
        f"/programmes/{programme}/one-size/world_cafe/": note,
        f"/programmes/{programme}/computation/": REASON.replace("'", "&#x27;"),
        f"/pilots/{broken.slug}/dashboard/working/sessions_held/": "The last computation failed",
    }
    assert {page: said in client.get(page).content.decode() for page, said in pages.items()} == dict.fromkeys(
        pages, True)


def test_the_comparison_marks_the_row_of_the_failed_pilot_only(broken: Pilot, client: Client) -> None:
    signed_in(client, broken.programme, Role.COORDINATOR)
    address = f"/programmes/{broken.programme.slug}/compare/"
    rows = table_rows(client.get(f"{address}?indicator=sessions_held").content.decode())
    assert [(row[0].startswith(broken.name), "The last computation failed" in row[-1]) for row in rows] == [
        (row[0].startswith(broken.name),) * 2 for row in rows]
    assert len(rows) == 2


def test_the_api_says_which_values_are_earlier_ones(broken: Pilot, client: Client) -> None:
    signed_in(client, broken.programme, Role.RESEARCHER)
    values = client.get("/api/v1/values/?indicator=sessions_held").json()["results"]
    assert {value["pilot"]: value["last_computation_failed"] for value in values} == {
        pilot.slug: pilot == broken for pilot in broken.programme.pilots.all()}
    verdicts = client.get("/api/v1/verdicts/").json()["results"]
    assert [verdict["failed_pilots"] for verdict in verdicts] == [[broken.slug]] * len(verdicts)
    assert verdicts


def test_a_report_says_so_too(broken: Pilot) -> None:
    content = content_of(ReportFactory(programme=broken.programme))
    good = PilotComputation.objects.get(pilot=broken).as_of
    assert good is not None
    said = f"{broken.name}: the last computation failed; its numbers are of {good:%Y-%m-%d %H:%M}."
    assert [sentence for sentence in statements(content) if "failed" in sentence] == [said]


def test_trying_again_mends_it_once_the_cause_is_gone(broken: Pilot, client: Client) -> None:
    manager = signed_in(client, broken.programme, Role.MANAGER, broken)
    button = f'action="/pilots/{broken.slug}/dashboard/compute/"'
    assert button in client.get(f"/pilots/{broken.slug}/dashboard/").content.decode()
    Pilot.objects.filter(pk=broken.pk).update(time_zone="Europe/Rome")

    first = client.post(f"/pilots/{broken.slug}/dashboard/compute/", follow=True).content.decode()
    second = client.post(f"/pilots/{broken.slug}/dashboard/compute/", follow=True).content.decode()

    assert ("is computed again." in first, "is waiting to be computed already." in second) == (True, True)
    assert list(Job.objects.filter(kind=MAP, state="queued").values_list("started_by", flat=True)) == [manager.pk]
    assert AuditEvent.objects.filter(action="pilot.compute", pilot_id=broken.pk, actor_id=manager.pk).count() == 1
    work()
    computed = PilotComputation.objects.get(pilot=broken)
    assert (computed.state, computed.error) == ("done", "")
    assert button not in client.get(f"/pilots/{broken.slug}/dashboard/").content.decode()


@pytest.mark.parametrize(("role", "states"), [
    (Role.COORDINATOR, [("failed", True, True), ("done", True, True)]),
    (Role.OPERATOR, [("failed", True, True), ("done", True, True)]),
    (Role.MANAGER, [("failed", False, False), ("done", True, True)]),
    (Role.RESEARCHER, [("failed", False, False), ("done", False, False)]),
])
def test_each_role_sees_what_is_its_own(broken: Pilot, client: Client, role: str,
                                        states: list[tuple[str, bool, bool]]) -> None:
    work()
    other = broken.programme.pilots.exclude(pk=broken.pk).get()
    signed_in(client, broken.programme, role, other if role == Role.MANAGER else None)
    response = client.get(f"/programmes/{broken.programme.slug}/computation/")
    shown = {state.pilot.pk: (state.code, state.is_mine, state.may_retry) for state in response.context["states"]}
    assert [shown[broken.pk], shown[other.pk]] == states
    assert ("Mars/Olympus" in response.content.decode()) == states[0][1]
    assert response.context["progress"] == {"all": 2, "done": 1, "failed": 1, "open": 0, "never": 0}


def test_progress_is_on_the_page_and_in_the_log(tmp_path: Path, client: Client,
                                                caplog: pytest.LogCaptureFixture) -> None:
    programme = load_world(folder=write_tiny_world(tmp_path), name="Tiny").programme
    signed_in(client, programme, Role.COORDINATOR)
    address = f"/programmes/{programme.slug}/computation/"
    said = []
    with caplog.at_level(logging.INFO):
        for _step in range(3):
            said.append(client.get(address).context["progress"])
            if job := Job.objects.filter(kind=MAP, state="queued").order_by("created_at").first():
                running.run(str(job.pk))
    assert [(step["done"], step["open"], step["all"]) for step in said] == [(0, 2, 2), (1, 1, 2), (2, 0, 2)]
    logged = [record.getMessage().split("; ")[1] for record in caplog.records if record.name == progress_log.name]
    assert logged == ["1 of 2 of its programme are.", "2 of 2 of its programme are."]


def test_the_page_asks_for_its_piece_again_only_while_something_is_on_its_way(programme: Programme,
                                                                             client: Client) -> None:
    signed_in(client, programme, Role.COORDINATOR)
    address = f"/programmes/{programme.slug}/computation/"
    whole, piece = client.get(address).content.decode(), client.get(address, headers={"hx-request": "true"})
    assert ("hx-trigger" in whole, "<html" in piece.content.decode()) == (False, False)
    running.enqueue(MAP, programme_id=programme.pk, pilot_id=programme.pilots.all()[0].pk)
    assert 'hx-trigger="every 5s"' in client.get(address).content.decode()
