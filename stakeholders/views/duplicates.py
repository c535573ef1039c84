"""Pairs that may be one; and, while somebody is entered, who it may be already."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme
from stakeholders.actions.duplicates import alike, likely_duplicates, say_not_the_same
from stakeholders.import_problems import shown_reasons
from stakeholders.matching import Likeness
from stakeholders.models import ContactDetails, NotTheSame, Stakeholder

PAGE_SIZE = 20
DISMISSED_SHOWN = 50


@access("stakeholders.edit_register")
def duplicate_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Pairs of the register that are likely one, the likeliest first, with the reasons."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "stakeholders.edit_register", programme)
    page = Paginator(likely_duplicates(programme=programme, user=request.user), PAGE_SIZE).get_page(
        request.GET.get("page"))
    return render(request, "stakeholders/duplicate_list.html", {
        "programme": programme, "page_obj": page, "pairs": _pairs(page, request.user),
        "dismissed": _dismissed(programme, request.user),
    })


@access("stakeholders.edit_register")
def duplicate_alike(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The piece of the add form that asks "Is it one of these?"."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "stakeholders.edit_register", programme)
    return render(request, "stakeholders/_duplicate_alike.html", {
        "alike": shown_alike(programme, request.user, request.GET), "programme": programme,
    })


@access("stakeholders.edit_stakeholder")
@require_POST
def duplicate_not(request: HttpRequest, stakeholder_id: int, other_id: int) -> HttpResponse:
    """Remember that two entries are two."""
    rows = Stakeholder.objects.visible_to(request.user).select_related("programme")
    one, other = [visible_or_404(rows, pk=key) for key in (stakeholder_id, other_id)]
    for entry in (one, other):
        require(request.user, "stakeholders.edit_stakeholder", entry)
    if one.pk != other.pk and one.programme_id == other.programme_id:
        say_not_the_same(one=one, other=other, by=request.user)
        messages.success(request, _("Remembered: these are two."))
    return redirect("stakeholders:duplicate-list", one.programme.slug)


def shown_alike(programme: Programme, user: Any, typed: Any) -> list[dict[str, Any]]:
    """Who somebody about to be entered may be, from what has been typed: entry, percent, reasons."""
    name = str(typed.get("name", "")).strip()
    if len(name) < 3 and not typed.get("email") and not typed.get("phone"):
        return []
    pilots = programme.pilots.filter(pk=typed["pilot"]) if str(typed.get("pilot", "")).isdecimal() else \
        programme.pilots.exclude(country="")
    region = next(iter(pilots.values_list("country", flat=True)[:1]), "")
    found = alike(programme=programme, user=user, region=region, kind=typed.get("kind") or "person", name=name,
                  email=str(typed.get("email", "")), phone=str(typed.get("phone", "")))
    entries = _entries([likeness.second for likeness in found], user)
    return [_side(entries[likeness.second]) | {"percent": round(likeness.score * 100),
                                               "reasons": shown_reasons(likeness.reasons)}
            for likeness in found if likeness.second in entries]


def _pairs(page: Any, user: Any) -> list[dict[str, Any]]:
    found: list[Likeness] = list(page)
    entries = _entries([key for pair in found for key in (pair.first, pair.second)], user)
    return [
        {"one": _side(entries[pair.first]), "other": _side(entries[pair.second]),
         "percent": round(pair.score * 100), "reasons": shown_reasons(pair.reasons), "is_by_name": pair.is_by_name}
        for pair in found if pair.first in entries and pair.second in entries
    ]


def _dismissed(programme: Programme, user: Any) -> list[dict[str, Any]]:
    """The last pairs that were said to be two and whose names the user may see: they can still be looked at."""
    named = Stakeholder.objects.filter(programme=programme).named_for(user).order_by().values("pk")
    rows = list(NotTheSame.objects.filter(first__in=named, second__in=named).order_by("-pk")[:DISMISSED_SHOWN])
    entries = _entries([key for row in rows for key in (row.first_id, row.second_id)], user)
    return [{"one": _side(entries[row.first_id]), "other": _side(entries[row.second_id])} for row in rows]


def _entries(keys: list[Any], user: Any) -> dict[Any, Stakeholder]:
    rows = Stakeholder.objects.filter(pk__in=keys).named_for(user).with_names(user).select_related("organisation")
    return {row.pk: row for row in rows.prefetch_related(Prefetch("contact", ContactDetails.objects.all()))}


def _side(entry: Any) -> dict[str, Any]:
    contact = getattr(entry, "contact", None)
    details = [contact.email, contact.phone] if contact else []
    return {"key": entry.pk, "entry": entry, "name": entry.shown_name or str(entry),
            "details": [text for text in (*details, str(entry.organisation or "")) if text]}
