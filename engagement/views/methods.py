"""The methods that a programme may choose from: the catalogue's and its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from engagement.actions.methods import add_method, switch_method
from engagement.forms.methods import MethodForm
from engagement.models import Method
from foundation.accounts.access import access, visible_or_404
from pilots.models import Programme
from pilots.views.programme import find_programme

SET_UP = "pilots.set_up_programme"


@access(SET_UP)
def method_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Methods on offer; POST adds one of the programme's own."""
    programme = find_programme(request, programme_slug, SET_UP)
    if request.method != "POST":
        return _render(request, programme, MethodForm())
    form = MethodForm(request.POST)
    if form.is_valid():
        try:
            add_method(programme=programme, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            for name, sentences in refused.error_dict.items():
                form.add_error(name, sentences)
        else:
            messages.success(request, _("Added. It can be chosen when a session is logged."))
            return redirect("engagement:method-list", programme.slug)
    return _render(request, programme, form)


@access(SET_UP)
def method_switch(request: HttpRequest, programme_slug: str, method_id: int) -> HttpResponse:
    """Offer a method of the programme's own, or no longer."""
    programme = find_programme(request, programme_slug, SET_UP)
    method = visible_or_404(Method.objects.filter(programme=programme), pk=method_id)
    if request.method == "POST":
        switch_method(method=method, is_active=request.POST.get("active") == "1", by=request.user)
        messages.success(request, _("Saved."))
    return redirect("engagement:method-list", programme.slug)


def _render(request: HttpRequest, programme: Programme, form: Any) -> HttpResponse:
    own = Method.objects.filter(programme=programme).annotate(used=Count("sessions")).order_by("-is_active", "code")
    catalogue = Method.objects.filter(programme=None, is_active=True)
    return render(request, "engagement/methods.html", {
        "programme": programme, "current_programme": programme, "form": form, "own": own,
        "catalogue": sorted(catalogue, key=lambda method: str(method).lower()),
    })
