"""What the floors below tell this one."""

import logging
from typing import Any

from django.db import DatabaseError
from django.dispatch import receiver

from foundation.jobs.running import when_no_worker_lives
from indicators.actions.claims import free_all
from indicators.actions.refresh import request_pilot
from pilots.models import Pilot
from pilots.signals import pilot_changed

log = logging.getLogger(__name__)
when_no_worker_lives(free_all)


@receiver(pilot_changed)
def on_pilot_changed(pilot_id: int, **_kwargs: Any) -> None:
    """Queue the computation of the pilot that changed.

    The change itself is committed by now: a database that cannot take the job must not turn it into an error page.
    Beat finds the pilot by its change.
    """
    try:
        pilot = Pilot.objects.filter(pk=pilot_id).first()
        if pilot is not None:
            request_pilot(pilot=pilot)
    except DatabaseError:
        log.exception("The computation of pilot %s could not be queued; beat does it.", pilot_id)
