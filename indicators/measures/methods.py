"""Family E: how each method of a pilot was rated and what it led to."""

from foundation.inference.intervals import poisson_rate
from indicators.measures.measure import Measure, clustered, mean, measure
from indicators.samples import PilotSample, SessionFacts


def method_rating(sessions: list[SessionFacts], smallest_shown: int) -> Measure:
    """Mean of the session means of the item method_rating, t interval over sessions."""
    means = [s.rating_sum / s.ratings for s in sessions if s.ratings]
    raters = sum(s.raters for s in sessions)
    even = len(means) > 1 and len(set(means)) == 1
    return mean(
        means,
        persons=raters,
        smallest_shown=smallest_shown,
        n_missing=0,
        flags=("zero_variance",) if even else (),
        detail={"raters": raters, "ratings": sum(s.ratings for s in sessions)},
    )


def method_top2(sessions: list[SessionFacts], smallest_shown: int) -> Measure:
    """Share of answers of 4 and more, clustered by session."""
    sizes = [s.ratings for s in sessions]
    tops = [s.rating_top2 for s in sessions]
    return clustered(sizes, tops, persons=sum(sizes), smallest_shown=smallest_shown)


def commitments_per_session(sessions: list[SessionFacts], commitments: int) -> Measure:
    """Commitments raised per session, exact Poisson interval; per 100 person-hours beside it."""
    rate = poisson_rate(commitments, len(sessions))
    hours = sum(s.person_hours for s in sessions)
    return measure(
        rate.estimate,
        n=len(sessions),
        limits=rate,
        numerator=commitments,
        denominator=len(sessions),
        detail={"per_100_person_hours": 100 * commitments / hours if hours else None},
    )


def measure_methods(sample: PilotSample) -> dict[tuple[str, str], Measure]:
    """Family E by (indicator, method), for every main method of the held sessions."""
    result: dict[tuple[str, str], Measure] = {}
    for method in sorted({s.method for s in sample.sessions if s.method}):
        sessions = [s for s in sample.sessions if s.method == method]
        raised = sum(c.method == method for c in sample.commitments)
        result["method_rating", method] = method_rating(sessions, sample.smallest_shown)
        result["method_top2", method] = method_top2(sessions, sample.smallest_shown)
        result["commitments_per_session", method] = commitments_per_session(sessions, raised)
    return result
