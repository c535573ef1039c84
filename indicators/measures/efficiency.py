"""Family F: what participation cost and through which channel it came."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from foundation.inference.bootstrap import bca_over_values, median_of_counts, page_seed
from foundation.inference.intervals import Interval, ratio_of_sums
from indicators.measures.measure import Measure, clustered, measure
from indicators.measures.reach import head_flags
from indicators.samples import PilotSample, PurchasingPower


def _cost_ratio(costs: Sequence[float], units: Sequence[float], sample: PilotSample, **detail: Any) -> Measure:
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
        detail=detail,
    )


def cost_by_session(sample: PilotSample) -> dict[str, float | None]:
    """Quartiles of the cost per participation of single sessions; lower, upper: BCa limits of the median."""
    costs = [s.cost / s.attendances for s in sample.sessions if s.cost is not None and s.attendances]
    if not costs:
        return {}
    q1, median, q3 = np.quantile(costs, (0.25, 0.5, 0.75)).tolist()
    seed = page_seed(sample.pilot, "cost_per_participation")
    limits = bca_over_values(costs, median_of_counts, seed=seed) if sample.is_bootstrapped else None
    return {
        "q1": q1, "median": median, "q3": q3, "sessions": len(costs),
        "lower": limits.lower if limits else None, "upper": limits.upper if limits else None,
    }


def at_purchasing_power(cost: Measure, ppp: PurchasingPower) -> Measure:
    """A cost divided by what the same goods cost there, with the factor beside it."""

    def less(amount: float | None) -> float | None:
        return None if amount is None else amount / ppp.factor

    return replace(
        cost, value=less(cost.value), lower=less(cost.lower), upper=less(cost.upper), numerator=less(cost.numerator),
        detail={"ppp_factor": ppp.factor, "ppp_year": str(ppp.year or ""), "ppp_source": ppp.source},
    )


def measure_efficiency(sample: PilotSample) -> dict[str, Measure]:
    """Indicators of family F, costs in the programme's currency."""
    priced = [(s.cost, s) for s in sample.sessions if s.cost is not None]
    costs = [cost for cost, _ in priced]
    people, missing = sample.people.n, len(sample.sessions) - len(priced)
    modes = [s.mode_known for s in sample.sessions]
    money = {
        "cost_per_participation": _cost_ratio(
            costs, [s.attendances for _, s in priced], sample, by_session=cost_by_session(sample)
        ),
        "cost_per_person_hour": _cost_ratio(costs, [s.person_hours for _, s in priced], sample),
        "cost_per_participant": measure(
            sum(costs) / people if people and priced else None,
            n=people,
            numerator=sum(costs),
            denominator=people,
            flags=("cost_partly_unknown",) if priced and missing else (),
        ),
    }
    return {
        **money,
        **({f"{code}_ppp": at_purchasing_power(m, sample.ppp) for code, m in money.items()} if sample.ppp else {}),
        "digital_share": clustered(
            modes,
            [s.online for s in sample.sessions],
            persons=sum(modes),
            smallest_shown=sample.smallest_shown,
            n_missing=sample.named - sum(modes),
        ),
    }
