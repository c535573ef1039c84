"""Pages that belong to no single floor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.accounts.access import PUBLIC, access


@access(PUBLIC)
def components_gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the design system on one page."""
    return render(request, "gallery.html")
