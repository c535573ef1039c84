"""Serve Peripheria on one machine: database, static files, web server, worker and beat in one command."""

import contextlib
import fcntl
import hashlib
import http.client
import os
import socket
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections
from kombu.exceptions import KombuError

from foundation.jobs.running import deliver, resume_unfinished
from foundation.jobs.tasks import worker_seen
from peripheria.celery import app
from peripheria.supervision import Child, Supervisor


def port_of_environment() -> int:
    """PORT, 8000 without; CommandError if it is no port number."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CommandError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_port(host: str, port: int) -> None:
    """CommandError if nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host} cannot be used ({error.strerror}); choose another one, "
                f"for example PORT={port + 1 if port < 65535 else 8000} bin/run."
            ) from error


def check_broker() -> None:
    """CommandError if REDIS_URL is set and nothing answers there: without it no job would ever run."""
    if not settings.REDIS_URL:
        return
    with app.connection_for_write() as broker:
        try:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=5)
        except (KombuError, OSError) as error:
            raise CommandError(
                f"The broker of REDIS_URL at {broker.hostname} cannot be used: {error} "
                "(an address looks like redis://host:6379/0)."
            ) from error


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[IO[str]]:
    """Hold DATA_DIR for this process: a second ``serve`` would take running jobs away from the first."""
    try:
        lock = (folder / "serve.lock").open("w")
    except OSError as error:
        raise CommandError(f"DATA_DIR {folder} cannot be written ({error.strerror}).") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandError(f"Peripheria already runs with DATA_DIR {folder}; stop it first.") from error
        yield lock


def static_fingerprint() -> str:
    """A hash that changes when a static file or its place does; cheap: names, sizes and times."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = os.stat(storage.path(name))
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Collect the static files into STATIC_ROOT unless they have not changed since the last time."""
    stamp = settings.DATA_DIR / "static-collected"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint and Path(settings.STATIC_ROOT).exists():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def sign_ins() -> Path:
    """What ``demo`` said when it filled this database; shown again at every start."""
    return Path(settings.DATA_DIR) / "demo-sign-ins.txt"


def free_jobs() -> None:
    """Before the worker starts: nobody can hold a job, so hand all unfinished ones to the broker again.

    Also asks for a heartbeat, so that /readyz need not wait for the first tick of beat. A failure is only
    logged: beat delivers the jobs later.
    """
    try:
        resume_unfinished(include_claimed=True)
        deliver(worker_seen)
    except DatabaseError as error:
        print(f"Unfinished jobs are delivered later: {error}", file=sys.stderr)
    finally:
        connections.close_all()


def answers(host: str, port: int) -> bool:
    """Whether the web server answers requests, with whatever status."""
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=2)  # noqa: S104
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def web_command(host: str, port: int) -> list[str]:
    """Two processes of four threads: right for two cores, and few enough database connections."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--backpressure", "64", "--no-ws",
        "--log-level", "warning", "--workers-kill-timeout", "5", "--respawn-failed-workers",
        "peripheria.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """Threads instead of processes, beat inside: the least memory for one machine."""
    return [
        sys.executable, "-m", "celery", "--quiet", "--app", "peripheria", "worker", "--pool", "threads",
        "--concurrency", "2", "-B", "--without-gossip", "--without-mingle", "--without-heartbeat",
        "--loglevel", "warning",
    ]  # fmt: skip


class Command(BaseCommand):
    help = "Serve Peripheria on this machine with embedded defaults until Ctrl-C."
    requires_system_checks = []  # bin/check runs them; they would cost half a second at every start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--no-demo", action="store_true", help="leave a new database empty")

    def handle(self, *args: Any, host: str, no_demo: bool, **options: Any) -> None:
        port = port_of_environment()
        with only_one(settings.DATA_DIR):
            check_port(host, port)
            check_broker()
            try:
                self.prepare(demo=not no_demo)
            except DatabaseError as error:
                where = settings.DATABASES["default"]
                place = where["HOST"] or where["NAME"]
                reason = " ".join(str(error).split())
                raise CommandError(f"The database at {place} cannot be used: {reason}") from error
            except OSError as error:
                raise CommandError(f"DATA_DIR {settings.DATA_DIR} cannot be used: {error}.") from error
            self.serve(host, port)

    def prepare(self, *, demo: bool) -> None:
        """Bring database and static files up to date; a new database gets the demo data."""
        self.stdout.write("Preparing the database and the static files …")
        call_command("migrate", interactive=False, verbosity=0)
        collect_static()
        call_command("install_catalogue", stdout=StringIO())
        if demo and "demo" in get_commands() and not get_user_model().objects.exists():
            said = StringIO()
            call_command("demo", stdout=said, stderr=self.stderr)
            sign_ins().write_text(said.getvalue())

    def serve(self, host: str, port: int) -> None:
        """Run web server and worker until stopped; CommandError if one of them cannot be kept running."""

        def started() -> bool:
            if not answers(host, port):
                return False
            self.announce(host, port)
            return True

        children = [
            Child("web server", web_command(host, port)),
            Child("worker", worker_command(), before_start=free_jobs),
        ]
        if complaint := Supervisor(children).run(started):
            raise CommandError(complaint)
        self.stdout.write("Stopped.")

    def announce(self, host: str, port: int) -> None:
        """Print the address and, where the demo data are, one sign-in per role."""
        name = f"[{host}]" if ":" in host else host
        self.stdout.write(f"Peripheria is at http://{name}:{port} (Ctrl-C stops it)")
        if sign_ins().exists():
            self.stdout.write(sign_ins().read_text())
        self.stdout.flush()
