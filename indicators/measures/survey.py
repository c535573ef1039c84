"""Family G: response to the surveys, what was answered, and how reliable the scales are."""

from typing import Any

from foundation.inference.disclosure import is_disclosive, suppress_counts
from foundation.inference.intervals import Interval
from foundation.inference.likert import likert_summary, nps
from foundation.inference.reliability import (
    FEWEST_COMPLETE,
    CronbachAlpha,
    ScaleAnswers,
    cronbach_alpha,
    mcdonald_omega,
)
from indicators.measures.measure import NO_DATA, Measure, measure, proportion
from indicators.samples import ItemAnswers, PilotSample, ScaleSample, SurveyCounts

FEWEST_FOR_OMEGA = 50
REDUNDANT = 0.95
HEYWOOD = "heywood_case"


def measure_response(counts: SurveyCounts, smallest_shown: int) -> dict[str, Measure]:
    """Response rate (AAPOR RR2) over the invited, completion rate over the started.

    Nobody invited: None. More answers than invitations: None with a flag, never a rate above 1.
    """
    answered = counts.complete + counts.partial
    if answered > counts.invited:
        flags = ("more_answers_than_invitations",) if counts.invited else ()
        facts: dict[str, Any] = {"persons": counts.invited, "smallest_shown": smallest_shown, "flags": flags}
        response = measure(None, n=counts.invited, **facts)
    else:
        response = proportion(
            answered, counts.invited, persons=counts.invited, smallest_shown=smallest_shown
        )
    return {
        f"survey_response_rate_{counts.survey}": response,
        f"survey_completion_rate_{counts.survey}": proportion(
            counts.complete, counts.started, persons=counts.started, smallest_shown=smallest_shown
        ),
    }


def measure_rating(item: ItemAnswers, smallest_shown: int) -> dict[str, Measure]:
    """Mean and top-two share of a rating item; distribution, quartiles and consensus beside the mean."""
    s = likert_summary(item.answers)
    scale = range(item.answers.lo, item.answers.hi + 1)
    counts = dict(zip(scale, suppress_counts(s.counts, smallest_shown), strict=True))
    facts: dict[str, Any] = {
        "n": s.n, "persons": s.n, "smallest_shown": smallest_shown, "n_missing": item.n_missing
    }
    detail = {
        "counts": counts, "sd": s.sd, "median": s.median, "q1": s.q1, "q3": s.q3,
        "bottom2": s.bottom2, "neutral": s.neutral, "consensus": s.consensus,
    }
    return {
        f"likert_mean_{item.question}": measure(
            s.mean,
            limits=Interval(s.mean, s.lower, s.upper),
            detail=detail,
            flags=("no_interval",) if s.n == 1 else (),
            **facts,
        ),
        f"top2_{item.question}": measure(
            s.top2,
            limits=Interval(s.top2, s.top2_lower, s.top2_upper),
            numerator=item.answers.at_least(item.answers.hi - 1),
            denominator=s.n,
            **facts,
        ),
    }


def measure_recommendation(item: ItemAnswers, smallest_shown: int) -> Measure:
    """Recommendation score, -100..100, with its three groups."""
    s = nps(item.answers)
    groups = suppress_counts((s.promoters, s.passives, s.detractors), smallest_shown)
    return measure(
        s.nps,
        n=s.n,
        limits=Interval(s.nps, s.lower, s.upper),
        persons=s.n,
        smallest_shown=smallest_shown,
        n_missing=item.n_missing,
        detail=dict(zip(("promoters", "passives", "detractors"), groups, strict=True)),
    )


def measure_item(item: ItemAnswers, smallest_shown: int) -> dict[str, Measure]:
    """Indicators of one question, its non-response included."""
    started = item.answers.n + item.n_missing
    result = {
        f"item_nonresponse_{item.question}": proportion(
            item.n_missing, started, persons=started, smallest_shown=smallest_shown
        )
    }
    if item.kind == "recommendation":
        # the short code is the one question that every programme asks
        return {**result, item.question: measure_recommendation(item, smallest_shown)}
    return {**result, **measure_rating(item, smallest_shown)}


def _reliability_flags(alpha: CronbachAlpha, heywood: bool) -> list[str]:
    reversed_item = any(r is not None and r < 0 for r in alpha.item_rest_r or ())
    wide = alpha.alpha is not None and alpha.alpha > REDUNDANT
    return [
        *(["item_without_variance"] if alpha.without_variance else []),
        *(["item_perhaps_reversed"] if reversed_item else []),
        *(["redundant_items"] if wide else []),
        *([HEYWOOD] if heywood else []),
    ]


def _omega_detail(answers: ScaleAnswers, n: int) -> tuple[dict[str, Any], bool]:
    if n < FEWEST_FOR_OMEGA:
        return {"omega": None, "omega_std": None, "loadings": None}, False
    omega = mcdonald_omega(answers)
    return {"omega": omega.omega, "omega_std": omega.omega_std, "loadings": omega.loadings}, omega.heywood


def measure_scale(scale: ScaleSample, smallest_shown: int) -> Measure:
    """Cronbach's alpha with Feldt's limits, from 10 complete rows on; omega beside it from 50 on."""
    total = sum(scale.answers.counts)
    if not total:
        return NO_DATA
    alpha = cronbach_alpha(scale.answers)
    facts: dict[str, Any] = {
        "n": alpha.n, "persons": alpha.n, "smallest_shown": smallest_shown, "n_missing": total - alpha.n
    }
    if alpha.n < FEWEST_COMPLETE or is_disclosive(alpha.n, smallest_shown):
        return measure(None, **facts)
    omega, heywood = _omega_detail(scale.answers, alpha.n)
    return measure(
        alpha.alpha,
        limits=Interval(alpha.alpha, alpha.feldt_lower, alpha.feldt_upper),
        flags=_reliability_flags(alpha, heywood),
        detail={
            "items": scale.items,
            "alpha_std": alpha.alpha_std,
            "alpha_if_dropped": alpha.alpha_if_dropped,
            "item_rest_r": alpha.item_rest_r,
            **omega,
        },
        **facts,
    )


def measure_omega(alpha: Measure) -> Measure:
    """McDonald's omega of the scale that the alpha is of, from 50 complete rows on."""
    if alpha.suppressed or alpha.n is None or alpha.n_missing is None:
        return alpha
    flags = [flag for flag in alpha.flags if flag == HEYWOOD]
    return measure(alpha.detail.get("omega"), n=alpha.n, n_missing=alpha.n_missing, flags=flags)


def measure_surveys(sample: PilotSample) -> dict[str, Measure]:
    """Indicators of family G."""
    k = sample.smallest_shown
    result: dict[str, Measure] = {}
    for counts in sample.surveys:
        result |= measure_response(counts, k)
    for item in sample.items:
        result |= measure_item(item, k)
    for scale in sample.scales:
        alpha = measure_scale(scale, k)
        result |= {f"{scale.scale}_alpha": alpha, f"{scale.scale}_omega": measure_omega(alpha)}
    return result
