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
# pages of the engagement record that tell of stakeholders stand there in the menu
OF_STAKEHOLDERS = {"engagement:contact-matrix", "engagement:contact-move", "engagement:stakeholder-timeline",
                   "engagement:stakeholder-sessions"}
APPS = {"engagement": "sessions", "stakeholders": "stakeholders", "surveys": "surveys", "reports": "reports"}


def menu_place(request: HttpRequest) -> str:
    """The place of the menu that the page belongs to; "" for pages that are a place by themselves or belong to none."""
    match = request.resolver_match
    if match is None:
        return ""
    return "stakeholders" if match.view_name in OF_STAKEHOLDERS else APPS.get(match.app_name, "")


def workspace(request: HttpRequest) -> dict[str, Any]:
    """``current_programme``, ``may`` (place → bool), ``may_log``, ``menu_place``; nothing for anonymous visitors."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    programme = current_programme(request)
    may = {
        place: programme is not None and allowed(request.user, permission, programme)
        for place, permission in PLACES.items()
    }
    others = [other for other in visible_programmes(request) if other != programme]
    return {"current_programme": programme, "other_programmes": others, "may": may, "may_log": may["log"],
            "menu_place": menu_place(request)}
