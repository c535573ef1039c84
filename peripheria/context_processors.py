"""What every page of the workspace knows: the current programme and what the user may open and start there."""

from typing import Any

from django.http import HttpRequest

from foundation.accounts.access import allowed
from peripheria.current import current_programme, visible_programmes

# places of the menu → what they ask for; a place that would answer 403 is not offered
PLACES = {
    "sessions": "engagement.list_sessions",
    "stakeholders": "stakeholders.view_register",
    "surveys": "surveys.list_surveys",
    "indicators": "indicators.view_values",
    "reports": "reports.export_research",
    "computation": "indicators.view_pilot_jobs",  # asked with the programme: coordinators and operators
    "set_up": "pilots.set_up_programme",
    "people": "pilots.manage_people",
    "log": "engagement.log_somewhere",
}


def workspace(request: HttpRequest) -> dict[str, Any]:
    """``current_programme``, ``may`` (place → bool) and ``may_log``; nothing for anonymous visitors: no query there."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    programme = current_programme(request)
    may = {
        place: programme is not None and allowed(request.user, permission, programme)
        for place, permission in PLACES.items()
    }
    others = [other for other in visible_programmes(request) if other != programme]
    return {"current_programme": programme, "other_programmes": others, "may": may, "may_log": may["log"]}
