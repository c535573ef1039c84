"""Two entries side by side, made one; merges taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme
from stakeholders.actions.merges import CONTACT, FACTS, OPEN, NotMerged, merge_stakeholders, part_again
from stakeholders.models import ContactDetails, Merge, Stakeholder
from stakeholders.naming import display_name
from stakeholders.relations import relations

MAY = "stakeholders.edit_stakeholder"
PAGE_SIZE = 25


@access(MAY)
def merge_pair(request: HttpRequest, stakeholder_id: int, other_id: int) -> HttpResponse:
    """Choose per field which value stays; the first entry of the address is the one that stays."""
    stays, goes = _find(request, stakeholder_id), _find(request, other_id)
    if stays.pk == goes.pk:
        return redirect(stays)
    if request.method == "POST":
        of_loser = {name for name in (*FACTS, *CONTACT) if request.POST.get(f"field_{name}") == "other"}
        try:
            merge_stakeholders(winner=stays, loser=goes, of_loser=of_loser, by=request.user)
            messages.success(request, _("The two entries are one. You can take this back under “Merges”."))
            return redirect(stays)
        except NotMerged as refused:
            messages.error(request, " ".join(refused.messages))
    return render(request, "stakeholders/merge_pair.html", {
        "programme": stays.programme, "stays": stays, "goes": goes, "fields": _fields(stays, goes),
        "names": [display_name(entry, request.user) for entry in (stays, goes)], "moving": _moving(goes),
        "is_kept_from_contact": any(_contact(entry, "do_not_contact") for entry in (stays, goes)),
        "can_merge": stays.kind == goes.kind and stays.programme_id == goes.programme_id,
    })


@access("stakeholders.edit_register")
def merge_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Merges that stand, the newest first, to be taken back."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "stakeholders.edit_register", programme)
    merges = Merge.objects.visible_to(request.user).standing().filter(winner__programme=programme)
    page = Paginator(merges.select_related("winner"), PAGE_SIZE).get_page(request.GET.get("page"))
    winners = Stakeholder.objects.filter(pk__in=[merge.winner_id for merge in page]).with_names(request.user)
    names = {entry.pk: display_name(entry, request.user) for entry in winners}
    return render(request, "stakeholders/merge_list.html", {
        "programme": programme, "page_obj": page,
        "merges": [{"row": merge, "name": names.get(merge.winner_id, ""), "gone": _gone_name(merge)}
                   for merge in page],
    })


@access(MAY)
@require_POST
def merge_undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Make two entries of one again."""
    seen = Merge.objects.filter(winner__in=Stakeholder.objects.visible_to(request.user).values("pk"))
    merge = visible_or_404(seen.select_related("winner"), pk=merge_id)
    require(request.user, MAY, merge.winner)
    try:
        back = part_again(merge=merge, by=request.user)
        messages.success(request, _("The two entries are two again."))
        return redirect(back)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("stakeholders:merge-list", merge.winner.programme.slug)


def _find(request: HttpRequest, key: int) -> Stakeholder:
    rows = Stakeholder.objects.visible_to(request.user).with_names(request.user)
    found = visible_or_404(rows.select_related("programme", "organisation", "contact"), pk=key)
    require(request.user, MAY, found)
    return found


def _contact(entry: Stakeholder, name: str) -> Any:
    contact = getattr(entry, "contact", None)
    return getattr(contact, name) if contact else ""


def _fields(stays: Stakeholder, goes: Stakeholder) -> list[dict[str, Any]]:
    """Fields that either entry has a value for; ``is_asked`` where both have one and they differ."""
    found = []
    for model, names in ((ContactDetails, CONTACT), (Stakeholder, FACTS)):
        for name in names:
            if model is ContactDetails and name == "name" and stays.kind == Stakeholder.Kind.ORGANISATION:
                continue
            field = model._meta.get_field(name)
            ours, theirs = [_contact(entry, name) if model is ContactDetails else getattr(entry, name)
                            for entry in (stays, goes)]
            if ours in (*OPEN, {}) and theirs in (*OPEN, {}):
                continue
            found.append({
                "name": name, "label": field.verbose_name, "ours": _shown(stays, field, ours),
                "theirs": _shown(goes, field, theirs),
                "is_asked": ours != theirs and ours not in (*OPEN, {}) and theirs not in (*OPEN, {}),
            })
    return found


def _shown(entry: Stakeholder, field: Any, value: Any) -> str:
    if value in (*OPEN, {}):
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.name == "joined_on":
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, dict):
        return ", ".join(f"{name}: {said}" for name, said in value.items())
    return str(value)


def _moving(goes: Stakeholder) -> list[dict[str, Any]]:
    """What points at the entry that goes, by kind, with numbers."""
    counts: dict[str, int] = {}
    for relation in relations():
        if relation.model is not ContactDetails:
            label = str(relation.model._meta.verbose_name_plural)
            counts[label] = counts.get(label, 0) + relation.model._base_manager.filter(
                **{relation.name: goes}).count()
    return [{"label": label, "number": number} for label, number in counts.items() if number]


def _gone_name(merge: Merge) -> str:
    """How the entry that went was called; the winner's names may be seen, so its may."""
    for row in merge.kept.get("loser", []):
        name = row["fields"].get("organisation_name") or row["fields"].get("name")
        if name:
            return str(name)
    return _("Person %(number)s") % {"number": merge.loser_id}


def merge_address(first: int, second: int) -> str:
    """Where two entries are shown side by side."""
    return reverse("stakeholders:merge-pair", args=[first, second])
