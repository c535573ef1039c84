"""A copy of a pilot: first what it would take along and leave, then the copy."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from foundation.accounts.access import access
from pilots.actions.copying import copy_pilot, preview
from pilots.forms.programme import PilotCopyForm
from pilots.models import Pilot
from pilots.views.pilot import SET_UP, find_pilot


@access(SET_UP)
def pilot_copy(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """GET shows the list, POST makes the copy and leads to its set-up."""
    pilot = find_pilot(request, pilot_slug, SET_UP)
    form = PilotCopyForm(request.POST or None, instance=Pilot(programme=pilot.programme, country=pilot.country,
                                                              time_zone=pilot.time_zone))
    if request.method == "POST" and form.is_valid():
        try:
            new = copy_pilot(pilot=pilot, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The copy is made. Below is what it needs before it goes public."))
            return redirect("pilots:set-up", new.slug)
    lines = preview(pilot)
    return render(request, "pilots/copy.html", {
        "pilot": pilot, "programme": pilot.programme, "current_programme": pilot.programme, "form": form,
        "copied": [line for line in lines if line.rule.is_copied],
        "left": [line for line in lines if not line.rule.is_copied],
    })
