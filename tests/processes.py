"""Real processes beside a test: our own commands, started with an environment and ended afterwards."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], object], seconds: float = 20) -> bool:
    """Wait for a condition; whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_database_url() -> str:
    """The address of the database that the running test uses, for other processes."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    host = quote(place["HOST"], safe="")
    user = ":".join(quote(place[part], safe="") for part in ("USER", "PASSWORD") if place[part])
    port = f":{place['PORT']}" if place["PORT"] else ""
    return f"postgresql://{user}@{host}{port}/{place['NAME']}"


test_database_url.__test__ = False  # type: ignore[attr-defined]


def environment(**changes: str) -> dict[str, str]:
    """This process's environment with changes; an empty value removes the variable."""
    merged = {**os.environ, **changes}
    return {name: value for name, value in merged.items() if value or name not in changes}


@contextlib.contextmanager
def running(command: list[str], env: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command from the checkout, its output in ``log``; ended at the end."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=output, stdin=subprocess.DEVNULL
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def worker(
    transactional_db: None, postgres_url: str, redis_url: str, tmp_path: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """A real Celery worker on the test's database and Redis; ready when the test begins."""
    log = tmp_path / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "peripheria", "worker", "-c", "2", "-l", "info"]
    env = environment(DATABASE_URL=test_database_url(), REDIS_URL=redis_url, DATA_DIR=str(settings.DATA_DIR))
    with running(command, env, log) as process:
        assert until(lambda: " ready." in log.read_text() or process.poll() is not None, 40)
        assert process.poll() is None, log.read_text()
        yield process
