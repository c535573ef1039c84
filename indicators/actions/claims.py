"""Two workers never compute the same pilot at once."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from indicators.models import PilotComputation
from pilots.models import Pilot

CLAIM = timedelta(minutes=15)
State = PilotComputation.State


class ClaimLost(RuntimeError):
    """The claim ran out and another worker has taken the pilot; this result must not be written."""


@contextmanager
def claimed(pilot: Pilot) -> Iterator[uuid.UUID | None]:
    """Claim a pilot by one conditional UPDATE; yields the claim, or None where another worker has it.

    An error inside leaves the pilot as failed with its reason, and is raised again.
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
        yield token
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:500]
        mine.filter(claim=token).update(state=State.FAILED, claim=None, claimed_until=None, error=reason)
        raise


def free_claims(*, older_than_claim: bool = False) -> int:
    """Give back claims of workers that are gone; all of them at the start of the only worker."""
    running = PilotComputation.objects.filter(state=State.RUNNING)
    if older_than_claim:
        running = running.filter(claimed_until__lt=timezone.now())
    return running.update(state=State.NEVER, claim=None, claimed_until=None)
