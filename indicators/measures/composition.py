"""Family B: who took part, against the helices, the census and each other."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from foundation.inference.bootstrap import CountStatistic, bca_over_counts, bca_over_values, page_seed
from foundation.inference.concentration import gini, gini_of_counts, top_share
from foundation.inference.disclosure import is_disclosive, suppress_counts
from foundation.inference.diversity import (
    balance,
    balance_of_counts,
    diversity,
    evenness_of_counts,
    iqv_of_counts,
    target_shares,
)
from foundation.inference.intervals import Interval
from foundation.inference.representation import (
    Raking,
    participation_ratios,
    rake,
    representativeness,
    similarity_of_counts,
)
from indicators.measures.measure import Measure, measure
from indicators.samples import HELICES, CensusMargin, PilotSample

FEWEST_RAKED = 5
HEAVIEST_WEIGHT, DEAREST_DEFF = 5.0, 2.0  # beyond these the weighted means are unstable


def _boot(
    sample: PilotSample, code: str, counts: Sequence[int], statistic: CountStatistic
) -> Interval | None:
    """BCa limits over persons, not computed for values that are withheld anyway."""
    n = sum(counts)
    if not sample.is_bootstrapped or is_disclosive(n, sample.smallest_shown) or not n:
        return None
    return bca_over_counts(counts, statistic, seed=page_seed(sample.pilot, code))


def _wanted(sample: PilotSample) -> dict[str, Any]:
    """The shares aimed at with their source; empty where they are equal because nobody wanted others."""
    if sample.helix_targets is None:
        return {}
    return {"targets": dict(zip(HELICES, sample.helix_targets, strict=True)),
            "targets_source": sample.helix_targets_source}


def measure_helices(sample: PilotSample) -> dict[str, Measure]:
    """Diversity, evenness, balance and coverage over the four helices, those with nobody included."""
    tally = Counter(sample.people.helix)
    counts = [tally[h] for h in HELICES]
    n, k = sum(counts), sample.smallest_shown
    d = diversity(counts)
    shown = dict(zip(HELICES, suppress_counts(counts, k), strict=True))
    targets = target_shares(len(HELICES), sample.helix_targets)
    plain: dict[str, Any] = {"n": n, "persons": n, "smallest_shown": k, "n_missing": sample.people.n - n}
    boots = {
        code: _boot(sample, code, counts, statistic)
        for code, statistic in (
            ("stakeholder_diversity", iqv_of_counts),
            ("stakeholder_evenness", evenness_of_counts),
            ("helix_balance", balance_of_counts(targets)),
        )
    }
    return {
        "stakeholder_diversity": measure(
            d.iqv,
            boot=boots["stakeholder_diversity"],
            detail={
                "counts": shown,
                "gini_simpson": d.gini_simpson,
                "gini_simpson_unbiased": d.gini_simpson_unbiased,
                "effective_groups": d.hill2,
            },
            **plain,
        ),
        "stakeholder_evenness": measure(
            d.evenness_all, boot=boots["stakeholder_evenness"], detail={"hill1": d.hill1}, **plain
        ),
        "helix_balance": measure(
            balance(counts, targets.tolist()), boot=boots["helix_balance"], detail=_wanted(sample), **plain
        ),
        "helix_coverage": measure(
            d.observed / len(HELICES), n=n, numerator=d.observed, denominator=len(HELICES)
        ),
    }


def measure_margin(sample: PilotSample, margin: CensusMargin) -> Measure:
    """1 - dissimilarity of the citizens who took part from the census; a random turnout beside it."""
    citizens = sample.people.citizens()
    column = sample.people.attributes.get(margin.margin, (None,) * sample.people.n)
    tally = Counter(column[i] for i in citizens)
    categories, shares = list(margin.shares), list(margin.shares.values())
    counts = [tally[c] for c in categories]
    r = representativeness(counts, shares)
    shown = suppress_counts(counts, sample.smallest_shown)
    ratios = participation_ratios(counts, shares)
    code = f"representativeness_{margin.margin}"
    return measure(
        None if r.dissimilarity is None else 1 - r.dissimilarity,
        n=r.n,
        boot=_boot(sample, code, counts, similarity_of_counts(np.array(shares))),
        persons=r.n,
        smallest_shown=sample.smallest_shown,
        n_missing=len(citizens) - r.n,
        detail={
            "dissimilarity": r.dissimilarity,
            "expected_if_random": r.expected_if_random,
            "chi2": r.chi2,
            "df": r.df,
            "p": r.p,
            "approximate": r.approximate,
            "categories": {
                c: {
                    "position": position,  # the order of the census: a JSON object has none
                    "count": count,
                    "ratio": ratio.ratio if count is not None else None,
                    "lower": ratio.lower if count is not None else None,
                    "upper": ratio.upper if count is not None else None,
                    "standing": ratio.standing if count is not None else "unclear",
                }
                for position, (c, count, ratio) in enumerate(zip(categories, shown, ratios, strict=True))
            },
        },
    )


def weighting_deff(sample: PilotSample) -> Measure:
    """Kish's design effect of raking the citizens to all census margins; None where the margins clash.

    Fewer than five citizens with all margins known: None. A category outside the census is unknown.
    """
    citizens, margins = sample.people.citizens(), sample.census
    columns = {m.margin: sample.people.attributes.get(m.margin, (None,) * sample.people.n) for m in margins}
    usable = [i for i in citizens if all(columns[m.margin][i] in m.shares for m in margins)]
    n = len(usable) if margins else 0
    facts: dict[str, Any] = {
        "n": n, "persons": n, "smallest_shown": sample.smallest_shown, "n_missing": len(citizens) - n
    }
    if not margins:
        return measure(None, n=0, flags=("no_census",))
    if n < FEWEST_RAKED:
        return measure(None, **facts)
    variables = {name: [str(column[i]) for i in usable] for name, column in columns.items()}
    raking = rake(variables, {m.margin: m.shares for m in margins})
    if raking.deff_kish is None:
        return measure(None, flags=("margins_incompatible",), **facts)
    return measure(
        raking.deff_kish,
        flags=raking_flags(raking),
        detail={"n_eff": raking.n_eff, "w_min": raking.w_min, "w_max": raking.w_max},
        **facts,
    )


def raking_flags(raking: Raking) -> list[str]:
    """Categories that nobody in the sample has, and whether a few persons carry much of the weight."""
    unstable = (raking.w_max or 0) > HEAVIEST_WEIGHT or (raking.deff_kish or 0) > DEAREST_DEFF
    return [*(f"empty_category:{c}" for c in raking.empty_categories), *(["weights_unstable"] if unstable else [])]


def participation_gini(sample: PilotSample) -> Measure:
    """Gini over participants of sessions attended, corrected; share of the most active tenth beside it."""
    sessions, n = sample.people.sessions, sample.people.n
    boot = None
    if sample.is_bootstrapped and n > 1 and not is_disclosive(n, sample.smallest_shown):
        seed = page_seed(sample.pilot, "participation_gini")
        boot = bca_over_values(sessions, gini_of_counts, seed=seed)
    return measure(
        gini(sessions).gini_corrected,
        n=n,
        boot=boot,
        persons=n,
        smallest_shown=sample.smallest_shown,
        # the tenth is a group of persons itself, and withheld while it is small
        detail={"top_tenth_share": top_share(sessions) if n > 10 * (sample.smallest_shown - 1) else None},
    )


def measure_composition(sample: PilotSample) -> dict[str, Measure]:
    """Indicators of family B."""
    return {
        **measure_helices(sample),
        **{f"representativeness_{m.margin}": measure_margin(sample, m) for m in sample.census},
        "weighting_deff": weighting_deff(sample),
        "participation_gini": participation_gini(sample),
    }
