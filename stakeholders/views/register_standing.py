"""What part somebody has in a pilot: change it, end it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Pilot
from stakeholders.actions.involvements import change_involvement, end_involvement
from stakeholders.forms.register_standing import LeaveForm, StandingForm
from stakeholders.models import Stakeholder
from stakeholders.naming import display_name
from stakeholders.views.finding import find_stakeholder


@access("stakeholders.edit_stakeholder")
def stakeholder_standing(request: HttpRequest, stakeholder_id: int, pilot_slug: str) -> HttpResponse:
    """Say what holds from today on; what held before stays on record."""
    stakeholder = find_stakeholder(request, stakeholder_id, "stakeholders.edit_stakeholder")
    pilot = _pilot(request, stakeholder, pilot_slug)
    current = stakeholder.involvements.filter(pilot=pilot).current().first()
    initial = {name: getattr(current, name) for name in StandingForm.base_fields} if current else {}
    form = StandingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_involvement(stakeholder=stakeholder, pilot=pilot, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(stakeholder)
    return _page(request, stakeholder, pilot, form, LeaveForm(initial={"last_day": pilot.local_date()})
                 if current else None)


@require_POST
@access("stakeholders.edit_stakeholder")
def stakeholder_leave(request: HttpRequest, stakeholder_id: int, pilot_slug: str) -> HttpResponse:
    """Let the part in the pilot end."""
    stakeholder = find_stakeholder(request, stakeholder_id, "stakeholders.edit_stakeholder")
    pilot = _pilot(request, stakeholder, pilot_slug)
    current = visible_or_404(stakeholder.involvements.filter(pilot=pilot).current())
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            end_involvement(involvement=current, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The part in %(pilot)s has ended.") % {"pilot": pilot.name})
            return redirect(stakeholder)
    initial = {name: getattr(current, name) for name in StandingForm.base_fields}
    return _page(request, stakeholder, pilot, StandingForm(initial=initial), form)


def _pilot(request: HttpRequest, stakeholder: Stakeholder, slug: str) -> Pilot:
    pilot: Pilot = visible_or_404(
        Pilot.objects.visible_to(request.user), slug=slug, programme=stakeholder.programme)
    require(request.user, "stakeholders.edit_involvement", pilot)
    return pilot


def _page(request: HttpRequest, stakeholder: Stakeholder, pilot: Pilot, form: StandingForm,
          leave_form: LeaveForm | None) -> HttpResponse:
    return render(request, "stakeholders/standing_form.html", {
        "form": form, "leave_form": leave_form, "programme": stakeholder.programme, "stakeholder": stakeholder,
        "pilot": pilot, "title": pilot.name, "name": display_name(stakeholder, request.user),
    })
