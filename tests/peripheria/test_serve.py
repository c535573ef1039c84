"""``manage.py serve`` as a real process: starts, answers, stops, keeps the data, and says clearly why it cannot."""

import contextlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from peripheria.supervision import Child, Supervisor
from tests.processes import ROOT, environment, free_port, running, until

SERVE = [sys.executable, "manage.py", "serve", "--no-demo"]


def embedded(data: Path, port: int, **changes: str) -> dict[str, str]:
    return environment(**{"DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": str(data), "PORT": str(port)} | changes)


def fetch(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()


def is_ready(port: int) -> bool:
    try:
        return fetch(port, "/readyz")[0] == 200
    except OSError:
        return False


@contextlib.contextmanager
def served(env: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with running(SERVE, env, log) as process:
        # ready and announced: the address is printed a moment after the server answers
        up = lambda: is_ready(int(env["PORT"])) and "Ctrl-C stops it" in log.read_text()  # noqa: E731
        assert until(lambda: up() or process.poll() is not None, 180), log.read_text()
        assert process.poll() is None, log.read_text()
        yield process


def refused(env: dict[str, str]) -> str:
    """The one line with which ``serve`` refuses to start."""
    done = subprocess.run(SERVE, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


def test_serves_stops_on_ctrl_c_and_keeps_the_data(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    env = embedded(tmp_path / "data", port)

    with served(env, log) as process:
        status, body = fetch(port, "/readyz")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert (status, json.loads(body)["checks"]) == (200, {"database": True, "broker": True, "worker": True})
    assert f"http://127.0.0.1:{port}" in log.read_text()
    assert log.read_text().rstrip().endswith("Stopped.")
    assert "Traceback" not in log.read_text()
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "peripheria.sqlite3")) as database, database:
        database.execute("INSERT INTO jobs_workerseen (name, seen_at) VALUES ('kept', '2026-01-01')")

    with served(env, log) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "peripheria.sqlite3")) as database:
        kept = database.execute("SELECT seen_at FROM jobs_workerseen WHERE name = 'kept'").fetchall()
    assert kept == [("2026-01-01",)]
    with pytest.raises(ConnectionRefusedError):
        fetch(port, "/healthz")


def test_serves_hashed_compressed_static_files(tmp_path: Path) -> None:
    port = free_port()
    env = embedded(tmp_path / "data", port)

    with served(env, tmp_path / "log"):
        manifest = json.loads((tmp_path / "data" / "static" / "staticfiles.json").read_text())["paths"]
        assert fetch(port, f"/static/{manifest['css/peripheria.css']}")[0] == 200


def test_a_killed_worker_is_started_again(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"

    with served(embedded(tmp_path / "data", port), log) as process:
        workers = [pid for pid in children(process.pid) if b"celery" in command_line(pid)]
        os.kill(workers[0], signal.SIGKILL)
        assert until(lambda: "The worker stopped (exit code -9); starting it again." in log.read_text())
        assert until(lambda: any(b"celery" in command_line(pid) for pid in children(process.pid)))


def test_children_end_when_serve_is_killed(tmp_path: Path) -> None:
    port = free_port()

    with served(embedded(tmp_path / "data", port), tmp_path / "log") as process:
        pids = children(process.pid)
        process.kill()
        process.wait()
        assert len(pids) == 2
        assert until(lambda: not any(command_line(pid) for pid in pids))


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_refuses_a_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(embedded(tmp_path, port)) == (
            f"CommandError: Port {port} of 127.0.0.1 cannot be used (Address already in use); choose another one, "
            f"for example PORT={port + 1} bin/run."
        )


def test_refuses_a_port_that_is_none(tmp_path: Path) -> None:
    line = refused(embedded(tmp_path, 0) | {"PORT": "eighty"})

    assert line == "CommandError: PORT must be a number from 1 to 65535, not 'eighty'."


def test_refuses_a_second_serve_on_the_same_data(tmp_path: Path) -> None:
    with served(embedded(tmp_path / "data", free_port()), tmp_path / "log"):
        line = refused(embedded(tmp_path / "data", free_port()))

    assert line == f"CommandError: Peripheria already runs with DATA_DIR {tmp_path / 'data'}; stop it first."


def test_refuses_a_database_that_is_not_there(tmp_path: Path) -> None:
    line = refused(embedded(tmp_path, free_port(), DATABASE_URL="postgresql://me:secret@127.0.0.1:1/x"))

    assert line.startswith("CommandError: The database at 127.0.0.1 cannot be used: connection to server")
    assert "secret" not in line


def test_refuses_a_broker_that_is_not_there(tmp_path: Path) -> None:
    line = refused(embedded(tmp_path, free_port(), REDIS_URL="redis://:secret@127.0.0.1:1/0"))

    assert line == (
        "CommandError: The broker of REDIS_URL at 127.0.0.1 cannot be used: Error 111 connecting to 127.0.0.1:1. "
        "Connection refused. (an address looks like redis://host:6379/0)."
    )


def test_refuses_a_broker_address_that_is_none(tmp_path: Path) -> None:
    line = refused(embedded(tmp_path, free_port(), REDIS_URL="hello"))

    assert line.startswith("CommandError: The broker of REDIS_URL at hello cannot be used: ")


def test_refuses_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "peripheria.sqlite3").write_text("no database " * 100)

    assert refused(embedded(tmp_path, free_port())) == (
        f"CommandError: The database at {tmp_path / 'peripheria.sqlite3'} cannot be used: file is not a database"
    )


def test_refuses_an_address_that_is_none(tmp_path: Path) -> None:
    line = refused(embedded(tmp_path, free_port(), DATABASE_URL="hello"))

    assert "DATABASE_URL is not an address such as postgresql://" in line


def test_refuses_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    line = refused(embedded(tmp_path / "file" / "data", free_port()))

    assert "DATA_DIR: cannot write in the folder" in line


def test_refuses_a_data_folder_that_cannot_be_written() -> None:
    line = refused(embedded(Path("/proc/sys"), free_port()))

    assert line.count("DATA_DIR") == 1


def test_gives_up_on_a_child_that_dies_again_and_again() -> None:
    started = time.monotonic()

    complaint = Supervisor([Child("clock", [sys.executable, "-c", "raise SystemExit(7)"])]).run()

    assert complaint == "The clock stopped 3 times within a minute (exit code 7); the lines above say why."
    assert time.monotonic() - started < 10


def test_kills_a_child_that_will_not_stop(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    deaf = "import signal, pathlib, time; signal.signal(15, signal.SIG_IGN); "
    code = f"{deaf} pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    child = Child("deaf", [sys.executable, "-c", code])
    supervisor = Supervisor([child])
    supervisor.GRACE = 0.3
    child.start()
    assert until(ready.exists)

    supervisor.stop()

    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL
