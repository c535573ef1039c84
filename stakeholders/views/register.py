"""Pages of the register."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed, require, visible_or_404
from pilots.models import Pilot, Programme
from stakeholders.actions.register import change_involvement, change_stakeholder, register_stakeholder
from stakeholders.forms.register import EditStakeholderForm, NewStakeholderForm, StakeholderFilterForm, StandingForm
from stakeholders.models import Involvement, Stakeholder
from stakeholders.naming import display_name

PAGE_SIZE = 25


@access("stakeholders.view_register")
def stakeholder_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The register as far as the user may see it; people by name or pseudonym."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "stakeholders.view_register", programme)
    register = Stakeholder.objects.visible_to(request.user).filter(programme=programme)
    form = StakeholderFilterForm(request.GET, stakeholders=register, user=request.user)
    involved = Prefetch("involvements", Involvement.objects.filter(pilot__in=_own_pilots(request.user))
                        .select_related("pilot"))
    found = form.narrowed().with_names(request.user).prefetch_related("groups", involved)
    page = Paginator(found.order_by("kind", "shown_name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "stakeholders/stakeholder_list.html", {
        "programme": programme, "form": form, "page_obj": page, "is_narrowed": bool(form.changed_data),
        "helix_counts": _helix_counts(register), "may_add": allowed(
            request.user, "stakeholders.edit_register", programme),
        "columns": [{"label": label} for label in (
            _("Name"), _("Kind"), _("Speaks for"), _("Groups"), _("Pilots"))],
    })


@access("stakeholders.view_stakeholder")
def stakeholder_detail(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """One person or organisation: facts, involvements, groups, consents, sessions."""
    stakeholder = _find(request, stakeholder_id, "stakeholders.view_stakeholder")
    may_name = allowed(request.user, "stakeholders.view_name", stakeholder)
    involvements = stakeholder.involvements.filter(pilot__in=_own_pilots(request.user)).select_related("pilot")
    return render(request, "stakeholders/stakeholder_detail.html", {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "may_name": may_name,
        "name": display_name(stakeholder, request.user),
        "may_edit": allowed(request.user, "stakeholders.edit_stakeholder", stakeholder),
        "contact": getattr(stakeholder, "contact", None) if may_name else None,
        "involvements": [
            {"row": row, "scales": _scales(row),
             "may_edit": row.valid_until is None and allowed(request.user, "stakeholders.edit_involvement", row.pilot)}
            for row in involvements.order_by("pilot__name", "-valid_from")
        ],
        "consents": list(stakeholder.consents.order_by("purpose", "-given_on")) if may_name else [],
        "people": list(stakeholder.people.visible_to(request.user).with_names(request.user).order_by("pk")[:50]),
        "sessions_url": _address("engagement:stakeholder-sessions", stakeholder.pk),
    })


@access("stakeholders.edit_register")
def stakeholder_add(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Enter a person or an organisation."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "stakeholders.edit_register", programme)
    form = NewStakeholderForm(request.POST or None, programme=programme, user=request.user)
    if request.method == "POST" and form.is_valid():
        stakeholder = register_stakeholder(by=request.user, **form.cleaned_data)
        messages.success(request, _("Entered in the register."))
        return redirect(stakeholder)
    return render(request, "stakeholders/stakeholder_form.html", {
        "form": form, "programme": programme, "title": _("Add to the register"),
    })


@access("stakeholders.edit_stakeholder")
def stakeholder_edit(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """Change name, facts, contact and groups."""
    stakeholder = _find(request, stakeholder_id, "stakeholders.edit_stakeholder")
    form = EditStakeholderForm(request.POST or None, stakeholder=stakeholder, initial=_initial(stakeholder))
    if request.method == "POST" and form.is_valid():
        change_stakeholder(stakeholder=stakeholder, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(stakeholder)
    return render(request, "stakeholders/stakeholder_form.html", {
        "form": form, "programme": stakeholder.programme, "stakeholder": stakeholder, "title": _("Change the entry"),
        "name": display_name(stakeholder, request.user),
    })


@access("stakeholders.edit_stakeholder")
def stakeholder_standing(request: HttpRequest, stakeholder_id: int, pilot_slug: str) -> HttpResponse:
    """Change role, influence and interest in one pilot."""
    stakeholder = _find(request, stakeholder_id, "stakeholders.edit_stakeholder")
    pilot = visible_or_404(Pilot.objects.visible_to(request.user), slug=pilot_slug, programme=stakeholder.programme)
    require(request.user, "stakeholders.edit_involvement", pilot)
    current = stakeholder.involvements.filter(pilot=pilot, valid_until=None).first()
    initial = {name: getattr(current, name) for name in StandingForm.base_fields} if current else {}
    form = StandingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_involvement(stakeholder=stakeholder, pilot=pilot, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(stakeholder)
    return render(request, "stakeholders/stakeholder_form.html", {
        "form": form, "programme": stakeholder.programme, "stakeholder": stakeholder, "title": pilot.name,
        "name": display_name(stakeholder, request.user),
    })


def _find(request: HttpRequest, stakeholder_id: int, permission: str) -> Stakeholder:
    stakeholders = Stakeholder.objects.visible_to(request.user).with_names(request.user)
    found = visible_or_404(
        stakeholders.select_related("programme", "organisation", "contact"), pk=stakeholder_id
    )
    require(request.user, permission, found)
    return found


def _initial(stakeholder: Stakeholder) -> dict[str, Any]:
    contact = getattr(stakeholder, "contact", None)
    return {
        "name": stakeholder.organisation_name or (contact.name if contact else ""), "helix": stakeholder.helix,
        "groups": list(stakeholder.groups.all()), "organisation": stakeholder.organisation_id,
        "email": contact.email if contact else "", "phone": contact.phone if contact else "",
        "do_not_contact": contact.do_not_contact if contact else False,
    }


def _own_pilots(user: Any) -> Any:
    """Pilots whose involvements the user may see: managers and contributors those of their own."""
    return Pilot.objects.with_role(user, "coordinator", "researcher", "manager", "contributor").values("pk")


def _scales(row: Involvement) -> list[dict[str, Any]]:
    """Influence and interest as five marks; an unset one stays unset."""
    return [
        {"label": label, "value": value, "marks": [mark <= (value or 0) for mark in range(1, 6)]}
        for label, value in ((_("Influence"), row.influence), (_("Interest"), row.interest))
    ]


def _helix_counts(register: Any) -> list[dict[str, Any]]:
    counts = dict(register.order_by().values_list("helix").annotate(number=Count("pk")))
    field = Stakeholder._meta.get_field("helix")
    return [{"label": label, "code": code, "number": counts.get(code, 0)} for code, label in field.choices or ()]


def _address(name: str, *args: Any) -> str:
    """The address of a page of a higher floor; "" where it is not built in."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
