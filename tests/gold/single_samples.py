"""Gold statistics of one sample: intervals, diversity, representativeness, scales, agreement."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from foundation.inference.agreement import friedman, icc1, icc_table, within_group
from foundation.inference.bootstrap import bca_over_values, mean_of_counts, page_seed
from foundation.inference.clusters import ClusterSums, cluster_mean
from foundation.inference.concentration import gini, gini_of_counts
from foundation.inference.diversity import diversity
from foundation.inference.intervals import NO_INTERVAL, mean_t, poisson_rate, ratio_of_sums, wilson
from foundation.inference.likert import Histogram, importance_performance, likert_summary, nps
from foundation.inference.reliability import ScaleAnswers, cronbach_alpha, mcdonald_omega
from foundation.inference.representation import rake, representativeness, weighted_mean
from foundation.inference.survival import Survival
from tests.gold.missing import complete, known, none_missing


def gold_wilson(x: float | None, n: float | None, conf: float = 0.95) -> dict[str, Any]:
    return asdict(wilson(x, n, conf) if x is not None and n is not None else NO_INTERVAL)


def gold_poisson(x: float | None, exposure: float | None) -> dict[str, Any]:
    rate = poisson_rate(x, exposure) if x is not None and exposure is not None else NO_INTERVAL
    return {"rate": rate.estimate, "lower": rate.lower, "upper": rate.upper}


def gold_kaplan_meier(time: list[float], event: list[int], t0: list[float] | float) -> dict[str, Any]:
    time, event = complete(time, event)
    curve = Survival(tuple(time), tuple(bool(e) for e in event))
    at = [curve.at(t) for t in np.atleast_1d(t0)]
    median = curve.median()
    return {
        "surv": [s.estimate for s in at],
        "lower": [s.lower for s in at],
        "upper": [s.upper for s in at],
        "median": median.estimate,
        "median_lower": median.lower,
        "median_upper": median.upper,
    }


def gold_alpha(items: list[list[float | None]]) -> dict[str, Any]:
    return asdict(cronbach_alpha(ScaleAnswers.of_rows(items)))


def gold_diversity(counts: list[int | None]) -> dict[str, Any]:
    """No figure of a breakdown with a withheld count, nor of one without categories."""
    if counts and none_missing(counts):
        return asdict(diversity(counts))
    return asdict(diversity([0])) | {"n": None if counts else 0, "categories": len(counts), "observed": None}


def gold_representativeness(counts: list[int | None], shares: list[float]) -> dict[str, Any]:
    if counts and none_missing(counts):
        return asdict(representativeness(counts, shares))
    nobody = asdict(representativeness([0], [1])) | {"ratio": [None] * len(counts)}
    return nobody | {"n": None if counts else 0, "df": max(0, len(shares) - 1)}


def gold_rake(vars: dict[str, list[str | None]], targets: dict[str, dict[str, float]]) -> dict[str, Any]:  # noqa: A002
    """Who misses a margin, or is in a category that the census does not know, is left out and keeps weight 1."""
    people = list(zip(*vars.values(), strict=True))
    usable = [all(value in targets[name] for name, value in zip(vars, person, strict=True)) for person in people]
    kept = {name: [v for v, use in zip(column, usable, strict=True) if use] for name, column in vars.items()}
    raked = asdict(rake(kept, targets))
    if raked["weights"] is not None:
        given = iter(raked["weights"])
        raked["weights"] = [next(given) if use else 1.0 for use in usable]
    return raked


def gold_weighted_mean(y: list[float | None], w: list[float | None]) -> dict[str, Any]:
    y, w = complete(y, w)
    return asdict(weighted_mean(y, w) if sum(w) else weighted_mean([], []))


def gold_bca(x: list[float | None], stat: str) -> dict[str, Any]:
    statistic = {"mean": mean_of_counts, "gini": gini_of_counts}[stat]
    return asdict(bca_over_values(known(x), statistic, seed=page_seed("gold", stat)))


SAMPLE_STATISTICS: dict[str, Callable[..., dict[str, Any]]] = {
    "wilson_ci": gold_wilson,
    "mean_t_ci": lambda x: asdict(mean_t(x)),
    "poisson_rate_ci": gold_poisson,
    "diversity": gold_diversity,
    "representativeness": gold_representativeness,
    "rake": gold_rake,
    "weighted_mean": gold_weighted_mean,
    "gini": lambda x: asdict(gini(known(x))),
    "kaplan_meier": gold_kaplan_meier,
    "cronbach_alpha": gold_alpha,
    "mcdonald_omega": lambda items: asdict(mcdonald_omega(ScaleAnswers.of_rows(items))),
    "nps": lambda ratings: asdict(nps(Histogram.of_answers(ratings, 0, 10))),
    "likert_summary": lambda x, lo=1, hi=5: asdict(likert_summary(Histogram.of_answers(x, lo, hi))),
    "within_group_agreement": lambda x, A: asdict(within_group(x, A)),
    "importance_performance": lambda importance, performance: asdict(
        importance_performance(importance, performance)
    ),
    "icc1": lambda groups: asdict(icc1(groups)),
    "icc_table": lambda ratings: asdict(icc_table(ratings)),
    "cluster_mean": lambda y, cluster: asdict(cluster_mean(ClusterSums.of_values(*complete(y, cluster)))),
    "ratio_of_sums": lambda num, den: asdict(ratio_of_sums(*complete(num, den))),
    "friedman_kendall_w": lambda ratings: asdict(friedman(ratings)),
    "bca_ci": gold_bca,
}
