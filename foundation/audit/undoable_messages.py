"""Messages that know which change they report, so that the page beside them can offer to undo it."""

from typing import Any

from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.fallback import FallbackStorage

PREFIX = "undo-"


class UndoableMessages(FallbackStorage):
    """Tags the message of success of a request that wrote history with the key of its change."""

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        change = getattr(self.request, "recorded_change", None)
        if change is not None and level == SUCCESS:
            extra_tags = f"{extra_tags or ''} {PREFIX}{change}".strip()
        super().add(level, message, extra_tags or "")


def change_of(message: Any) -> str:
    """The key of the change that a message reports, or ""."""
    return next((tag.removeprefix(PREFIX) for tag in (message.extra_tags or "").split() if tag.startswith(PREFIX)), "")
