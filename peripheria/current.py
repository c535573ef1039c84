"""Which programme a signed-in person is looking at."""

from django.http import HttpRequest

from pilots.models import Programme

SESSION_KEY = "programme"


def current_programme(request: HttpRequest) -> Programme | None:
    """The programme named in the address, else the last one looked at, else the first of the user's; None without any.

    Kept on the request: view and context processor ask for the same one.
    """
    if hasattr(request, "_current_programme"):
        return request._current_programme
    visible = Programme.objects.visible_to(request.user)
    match = request.resolver_match
    slug = match.kwargs.get("programme_slug") if match else None
    slug = slug or request.session.get(SESSION_KEY)
    found = visible.filter(slug=slug).first() if slug else None
    found = found or visible.order_by("pk").first()
    if found and request.session.get(SESSION_KEY) != found.slug:
        request.session[SESSION_KEY] = found.slug
    request._current_programme = found  # type: ignore[attr-defined]
    return found
