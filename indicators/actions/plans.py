"""The analysis plan of a programme."""

from typing import Any

from indicators.models import AnalysisPlan
from pilots.models import Programme


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
