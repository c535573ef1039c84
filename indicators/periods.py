"""Parts of a pilot's time: quarters by the local date of the session, and the phases that its sessions record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from indicators.samples import PHASES, Commitment, Governance, People, PilotSample

WHOLE = "all"
PHASE = "phase:"


def quarter_of(day: date) -> str:
    """The quarter of a day, as "2025-Q3"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def phase_period(phase: str) -> str:
    """The period that the sessions of a phase make up."""
    return f"{PHASE}{phase}"


def is_quarter(period: str) -> bool:
    """Whether a period is a quarter."""
    return period != WHOLE and not period.startswith(PHASE)


def periods_of(sample: PilotSample) -> tuple[str, ...]:
    """Quarters with a session or a decision, in time, then phases with a session, in their order."""
    quarters = {quarter_of(s.day) for s in sample.sessions} | {quarter_of(d) for d in _decided(sample)}
    phases = {s.phase for s in sample.sessions}
    return (*sorted(quarters), *(phase_period(p) for p in PHASES if p in phases))


def _decided(sample: PilotSample) -> Iterator[date]:
    return (c.decided for c in sample.commitments if c.decided is not None and c.decided <= sample.cutoff)


def during(sample: PilotSample, period: str) -> PilotSample:
    """The sessions of a period, who came to them, and in a quarter the commitments decided in it.

    Deliveries still count up to the cut-off. Answers to surveys are left out: they are released in batches that do not
    keep to periods, so that slices would tell of single answers.
    """
    if period == WHOLE:
        return sample
    inside = is_quarter(period)
    return replace(
        sample,
        people=sample.people_by_period.get(period, People()),
        sessions=tuple(
            s for s in sample.sessions
            if (quarter_of(s.day) == period if inside else s.phase == period.removeprefix(PHASE))
        ),
        commitments=tuple(c for c in sample.commitments if inside and _is_decided_in(c, period, sample.cutoff)),
        surveys=(), items=(), scales=(), governance=Governance(), people_by_period={}, groups={}, items_by_wave={},
        weighted=(), skills=(), is_bootstrapped=False,
    )


def _is_decided_in(commitment: Commitment, quarter: str, cutoff: date) -> bool:
    return commitment.decided is not None and commitment.decided <= cutoff and quarter_of(commitment.decided) == quarter
