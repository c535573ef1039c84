"""Two workers never compute the same pilot at once."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Case, Q, Value, When
from django.utils import timezone

from foundation.jobs.heartbeat import CLAIM, beating
from indicators.models import PilotComputation
from pilots.models import Pilot

State = PilotComputation.State


class ClaimLost(RuntimeError):
    """The claim ran out and another worker has taken the pilot; this result must not be written."""


@contextmanager
def claimed(pilot: Pilot) -> Iterator[uuid.UUID | None]:
    """Claim a pilot by one conditional UPDATE; yields the claim, or None where another worker has it.

    The claim is short and renewed while the block runs, so that a killed worker's pilot is soon free. An error inside
    leaves the pilot as failed with its reason, and is raised again.
    """
    PilotComputation.objects.get_or_create(pilot=pilot)
    now, token = timezone.now(), uuid.uuid4()
    mine = PilotComputation.objects.filter(pilot=pilot)
    taken = mine.filter(~Q(state=State.RUNNING) | Q(claimed_until__lt=now)).update(
        state=State.RUNNING, claim=token, claimed_until=now + CLAIM
    )
    if not taken:
        yield None
        return
    try:
        with beating(lambda: mine.filter(claim=token).update(claimed_until=timezone.now() + CLAIM)):
            yield token
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:500]
        mine.filter(claim=token).update(state=State.FAILED, claim=None, claimed_until=None, error=reason)
        raise


def free_silent() -> int:
    """Give back the claims of workers that have gone silent; returns how many."""
    return _free(PilotComputation.objects.filter(state=State.RUNNING, claimed_until__lt=timezone.now()))


def free_all() -> int:
    """Give back every claim: right only where no worker can be alive; returns how many."""
    return _free(PilotComputation.objects.filter(state=State.RUNNING))


def _free(running: Any) -> int:
    """Back to what the pilot was before: failed, never computed, or computed."""
    before = Case(
        When(~Q(error=""), then=Value(State.FAILED)), When(as_of__isnull=True, then=Value(State.NEVER)),
        default=Value(State.DONE),
    )
    return running.update(state=before, claim=None, claimed_until=None)
