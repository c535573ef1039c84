"""The set-up page of a pilot; each part saves by itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed, require, visible_or_404
from foundation.translated import in_language
from pilots.actions.checklist import missing, steps_of, with_progress
from pilots.actions.set_up import delete_row, plan_phases, publish, replace_census, save_row
from pilots.choices import Margin
from pilots.forms.pilot import (
    CensusForm,
    ChallengeForm,
    ImpactObservationForm,
    ImpactTargetForm,
    PhasesForm,
    PilotFactsForm,
    ServiceForm,
)
from pilots.models import CensusShare, Challenge, ImpactObservation, ImpactTarget, Pilot, Service
from pilots.vocabularies import load_vocabulary

SET_UP, RECORD = "pilots.set_up_pilot", "pilots.record_progress"


@access(RECORD)
def set_up(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Facts, phases, services, impacts, census and publication of a pilot."""
    return _render(request, find_pilot(request, pilot_slug, RECORD))


@access(SET_UP)
def facts_save(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """The context of the comparison."""
    pilot = find_pilot(request, pilot_slug, SET_UP)
    form = PilotFactsForm(request.POST, instance=Pilot.objects.select_related("programme").get(pk=pilot.pk))
    return _store(request, pilot, form, "facts", "pilot.change")


@access(RECORD)
def phases_save(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Planned and actual days of the phases."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    if request.method != "POST":
        return _back(pilot, "phases")
    form = PhasesForm(request.POST, pilot=pilot)
    if not form.is_valid():
        return _render(request, pilot, phases_form=form)
    plan_phases(pilot=pilot, planned=form.planned, by=request.user)
    return _saved(request, pilot, "phases")


@access(RECORD)
def service_save(request: HttpRequest, pilot_slug: str, service_id: int | None = None) -> HttpResponse:
    """A new service, or how far one has come."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    row = _row(Service, pilot, service_id)
    form = ServiceForm(request.POST or None, instance=row, prefix=f"service-{service_id or 'new'}")
    return _store(request, pilot, form, "services", "service.save", f"service_{service_id or 'new'}")


@access(RECORD)
def impact_save(request: HttpRequest, pilot_slug: str, impact_id: int | None = None) -> HttpResponse:
    """A new impact target, or another baseline and target."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    row = _row(ImpactTarget, pilot, impact_id)
    form = ImpactTargetForm(request.POST or None, instance=row, prefix=f"impact-{impact_id or 'new'}")
    return _store(request, pilot, form, "impacts", "impact.save", f"impact_{impact_id or 'new'}")


@access(RECORD)
def challenge_save(request: HttpRequest, pilot_slug: str, challenge_id: int | None = None) -> HttpResponse:
    """A new challenge, or another wording of one."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    row = _row(Challenge, pilot, challenge_id)
    form = ChallengeForm(request.POST or None, instance=row, prefix=f"challenge-{challenge_id or 'new'}")
    return _store(request, pilot, form, "challenges", "challenge.save", f"challenge_{challenge_id or 'new'}")


@access(RECORD)
def row_delete(request: HttpRequest, pilot_slug: str, section: str, **key: int) -> HttpResponse:
    """Delete a challenge, a service or an impact target; the message offers the undo."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    model = {"challenges": Challenge, "services": Service, "impacts": ImpactTarget}[section]
    row = _row(model, pilot, next(iter(key.values())))
    if request.method == "POST":
        delete_row(row=row, by=request.user, action=f"{model._meta.model_name}.delete", reason=section)
        messages.success(request, _("Deleted."))
    return _back(pilot, section)


@access(RECORD)
def impact_observe(request: HttpRequest, pilot_slug: str, impact_id: int) -> HttpResponse:
    """What was measured for an impact target."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    row = ImpactObservation(impact_target=_row(ImpactTarget, pilot, impact_id))
    form = ImpactObservationForm(request.POST or None, instance=row, prefix=f"observed-{impact_id}")
    return _store(request, pilot, form, "impacts", "impact.observe", f"observed_{impact_id}")


@access(SET_UP)
def census_save(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """New shares of one census margin."""
    pilot = find_pilot(request, pilot_slug, SET_UP)
    if request.method != "POST":
        return _back(pilot, "census")
    form = CensusForm(request.POST, prefix="census")
    if form.is_valid():
        try:
            replace_census(pilot=pilot, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
    if form.errors:
        return _render(request, pilot, census_form=form)
    return _saved(request, pilot, "census")


@access(SET_UP)
def publication(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Make the pilot public once its checklist is done, or take it back."""
    pilot = find_pilot(request, pilot_slug, SET_UP)
    if request.method == "POST":
        public = request.POST.get("public") == "1"
        try:
            publish(pilot=pilot, by=request.user, public=public)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, _("The pilot is public.") if public else _("The pilot is no longer public."))
    return _back(pilot, "publication")


def find_pilot(request: HttpRequest, pilot_slug: str, permission: str) -> Pilot:
    """The pilot if it is visible (404) and the user has ``permission`` on it (403)."""
    pilot = visible_or_404(Pilot.objects.visible_to(request.user).select_related("programme"), slug=pilot_slug)
    require(request.user, permission, pilot)
    return pilot


def _row(model: Any, pilot: Pilot, key: int | None) -> Any:
    if key is None:
        return model(pilot=pilot)
    return visible_or_404(model.objects.filter(pilot=pilot).select_related("pilot"), pk=key)


def _store(request: HttpRequest, pilot: Pilot, form: Any, section: str, action: str, name: str = "") -> HttpResponse:
    """Store the row of a valid form and return to its section; else the whole page with its errors."""
    if request.method != "POST":
        return _back(pilot, section)
    if not form.is_valid():
        return _render(request, pilot, **{name or f"{section}_form": form})
    save_row(row=form.save(commit=False), by=request.user, action=action, reason=section)
    return _saved(request, pilot, section)


def _back(pilot: Pilot, section: str) -> HttpResponse:
    return redirect(f"{reverse('pilots:set-up', args=[pilot.slug])}#{section}")


def _saved(request: HttpRequest, pilot: Pilot, section: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return _back(pilot, section)


def _render(request: HttpRequest, pilot: Pilot, **bound: Any) -> HttpResponse:
    """The whole page; ``bound`` are forms that came back with errors, by their name in the context."""
    steps = steps_of(with_progress(Pilot.objects.select_related("programme")).get(pk=pilot.pk))
    challenges = list(Challenge.objects.filter(pilot=pilot).select_related("pilot__programme").order_by("pk"))
    context = {
        "pilot": pilot, "programme": pilot.programme, "current_programme": pilot.programme,
        "may_set_up": allowed(request.user, SET_UP, pilot), "steps": steps, "is_ready": not missing(steps),
        "facts_form": PilotFactsForm(instance=pilot), "phases_form": PhasesForm(pilot=pilot),
        "services": _services(pilot, bound, challenges), "impacts": _impacts(pilot, bound), "census": _census(pilot),
        "challenges": _challenges(challenges, bound),
        "challenge_new": ChallengeForm(instance=Challenge(pilot=pilot), prefix="challenge-new"),
        "service_new": ServiceForm(instance=Service(pilot=pilot), prefix="service-new", challenges=challenges),
        "impact_new": ImpactTargetForm(instance=ImpactTarget(pilot=pilot), prefix="impact-new"),
        "census_form": CensusForm(prefix="census"),
        "census_columns": [{"label": _("Category")}, {"label": _("Share"), "numeric": True}],
    }
    return render(request, "pilots/set_up.html", context | bound)


def _challenges(challenges: list[Challenge], bound: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"row": row, "form": bound.get(f"challenge_{row.pk}") or ChallengeForm(
            instance=row, prefix=f"challenge-{row.pk}")}
        for row in challenges
    ]


def _services(pilot: Pilot, bound: dict[str, Any], challenges: list[Challenge]) -> list[dict[str, Any]]:
    return [
        {"row": row, "form": bound.get(f"service_{row.pk}") or ServiceForm(
            instance=row, prefix=f"service-{row.pk}", challenges=challenges)}
        for row in Service.objects.filter(pilot=pilot).select_related("pilot").order_by("name")
    ]


def _impacts(pilot: Pilot, bound: dict[str, Any]) -> list[dict[str, Any]]:
    """Targets with their observations, newest first, and the forms of each."""
    labels = {term.code: in_language(term.label) for term in load_vocabulary("impact_categories")}
    rows = ImpactTarget.objects.filter(pilot=pilot).select_related("pilot").prefetch_related("observations")
    return [
        {
            "row": row, "category": labels.get(row.category, row.category),
            "observations": sorted(row.observations.all(), key=lambda one: str(one.observed_on or ""), reverse=True),
            "form": bound.get(f"impact_{row.pk}") or ImpactTargetForm(instance=row, prefix=f"impact-{row.pk}"),
            "observe": bound.get(f"observed_{row.pk}") or ImpactObservationForm(prefix=f"observed-{row.pk}"),
        }
        for row in rows.order_by("name")
    ]


def _census(pilot: Pilot) -> list[dict[str, Any]]:
    """The stored shares by margin, in percent."""
    found: dict[str, list[CensusShare]] = {}
    for share in CensusShare.objects.filter(pilot=pilot).order_by("margin", "pk"):
        found.setdefault(share.margin, []).append(share)
    labels = dict(Margin.choices)
    return [
        {"label": labels[margin], "year": shares[0].year, "source": shares[0].source,
         "rows": [[share.category, f"{100 * share.share:.1f} %"] for share in shares]}
        for margin, shares in found.items()
    ]
