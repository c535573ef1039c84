"""Waiting for what another process, thread or browser does."""

import time
from collections.abc import Callable


def eventually(read: Callable[[], object], wanted: object, seconds: float = 20) -> None:
    """Asserts that ``read()`` becomes ``wanted`` within so many seconds."""
    until = time.monotonic() + seconds
    while (found := read()) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    assert found == wanted
