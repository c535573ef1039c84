"""One temporary folder per run, and the removal of folders whose run was killed."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "peripheria-tests-"


def alive(pid: int) -> bool:
    """Whether a process with this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def read_pid(path: Path) -> int | None:
    """The number on the first line of a pid file; None without one."""
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def stop_server(pid: int, folder: Path) -> None:
    """Kill a server left behind, but only if its command line names the folder: numbers are used again."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return
    if os.fsencode(str(folder)) not in command:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGQUIT)  # PostgreSQL takes its children with it
        time.sleep(0.2)
        os.kill(pid, signal.SIGKILL)


def sweep(parent: Path) -> list[Path]:
    """Remove the folders under ``parent`` whose owner is gone, with their servers; returns the removed."""
    removed = []
    for folder in sorted(parent.glob(PREFIX + "*")):
        owner = read_pid(folder / "owner.pid")
        if owner is None and time.time() - folder.lstat().st_mtime < 60:
            continue  # just being made
        if owner is not None and alive(owner):
            continue
        for server in (folder / "pg" / "postmaster.pid", folder / "redis.pid"):
            if pid := read_pid(server):
                stop_server(pid, folder)
        shutil.rmtree(folder, ignore_errors=True)
        removed.append(folder)
    return removed


@contextlib.contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for one run, removed at its end. The path is short: a socket's may have 107 characters."""
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > 60:
        parent = Path("/tmp")  # noqa: S108  a socket's path would not fit
    sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    (folder / "owner.pid").write_text(str(os.getpid()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
