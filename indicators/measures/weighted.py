"""Family G: means of survey questions, weighted to the census."""

from typing import Any

from foundation.inference.intervals import Interval
from foundation.inference.representation import Raking, rake, weighted_mean
from indicators.measures.composition import FEWEST_RAKED, raking_flags
from indicators.measures.measure import Measure, measure
from indicators.respondents import WeightedItems
from indicators.samples import PilotSample


def weighted_code(question: str) -> str:
    """The indicator that holds the weighted mean of a question."""
    return f"likert_mean_weighted_{question}"


def measure_weighted(sample: PilotSample) -> dict[str, Measure]:
    """Weighted mean of every rating question; one set of weights per survey. What waits for its release is left out."""
    return {
        weighted_code(question): _measure_question(sample, survey, question, raking)
        for survey in sample.weighted if not survey.is_waiting and survey.margins
        for raking in [raked(sample, survey)]
        for question in survey.answers
    }


def raked(sample: PilotSample, survey: WeightedItems) -> Raking | None:
    """The weights of the cells of a survey, in their order; None for fewer than five respondents."""
    if sum(survey.respondents.values()) < FEWEST_RAKED:
        return None
    shares = {margin.margin: margin.shares for margin in sample.census}
    columns = {margin: [cell[at] for cell in survey.respondents] for at, margin in enumerate(survey.margins)}
    return rake(columns, {margin: shares[margin] for margin in survey.margins}, list(survey.respondents.values()))


def _measure_question(sample: PilotSample, survey: WeightedItems, question: str, raking: Raking | None) -> Measure:
    """n: people who answered and whose weight is known; everybody else who was asked is missing."""
    answers = survey.answers[question]
    n = sum(answers.values())
    facts: dict[str, Any] = {
        "n": n, "persons": n, "smallest_shown": sample.smallest_shown,
        "n_missing": sum(survey.respondents.values()) + survey.unknown - n,
    }
    if raking is None:
        return measure(None, **facts)
    if raking.weights is None:
        return measure(None, flags=("margins_incompatible",), **facts)
    weight = dict(zip(survey.respondents, raking.weights, strict=True))
    found = weighted_mean(
        [float(value) for _cell, value in answers], [weight[cell] for cell, _value in answers],
        counts=list(answers.values()),
    )
    return measure(
        found.mean,
        limits=Interval(found.mean, found.lower, found.upper),
        flags=[*raking_flags(raking), *(["no_interval"] if n == 1 else [])],
        detail={"se": found.se, "deff": found.deff_kish, "n_eff": found.n_eff, "w_max": raking.w_max},
        **facts,
    )
