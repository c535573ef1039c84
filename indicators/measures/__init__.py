"""Indicators of a pilot, one module per family: frozen samples in, measures out, no Django."""

from dataclasses import replace

from indicators.measures.agreement import measure_agreement
from indicators.measures.composition import measure_composition
from indicators.measures.efficiency import measure_efficiency
from indicators.measures.governance import measure_governance
from indicators.measures.influence import measure_influence
from indicators.measures.measure import Measure
from indicators.measures.methods import measure_methods
from indicators.measures.programme import method_group_fit, method_overlap
from indicators.measures.reach import measure_reach
from indicators.measures.retention import measure_retention
from indicators.measures.survey import measure_surveys
from indicators.samples import PilotSample

__all__ = ["Measure", "measure_methods", "measure_pilot", "method_group_fit", "method_overlap"]

# these know only the people with a name
NAMED_ONLY = (
    "engagement_reach", "participants", "participation_intensity", "session_completion",
    "stakeholder_", "helix_", "representativeness_", "weighting_deff", "participation_gini",
    "return_rate", "retention_", "cost_per_participant", "digital_share",
)
MOSTLY = 0.5


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
        **_with_identified_share(sample, people_and_sessions),
        **measure_surveys(sample),
        **measure_agreement(sample),
        **measure_governance(sample),
    }


def _with_identified_share(sample: PilotSample, measures: dict[str, Measure]) -> dict[str, Measure]:
    """Mark what rests on named rows where some heads have no name; without any name there is no value."""
    if sample.named == sample.attendances:
        return measures
    return {
        code: _partly_identified(sample, m)
        if code.startswith(NAMED_ONLY) and not m.suppressed
        else m
        for code, m in measures.items()
    }


def _partly_identified(sample: PilotSample, m: Measure) -> Measure:
    if not sample.named:
        return Measure(None, flags=("partly_identified", "mostly_unidentified"))
    mostly = sample.named >= MOSTLY * sample.attendances
    detail = {**m.detail, "identified": sample.named, "attendances": sample.attendances}
    flags = (*m.flags, "partly_identified", *(() if mostly else ("mostly_unidentified",)))
    return replace(m, flags=flags, detail=detail)
