"""The analysis plan of a programme."""

from indicators.models import AnalysisPlan
from pilots.models import Programme


def plan_of(programme: Programme) -> AnalysisPlan:
    """The programme's plan; without one, the defaults of the specification, unsaved."""
    found = AnalysisPlan.objects.filter(programme=programme).first()
    return found or AnalysisPlan(programme=programme)


def settings_of(plan: AnalysisPlan) -> dict[str, float]:
    """The figures that are printed with every verdict."""
    return {"delta": plan.delta, "alpha": plan.alpha, "content": plan.content, "d0": plan.d0,
            "benchmark": plan.benchmark}
