"""``kill -9`` of a real worker in the middle of a computation, on both kinds of database and broker."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from peripheria.management.commands.serve import worker_command
from tests.indicators.worlds import shared
from tests.processes import ROOT, environment, until

RESUME = "import django; django.setup(); from foundation.jobs.running import resume_unfinished as r; "
RESUME += "print(r(include_claimed=True))"
PREFORK = [sys.executable, "-m", "celery", "-A", "peripheria", "worker", "-c", "2", "-l", "warning"]
UNFINISHED = "SELECT COUNT(*) FROM jobs_job WHERE state IN ('queued', 'running')"


@dataclass(frozen=True)
class Place:
    """A database with a broker: the environment that leads to them, and how to look into the database."""

    env: dict[str, str]
    folder: Path
    worker: list[str]
    address: str

    def run(self, *words: str) -> str:
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def manage(self, *words: str) -> str:
        return self.run("manage.py", *words)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        connect = psycopg2.connect if self.address.startswith("postgres") else sqlite3.connect
        with contextlib.closing(connect(self.address)) as database:
            cursor = database.cursor()
            cursor.execute(question)
            return cursor.fetchall()

    def count(self, question: str) -> int:
        return int(self.ask(question)[0][0])

    def exported(self) -> dict[str, Any]:
        document = json.loads(self.manage("export_values", "--programme", "World", "--format", "json"))
        return {key: value for key, value in document.items() if key != "as_of"}


def sqlite_place(folder: Path) -> Place:
    env = environment(DATABASE_URL="", REDIS_URL="", DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="peripheria.settings")
    return Place(env, folder, worker_command(), str(folder / "peripheria.sqlite3"))


def beside(redis: str) -> str:
    """The database of that Redis which lies seven further: no other test uses it."""
    address, _, own = redis.partition("?virtual_host=")
    return f"{address}?virtual_host={int(own or 0) + 7}"


@contextlib.contextmanager
def postgres_place(folder: Path, server: str, redis: str) -> Iterator[Place]:
    """A database of its own on the server, and a queue of its own in Redis."""
    name = f"faults_{os.getpid()}"
    with contextlib.closing(psycopg2.connect(server)) as database:
        database.autocommit = True
        database.cursor().execute(f"CREATE DATABASE {name}")
        address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        env = environment(
            DATABASE_URL=address, REDIS_URL=beside(redis), DATA_DIR=str(folder),
            DJANGO_SETTINGS_MODULE="peripheria.settings",
        )
        yield Place(env, folder, PREFORK, address)
        database.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite and files", "postgresql and redis"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite and files":
        yield sqlite_place(tmp_path)
        return
    server, redis = request.getfixturevalue("postgres_url"), request.getfixturevalue("redis_url")
    with postgres_place(tmp_path, server, redis) as made:
        yield made


@contextlib.contextmanager
def worker(place: Place) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker in a process group of its own, killed at the end if it still lives."""
    with (place.folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            place.worker, cwd=ROOT, env=place.env, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def stopped_in_the_middle(place: Place, group: int) -> bool:
    """Hold the worker while it computes a pilot; lets it go on where it was between two pilots."""
    if not in_the_middle(place):
        return False
    os.killpg(group, signal.SIGSTOP)
    if in_the_middle(place):
        return True
    os.killpg(group, signal.SIGCONT)
    return False


def in_the_middle(place: Place) -> bool:
    """Whether some pilots are computed and another one is being computed."""
    states = [state for (state,) in place.ask("SELECT state FROM indicators_pilotcomputation")]
    return "running" in states and "done" in states


@pytest.mark.long
def test_a_worker_killed_while_computing_leaves_the_same_values(place: Place) -> None:
    place.manage("migrate", "-v", "0")
    place.manage("load_world", str(shared("world/small")), "--programme", "World")

    with worker(place) as process:
        assert until(lambda: stopped_in_the_middle(place, process.pid), 60), log_of(place)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert place.count("SELECT COUNT(*) FROM indicators_pilotcomputation WHERE state = 'running'") > 0
    assert place.count("SELECT COUNT(*) FROM jobs_job WHERE state = 'running'") > 0
    assert place.count("SELECT COUNT(*) FROM pilots_pilotchange") > 0

    unfinished = place.count(UNFINISHED)
    assert int(place.run("-c", RESUME)) == unfinished  # what serve does before it starts a worker again
    with worker(place):
        assert until(lambda: is_all_done(place), 60), log_of(place)

    recovered = place.exported()
    assert place.ask("SELECT DISTINCT state FROM jobs_job") == [("done",)], log_of(place)
    place.manage("compute_indicators", "--programme", "World", "--verify")
    place.manage("compute_indicators", "--programme", "World", "--full")
    assert recovered == place.exported()
    assert len({value["pilot"] for value in recovered["values"]} - {None}) == 6
    assert sum(verdict["outcome"] == "method_rating" for verdict in recovered["verdicts"]) == 6


def is_all_done(place: Place) -> bool:
    dirty = place.count("SELECT COUNT(*) FROM pilots_pilotchange")
    return not dirty and not place.count(UNFINISHED)


def log_of(place: Place) -> str:
    return (place.folder / "worker.log").read_text()
