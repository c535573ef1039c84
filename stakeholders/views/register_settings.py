"""What a programme adds to its register: groups and fields of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, visible_or_404
from stakeholders.actions.describing import add_custom_field, add_group, change_custom_field, change_group
from stakeholders.choices import FieldKind
from stakeholders.forms.register_settings import CustomFieldChangeForm, CustomFieldForm, GroupForm
from stakeholders.models import CustomField, StakeholderGroup
from stakeholders.views.finding import find_programme


@access("pilots.set_up_programme")
def group_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The groups of the catalogue and of the programme, with how many are in each; add one."""
    programme = find_programme(request, programme_slug, "pilots.set_up_programme")
    form = GroupForm(request.POST or None)
    if _done(form, lambda data: add_group(programme=programme, by=request.user, **data)):
        messages.success(request, _("The group has been added."))
        return redirect("stakeholders:group-list", programme.slug)
    groups = StakeholderGroup.objects.for_programme(programme).with_members(programme)
    return render(request, "stakeholders/group_list.html", {
        "programme": programme, "form": form, "own": groups.filter(programme=programme).order_by("helix", "code"),
        "catalogue": groups.filter(programme=None, is_active=True).order_by("helix", "code"),
    })


@require_POST
@access("pilots.set_up_programme")
def group_switch(request: HttpRequest, programme_slug: str, group_id: int) -> HttpResponse:
    """Offer one of the programme's groups, or stop offering it."""
    programme = find_programme(request, programme_slug, "pilots.set_up_programme")
    group = visible_or_404(StakeholderGroup.objects.filter(programme=programme), pk=group_id)
    change_group(group=group, is_active=request.POST.get("is_active") == "on", by=request.user)
    messages.success(request, _("Saved."))
    return redirect("stakeholders:group-list", programme.slug)


@access("pilots.set_up_programme")
def custom_field_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's own fields of the register; add one."""
    programme = find_programme(request, programme_slug, "pilots.set_up_programme")
    form = CustomFieldForm(request.POST or None)
    if _done(form, lambda data: add_custom_field(programme=programme, by=request.user, **data)):
        messages.success(request, _("The field has been added."))
        return redirect("stakeholders:custom-field-list", programme.slug)
    return render(request, "stakeholders/custom_field_list.html", {
        "programme": programme, "form": form, "fields": list(programme.custom_fields.all()),
    })


@access("pilots.set_up_programme")
def custom_field_change(request: HttpRequest, programme_slug: str, custom_field_id: int) -> HttpResponse:
    """Reword a field, offer other choices, switch it off or on."""
    programme = find_programme(request, programme_slug, "pilots.set_up_programme")
    field = visible_or_404(CustomField.objects.filter(programme=programme), pk=custom_field_id)
    initial = {"label": field.label, "is_active": field.is_active, "options": "\n".join(field.options)}
    form = CustomFieldChangeForm(request.POST or None, initial=initial, has_options=field.kind == FieldKind.CHOICE)
    if _done(form, lambda data: change_custom_field(field=field, by=request.user, **data)):
        messages.success(request, _("Saved."))
        return redirect("stakeholders:custom-field-list", programme.slug)
    return render(request, "stakeholders/custom_field_form.html", {
        "programme": programme, "form": form, "field": field,
    })


def _done(form: Form, write: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether what was sent is written; what the action refuses stands at its field."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        write(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
