"""What the cross-pilot step needs of one pilot, as sufficient statistics that JSON can hold."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import log
from statistics import fmean, variance
from typing import Any

from django.db.models import Count

from indicators.extraction.items import item_units, languages_of
from indicators.measures.measure import Measure
from indicators.reduction.outcomes import LOG_COST_OVERALL, LOG_COST_PPP, OVERALL, PROPORTIONS
from indicators.samples import PilotSample, SessionFacts
from pilots.models import Pilot
from surveys.models import ConstructAnswer


def pilot_units(pilot: Pilot, sample: PilotSample, measures: Mapping[str, Measure]) -> dict[str, Any]:
    """All that a pilot hands to the comparison; measures: its indicators by code.

    ``method_units`` and beside it survey_item: {survey: {question: {family, lowest, highest, counts, persons}}},
    proportion: {code: {successes, total}} and languages: {survey: codes of the languages answered in}.
    """
    return method_units(sample, _repeats(pilot)) | {
        "survey_item": item_units(pilot, sample.cutoff),
        "proportion": _proportions(measures),
        "languages": languages_of(pilot),
    }


def method_units(sample: PilotSample, repeats: Mapping[str, int] | None = None) -> dict[str, Any]:
    """{outcome: {subject: {units, mean, variance, answers, persons, values}}}; the values are the units themselves.

    method_rating, method_top2: session means of the rating and of "4 or more", by method. log_cost, log_cost_overall:
    log of the cost per participation of each session, by method and over all; log_cost_overall_ppp: the same at
    purchasing power, where a factor is recorded. ``variance`` is None for one unit.
    persons: distinct ones at least, every answer without a name counting as one; repeats: by method, ratings of those
    who had rated it before.
    """
    rated = [s for s in sample.sessions if s.method and s.ratings]
    priced = [s for s in sample.sessions if s.cost and s.attendances]
    return {
        "method_rating": _by_method(rated, _mean_rating, _ratings, repeats),
        "method_top2": _by_method(rated, _top2_share, _ratings, repeats),
        "log_cost": _by_method([s for s in priced if s.method], _log_cost, _heads),
        LOG_COST_OVERALL: {OVERALL: _row(priced, _log_cost, _heads)} if priced else {},
        **({LOG_COST_PPP: {OVERALL: _row(priced, _log_cost_at(sample.ppp.factor), _heads)}}
           if priced and sample.ppp else {}),
    }


def _by_method(sessions: Iterable[SessionFacts], unit: Any, cases: Any,
               repeats: Mapping[str, int] | None = None) -> dict[str, Any]:
    grouped: dict[str, list[SessionFacts]] = defaultdict(list)
    for session in sessions:
        grouped[session.method or ""].append(session)
    known = repeats or {}
    return {method: _row(grouped[method], unit, cases, known.get(method, 0)) for method in sorted(grouped)}


def _row(sessions: list[SessionFacts], unit: Any, cases: Any, repeats: int = 0) -> dict[str, Any]:
    values = [unit(session) for session in sessions]
    total = sum(cases(session) for session in sessions)
    return {
        "units": len(values), "mean": fmean(values), "variance": variance(values) if len(values) > 1 else None,
        "answers": total, "persons": max(0, total - repeats), "values": values,
    }


def _mean_rating(session: SessionFacts) -> float:
    return session.rating_sum / session.ratings


def _top2_share(session: SessionFacts) -> float:
    return session.rating_top2 / session.ratings


def _log_cost(session: SessionFacts) -> float:
    """Natural logarithm of the cost per participation; a free session has none."""
    return log((session.cost or 0.0) / session.attendances)


def _log_cost_at(factor: float) -> Callable[[SessionFacts], float]:
    return lambda session: _log_cost(session) - log(factor)


def _ratings(session: SessionFacts) -> int:
    return session.ratings


def _heads(session: SessionFacts) -> int:
    return session.attendances


def _repeats(pilot: Pilot) -> dict[str, int]:
    """By method, how many ratings came from somebody who had rated it already, as far as they are known."""
    rows = (
        ConstructAnswer.objects.filter(
            # the session's pilot too, or PostgreSQL reads the sessions of all pilots
            pilot=pilot, session__pilot=pilot, construct="method_rating", value__isnull=False,
            response__pilot=pilot, response__is_test=False, response__identity__pilot=pilot,
        )
        .values_list("session__method__code")
        .annotate(ratings=Count("pk"), people=Count("response__identity__stakeholder", distinct=True))
    )
    return {method: ratings - people for method, ratings, people in rows if method}


def _proportions(measures: Mapping[str, Measure]) -> dict[str, Any]:
    """Cases of each independent share; one that is withheld stays out of the comparison."""
    found = {code: measures[code] for code in PROPORTIONS if code in measures}
    return {
        code: {"successes": int(m.numerator or 0), "total": int(m.denominator)}
        for code, m in found.items() if not m.suppressed and m.denominator
    }
