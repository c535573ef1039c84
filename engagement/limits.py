"""Limits per minute, in the memory of one process: no visitor's address is written anywhere."""

import threading
import time
from collections import Counter


class PerMinute:
    """Counts by key inside one minute; the next begins with nothing."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._minute = 0
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, key: str) -> bool:
        """Count one more, and return whether that is within the limit."""
        minute = int(time.monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            self._counts[key] += 1
            return self._counts[key] <= self.most

    def forget(self) -> None:
        with self._lock:
            self._counts.clear()


# a library with one address registers a whole room; a machine wants thousands
REGISTRATIONS = PerMinute(60)
