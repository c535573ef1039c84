"""Start the computation of what has changed: map jobs by pilot, then the reduce job of the programme."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from foundation.jobs.models import Job
from foundation.jobs.running import enqueue
from indicators.actions.dirty import dirty_pilots
from indicators.models import PilotComputation
from pilots.models import Pilot

MAP, REDUCE = "indicators.compute_pilot", "indicators.compare_pilots"
# changes within these seconds end in one computation
DEBOUNCE_SECONDS = 2
# what failed is tried again with the next change, and by itself after this time
TRY_AGAIN = timedelta(minutes=10)
GIVE_UP = timedelta(days=2)


def request_pilot(*, pilot: Pilot, by: Any = None, delay_seconds: int = DEBOUNCE_SECONDS) -> Job | None:
    """Queue the computation of a pilot; None where one is queued already, since it will read the newest rows.

    Call after the change is committed. Two requests at the same moment may queue two jobs; the second one finds
    nothing to do.
    """
    if Job.objects.filter(kind=MAP, pilot_id=pilot.pk, state=Job.State.QUEUED).exists():
        return None
    return enqueue(MAP, by=by, programme_id=pilot.programme_id, pilot_id=pilot.pk, delay_seconds=delay_seconds)


def request_comparison(*, programme_id: int, by: Any = None) -> Job | None:
    """Queue the cross-pilot step unless it is queued already."""
    if Job.objects.filter(kind=REDUCE, programme_id=programme_id, state=Job.State.QUEUED).exists():
        return None
    return enqueue(REDUCE, by=by, programme_id=programme_id)


def is_done(job: Job, pilot: Pilot) -> bool:
    """Whether a computation that began after the job was queued has stored the values, and nothing changed since."""
    later = PilotComputation.objects.filter(pilot=pilot, state=PilotComputation.State.DONE, as_of__gt=job.created_at)
    return later.exists() and not pilot.changes.exists()


def progress_of(programme_id: int) -> tuple[int, int]:
    """(pilots whose numbers are computed and include every change, all pilots) of a programme."""
    pilots = Pilot.objects.filter(programme_id=programme_id)
    computed = pilots.filter(computation__state=PilotComputation.State.DONE, changes__isnull=True)
    return computed.count(), pilots.count()


def refresh_dirty() -> int:
    """Queue every dirty pilot, and those whose numbers are of an earlier day; returns how many were queued.

    Left alone: pilots with a job under way, and those that failed a moment ago.
    """
    now = timezone.now()
    jobs = Job.objects.filter(kind=MAP)
    waiting = set(jobs.unfinished().values_list("pilot_id", flat=True))
    waiting |= set(
        jobs.filter(state=Job.State.FAILED, finished_at__gt=now - TRY_AGAIN).values_list("pilot_id", flat=True)
    )
    pilots = {pilot.pk: pilot for pilot in [*dirty_pilots(), *_of_an_earlier_day()] if pilot.pk not in waiting}
    return sum(request_pilot(pilot=pilot, delay_seconds=0) is not None for pilot in pilots.values())


def _of_an_earlier_day() -> list[Pilot]:
    """Pilots computed before today in a programme without a cut-off: its indicators count up to today."""
    now = timezone.now()
    computed = PilotComputation.objects.filter(
        pilot__programme__data_cutoff=None, as_of__lt=now - timedelta(hours=1)
    ).select_related("pilot__programme")
    return [
        computation.pilot for computation in computed
        if computation.as_of and _day(computation.as_of, computation.pilot.time_zone)
        < _day(now, computation.pilot.time_zone)
    ]


def _day(moment: datetime, zone: str) -> date:
    """The date there; in UTC where the zone is not known, which must not stop the other pilots."""
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (KeyError, ValueError, OSError):
        return moment.date()


def retry_comparisons() -> int:
    """Queue the comparisons that failed some time ago and were not tried since; returns how many were queued."""
    now = timezone.now()
    jobs = Job.objects.filter(kind=REDUCE)
    newest = jobs.filter(programme_id=OuterRef("programme_id")).order_by("-created_at").values("pk")[:1]
    failed = jobs.filter(
        pk=Subquery(newest), state=Job.State.FAILED, finished_at__lt=now - TRY_AGAIN, finished_at__gt=now - GIVE_UP
    )
    programmes = [key for key in failed.values_list("programme_id", flat=True) if key]
    return sum(request_comparison(programme_id=key) is not None for key in programmes)
