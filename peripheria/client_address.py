"""The visitor's address behind proxies, for limits and the audit trail."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Takes the address that the outermost of our own proxies saw; without proxies the header is never believed.

    Each of the ``settings.PROXIES`` proxies appends the address it was called from to X-Forwarded-For, so the one that
    counts is that many places from the right; whatever stands left of it was written by the visitor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set REMOTE_ADDR for everything that follows."""
        seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if 0 < settings.PROXIES <= len(seen):
            request.META["REMOTE_ADDR"] = seen[-settings.PROXIES]
        return self.get_response(request)
