"""docker-compose.yml and Dockerfile: valid, safe, and each of our services started for real."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from tests.processes import ROOT, environment, free_port, running, until
from tests.services import folders
from tests.services.postgres import postgres
from tests.services.redis import redis

BIN = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.mark.parametrize("command", [
    ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
    ["hadolint", "--failure-threshold", "warning", "Dockerfile"],
])
def test_is_valid(command: list[str]) -> None:
    words = [BIN / command[0], *command[1:]]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_has_the_services_of_a_deployment() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat"}


def test_publishes_one_port_on_this_machine_only() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_secrets_have_no_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()

    assert set(re.findall(r"\$\{(SECRET_KEY|POSTGRES_PASSWORD)(..)", text)) == {
        ("SECRET_KEY", ":?"), ("POSTGRES_PASSWORD", ":?"),
    }


def test_postgresql_keeps_its_data_where_version_18_puts_them() -> None:
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]


def test_the_image_starts_what_the_web_service_starts() -> None:
    (line,) = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD ")]

    assert yaml.safe_load(line.removeprefix("CMD ")) == SERVICES["web"]["command"]


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of our services, the addresses replaced by those of servers of this test."""
    given = {"POSTGRES_PASSWORD": "p", "SECRET_KEY": "k" * 50}
    values = {
        name: re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda m: given.get(m[1], m[2] or ""), value)
        for name, value in SERVICES["web"]["environment"].items()
    }
    assert values["DATABASE_URL"] == "postgresql://peripheria:p@postgres:5432/peripheria"
    assert values["REDIS_URL"] == "redis://redis:6379/0"
    with folders.run_folder() as folder, postgres(folder) as database, redis(folder) as broker:
        swapped = {"DATABASE_URL": database, "REDIS_URL": broker, "DATA_DIR": str(tmp_path / "data")}
        path = f"{BIN}:{environment()['PATH']}"
        yield environment(**values | swapped | {"PATH": path, "EMAIL_HOST": ""})


def command(name: str, port: int) -> list[str]:
    """What the service runs, on a free port of this machine."""
    words = {"0.0.0.0": "127.0.0.1", "8000": str(port)}  # noqa: S104
    return [words.get(word, word) for word in SERVICES[name]["command"]]


def test_every_service_starts_and_they_become_ready(env: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    migrated = subprocess.run(
        command("migrate", port), cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert migrated.returncode == 0, migrated.stderr
    logs = {name: tmp_path / f"{name}.log" for name in ("web", "worker", "beat")}

    with (
        running(command("web", port), env, logs["web"]) as web,
        running(command("worker", port), env, logs["worker"]) as worker,
        running(command("beat", port), env, logs["beat"]) as beat,
    ):
        ready = until(lambda: status(port) == 200, 60)
        assert ready, "\n".join(log.read_text() for log in logs.values())
        assert [process.poll() for process in (web, worker, beat)] == [None, None, None]


def status(port: int) -> int:
    """The status of /readyz; 0 without an answer. Waits a little, for this is asked in a loop."""
    time.sleep(0.3)
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:  # noqa: S310
            return int(response.status)
    except OSError as error:
        return int(getattr(error, "code", 0))
