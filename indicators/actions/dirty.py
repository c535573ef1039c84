"""Which pilots wait to be computed. Apart from the computing, so that the web process loads no statistics."""

from pilots.models import Pilot, PilotChange


def dirty_pilots(programme_id: int | None = None) -> list[Pilot]:
    """Pilots with a change that no stored value includes."""
    changed = PilotChange.objects.values("pilot")
    pilots = Pilot.objects.filter(pk__in=changed).select_related("programme").order_by("pk")
    return list(pilots.filter(programme_id=programme_id) if programme_id else pilots)
