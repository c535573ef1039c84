"""Set-up of a programme: its facts, and every pilot with what it still needs."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from foundation.accounts.access import access, require, visible_or_404
from pilots.actions.checklist import missing, steps_of, with_progress
from pilots.actions.programmes import add_pilot, change_programme
from pilots.forms.programme import PilotAddForm, ProgrammeForm
from pilots.models import Pilot, Programme

SET_UP = "pilots.set_up_programme"


@access(SET_UP)
def programme_set_up(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Facts of the programme and the checklists of all its pilots; POST stores the facts."""
    programme = find_programme(request, programme_slug, SET_UP)
    if request.method != "POST":
        return _render(request, programme)
    form = ProgrammeForm(request.POST, instance=Programme.objects.get(pk=programme.pk))
    if not form.is_valid():
        return _render(request, programme, form=form)
    change_programme(programme=form.instance, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("pilots:programme", programme.slug)


@access(SET_UP)
def pilot_add(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Enter another city and go on with its set-up."""
    programme = find_programme(request, programme_slug, SET_UP)
    if request.method != "POST":
        return redirect("pilots:programme", programme.slug)
    form = PilotAddForm(request.POST, instance=Pilot(programme=programme), prefix="pilot")
    if form.is_valid():
        try:
            pilot = add_pilot(programme=programme, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The pilot is entered. Below is what it needs before it goes public."))
            return redirect("pilots:set-up", pilot.slug)
    return _render(request, programme, add_form=form)


def find_programme(request: HttpRequest, slug: str, permission: str) -> Programme:
    """The programme if it is visible (404) and the user has ``permission`` on it (403)."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=slug)
    require(request.user, permission, programme)
    return programme


def _render(request: HttpRequest, programme: Programme, **bound: Any) -> HttpResponse:
    pilots = with_progress(Pilot.objects.filter(programme=programme).select_related("programme")).order_by("name")
    lines = [{"pilot": pilot, "steps": (steps := steps_of(pilot)), "gaps": [step for step in steps if not step.is_done],
              "done": len(steps) - len(missing(steps)), "total": len(steps)} for pilot in pilots]
    context = {
        "programme": programme, "current_programme": programme, "form": ProgrammeForm(instance=programme),
        # who lags stands first
        "lines": sorted(lines, key=lambda line: (line["done"], line["pilot"].name)),
        "add_form": PilotAddForm(instance=Pilot(programme=programme), prefix="pilot"),
    }
    return render(request, "pilots/programme.html", context | bound)
