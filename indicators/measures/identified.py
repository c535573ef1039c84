"""What rests on people with a name, where some heads have none."""

from dataclasses import replace

from indicators.measures.measure import Measure
from indicators.samples import PilotSample

# these know only the people with a name
NAMED_ONLY = (
    "engagement_reach", "participants", "participation_intensity", "session_completion",
    "stakeholder_diversity", "stakeholder_evenness", "helix_", "representativeness_", "weighting_deff",
    "participation_gini", "return_rate", "retention_", "cost_per_participant", "digital_share",
)
MOSTLY = 0.5


def with_identified_share(sample: PilotSample, measures: dict[str, Measure]) -> dict[str, Measure]:
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
