"""Keep a claim while its owner lives: short claims, so that the work of a killed process is soon free again."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection

log = logging.getLogger(__name__)
# how long a claim lasts without a sign of life, and how often that is given
CLAIM = timedelta(seconds=90)
BEAT_SECONDS = 30.0
# what is not done by then hangs, and is given up
LONGEST = timedelta(hours=1)


@contextmanager
def beating(renew: Callable[[], object], *, every: float = BEAT_SECONDS,
            longest: timedelta = LONGEST) -> Iterator[None]:
    """Call ``renew`` every so many seconds from a thread until the block ends, or for ``longest``.

    ``renew`` runs on a database connection of its own, which exists only for work that takes longer than one beat.
    """
    done = threading.Event()

    def beat() -> None:
        try:
            for _time in range(int(longest.total_seconds() / every)):
                if done.wait(every):
                    return
                try:
                    renew()
                except DatabaseError:
                    log.warning("A claim could not be renewed; tried again in %s seconds.", every, exc_info=True)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name="claim", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
