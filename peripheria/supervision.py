"""Keep a few child processes running, and stop them together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """In the child: be stopped when the parent is killed, so that nobody keeps the port."""
    if libc is not None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process to keep running; ``before_start`` is called before each start."""

    name: str
    command: Sequence[str]
    before_start: Callable[[], None] = lambda: None
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own: a terminal's Ctrl-C would otherwise reach it twice."""
        self.before_start()
        self.process = subprocess.Popen(  # noqa: S603  the command is ours
            self.command, start_new_session=True, preexec_fn=end_with_parent, stdin=subprocess.DEVNULL
        )

    def signal(self, number: int) -> None:
        """Signal the whole session; silent if it is gone."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Runs children until SIGINT, SIGTERM or SIGHUP; restarts the dead, gives up at three deaths a minute."""

    DEATHS = 3
    WINDOW = 60.0  # seconds
    GRACE = 10.0  # seconds to finish after SIGTERM

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self.stopping = threading.Event()

    def run(self, started: Callable[[], bool] = lambda: True) -> str:
        """Run until stopped; ``started`` is polled until it returns True. Returns "" or why it gave up."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, lambda *_: self.stopping.set()) for number in numbers}
        try:
            for child in self.children:
                child.start()
            return self._watch(started)
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _watch(self, started: Callable[[], bool]) -> str:
        announced = False
        while not self.stopping.wait(0.2):
            for child in self.children:
                if complaint := self._revive(child):
                    return complaint
            announced = announced or started()
        return ""

    def _revive(self, child: Child) -> str:
        """Restart a dead child; returns why not, after too many deaths."""
        code = child.process.poll() if child.process else 0
        if code is None:
            return ""
        child.signal(signal.SIGKILL)  # what it left behind
        now = time.monotonic()
        child.deaths = [then for then in child.deaths if now - then < self.WINDOW] + [now]
        if len(child.deaths) >= self.DEATHS:
            return (
                f"The {child.name} stopped {self.DEATHS} times within a minute (exit code {code}); "
                "the lines above say why."
            )
        print(f"The {child.name} stopped (exit code {code}); starting it again.", file=sys.stderr, flush=True)
        self.stopping.wait(0.5 * len(child.deaths))
        if not self.stopping.is_set():
            child.start()
        return ""

    def stop(self) -> None:
        """End all children: SIGTERM, and SIGKILL for what is left after the grace time."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        end = time.monotonic() + self.GRACE
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, end - time.monotonic()))
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
