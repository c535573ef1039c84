"""Family C: who came back, and for how long."""

from foundation.inference.survival import Survival
from indicators.measures.measure import NO_DATA, Measure, measure, proportion
from indicators.samples import PilotSample

GRACE_DAYS = 90  # a person counts as lapsed once this many days have passed without them
HORIZONS = (90, 180)


def return_rate(sample: PilotSample) -> Measure:
    """Of those who could come back (first day before the last session), the share with a later day."""
    if not sample.sessions:
        return NO_DATA
    closing = max(s.day for s in sample.sessions)
    people = sample.people
    base = [(a, b) for a, b in zip(people.first, people.last, strict=True) if a < closing]
    back = sum(b > a for a, b in base)
    return proportion(back, len(base), persons=len(base), smallest_shown=sample.smallest_shown)


def stays(sample: PilotSample) -> Survival:
    """Days from first to last attendance; lapsed after the grace, else censored at the end of observation.

    Observation ends at the cut-off or the pilot's end, but not before the last attendance of anybody.
    """
    people = sample.people
    end = min(sample.cutoff, sample.end_date or sample.cutoff)
    end = max((end, *people.last))
    lapsed = tuple((end - last).days > GRACE_DAYS for last in people.last)
    times = tuple(
        float(((last if gone else end) - first).days + 1)
        for first, last, gone in zip(people.first, people.last, lapsed, strict=True)
    )
    return Survival(times, lapsed)


def measure_retention(sample: PilotSample) -> dict[str, Measure]:
    """Indicators of family C; retention is Kaplan-Meier with log-log limits."""
    curve, n = stays(sample), sample.people.n
    at = {days: curve.at(days) for days in HORIZONS}
    return {
        "return_rate": return_rate(sample),
        **{
            f"retention_{days}d": measure(
                s.estimate, n=n, limits=s, persons=n, smallest_shown=sample.smallest_shown
            )
            for days, s in at.items()
        },
    }
