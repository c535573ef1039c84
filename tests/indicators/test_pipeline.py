"""Tasks delivered twice, late or in another order; two workers on one pilot; changes while computing; failures."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from foundation.jobs import running
from foundation.jobs.models import Job
from indicators.actions.claims import claimed, free_all, free_silent
from indicators.actions.comparison import UnitsMoved, basis_of, compare_programme
from indicators.actions.dirty import dirty_pilots
from indicators.actions.pilot_values import compute_pilot, replace_values
from indicators.actions.refresh import MAP, REDUCE, refresh_dirty, request_pilot, retry_comparisons
from indicators.models import IndicatorValue, PilotComputation, Verdict
from indicators.reduction.families import digests_of
from indicators.reduction.verdicts import judged
from indicators.tasks import refresh_dirty_pilots
from peripheria.world.loading import load_world
from pilots.actions.changes import note_change
from pilots.models import Pilot, PilotChange, Programme
from tests.peripheria.tiny_world import write_tiny_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
State = PilotComputation.State
NEVER_COMPARED = {"id", "as_of"}


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    """Two pilots, both changed; their jobs are queued, and no worker is there to take them."""
    return load_world(folder=write_tiny_world(tmp_path), name="Tiny").programme


@pytest.fixture
def pilot(programme: Programme) -> Pilot:
    return programme.pilots.select_related("programme").get(external_id="A")


def jobs(kind: str, **fields: Any) -> list[Job]:
    return list(Job.objects.filter(kind=kind, **fields).order_by("created_at"))


def run_all() -> None:
    """Do what a worker would do, until nothing is queued."""
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("created_at").first():
        running.run(str(job.pk))


def stored(**fields: Any) -> list[dict[str, Any]]:
    """All values and verdicts without keys and times."""
    values = IndicatorValue.objects.filter(**fields).order_by("pilot", "indicator", "method", "period", "split")
    verdicts = Verdict.objects.filter(is_current=True).order_by("outcome", "subject")
    return [
        {name: value for name, value in row.items() if name not in NEVER_COMPARED}
        for row in [*values.values(), *verdicts.values()]
    ]


@contextmanager
def once_while_reading(act: Callable[[], object]) -> Iterator[None]:
    """Do something at the moment when the computation reads the sessions."""
    done = []

    def wrapper(execute: Any, sql: str, *rest: Any) -> Any:
        if not done and sql.startswith("SELECT") and "engagement_session" in sql:
            done.append(True)
            act()
        return execute(sql, *rest)

    with connection.execute_wrapper(wrapper):
        yield
    assert done


def test_loading_ends_in_values_verdicts_and_no_open_job(programme: Programme) -> None:
    run_all()

    assert [job.state for job in jobs(MAP)] == ["done", "done"]
    assert {job.state for job in jobs(REDUCE)} == {"done"}
    assert dirty_pilots() == []
    assert set(PilotComputation.objects.values_list("state", "error", "claim")) == {("done", "", None)}
    assert IndicatorValue.objects.all_time().filter(pilot__external_id="A", indicator="participants").count() == 1
    assert list(Verdict.objects.values_list("outcome", "subject")) == [
        ("log_cost", "world_cafe"), ("log_cost_overall", "all"), ("method_rating", "world_cafe"),
        ("method_top2", "world_cafe"),
    ]


def test_delivered_twice_is_done_once(programme: Programme) -> None:
    run_all()
    first = stored()

    again = [running.run(str(job.pk)) for job in Job.objects.all()]

    assert set(again) == {None}
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    assert stored() == first


def test_delivered_late_computes_nothing_again(programme: Programme, pilot: Pilot) -> None:
    (late,) = jobs(MAP, pilot_id=pilot.pk)
    compute_pilot(pilot)
    before = PilotComputation.objects.get(pilot=pilot).as_of

    done = running.run(str(late.pk))

    assert done is not None
    assert done.result == {"pilot": pilot.slug, "done_before": True}
    assert PilotComputation.objects.get(pilot=pilot).as_of == before
    assert [job.state for job in jobs(REDUCE)] == ["queued"]  # a kill between the two steps loses no comparison


def test_any_order_gives_the_values_of_a_clean_run(programme: Programme) -> None:
    compare_programme(programme)
    for job in reversed(jobs(MAP)):
        running.run(str(job.pk))
    compare_programme(programme)
    run_all()
    shuffled = stored()

    for pilot in programme.pilots.select_related("programme"):
        compute_pilot(pilot)
    compare_programme(programme)

    assert stored() == shuffled


def test_two_workers_on_one_pilot(real_database: None, programme: Programme, pilot: Pilot) -> None:
    begin, held, got = threading.Barrier(4), threading.Barrier(4), []

    def work() -> None:
        try:
            begin.wait(10)
            with claimed(pilot) as claim:
                got.append(claim)
                held.wait(10)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(got) == 4
    assert len([claim for claim in got if claim is not None]) == 1


def test_the_second_worker_comes_back_later(programme: Programme, pilot: Pilot) -> None:
    (job,) = jobs(MAP, pilot_id=pilot.pk)

    with claimed(pilot):
        done = running.run(str(job.pk))

    assert done is not None
    assert done.result == {"busy": True}
    assert [again.state for again in jobs(MAP, pilot_id=pilot.pk)] == ["done", "queued"]
    assert pilot in dirty_pilots()


def test_a_change_committed_while_computing_stays(programme: Programme, pilot: Pilot) -> None:
    with once_while_reading(lambda: note_change(pilot=pilot, reason="meanwhile")):
        assert compute_pilot(pilot)

    assert list(PilotChange.objects.filter(pilot=pilot).values_list("reason", flat=True)) == ["meanwhile"]
    assert pilot in dirty_pilots()
    assert [job.state for job in jobs(MAP, pilot_id=pilot.pk)] == ["queued"]


def test_who_has_lost_the_claim_stores_nothing(programme: Programme, pilot: Pilot) -> None:
    other = uuid.uuid4()
    mine = PilotComputation.objects.filter(pilot=pilot)

    with once_while_reading(lambda: mine.update(claim=other)):
        assert not compute_pilot(pilot)

    assert list(mine.values_list("state", "claim", "error")) == [("running", other, "")]
    assert not IndicatorValue.objects.filter(pilot=pilot).exists()
    assert pilot in dirty_pilots()


def test_a_failed_pilot_says_why_keeps_its_values_and_is_tried_again(programme: Programme, pilot: Pilot) -> None:
    run_all()
    before = stored()
    Programme.objects.filter(pk=programme.pk).update(data_cutoff=None)
    Pilot.objects.filter(pk=pilot.pk).update(time_zone="Nowhere")
    note_change(pilot=pilot, reason="session")

    run_all()

    computation = PilotComputation.objects.get(pilot=pilot)
    assert (computation.state, computation.claim) == ("failed", None)
    assert "Nowhere" in computation.error
    (failed,) = jobs(MAP, state="failed")
    assert "Nowhere" in failed.message
    assert [row for row in stored() if row.get("pilot_id") == pilot.pk] == [
        row for row in before if row.get("pilot_id") == pilot.pk
    ]
    assert refresh_dirty() == 0  # not at every tick of beat
    Job.objects.filter(pk=failed.pk).update(finished_at=timezone.now() - timedelta(minutes=11))
    assert refresh_dirty() == 1
    Pilot.objects.filter(pk=pilot.pk).update(time_zone="UTC")
    run_all()
    computation.refresh_from_db()
    assert (computation.state, computation.error) == ("done", "")


def test_a_failed_comparison_is_tried_again(programme: Programme) -> None:
    run_all()
    newest = jobs(REDUCE)[-1]
    Job.objects.filter(pk=newest.pk).update(state="failed", finished_at=timezone.now())
    assert retry_comparisons() == 0

    Job.objects.filter(pk=newest.pk).update(finished_at=timezone.now() - timedelta(minutes=11))

    assert retry_comparisons() == 1
    assert retry_comparisons() == 0


def test_a_hundred_changes_are_one_job(programme: Programme, pilot: Pilot) -> None:
    run_all()
    before = Job.objects.count()

    for _ in range(100):
        with transaction.atomic():
            note_change(pilot=pilot, reason="session")

    assert PilotChange.objects.count() == 100
    assert Job.objects.count() == before + 1
    run_all()
    assert Job.objects.count() == before + 2  # and one comparison
    assert PilotChange.objects.count() == 0


def test_beat_finds_what_no_message_told(programme: Programme, pilot: Pilot) -> None:
    Job.objects.all().delete()
    assert refresh_dirty() == 2
    assert refresh_dirty() == 0
    Job.objects.filter(pilot_id=pilot.pk).update(state="running", claim=uuid.uuid4())
    assert refresh_dirty() == 0  # the running one takes the changes away, or leaves them for the next tick


def test_numbers_up_to_today_are_renewed_each_day(programme: Programme, pilot: Pilot) -> None:
    run_all()
    PilotComputation.objects.update(as_of=timezone.now() - timedelta(days=1, minutes=1))
    assert refresh_dirty() == 0  # the programme has a cut-off

    Programme.objects.update(data_cutoff=None)

    assert refresh_dirty() == 2


def test_the_claims_of_the_dead_are_given_back(programme: Programme, pilot: Pilot) -> None:
    compute_pilot(pilot)
    computations = PilotComputation.objects.order_by("pilot__external_id")
    compute_pilot(programme.pilots.select_related("programme").get(external_id="B"))
    computations.update(state="running", claim=uuid.uuid4(), claimed_until=timezone.now() + timedelta(seconds=60))
    computations.filter(pilot=pilot).update(as_of=None)

    assert free_silent() == 0
    computations.filter(pilot=pilot).update(claimed_until=timezone.now() - timedelta(seconds=1))
    refresh_dirty_pilots()
    assert list(computations.values_list("state", flat=True)) == ["never", "running"]
    assert free_all() == 1
    assert list(computations.values_list("state", "claim")) == [("never", None), ("done", None)]


def test_a_look_that_says_the_same_is_no_new_look(programme: Programme) -> None:
    run_all()
    everything, looks = list(Verdict.objects.values()), Verdict.objects.filter(outcome="method_rating")
    first = looks.get()

    compare_programme(programme)
    assert list(Verdict.objects.values()) == everything
    note_units(programme, units=3)
    compare_programme(programme)  # interim, same answer, same day: the look is brought up to date
    assert looks.get() == first
    assert looks.get().figures["units"] == [3, 3]
    looks.update(as_of=first.as_of - timedelta(days=1))
    note_units(programme, units=4)
    compare_programme(programme)

    assert list(looks.order_by("pk").values_list("is_current", flat=True)) == [False, True]
    assert not Verdict.objects.filter(is_current=True).exclude(outcome="method_rating").exists()  # no units any more


def note_units(programme: Programme, *, units: int) -> None:
    row = {"units": units, "mean": 4.0, "variance": 0.5, "answers": 9, "persons": 9}
    noted = {"method_rating": {"world_cafe": row}}
    PilotComputation.objects.filter(pilot__programme=programme).update(units=noted, digests=digests_of(noted))


def test_values_of_another_definition_stay_but_are_not_current(programme: Programme, pilot: Pilot) -> None:
    run_all()
    mine = IndicatorValue.objects.filter(pilot=pilot)
    fresh = list(mine)
    mine.filter(indicator="participants").update(definition_version=7)
    mine.filter(indicator="person_hours").update(indicator="of_old")
    for value in fresh:
        value.pk = None

    for _ in range(2):
        with transaction.atomic():
            replace_values(mine, fresh)
        for value in fresh:
            value.pk = None

    versions = mine.all_time().filter(indicator="participants").order_by("definition_version")
    assert list(versions.values_list("definition_version", "is_current")) == [(1, True), (7, False)]
    assert not mine.filter(indicator="of_old").exists()
    assert mine.filter(is_current=True).count() == len(fresh)


def test_a_pilot_that_is_gone_is_no_failure(programme: Programme) -> None:
    job = running.enqueue(MAP, pilot_id=0, programme_id=programme.pk)
    other = running.enqueue(REDUCE, programme_id=0)

    assert [running.run(str(each.pk)).result for each in (job, other)] == [{"gone": True}, {"gone": True}]


def test_a_request_while_one_runs_is_queued(programme: Programme, pilot: Pilot) -> None:
    (job,) = jobs(MAP, pilot_id=pilot.pk)
    assert request_pilot(pilot=pilot) is None
    running.claim(str(job.pk))  # has perhaps read the rows already

    assert request_pilot(pilot=pilot) is not None


def test_units_stored_before_there_were_digests_are_compared_all_the_same(programme: Programme) -> None:
    run_all()
    before = list(Verdict.objects.values())
    PilotComputation.objects.filter(pilot__programme=programme).update(digests=None)

    compare_programme(programme)

    assert list(Verdict.objects.values()) == before


def test_families_that_did_not_change_are_not_read(
    programme: Programme, django_assert_num_queries: Any
) -> None:
    run_all()
    note_units(programme, units=3)
    first = basis_of(programme)
    judged(first.families, first.shares, first.settings, {})

    again = basis_of(programme)
    with django_assert_num_queries(0):
        judged(again.families, again.shares, again.settings, {})
    note_units(programme, units=4)
    changed = basis_of(programme)
    with django_assert_num_queries(1):
        judged(changed.families, changed.shares, changed.settings, {})


def test_units_that_moved_since_their_digests_were_read_are_not_remembered(programme: Programme) -> None:
    run_all()
    note_units(programme, units=7)
    basis = basis_of(programme)
    note_units(programme, units=8)  # another worker stores a pilot in between

    with pytest.raises(UnitsMoved):
        judged(basis.families, basis.shares, basis.settings, {})

    fresh = basis_of(programme)
    (rated,) = judged(fresh.families, fresh.shares, fresh.settings, {})
    assert rated.figures["units"] == [8, 8]
