"""Ask for joint counts in the background, and see whether they are being made."""

from typing import Any

from foundation.jobs.models import Job
from foundation.jobs.running import enqueue
from surveys.models import Wave

PAIRS_JOB, CROSSTAB_JOB = "surveys.count_pairs", "surveys.count_crosstab"


def count_pairs_soon(first: Wave, second: Wave, *, by: Any) -> None:
    """Have the pairs of two waves counted, unless that is under way."""
    _soon(PAIRS_JOB, first, by=by, first=first.pk, second=second.pk)


def is_counting_pairs(first: Wave, second: Wave) -> bool:
    """Whether the pairs of two waves are being counted, or wait for it."""
    return _under_way(PAIRS_JOB, {"first": first.pk, "second": second.pk})


def count_crosstab_soon(wave: Wave, rows: str, columns: str, *, by: Any) -> None:
    """Have a cross-tab counted, unless that is under way."""
    _soon(CROSSTAB_JOB, wave, by=by, wave=wave.pk, rows=rows, columns=columns)


def is_counting_crosstab(wave: Wave, rows: str, columns: str) -> bool:
    """Whether a cross-tab is being counted, or waits for it."""
    return _under_way(CROSSTAB_JOB, {"wave": wave.pk, "rows": rows, "columns": columns})


def _soon(kind: str, wave: Wave, /, *, by: Any, **arguments: Any) -> None:
    if not _under_way(kind, arguments):
        enqueue(kind, by=by, programme_id=wave.pilot.programme_id, pilot_id=wave.pilot_id, **arguments)


def _under_way(kind: str, arguments: dict[str, Any]) -> bool:
    return Job.objects.unfinished().filter(kind=kind, arguments=arguments).exists()
