"""Pilots that the user's programmes have."""

from typing import Any

from rest_framework import generics

from foundation.accounts.access import require
from pilots.api.serializers import PilotSerializer
from pilots.models import Pilot

VIEW_PILOT = "pilots.view_pilot"


class PilotList(generics.ListAPIView[Any]):
    """Every pilot of the user's programmes; `?programme=` keeps those of one."""

    access = VIEW_PILOT
    serializer_class = PilotSerializer
    queryset = Pilot.objects.none()

    def get_queryset(self) -> Any:
        pilots = Pilot.objects.visible_to(self.request.user).select_related("programme").order_by("slug")
        wanted = self.request.query_params.get("programme")
        return pilots.filter(programme__slug=wanted) if wanted else pilots


class PilotDetail(generics.RetrieveAPIView[Any]):
    """One pilot."""

    access = VIEW_PILOT
    serializer_class = PilotSerializer
    queryset = Pilot.objects.none()
    lookup_field, lookup_url_kwarg = "slug", "pilot_slug"

    def get_queryset(self) -> Any:
        return Pilot.objects.visible_to(self.request.user).select_related("programme")

    def get_object(self) -> Any:
        pilot = super().get_object()
        require(self.request.user, VIEW_PILOT, pilot)
        return pilot
