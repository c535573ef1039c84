"""The register: its list, entering and changing an entry."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed
from stakeholders.actions.describing import join_group
from stakeholders.actions.duplicates import say_none_is_the_same
from stakeholders.actions.register import change_stakeholder, register_stakeholder
from stakeholders.forms.register import EditStakeholderForm, NewStakeholderForm
from stakeholders.forms.register_fields import custom_initial
from stakeholders.forms.register_filters import StakeholderFilterForm
from stakeholders.involvement_querysets import involvement_pilots
from stakeholders.models import Involvement, Stakeholder, StakeholderGroup
from stakeholders.naming import display_name
from stakeholders.views.duplicates import shown_alike
from stakeholders.views.finding import find_programme, find_stakeholder

PAGE_SIZE = 25


@access("stakeholders.view_register")
def stakeholder_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The register as far as the user may see it; people by name or pseudonym."""
    programme = find_programme(request, programme_slug, "stakeholders.view_register")
    register = Stakeholder.objects.visible_to(request.user).filter(programme=programme)
    form = StakeholderFilterForm(request.GET, stakeholders=register, user=request.user, programme=programme)
    involved = Prefetch("involvements", Involvement.objects.on_day(timezone.localdate()).filter(
        pilot__in=involvement_pilots(request.user).values("pk")).select_related("pilot"))
    found = form.narrowed().with_names(request.user).select_related("organisation", "owner")
    rows = found.prefetch_related("groups", involved).order_by("kind", "shown_name", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    may_add = allowed(request.user, "stakeholders.edit_register", programme)
    return render(request, "stakeholders/stakeholder_list.html", {
        "programme": programme, "form": form, "page_obj": page, "is_narrowed": bool(form.changed_data),
        "helix_counts": _helix_counts(register), "may_add": may_add,
        "pilots": list(involvement_pilots(request.user).filter(programme=programme).order_by("name")),
        "groups": list(_offered_groups(programme)) if may_add else [],
        "columns": [{"label": label} for label in (
            _("Name"), _("Kind"), _("Speaks for"), _("Groups"), _("Pilots"), _("Keeps the contact"))],
    })


@access("stakeholders.edit_register")
def stakeholders_join(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Put the ticked entries of the list into a group; those that the user may not change stay as they are."""
    programme = find_programme(request, programme_slug, "stakeholders.edit_register")
    group = _offered_groups(programme).filter(code=request.POST.get("into") or None).first()
    ticked = [key for key in request.POST.getlist("who") if key.isdecimal()][:PAGE_SIZE]
    chosen = Stakeholder.objects.visible_to(request.user).filter(programme=programme, pk__in=ticked)
    if group is None or not ticked:
        messages.error(request, _("Tick at least one entry and choose a group."))
    else:
        mine = [entry for entry in chosen if allowed(request.user, "stakeholders.edit_stakeholder", entry)]
        joined = join_group(stakeholders=mine, group=group, by=request.user)
        messages.success(request, _("%(group)s: %(number)s more.") % {"group": group, "number": joined})
    query = request.POST.get("query", "")
    return redirect(f"{programme_list(programme)}{'?' + query if query else ''}")


@access("stakeholders.edit_register")
def stakeholder_add(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Enter a person or an organisation."""
    programme = find_programme(request, programme_slug, "stakeholders.edit_register")
    form = NewStakeholderForm(request.POST or None, programme=programme, user=request.user)
    found: list[dict[str, Any]] = []
    seen: set[int] = set()
    if request.method == "POST" and form.is_valid():
        seen = {int(key) for key in request.POST.getlist("alike_seen") if key.isdecimal()}
        # who came up since, because something else was typed, is asked about as well
        found = [side for side in shown_alike(programme, request.user, request.POST) if side["key"] not in seen]
        if not found:
            stakeholder = register_stakeholder(by=request.user, **form.cleaned_data)
            say_none_is_the_same(one=stakeholder, others=seen, by=request.user)
            messages.success(request, _("Entered in the register."))
            return redirect(stakeholder)
    return render(request, "stakeholders/stakeholder_form.html", {
        "form": form, "programme": programme, "title": _("Add to the register"), "alike": found,
        "seen": seen | {side["key"] for side in found},
    })


@access("stakeholders.edit_stakeholder")
def stakeholder_edit(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """Change name, facts, contact, groups, tags and the programme's own fields."""
    stakeholder = find_stakeholder(request, stakeholder_id, "stakeholders.edit_stakeholder")
    form = EditStakeholderForm(request.POST or None, stakeholder=stakeholder, initial=_initial(stakeholder))
    if request.method == "POST" and form.is_valid():
        change_stakeholder(stakeholder=stakeholder, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(stakeholder)
    return render(request, "stakeholders/stakeholder_form.html", {
        "form": form, "programme": stakeholder.programme, "stakeholder": stakeholder, "title": _("Change the entry"),
        "name": display_name(stakeholder, request.user),
    })


def programme_list(programme: Any) -> str:
    """The address of the register of a programme."""
    return reverse("stakeholders:stakeholder-list", args=[programme.slug])


def _initial(stakeholder: Stakeholder) -> dict[str, Any]:
    contact = getattr(stakeholder, "contact", None)
    return {
        "name": stakeholder.organisation_name or (contact.name if contact else ""), "helix": stakeholder.helix,
        "groups": list(stakeholder.groups.all()), "organisation": stakeholder.organisation_id,
        "email": contact.email if contact else "", "phone": contact.phone if contact else "",
        "do_not_contact": contact.do_not_contact if contact else False, "owner": stakeholder.owner_id,
        "tags": ", ".join(tag.name for tag in stakeholder.tags.all()), **custom_initial(stakeholder.custom),
    }


def _offered_groups(programme: Any) -> Any:
    return StakeholderGroup.objects.for_programme(programme).filter(is_active=True).order_by("helix", "code")


def _helix_counts(register: Any) -> list[dict[str, Any]]:
    counts = dict(register.order_by().values_list("helix").annotate(number=Count("pk")))
    field = Stakeholder._meta.get_field("helix")
    return [{"label": label, "code": code, "number": counts.get(code, 0)} for code, label in field.choices or ()]
