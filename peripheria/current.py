"""Which programme a signed-in person is looking at."""

from django.http import HttpRequest

from pilots.models import Programme

SESSION_KEY = "programme"


def visible_programmes(request: HttpRequest) -> list[Programme]:
    """The user's programmes by name, from one query per request."""
    kept: list[Programme] | None = getattr(request, "_visible_programmes", None)
    if kept is None:
        kept = list(Programme.objects.visible_to(request.user).order_by("name"))
        request._visible_programmes = kept  # type: ignore[attr-defined]
    return kept


def current_programme(request: HttpRequest) -> Programme | None:
    """The programme named in the address, else the last one looked at, else the first of the user's; None without."""
    by_slug = {programme.slug: programme for programme in visible_programmes(request)}
    match = request.resolver_match
    named = match.kwargs.get("programme_slug") if match else None
    found = by_slug.get(named or "") or by_slug.get(request.session.get(SESSION_KEY, ""))
    found = found or next(iter(by_slug.values()), None)
    if found and request.session.get(SESSION_KEY) != found.slug:
        request.session[SESSION_KEY] = found.slug
    return found
