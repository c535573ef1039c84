"""Jobs are claimed once, resumed when their worker is silent, put back when the database is away, and forgotten."""

import threading
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from foundation.jobs import heartbeat, running
from foundation.jobs.models import Job, WorkerSeen
from foundation.jobs.tasks import worker_seen
from tests.surveys.conftest import real_database as real_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
AGO = timedelta(seconds=1)


@running.job_kind("tests.add")
def add(job: Job, report: running.Report) -> dict[str, Any]:
    report(1, 2, "half-way")
    return {"sum": sum(job.arguments["numbers"])}


@running.job_kind("tests.divide")
def divide(job: Job, report: running.Report) -> dict[str, Any]:
    return {"ratio": 1 / job.arguments["divisor"]}


@running.job_kind("tests.database_away")
def lose_the_database(job: Job, report: running.Report) -> dict[str, Any]:
    raise OperationalError("server closed the connection unexpectedly")


@running.job_kind("tests.overtaken")
def be_overtaken(job: Job, report: running.Report) -> dict[str, Any]:
    Job.objects.filter(pk=job.pk).update(claim=uuid4())
    report(1, 1, "too late")
    return {"never": "stored"}


def row(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_runs_once() -> None:
    job = running.enqueue("tests.add", numbers=[1, 2])

    done = running.run(str(job.pk))

    assert done is not None
    assert (done.state, done.result, done.progress, done.total, done.attempts, done.claim) == (
        "done", {"sum": 3}, 1, 2, 1, None,
    )
    assert done.finished_at is not None
    assert running.run(str(job.pk)) is None
    assert running.run(str(uuid4())) is None
    assert row(job).attempts == 1


def test_a_failure_says_why() -> None:
    failed = running.run(str(running.enqueue("tests.divide", divisor=0).pk))
    unknown = running.run(str(running.enqueue("tests.nobody_knows").pk))

    assert failed is not None
    assert unknown is not None
    assert (failed.state, failed.message) == ("failed", "ZeroDivisionError: division by zero")
    assert (unknown.state, unknown.message) == ("failed", "No work is registered for tests.nobody_knows.")


def test_a_database_that_is_away_puts_the_job_back_a_few_times() -> None:
    job = running.enqueue("tests.database_away")

    states = []
    for _ in range(running.MAX_ATTEMPTS + 1):
        running.run(str(job.pk))
        states.append(row(job).state)

    assert states == ["queued"] * running.MAX_ATTEMPTS + ["failed"]
    assert row(job).message == "Given up after 5 attempts."


def test_what_was_taken_over_is_not_finished_by_the_first() -> None:
    job = running.enqueue("tests.overtaken")

    assert running.run(str(job.pk)) is None

    assert (row(job).state, row(job).result) == ("running", {})


def test_four_workers_claim_one_job_once(real_database: None) -> None:
    job = running.enqueue("tests.add", numbers=[])
    begin, got = threading.Barrier(4), []

    def take() -> None:
        try:
            begin.wait(10)
            got.append(running.claim(str(job.pk)))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(got) == 4
    assert len([claim for claim in got if claim is not None]) == 1
    assert row(job).attempts == 1


def test_a_silent_worker_loses_its_job() -> None:
    job = running.enqueue("tests.add", numbers=[4])
    assert running.claim(str(job.pk)) is not None
    assert running.run(str(job.pk)) is None

    Job.objects.filter(pk=job.pk).update(claimed_until=timezone.now() - AGO)

    assert running.resume_unfinished() == 1
    done = running.run(str(job.pk))
    assert done is not None
    assert (done.state, done.attempts) == ("done", 2)


def test_what_waits_is_delivered_again_but_not_at_every_tick() -> None:
    job = running.enqueue("tests.add", numbers=[])
    assert running.resume_unfinished() == 0  # its message is on the way

    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - heartbeat.CLAIM - AGO)

    assert [running.resume_unfinished(), running.resume_unfinished()] == [1, 0]
    Job.objects.filter(pk=job.pk).update(claimed_until=timezone.now() - AGO)
    assert running.resume_unfinished() == 1


def test_a_start_without_any_worker_frees_everything() -> None:
    freed = []
    release = running.when_no_worker_lives(lambda: freed.append(True))
    held, waiting = (running.enqueue("tests.add", numbers=[]) for _ in range(2))
    running.claim(str(held.pk))

    try:
        assert running.resume_unfinished(include_claimed=True) == 2
    finally:
        running._RELEASES.remove(release)

    assert freed == [True]
    assert {row(held).state, row(waiting).state} == {"queued"}
    assert row(held).claim is None


def test_what_is_rolled_back_leaves_no_job() -> None:
    with transaction.atomic():
        running.enqueue("tests.add", numbers=[])
        transaction.set_rollback(True)

    assert Job.objects.count() == 0


def test_ended_jobs_and_lost_workers_are_forgotten_after_a_month() -> None:
    worker_seen()
    old, new, open_one = (running.enqueue("tests.add", numbers=[]) for _ in range(3))
    for job, days in ((old, 31), (new, 29)):
        ended = timezone.now() - timedelta(days=days)
        Job.objects.filter(pk=job.pk).update(state="done", finished_at=ended, created_at=ended)
    Job.objects.filter(pk=open_one.pk).update(created_at=timezone.now() - timedelta(days=99))
    WorkerSeen.objects.create(name="gone", seen_at=timezone.now() - timedelta(days=31))

    assert running.prune() == 1

    assert set(Job.objects.values_list("pk", flat=True)) == {new.pk, open_one.pk}
    assert WorkerSeen.objects.count() == 1
    assert not WorkerSeen.objects.filter(name="gone").exists()


def test_a_running_job_without_a_claim_is_refused() -> None:
    with pytest.raises(IntegrityError, match="job_running_is_claimed"):
        Job.objects.create(kind="tests.add", state="running")


def test_a_claim_is_renewed_while_the_work_lasts() -> None:
    beats: list[float] = []

    with heartbeat.beating(lambda: beats.append(time.monotonic()), every=0.02):
        time.sleep(0.3)
    ended = len(beats)
    time.sleep(0.1)

    assert ended >= 3
    assert len(beats) == ended


def test_a_beat_that_the_database_refuses_does_not_end_the_beating() -> None:
    beats: list[int] = []

    def renew() -> None:
        beats.append(1)
        raise OperationalError("database is locked")

    with heartbeat.beating(renew, every=0.02):
        time.sleep(0.3)

    assert len(beats) >= 3


def test_work_that_hangs_loses_its_claim() -> None:
    beats: list[int] = []

    with heartbeat.beating(lambda: beats.append(1), every=0.02, longest=timedelta(seconds=0.05)):
        time.sleep(0.3)

    assert len(beats) == 2
