"""Whether a report is still what was frozen."""

import hashlib
from dataclasses import dataclass
from typing import Any

from foundation.audit.record import record
from reports.canonical import sha256_of
from reports.models import Report


@dataclass(frozen=True)
class Checked:
    """The outcome: whether the content has its hash, and which documents do not have theirs."""

    content_intact: bool
    damaged: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """Nothing was changed."""
        return self.content_intact and not self.damaged


def verify_report(*, report: Report, by: Any) -> Checked:
    """Recompute every hash of the report and of its files; a file that is gone counts as damaged."""
    snapshot = report.snapshot
    damaged = [
        document.format for document in report.documents.select_related("file").order_by("format")
        if _digest(document.file) != document.file.sha256
    ]
    checked = Checked(sha256_of(snapshot.content) == snapshot.sha256, tuple(damaged))
    record("report.verified", report, by=by, label=report.title, intact=checked.intact)
    return checked


def _digest(stored: Any) -> str:
    digest = hashlib.sha256()
    try:
        with stored.file.open("rb") as file:
            for chunk in file.chunks():
                digest.update(chunk)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()
