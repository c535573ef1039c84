"""Indicators of a pilot, one module per family: frozen samples in, measures out, no Django."""

from indicators.measures.agreement import measure_agreement
from indicators.measures.breakdowns import measure_periods, measure_splits, measure_waves
from indicators.measures.composition import measure_composition
from indicators.measures.efficiency import measure_efficiency
from indicators.measures.governance import measure_governance
from indicators.measures.identified import with_identified_share
from indicators.measures.influence import measure_influence
from indicators.measures.measure import Measure, Place
from indicators.measures.methods import measure_methods
from indicators.measures.programme import method_group_fit, method_overlap, programme_skills
from indicators.measures.reach import measure_reach
from indicators.measures.retention import measure_retention
from indicators.measures.skills import shown_gaps
from indicators.measures.survey import measure_surveys
from indicators.measures.weighted import measure_weighted
from indicators.samples import PilotSample

__all__ = [
    "Measure", "Place", "measure_all", "measure_methods", "measure_pilot", "method_group_fit", "method_overlap",
    "programme_skills",
]

def measure_pilot(sample: PilotSample) -> dict[str, Measure]:
    """Every indicator of the pilot by its code, those without data included as None with n = 0."""
    people_and_sessions = {
        **measure_reach(sample),
        **measure_composition(sample),
        **measure_retention(sample),
        **measure_influence(sample),
        **measure_efficiency(sample),
    }
    return {
        **with_identified_share(sample, people_and_sessions),
        **measure_surveys(sample),
        **measure_weighted(sample),
        **shown_gaps(sample.skills, sample.smallest_shown),
        **measure_agreement(sample),
        **measure_governance(sample),
    }


def measure_all(sample: PilotSample) -> dict[Place, Measure]:
    """Everything that is stored of a pilot: its indicators, those by method, and those of its parts."""
    return {
        **{Place(code): m for code, m in measure_pilot(sample).items()},
        **{Place(code, method): m for (code, method), m in measure_methods(sample).items()},
        **measure_periods(sample),
        **measure_splits(sample),
        **measure_waves(sample),
    }
