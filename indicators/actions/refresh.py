"""Start the computation of what has changed: map jobs by pilot, then the reduce job of the programme."""

from typing import Any

from django.db import transaction

from foundation.jobs.models import Job
from foundation.jobs.running import enqueue
from indicators.actions.pilot_values import dirty_pilots
from pilots.models import Pilot

MAP, REDUCE = "indicators.compute_pilot", "indicators.compare_pilots"
# changes within these seconds end in one computation
DEBOUNCE_SECONDS = 2


@transaction.atomic
def request_pilot(*, pilot: Pilot, by: Any = None, delay_seconds: int = DEBOUNCE_SECONDS) -> Job | None:
    """Queue the computation of a pilot; None where one is queued already, since it will read the newest rows."""
    if Job.objects.filter(kind=MAP, pilot_id=pilot.pk, state=Job.State.QUEUED).exists():
        return None
    return enqueue(MAP, by=by, programme_id=pilot.programme_id, pilot_id=pilot.pk, delay_seconds=delay_seconds)


@transaction.atomic
def request_comparison(*, programme_id: int, by: Any = None) -> Job | None:
    """Queue the cross-pilot step unless it is queued already."""
    if Job.objects.filter(kind=REDUCE, programme_id=programme_id, state=Job.State.QUEUED).exists():
        return None
    return enqueue(REDUCE, by=by, programme_id=programme_id)


def refresh_dirty() -> int:
    """Queue every dirty pilot; returns how many were queued."""
    return sum(request_pilot(pilot=pilot, delay_seconds=0) is not None for pilot in dirty_pilots())
