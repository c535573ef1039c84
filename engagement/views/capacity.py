"""The page of a pilot's obstacles, skills and living-lab self-assessment; each part saves by itself."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.actions.capacity import add_obstacle, assess_skills, change_obstacle, score_living_lab
from engagement.forms.capacity import LivingLabForm, ObstacleForm, ObstacleStatusForm, SkillsForm
from engagement.models import Obstacle
from engagement.vocabularies import load_vocabulary
from foundation.accounts.access import access, allowed, visible_or_404
from foundation.translated import in_language
from pilots.models import Pilot
from pilots.views import find_pilot

VIEW, RECORD = "engagement.view_capacity", "engagement.record_capacity"


@access(VIEW)
def capacity(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """What gets in the way and what the team can do."""
    return _render(request, find_pilot(request, pilot_slug, VIEW))


@access(RECORD)
def obstacle_add(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """One more obstacle."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    if request.method != "POST":
        return _back(pilot, "obstacles")
    form = ObstacleForm(request.POST, pilot=pilot, prefix="obstacle")
    if not form.is_valid():
        return _render(request, pilot, obstacle_form=form)
    add_obstacle(pilot=pilot, by=request.user, **form.cleaned_data)
    return _saved(request, pilot, "obstacles")


@access(RECORD)
def obstacle_change(request: HttpRequest, pilot_slug: str, obstacle_id: int) -> HttpResponse:
    """How bad an obstacle is by now, and whether it is resolved."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    obstacle = visible_or_404(Obstacle.objects.filter(pilot=pilot), pk=obstacle_id)
    if request.method != "POST":
        return _back(pilot, "obstacles")
    form = ObstacleStatusForm(request.POST, instance=obstacle, prefix=f"obstacle-{obstacle.pk}")
    if not form.is_valid():
        return _render(request, pilot, **{f"obstacle_{obstacle.pk}": form})
    obstacle.refresh_from_db()
    change_obstacle(obstacle=obstacle, by=request.user, **form.cleaned_data)
    return _saved(request, pilot, "obstacles")


@access(RECORD)
def skills_save(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Required and available skills."""
    return _save_form(request, pilot_slug, SkillsForm, "skills", lambda pilot, form: assess_skills(
        pilot=pilot, assessed=form.assessed, by=request.user))


@access(RECORD)
def living_lab_save(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """The living-lab self-assessment."""
    return _save_form(request, pilot_slug, LivingLabForm, "living-lab", lambda pilot, form: score_living_lab(
        pilot=pilot, scores=form.scores, by=request.user))


def _save_form(request: HttpRequest, pilot_slug: str, form_class: Any, section: str,
               save: Callable[[Pilot, Any], int]) -> HttpResponse:
    pilot = find_pilot(request, pilot_slug, RECORD)
    if request.method != "POST":
        return _back(pilot, section)
    form = form_class(request.POST, pilot=pilot)
    if not form.is_valid():
        return _render(request, pilot, **{f"{section.replace('-', '_')}_form": form})
    save(pilot, form)
    return _saved(request, pilot, section)


def _back(pilot: Pilot, section: str) -> HttpResponse:
    return redirect(f"{reverse('engagement:capacity', args=[pilot.slug])}#{section}")


def _saved(request: HttpRequest, pilot: Pilot, section: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return _back(pilot, section)


def _render(request: HttpRequest, pilot: Pilot, **bound: Any) -> HttpResponse:
    """The whole page; ``bound`` are forms that came back with errors, by their name in the context."""
    may_edit = allowed(request.user, RECORD, pilot)
    context = {
        "pilot": pilot, "programme": pilot.programme, "current_programme": pilot.programme, "may_edit": may_edit,
        "skills_form": SkillsForm(pilot=pilot), "living_lab_form": LivingLabForm(pilot=pilot),
        "obstacle_form": ObstacleForm(
            pilot=pilot, prefix="obstacle", initial={"opened_on": pilot.local_date()}),
        "skill_columns": [*_columns(_("Skill"), _("Required"), _("Available")), {"label": _("Gap"), "numeric": True}],
        "living_lab_columns": _columns(_("Item"), _("Score"), _("Evidence")),
        **_obstacles(pilot, may_edit, bound),
    }
    return render(request, "engagement/capacity.html", context | bound)


def _columns(*labels: str) -> list[dict[str, Any]]:
    return [{"label": label} for label in labels]


def _obstacles(pilot: Pilot, may_edit: bool, bound: dict[str, Any]) -> dict[str, Any]:
    """Open ones first, the worst at the top; then what was resolved, newest first."""
    labels = {term.code: in_language(term.label) for term in load_vocabulary("obstacles")}
    found = Obstacle.objects.filter(pilot=pilot).prefetch_related("notes")
    rows = list(found.order_by("-severity", "opened_on", "pk"))
    for row in rows:
        row.label = labels.get(row.code, row.code)
        if may_edit:
            row.form = bound.get(f"obstacle_{row.pk}") or ObstacleStatusForm(
                instance=row, prefix=f"obstacle-{row.pk}")
    resolved = [row for row in rows if row.resolved_on]
    return {
        "open_obstacles": [row for row in rows if not row.resolved_on],
        "resolved_obstacles": sorted(resolved, key=lambda row: row.resolved_on, reverse=True),
    }
