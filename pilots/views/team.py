"""The team of a programme: who has which role where."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.access import access, visible_or_404
from pilots.actions.team import add_member, change_member, remove_member
from pilots.forms.programme import MemberAddForm, MemberForm
from pilots.models import Membership, Programme
from pilots.views.programme import find_programme

PEOPLE = "pilots.manage_people"


@access(PEOPLE)
def team(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Everybody with a role; POST adds somebody by e-mail address."""
    programme = find_programme(request, programme_slug, PEOPLE)
    if request.method != "POST":
        return _render(request, programme)
    form = MemberAddForm(request.POST, pilots=programme.pilots.all(), prefix="member")
    if form.is_valid():
        try:
            member = add_member(programme=programme, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            _say(form, refused)
        else:
            messages.success(request, _("Added.") if member.user.has_usable_password() else _(
                "Added. This person has no password yet and gets one at %(address)s.") % {
                    "address": request.build_absolute_uri(reverse("account_reset_password"))})
            return redirect("pilots:team", programme.slug)
    return _render(request, programme, add_form=form)


@access(PEOPLE)
def member_change(request: HttpRequest, programme_slug: str, membership_id: int) -> HttpResponse:
    """Another role or pilot for a member."""
    programme, member = _find(request, programme_slug, membership_id)
    if request.method != "POST":
        return redirect("pilots:team", programme.slug)
    form = MemberForm(request.POST, pilots=programme.pilots.all(), prefix=f"member-{member.pk}")
    if form.is_valid():
        try:
            change_member(membership=member, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            _say(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("pilots:team", programme.slug)
    return _render(request, programme, changed={member.pk: form})


@access(PEOPLE)
def member_remove(request: HttpRequest, programme_slug: str, membership_id: int) -> HttpResponse:
    """Take a role away."""
    programme, member = _find(request, programme_slug, membership_id)
    if request.method == "POST":
        try:
            remove_member(membership=member, by=request.user)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, _("The role is taken away."))
    # who took the own role away may not see this page any more
    is_self = member.user_id == request.user.pk
    return redirect("today") if is_self else redirect("pilots:team", programme.slug)


def _find(request: HttpRequest, programme_slug: str, membership_id: int) -> tuple[Programme, Membership]:
    programme = find_programme(request, programme_slug, PEOPLE)
    members = Membership.objects.filter(programme=programme).select_related("user", "programme", "pilot")
    return programme, visible_or_404(members, pk=membership_id)


def _say(form: Any, refused: ValidationError) -> None:
    """Put what an action refused beside the field it is about."""
    for name, sentences in getattr(refused, "error_dict", {None: refused.messages}).items():
        form.add_error(name if name in form.fields else None, sentences)


def _render(request: HttpRequest, programme: Programme, changed: Any = None, **bound: Any) -> HttpResponse:
    pilots = list(programme.pilots.order_by("name"))
    members = Membership.objects.filter(programme=programme).select_related("user", "pilot")
    rows = [
        {"member": member, "form": (changed or {}).get(member.pk) or MemberForm(
            initial=MemberForm.initial_of(member), pilots=pilots, prefix=f"member-{member.pk}")}
        for member in sorted(members, key=lambda one: (str(one.user).lower(), one.role, one.pk))
    ]
    context = {"programme": programme, "current_programme": programme, "rows": rows,
               "add_form": MemberAddForm(pilots=pilots, prefix="member")}
    return render(request, "pilots/team.html", context | bound)
