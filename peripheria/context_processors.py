"""What every page of the workspace knows: the current programme and what the user may start."""

from typing import Any

from django.http import HttpRequest

from foundation.accounts.access import allowed
from peripheria.current import current_programme


def workspace(request: HttpRequest) -> dict[str, Any]:
    """``current_programme`` and ``may_log``; nothing for anonymous visitors, so public pages stay free of queries."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    programme = current_programme(request)
    may_log = programme is not None and allowed(request.user, "engagement.log_somewhere", programme)
    return {"current_programme": programme, "may_log": may_log}
