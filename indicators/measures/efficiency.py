"""Family F: what participation cost and through which channel it came."""

from collections.abc import Sequence

from foundation.inference.intervals import Interval, ratio_of_sums
from indicators.measures.measure import Measure, clustered, measure
from indicators.measures.reach import head_flags
from indicators.samples import PilotSample


def _cost_ratio(costs: Sequence[float], units: Sequence[float], sample: PilotSample) -> Measure:
    """Ratio of sums over the sessions with a known cost, lower limit cut at 0; a free session counts."""
    r = ratio_of_sums(costs, units)
    lower = None if r.lower is None else max(0.0, r.lower)
    flags = [*head_flags(sample), *(["no_interval"] if r.n == 1 and r.ratio is not None else [])]
    return measure(
        r.ratio,
        n=r.n,
        limits=Interval(r.ratio, lower, r.upper),
        n_missing=len(sample.sessions) - r.n,
        numerator=sum(costs),
        denominator=sum(units),
        flags=flags,
    )


def measure_efficiency(sample: PilotSample) -> dict[str, Measure]:
    """Indicators of family F, costs in the programme's currency."""
    priced = [(s.cost, s) for s in sample.sessions if s.cost is not None]
    costs = [cost for cost, _ in priced]
    people, missing = sample.people.n, len(sample.sessions) - len(priced)
    modes = [s.mode_known for s in sample.sessions]
    return {
        "cost_per_participation": _cost_ratio(costs, [s.attendances for _, s in priced], sample),
        "cost_per_person_hour": _cost_ratio(costs, [s.person_hours for _, s in priced], sample),
        "cost_per_participant": measure(
            sum(costs) / people if people and priced else None,
            n=people,
            numerator=sum(costs),
            denominator=people,
            flags=("cost_partly_unknown",) if priced and missing else (),
        ),
        "digital_share": clustered(
            modes,
            [s.online for s in sample.sessions],
            persons=sum(modes),
            smallest_shown=sample.smallest_shown,
            n_missing=sample.named - sum(modes),
        ),
    }
