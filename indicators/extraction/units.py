"""What the cross-pilot step needs of one pilot, as sufficient statistics."""

from collections import defaultdict
from statistics import fmean, variance
from typing import Any

from indicators.samples import PilotSample


def method_units(sample: PilotSample) -> dict[str, Any]:
    """{"method_rating": {method: {units, mean, variance, answers, persons}}}: units are session means of the rating.

    ``variance`` is None for one unit. Answers are anonymous, so persons are counted as responses.
    """
    means: dict[str, list[float]] = defaultdict(list)
    answers: dict[str, int] = defaultdict(int)
    for session in sample.sessions:
        if session.method and session.ratings:
            means[session.method].append(session.rating_sum / session.ratings)
            answers[session.method] += session.ratings
    return {
        "method_rating": {
            method: {
                "units": len(values), "mean": fmean(values), "variance": variance(values) if len(values) > 1 else None,
                "answers": answers[method], "persons": answers[method],
            }
            for method, values in sorted(means.items())
        }
    }
