"""B1 and B2: taking in a response of 20 questions over HTTP, on PostgreSQL and on the embedded default.

Ours: POST to the API, which checks every answer, stores the response with its typed rows and its counts, and returns a
receipt. The floor: a view on the same server, behind the same middleware, that only inserts one prepared row. Server,
worker and beat run as `manage.py serve` starts them; eight clients, processes with one kept connection each, send as
fast as they are answered, ours and the floor in turn. SURVEY_SECONDS (5) is the length of a turn, BENCH_ROUNDS (5)
their number.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from benchmarks._figures import Figure, report

CLIENTS, QUESTIONS, PORT = 8, 20, 8391
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("SURVEY_SECONDS", "5"))
SETTINGS = "benchmarks._floor_settings"
MAKE = f"""
from pilots.models import Pilot, Programme
from surveys.actions.publish import publish_version
from surveys.models import Questionnaire, Wave
programme = Programme.objects.create(slug="bench", name="Bench")
pilot = Pilot.objects.create(programme=programme, slug="bench-here", name="Here", external_id="B1")
questionnaire = Questionnaire.objects.create(programme=programme, code="twenty", title={{"en": "Twenty"}})
version = publish_version(questionnaire=questionnaire, by=None, document={{
    "code": "twenty", "title": {{"en": "Twenty"}}, "intro": {{"en": ""}}, "languages": ["en"], "questions": [
        {{"code": f"q{{n}}", "type": "scale", "label": {{"en": f"Question {{n}}"}}, "required": True, "lo": 1, "hi": 5,
         "lo_label": {{"en": "No"}}, "hi_label": {{"en": "Yes"}}}} for n in range({QUESTIONS})]}})
Wave.objects.create(pilot=pilot, questionnaire=questionnaire, version=version, slug="bench-twenty", is_published=True)
"""
OURS, FLOOR = "/api/v1/surveys/bench-twenty/responses/", "/floor/"


def body(path: str, random: Random) -> bytes:
    """What one request sends."""
    if path == FLOOR:
        return b"{}"
    answers = {f"q{n}": random.randint(1, 5) for n in range(QUESTIONS)}
    return json.dumps({"id": str(uuid.UUID(int=random.getrandbits(128), version=4)), "version": 1, "language": "en",
                       "answers": answers}).encode()


def send(path: str, seed: int) -> tuple[list[float], int]:
    """One client: as fast as it is answered; the seconds of each request, and how many were no 201."""
    random, times, failures = Random(seed), [], 0  # noqa: S311  answers, not secrets
    connection, until = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30), time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        sent = body(path, random)
        begun = time.perf_counter()
        connection.request("POST", path, sent, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - begun)
        failures += answer.status != 201
    connection.close()
    return times, failures


def turn(clients: Executor, path: str, seed: int) -> tuple[float, float, int]:
    """Answers in a second, the 95th percentile of the seconds of one, and how many were no 201."""
    begun = time.perf_counter()
    found = list(clients.map(send, [path] * CLIENTS, range(seed * CLIENTS, (seed + 1) * CLIENTS)))
    times = sorted(seconds for some, _failures in found for seconds in some)
    failures = sum(failed for _times, failed in found)
    return len(times) / (time.perf_counter() - begun), times[int(len(times) * 0.95)], failures


@contextmanager
def served(environment: dict[str, str]) -> Iterator[None]:
    """The whole application, as `bin/run` starts it, without demo data."""
    manage = [sys.executable, "-W", "ignore", "manage.py"]
    quiet: dict[str, Any] = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["shell", "-c", MAKE]):
        subprocess.run([*manage, *command], check=True, **quiet)  # noqa: S603  our own commands
    process = subprocess.Popen([*manage, "serve", "--no-demo"], **quiet)  # noqa: S603
    try:
        for _try in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def measure(benchmark: str, database: str, environment: dict[str, str], least: float) -> None:
    """``least``: the share of the floor's rate that ours must reach."""
    ours, floor, failures = [], [], 0
    with ProcessPoolExecutor(CLIENTS) as clients, served(environment):
        for seed in range(ROUNDS + 1):
            one, other = turn(clients, OURS, seed), turn(clients, FLOOR, seed)
            failures += one[2] + other[2]
            if seed:  # the first turn warms up
                ours.append(one)
                floor.append(other)
    rate, floor_rate = median(one[0] for one in ours), median(one[0] for one in floor)
    late, floor_late = median(one[1] for one in ours), median(one[1] for one in floor)
    notes = (f"{rate / floor_rate:.3f} x the floor's rate; {ROUNDS} turns of {SECONDS:g} s with {CLIENTS} clients; "
             f"{failures} failures",)
    report(Figure(benchmark, f"time of a response of {QUESTIONS} questions, {database}, against the floor",
                  floor_rate / rate, 1 / least, notes=notes))
    report(Figure(benchmark, f"95th percentile of the same, {database}", late / floor_late, 5.0))
    report(Figure(benchmark, f"requests that failed, {database}", failures, 0, "requests"))


def main() -> None:
    """Measure and report."""
    with tempfile.TemporaryDirectory() as folder:
        base = {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "PORT": str(PORT)}
        embedded = {key: value for key, value in base.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        if base.get("DATABASE_URL", "").startswith("postgres"):
            measure("B1", "PostgreSQL", base | {"DATA_DIR": str(Path(folder) / "pg")}, 0.2)
        measure("B2", "SQLite", embedded | {"DATA_DIR": str(Path(folder) / "embedded")}, 0.15)


if __name__ == "__main__":
    main()
