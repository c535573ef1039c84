"""The service worker, which must be served from the root to reach all pages, and the page for a missing network."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.accounts.access import PUBLIC, access

WORKER = Path(settings.BASE_DIR) / "static" / "js" / "sw.js"


@access(PUBLIC)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script as it lies in static/js; browsers ask for it anew, so that a new one is there at once."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@access(PUBLIC)
def offline(request: HttpRequest) -> HttpResponse:
    """What a device shows in place of a page that it does not have; holds nothing of anybody."""
    return render(request, "offline.html")
