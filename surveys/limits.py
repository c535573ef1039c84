"""Limits per minute, kept in the memory of one process: no address of a visitor is ever written anywhere.

With several processes the limit holds for each of them. Submissions are generous (a workshop of 40 phones is one
address); codes of sessions are guarded against guessing.
"""

import threading
import time

from django.http import HttpRequest


class PerMinute:
    """Counts per key inside fixed minutes; everything is forgotten when the next minute begins."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._minute = 0
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def is_over(self, key: str) -> bool:
        """Whether the key has reached the limit in this minute."""
        with self._lock:
            self._turn()
            return self._counts.get(key, 0) >= self.most

    def add(self, key: str) -> bool:
        """Count one more and return whether that was within the limit."""
        with self._lock:
            self._turn()
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key] <= self.most

    def forget(self) -> None:
        with self._lock:
            self._counts.clear()

    def _turn(self) -> None:
        minute = int(time.time() // 60)
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()


SUBMISSIONS = PerMinute(60_000)  # by address and survey
WRONG_CODES = PerMinute(30)  # by address


def address_of(request: HttpRequest) -> str:
    """The address the request came from (behind proxies see PROXIES), for limits only; it is not stored."""
    return str(request.META.get("REMOTE_ADDR", ""))
