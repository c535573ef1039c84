"""The analysis plan: what was agreed on before the answers were looked at, and what changed since."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed, require, visible_or_404
from foundation.translated import in_language
from indicators.actions.plans import SETTINGS, change_plan, freeze_plan, is_open, plan_of
from indicators.definitions import definition_for
from indicators.forms import PlanForm
from indicators.models import AnalysisPlan, PlanVersion
from indicators.views.reading import VIEW_VALUES, programme_for
from pilots.models import Programme

SET_UP = "pilots.set_up_programme"


@access(VIEW_VALUES)
def plan(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The plan in force and every version before it."""
    programme = programme_for(request, programme_slug)
    current = plan_of(programme)
    context = {
        "programme": programme, "current_programme": programme, "plan": current,
        "may_change": allowed(request.user, SET_UP, programme), "is_open": is_open(current),
        "columns": [{"label": _("Setting")}, {"label": _("Value"), "numeric": True}],
        "rows": setting_rows({name: getattr(current, name) for name in SETTINGS}),
        "versions": [_version(one) for one in PlanVersion.objects.filter(plan__programme=programme)],
    }
    return render(request, "indicators/plan.html", context)


@access(SET_UP)
def plan_change(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Change the plan; beyond its freezing only as a new version, with a reason."""
    programme = _to_set_up(request, programme_slug)
    current = plan_of(programme)
    form = PlanForm(request.POST or None, instance=current, must_explain=not is_open(current))
    if request.method == "POST" and form.is_valid():
        change_plan(programme=programme, by=request.user, **form.cleaned_data)
        messages.success(request, _("The plan was saved; the comparison is being computed again."))
        return redirect("indicators:plan", programme.slug)
    context = {"programme": programme, "current_programme": programme, "form": form, "plan": current}
    return render(request, "indicators/plan_form.html", context)


@access(SET_UP)
def plan_freeze(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Freeze the plan."""
    programme = _to_set_up(request, programme_slug)
    if request.method == "POST":
        freeze_plan(programme=programme, by=request.user)
        messages.success(request, _("The plan is frozen."))
    return redirect("indicators:plan", programme.slug)


def _to_set_up(request: HttpRequest, slug: str) -> Programme:
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=slug)
    require(request.user, SET_UP, programme)
    return programme


def setting_rows(settings: dict[str, Any]) -> list[list[str]]:
    """Name and value of every setting of a plan."""
    labels = PlanForm.Meta.labels
    rows = [[str(labels[name]), _number(settings.get(name))] for name in SETTINGS if name in labels]
    dates, codes = settings.get("look_dates") or [], settings.get("primary_indicators") or []
    names = ", ".join(in_language(definition_for(code).names) for code in codes)
    return [*rows, [_("Look dates"), ", ".join(dates) or _("none declared")],
            [_("Primary indicators"), names or _("none declared")]]


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return str(number_format(value, 0 if float(value).is_integer() else max(1, len(f"{value:g}".split(".")[-1]))))


def _version(version: PlanVersion) -> dict[str, Any]:
    return {
        "number": version.number, "rows": setting_rows(version.settings), "reason": version.settings.get("reason", ""),
        "replaced": date_format(version.replaced_at, "DATE_FORMAT"), "frozen_at": version.frozen_at,
    }


def plan_sentence(current: AnalysisPlan) -> str:
    """Which version is in force and since when it is frozen, in one sentence."""
    number = {"version": current.version}
    if current.exploratory:
        return _("Version %(version)s of the analysis plan; it was changed after data were looked at.") % number
    if current.frozen_at is None:
        return _("Version %(version)s of the analysis plan; it is not frozen yet.") % number
    when = {"date": date_format(current.frozen_at, "DATE_FORMAT")}
    return _("Version %(version)s of the analysis plan, frozen on %(date)s.") % (number | when)
