"""Family H, inside one pilot: whether its respondents agree with each other."""

import numpy as np

from foundation.inference.agreement import within_group
from indicators.measures.measure import Measure, measure
from indicators.samples import ItemAnswers, PilotSample


def within_pilot_agreement(item: ItemAnswers, smallest_shown: int) -> Measure:
    """r_wg of one rating item; AD_M and its threshold beside it."""
    answers = item.answers
    values = np.repeat(np.arange(answers.lo, answers.hi + 1, dtype=float), answers.counts)
    agreement = within_group(values.tolist(), answers.hi - answers.lo + 1)
    return measure(
        agreement.rwg,
        n=agreement.n,
        persons=agreement.n,
        smallest_shown=smallest_shown,
        n_missing=item.n_missing,
        detail={
            "ad_mean": agreement.ad_mean, "ad_critical": agreement.ad_critical,
            "agrees": None if agreement.ad_mean is None else agreement.ad_mean <= agreement.ad_critical,
        },
    )


def measure_agreement(sample: PilotSample) -> dict[str, Measure]:
    """Agreement of every rating item of the pilot."""
    return {
        f"within_pilot_agreement_{item.question}": within_pilot_agreement(item, sample.smallest_shown)
        for item in sample.items
        if item.kind == "likert"
    }
