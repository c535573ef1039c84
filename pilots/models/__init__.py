"""Programmes, pilots and their context: where and when."""

from pilots.models.changes import PilotChange
from pilots.models.context import CensusShare, Challenge, Phase, Service
from pilots.models.impacts import ImpactObservation, ImpactTarget
from pilots.models.programmes import Membership, Pilot, Programme, default_languages, validate_time_zone

__all__ = [
    "CensusShare", "Challenge", "ImpactObservation", "ImpactTarget", "Membership", "Phase", "Pilot", "PilotChange",
    "Programme", "Service", "default_languages", "validate_time_zone",
]
