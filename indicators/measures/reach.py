"""Family A: how many took part, and for how long."""

import numpy as np

from foundation.inference.bootstrap import bca_over_values, mean_of_counts, page_seed
from foundation.inference.disclosure import is_disclosive
from foundation.inference.intervals import wilson
from indicators.measures.measure import NO_DATA, Measure, clustered, mean, measure
from indicators.samples import PilotSample

FEW_PERSONS, SKEWED = 30, 2.0  # below or beyond these the t interval of a mean is doubtful


def engagement_reach(sample: PilotSample) -> Measure:
    """Distinct citizens who took part over residents; the interval speaks of another season (Wilson).

    n is the population. Nobody came: 0 with an interval. More citizens than residents: population_wrong.
    """
    x = len(sample.people.citizens())
    if not sample.population:
        return Measure(None, flags=("population_unknown",))
    N = sample.population  # noqa: N806  the population, as in the literature
    wrong = x > N
    return measure(
        x / N,
        n=N,
        limits=None if wrong else wilson(x, N),
        persons=x,
        smallest_shown=sample.smallest_shown,
        numerator=x,
        denominator=N,
        flags=("population_wrong",) if wrong else (),
    )


def head_flags(sample: PilotSample) -> tuple[str, ...]:
    """What to know about the head counts: one overruled by the named rows, or nothing logged at all."""
    low = any(s.head_count is not None and s.head_count < s.named for s in sample.sessions)
    silent = any(s.head_count is None and not s.named for s in sample.sessions)
    return (*(["head_count_low"] if low else []), *(["attendance_not_logged"] if silent else []))


def person_hours(sample: PilotSample) -> Measure:
    """Hours of named rows plus the duration for every unnamed head; n = attendances. 0 sessions: 0."""
    unknown = sum(s.hours_unknown for s in sample.sessions)
    total = sum(s.person_hours for s in sample.sessions)
    flags = head_flags(sample)
    return measure(total, n=sample.attendances, n_missing=unknown, flags=flags)


def participation_intensity(sample: PilotSample) -> Measure:
    """Mean hours per participant, t interval over persons; BCa beside it for few or skewed persons."""
    hours = np.asarray(sample.people.hours, dtype=float)
    n = len(hours)
    if not n:
        return NO_DATA
    boot = None
    doubtful = n < FEW_PERSONS or skewness(hours) > SKEWED
    if sample.is_bootstrapped and doubtful and not is_disclosive(n, sample.smallest_shown):
        seed = page_seed(sample.pilot, "participation_intensity")
        boot = bca_over_values(hours, mean_of_counts, seed=seed)
    return mean(
        hours,
        persons=n,
        smallest_shown=sample.smallest_shown,
        boot=boot,
        numerator=float(hours.sum()),
        denominator=n,
    )


def skewness(values: np.ndarray) -> float:
    """Third standardised moment; 0 where nothing varies."""
    away = values - values.mean()
    spread = float((away**2).mean())
    return float((away**3).mean()) / spread**1.5 if spread > 0 else 0.0


def session_completion(sample: PilotSample) -> Measure:
    """Share of named rows that stayed to the end, clustered by session; unnamed heads have no end."""
    known = [s.completed_known for s in sample.sessions]
    return clustered(
        known,
        [s.completed for s in sample.sessions],
        persons=sum(known),
        smallest_shown=sample.smallest_shown,
        n_missing=sample.named - sum(known),
    )


def measure_reach(sample: PilotSample) -> dict[str, Measure]:
    """Indicators of family A."""
    persons, sessions = sample.people.n, len(sample.sessions)
    attendances = [s.attendances for s in sample.sessions]
    return {
        "engagement_reach": engagement_reach(sample),
        "participants": measure(persons, n=persons),
        "sessions_held": measure(sessions, n=sessions),
        "person_hours": person_hours(sample),
        "participation_intensity": participation_intensity(sample),
        "attendance_per_session": mean(
            attendances, flags=head_flags(sample), numerator=sum(attendances), denominator=sessions
        ),
        "session_completion": session_completion(sample),
    }
