"""The classic tests beside a verdict: for readers who know them. They do not decide."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

from foundation.inference.agreement import icc1
from foundation.inference.association import cramers_v
from foundation.inference.classic_tests import cliffs_delta, dunn, games_howell, kruskal, welch_anova
from indicators.reduction.families import Shares

FEWEST_PILOTS = 3
MOST_PILOTS_IN_PAIRS = 12


def classic_tests(pilots: Sequence[str], groups: Sequence[Any], p_het: float | None,
                  alpha: float) -> dict[str, Any] | None:
    """Kruskal-Wallis, Welch, ICC and, up to 12 pilots, all pairs; None with fewer than three pilots.

    groups: the units of each pilot that counts, never raw answers of sessions. disagree: tests that are on the other
    side of alpha than p_het.
    """
    if len(pilots) < FEWEST_PILOTS:
        return None
    ranks, means, icc = kruskal(groups), welch_anova(groups), icc1(groups)
    few = len(pilots) <= MOST_PILOTS_IN_PAIRS
    return {
        "kruskal": asdict(ranks), "welch": asdict(means), "icc": asdict(icc),
        "pairs": _pairs(pilots, groups) if few else None,
        "disagree": _disagreeing({"kruskal": ranks.p, "welch": means.p}, p_het, alpha),
    }


def table_test(shares: Shares, p_het: float | None, alpha: float) -> dict[str, Any] | None:
    """Cramer's V of pilot by outcome; None with fewer than three pilots."""
    if len(shares.pilots) < FEWEST_PILOTS:
        return None
    found = cramers_v([(x, n - x) for x, n in zip(shares.successes, shares.totals, strict=True)])
    p = found.p_permutation if found.few_expected else found.p
    return {"cramers_v": asdict(found), "disagree": _disagreeing({"cramers_v": p}, p_het, alpha)}


def _disagreeing(tests: dict[str, float | None], p_het: float | None, alpha: float) -> list[str]:
    return [name for name, p in tests.items() if p is not None and p_het is not None and (p < alpha) != (p_het < alpha)]


def _pairs(pilots: Sequence[str], groups: Sequence[Any]) -> list[dict[str, Any]]:
    """Games-Howell, Dunn (Holm) and Cliff's delta of each pair of pilots."""
    means, ranks = games_howell(groups), dunn(groups)
    found = []
    for at, (a, b) in enumerate(combinations(range(len(pilots)), 2)):
        mean, dominance = means[at], cliffs_delta(groups[a], groups[b])
        found.append({
            "a": pilots[a], "b": pilots[b], "diff": mean.diff, "lower": mean.lower, "upper": mean.upper,
            "p_games_howell": mean.p, "dunn_z": ranks.z[at], "p_dunn": ranks.p_adj[at],
            "cliffs_delta": dominance.delta, "size": dominance.size, "p_mann_whitney": dominance.p,
        })
    return found
