"""One way to find an entry of the register, a programme or a pilot together with the permission to do something."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from foundation.accounts.access import require, visible_or_404
from pilots.models import Pilot, Programme
from stakeholders.models import Stakeholder


def find_stakeholder(request: HttpRequest, stakeholder_id: int, permission: str) -> Stakeholder:
    """The entry with its name for the user; 404 where it is not visible, 403 without the permission."""
    stakeholders = Stakeholder.objects.visible_to(request.user).with_names(request.user)
    found = visible_or_404(
        stakeholders.select_related("programme", "organisation", "contact", "owner"), pk=stakeholder_id
    )
    require(request.user, permission, found)
    return found


def find_programme(request: HttpRequest, slug: str, permission: str) -> Programme:
    """The programme; 404 where it is not visible, 403 without the permission."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=slug)
    require(request.user, permission, programme)
    return programme


def find_pilot(request: HttpRequest, slug: str, permission: str) -> Pilot:
    """The pilot with its programme; 404 where it is not visible, 403 without the permission."""
    pilot = visible_or_404(Pilot.objects.visible_to(request.user).select_related("programme"), slug=slug)
    require(request.user, permission, pilot)
    return pilot


def page_above(name: str, *args: Any) -> str:
    """The address of a page of a higher floor; "" where it does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
