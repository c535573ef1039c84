"""Calendar files that anybody may take: the feed of a public pilot."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from engagement.models import Session
from foundation.accounts.access import PUBLIC, access, visible_or_404
from pilots.models import Pilot

MOST = 500
SHOWN_BACK = dt.timedelta(days=365)
KEPT_SECONDS = 900


@access(PUBLIC)
def pilot_calendar(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Sessions to come, called off, and held within a year, newest first; no names, numbers or notes."""
    pilot = visible_or_404(Pilot.objects.public(), slug=pilot_slug)
    sessions = (
        Session.objects.filter(pilot=pilot, held_on__gte=pilot.local_date() - SHOWN_BACK)
        .select_related("method").order_by("-held_on", "-pk")[:MOST]
    )
    response = _calendar(pilot, sessions, pilot.slug)
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


@access(PUBLIC)
def session_calendar(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session of a public pilot, or one that the user sees, as a file for a calendar."""
    seen = Session.objects.visible_to(request.user) if request.user.is_authenticated else Session.objects.none()
    session = visible_or_404(
        Session.objects.filter(Q(pilot__in=Pilot.objects.public()) | Q(pk__in=seen)).select_related("pilot", "method"),
        pk=session_id)
    return _calendar(session.pilot, [session], f"session-{session.pk}")


def _calendar(pilot: Pilot, sessions: Iterable[Session], name: str) -> HttpResponse:
    from engagement.calendar import calendar_of  # noqa: PLC0415 - a tenth of a second at start, for few requests

    response = HttpResponse(calendar_of(pilot, sessions), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
