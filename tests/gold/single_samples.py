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
from foundation.inference.intervals import mean_t, poisson_rate, ratio_of_sums, wilson
from foundation.inference.likert import Histogram, importance_performance, likert_summary, nps
from foundation.inference.reliability import ScaleAnswers, cronbach_alpha, mcdonald_omega
from foundation.inference.representation import rake, representativeness, weighted_mean
from foundation.inference.survival import Survival


def gold_poisson(x: float, exposure: float) -> dict[str, Any]:
    rate = poisson_rate(x, exposure)
    return {"rate": rate.estimate, "lower": rate.lower, "upper": rate.upper}


def gold_kaplan_meier(time: list[float], event: list[int], t0: list[float] | float) -> dict[str, Any]:
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


def gold_bca(x: list[float], stat: str) -> dict[str, Any]:
    statistic = {"mean": mean_of_counts, "gini": gini_of_counts}[stat]
    return asdict(bca_over_values(x, statistic, seed=page_seed("gold", stat)))


def gold_icc_table(ratings: list[list[float]]) -> dict[str, Any]:
    table = icc_table(ratings)
    return {} if table is None else asdict(table)


SAMPLE_STATISTICS: dict[str, Callable[..., dict[str, Any]]] = {
    "wilson_ci": lambda x, n, conf=0.95: asdict(wilson(x, n, conf)),
    "mean_t_ci": lambda x: asdict(mean_t(x)),
    "poisson_rate_ci": gold_poisson,
    "diversity": lambda counts: asdict(diversity(counts)),
    "representativeness": lambda counts, shares: asdict(representativeness(counts, shares)),
    "rake": lambda vars, targets: asdict(rake(vars, targets)),
    "weighted_mean": lambda y, w: asdict(weighted_mean(y, w)),
    "gini": lambda x: asdict(gini(x)),
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
    "icc_table": gold_icc_table,
    "cluster_mean": lambda y, cluster: asdict(cluster_mean(ClusterSums.of_values(y, cluster))),
    "ratio_of_sums": lambda num, den: asdict(ratio_of_sums(num, den)),
    "friedman_kendall_w": lambda ratings: asdict(friedman(ratings)),
    "bca_ci": gold_bca,
}
