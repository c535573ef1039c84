"""The analysis plan of a programme: agreed on, frozen, and changed only in the open."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.audit.record import record
from indicators.actions.refresh import request_comparison
from indicators.models import AnalysisPlan, PlanVersion, Verdict
from pilots.models import Programme

SETTINGS = ("delta", "delta_share", "delta_cost_factor", "alpha", "content", "d0", "benchmark", "primary_indicators",
            "look_dates")


def plan_of(programme: Programme) -> AnalysisPlan:
    """The programme's plan; without one, the defaults of the specification, unsaved."""
    found = AnalysisPlan.objects.filter(programme=programme).first()
    return found or AnalysisPlan(programme=programme)


def settings_of(plan: AnalysisPlan) -> dict[str, Any]:
    """The settings that are printed with the results."""
    return {
        "delta": plan.delta, "delta_share": plan.delta_share, "delta_cost_factor": plan.delta_cost_factor,
        "alpha": plan.alpha, "content": plan.content, "d0": plan.d0, "benchmark": plan.benchmark,
    }


def is_open(plan: AnalysisPlan) -> bool:
    """Whether the plan may be changed in place: not frozen, and nobody has seen a verdict under it."""
    return plan.frozen_at is None and not Verdict.objects.filter(programme=plan.programme).exists()


@transaction.atomic
def change_plan(*, programme: Programme, by: Any, reason: str = "", **settings: Any) -> AnalysisPlan:
    """Change settings of the plan.

    An open plan is changed in place. One that is frozen, or under which verdicts were seen, stays as it was beside a
    new version that says so; looks taken before keep the settings they were taken with. Raises ValueError for an
    unknown setting, and where a new version is given no reason.
    """
    if unknown := set(settings) - set(SETTINGS):
        raise ValueError(f"a plan has no {', '.join(sorted(unknown))}")
    plan = _locked(programme)
    before = {name: getattr(plan, name) for name in SETTINGS}
    changed = {name: value for name, value in settings.items() if before[name] != value}
    if not changed:
        return plan
    if not is_open(plan):
        if not reason:
            raise ValueError("a plan that is no longer open needs a reason to be changed")
        _keep_version(plan, before, reason)
    for name, value in changed.items():
        setattr(plan, name, value)
    plan.save()
    record("plan.change", plan, by=by, version=plan.version, reason=reason,
           before={name: before[name] for name in changed}, after=changed)
    transaction.on_commit(lambda: request_comparison(programme_id=programme.pk, by=by))
    return plan


def _keep_version(plan: AnalysisPlan, settings: dict[str, Any], reason: str) -> None:
    """Put the version in force aside; the next one is frozen from the start if that one was."""
    now = timezone.now()
    told = settings | {"exploratory": plan.exploratory, "reason": plan.reason}
    PlanVersion.objects.create(
        plan=plan, number=plan.version, settings=told, frozen_at=plan.frozen_at, replaced_at=now
    )
    plan.version += 1
    plan.reason = reason
    plan.exploratory = Verdict.objects.filter(programme=plan.programme).exists()
    plan.frozen_at = now if plan.frozen_at else None


@transaction.atomic
def freeze_plan(*, programme: Programme, by: Any) -> AnalysisPlan:
    """Freeze the plan; one that is frozen already stays as it is."""
    plan = _locked(programme)
    if plan.frozen_at is None:
        plan.frozen_at = timezone.now()
        plan.save(update_fields=["frozen_at"])
        record("plan.freeze", plan, by=by, version=plan.version, **settings_of(plan))
    return plan


def _locked(programme: Programme) -> AnalysisPlan:
    AnalysisPlan.objects.get_or_create(programme=programme)
    return AnalysisPlan.objects.select_for_update().get(programme=programme)
