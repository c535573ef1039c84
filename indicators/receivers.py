"""The one signal from below."""

from typing import Any

from django.dispatch import receiver

from indicators.actions.refresh import request_pilot
from pilots.models import Pilot
from pilots.signals import pilot_changed


@receiver(pilot_changed)
def on_pilot_changed(pilot_id: int, **_kwargs: Any) -> None:
    """Queue the computation of the pilot that changed."""
    pilot = Pilot.objects.filter(pk=pilot_id).first()
    if pilot is not None:
        request_pilot(pilot=pilot)
