"""The page behind the unsubscribe link of every mail; it works without signing in and without JavaScript."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from foundation.accounts.access import PUBLIC, access
from stakeholders.actions.unsubscribe import (
    is_subscribed,
    language_of,
    subscribe_again,
    unsubscribe,
    who_unsubscribes,
    withdrawn_by_link,
)


# the signed token is the authority: a mail program that unsubscribes in one click (RFC 8058) has no cookie
@csrf_exempt
@never_cache
@access(PUBLIC)
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing (programs look at links before people do); POST ends the consent, POST ``again`` takes that
    back."""
    stakeholder = who_unsubscribes(token)
    wanted = language_of(token)
    if wanted and "django_language" not in request.COOKIES and translation.check_for_language(wanted):
        translation.activate(wanted)
        request.LANGUAGE_CODE = translation.get_language()
    if stakeholder is None:
        return _page(request, {"is_unknown": True}, status=404)
    if request.method == "POST":
        _change = subscribe_again if "again" in request.POST else unsubscribe
        _change(stakeholder)
    return _page(request, {
        "programme": stakeholder.programme, "current_programme": stakeholder.programme,
        "is_subscribed": is_subscribed(stakeholder),
        "may_return": withdrawn_by_link(stakeholder) is not None, "has_answered": request.method == "POST",
    })


def _page(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "stakeholders/unsubscribe.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
