"""Edge cases through the gold adapter: missing values, no cases, no variance. Expected values follow from the text."""

import json
import math
from typing import Any

import pytest

from tests.gold_adapter import STATISTICS

NAN = math.nan
NO_VERDICT = dict.fromkeys((
    "mu", "se", "ci_lower", "ci_upper", "tau2", "tau", "Q", "Q_df", "Q_p", "I2", "H2", "pi95_lower", "pi95_upper",
    "pi90_lower", "pi90_upper", "tau2_ci90_lower", "tau2_ci90_upper", "tau_max", "F_het", "df2_het", "p_het",
    "F_margin", "df2_margin", "p_eq", "p_large", "pi90_halfwidth",
))
CELLS = [{"pilot": p, "method": m, "units": [3, None, 3]} for p in "ab" for m in "xy"]


def of(statistic: str, **inputs: Any) -> Any:
    """The result as JSON gives it back, which refuses NaN and infinity."""
    return json.loads(json.dumps(STATISTICS[statistic](**inputs), allow_nan=False))


@pytest.mark.parametrize(("statistic", "missing", "without"), [
    ("mean_t_ci", {"x": [1, None, NAN, 4]}, {"x": [1, 4]}),
    ("gini", {"x": [1, None, 4, NAN]}, {"x": [1, 4]}),
    ("weighted_mean", {"y": [1, None, 3, 4], "w": [1, 2, NAN, 4]}, {"y": [1, 4], "w": [1, 4]}),
    ("kaplan_meier", {"time": [5, None, 8], "event": [1, 1, 0], "t0": [6]},
     {"time": [5, 8], "event": [1, 0], "t0": [6]}),
    ("nps", {"ratings": [9, None, 3, NAN]}, {"ratings": [9, 3]}),
    ("importance_performance", {"importance": [4, None, 5, 3], "performance": [2, 3, 4, NAN]},
     {"importance": [4, 5], "performance": [2, 4]}),
    ("cronbach_alpha", {"items": [[1, 2], [2, NAN], [3, 2], [4, 5]]}, {"items": [[1, 2], [3, 2], [4, 5]]}),
    ("icc_table", {"ratings": [[1, 2], [2, NAN], [3, 1], [4, 4]]}, {"ratings": [[1, 2], [3, 1], [4, 4]]}),
    ("friedman_kendall_w", {"ratings": [[1, 2], [NAN, 1], [3, 1], [4, 5]]}, {"ratings": [[1, 2], [3, 1], [4, 5]]}),
    ("cluster_mean", {"y": [1, None, 0, 1, NAN], "cluster": [1, 1, 2, 2, 3]}, {"y": [1, 0, 1], "cluster": [1, 2, 2]}),
    ("ratio_of_sums", {"num": [None, 2, 3, 4], "den": [1, 2, 2, NAN]}, {"num": [2, 3], "den": [2, 2]}),
    ("bca_ci", {"x": [1, None, 3, 4], "stat": "mean"}, {"x": [1, 3, 4], "stat": "mean"}),
    ("kruskal", {"groups": [[1, 2, None], [3, 4, NAN]]}, {"groups": [[1, 2], [3, 4]]}),
    ("welch_anova", {"groups": [[1, 2, None], [3, 5]]}, {"groups": [[1, 2], [3, 5]]}),
    ("games_howell", {"groups": [[1, 2, NAN], [3, 5]]}, {"groups": [[1, 2], [3, 5]]}),
    ("dunn", {"groups": [[1, None], [3, 4]], "adjust": "bh"}, {"groups": [[1], [3, 4]], "adjust": "BH"}),
    ("cliffs_delta", {"a": [1, None], "b": [2, NAN, 3]}, {"a": [1], "b": [2, 3]}),
    ("gail_simon", {"d": [0.5, None, -1], "v": [0.1, 0.1, 0.2]}, {"d": [0.5, -1], "v": [0.1, 0.2]}),
    ("random_effects_meta", {"yi": [0.5, None, 0.9], "vi": [0.1, 0.1, 0.2], "method": "DL", "test": "z"},
     {"yi": [0.5, 0.9], "vi": [0.1, 0.2], "method": "DL", "test": "z"}),
    ("random_effects_proportion", {"xi": [None, 3, 2], "ni": [5, 5, 5]}, {"xi": [3, 2], "ni": [5, 5]}),
    ("meta_regression", {"yi": [1, 2, 4, None, 3], "vi": [0.1] * 5, "x": [1, 2, 3, 4, None]},
     {"yi": [1, 2, 4], "vi": [0.1] * 3, "x": [1, 2, 3]}),
    ("one_size_family", {"methods": {"a": [[4, None, 4, 3], [4, 3, NAN, 3], [4, 3, 3]]}, "delta": 0.5},
     {"methods": {"a": [[4, 4, 3], [4, 3, 3], [4, 3, 3]]}, "delta": 0.5}),
    ("one_size_proportion", {"xi": [None, 3, 4, 5], "ni": [5, 9, 9, 9], "delta": 0.1},
     {"xi": [3, 4, 5], "ni": [9, 9, 9], "delta": 0.1}),
    ("method_contrast", {"a": [[1, None, 2], [2, 3]], "b": [[1, 2], [2, 4]]},
     {"a": [[1, 2], [2, 3]], "b": [[1, 2], [2, 4]]}),
])
def test_what_is_missing_is_left_out(statistic: str, missing: dict[str, Any], without: dict[str, Any]) -> None:
    assert of(statistic, **missing) == of(statistic, **without)


def test_a_missing_test_is_no_test() -> None:
    assert of("p_adjust", p=[None, 0.01, NAN, 0.5]) == {"holm": [None, 0.02, None, 0.5], "bh": [None, 0.02, None, 0.5]}


def test_a_missing_city_keeps_its_place_among_the_residuals() -> None:
    found = of("deleted_residuals", yi=[1, None, 1, 1], vi=[0.1] * 4)
    assert found == {"resid": [0, None, 0, 0], "z": [0, None, 0, 0], "blup": [1, None, 1, 1]}


def test_a_count_or_total_that_is_missing_gives_nothing() -> None:
    nothing = {"estimate": None, "lower": None, "upper": None}
    assert (of("wilson_ci", x=None, n=5), of("wilson_ci", x=0, n=0)) == (nothing, nothing)
    assert of("poisson_rate_ci", x=None, exposure=5) == {"rate": None, "lower": None, "upper": None}


def test_a_breakdown_with_a_withheld_count_gives_nothing() -> None:
    assert of("diversity", counts=[None, 3, 4]) == dict.fromkeys((
        "n", "observed", "gini_simpson", "gini_simpson_unbiased", "iqv", "shannon", "evenness_all",
        "evenness_observed", "hill1", "hill2")) | {"categories": 3}
    found = of("representativeness", counts=[None, 3], shares=[0.5, 0.5])
    assert (found["n"], found["dissimilarity"], found["ratio"]) == (None, None, [None, None])
    assert of("cramers_v", table=[[None, 2], [3, 4]])["v"] is None


def test_somebody_of_a_group_that_the_population_does_not_have_ends_the_test() -> None:
    found = of("representativeness", counts=[3, 2], shares=[1, 0])
    assert (found["dissimilarity"], found["chi2"], found["p"]) == (0.4, None, None)


def test_who_misses_a_margin_keeps_weight_one() -> None:
    found = of("rake", vars={"a": ["x", None, "x", "x", "y", "z"]}, targets={"a": {"x": 0.5, "y": 0.5}})
    assert found["weights"] == pytest.approx([2 / 3, 1, 2 / 3, 2 / 3, 2, 1])
    assert (found["n_eff"], found["converged"]) == (pytest.approx(3), True)


def test_weights_that_sum_to_nothing_have_no_mean() -> None:
    assert of("weighted_mean", y=[1, 2], w=[0, 0]) == of("weighted_mean", y=[], w=[])


def test_the_lower_limit_of_a_ratio_is_cut_at_nothing() -> None:
    assert of("ratio_of_sums", num=[0, 100], den=[5, 1])["lower"] == 0
    assert of("ratio_of_sums", num=[0, 0], den=[2, 4]) == {"n": 2, "ratio": 0, "se": 0, "lower": 0, "upper": 0}


def test_raters_who_differ_by_their_level_only_are_consistent() -> None:
    # rows 1.5, 2.5, 3.5: msb = 2, msw = 0.5, no residual; F of ICC1 = 4
    found = of("icc_table", ratings=[[1, 2], [2, 3], [3, 4]])
    assert found["icc"] == pytest.approx([0.6, 2 / 3, 1, 0.75, 0.8, 1])
    assert found["F"] == [4, None, None, 4, None, None]
    assert [found[key][i] for key in ("lower", "upper") for i in (1, 2, 4, 5)] == [None] * 8


@pytest.mark.parametrize("ratings", [[], [[1, 2]], [[1], [2]], [[1, 1], [1, 1]], [[1, None], [None, 2]]])
def test_a_table_without_variance_or_cases_has_no_icc(ratings: list[Any]) -> None:
    empty = [None] * 6
    assert of("icc_table", ratings=ratings) == {
        "type": ["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"], "icc": empty, "F": empty, "lower": empty,
        "upper": empty,
    }


def test_groups_of_one_have_a_variance_between_but_none_within() -> None:
    rest = ("msw", "F", "p", "icc1", "icc1k", "lower", "upper")
    assert of("icc1", groups=[[1], [2]]) == {"k": 2, "n": 2, "k0": 1, "msb": 0.5} | dict.fromkeys(rest)


def test_items_that_cancel_say_which_way_they_point() -> None:
    found = of("cronbach_alpha", items=[[i, 4 - i] for i in range(5)])
    assert (found["alpha"], found["item_rest_r"]) == (None, pytest.approx([-1, -1]))


def test_no_variance_within_cells_has_no_test() -> None:
    found = of("method_pilot_interaction", cells=CELLS)
    assert set(found.values()) == {None}


def test_one_city_has_no_crossover() -> None:
    assert set(of("gail_simon", d=[0.5], v=[0.125]).values()) == {None}


@pytest.mark.parametrize("groups", [[], [[]], [[4, 3, 4]], [[4, 3, 4], [3, 3, 4]]])
def test_fewer_than_three_cities_have_every_key(groups: list[list[float]]) -> None:
    found = of("one_size_family", methods={"a": groups}, delta=0.5)["a"]
    assert {key: found[key] for key in NO_VERDICT} == NO_VERDICT
    assert (found["k"], found["verdict"], found["reason"]) == (
        sum(map(bool, groups)), "NOT_ENOUGH_EVIDENCE", "too_few_pilots")
    shares = of("one_size_proportion", xi=[3] * len(groups), ni=[5] * len(groups), delta=0.1)
    assert {key: shares[key] for key in NO_VERDICT} == NO_VERDICT
    assert (shares["p"], shares["delta_logit"], shares["reason"]) == (None, None, "too_few_pilots")


def test_a_pilot_of_which_nothing_is_known_has_every_indicator() -> None:
    tables = {"pilots": {"pilot": ["P1"], "population": [1000], "end_date": [None]}}
    found = of("pilot_indicators", tables=tables, cutoff="2026-06-30")["P1"]
    assert found["engagement_reach"] == {"value": 0, "lower": 0, "upper": pytest.approx(3.84e-3, rel=0.01), "n": 1000,
                                         "suppressed": False}
    empty = {"value": None, "lower": None, "upper": None, "n": 0, "suppressed": False}
    assert [found[code] for code in ("survey_response_rate_citizen", "representativeness_gender", "trust_alpha")] == [
        empty] * 3


def test_missing_cells_of_tables_are_missing_not_nothing() -> None:
    people = [f"S{number}" for number in range(6)]
    tables = {
        "pilots": {"pilot": ["P1"], "population": [NAN], "end_date": [NAN]},
        "stakeholders": {"stakeholder_id": people[:5], "pilot": ["P1"] * 5, "helix": ["citizen"] * 5},
        "sessions": {"session_id": ["A", "B"], "pilot": ["P1"] * 2, "date": ["2026-01-02", NAN], "method": [NAN] * 2,
                     "channel": [NAN] * 2, "iap2_level": [NAN] * 2, "duration_h": [NAN] * 2, "cost_eur": [NAN] * 2},
        "attendance": {"session_id": ["A"] * 6 + ["B"], "stakeholder_id": [*people, "S0"], "hours": [2.0] * 6 + [1.0],
                       "mode": ["online"] * 7, "completed": [NAN] * 7},
        "census": {"pilot": ["P1"], "margin": ["gender"], "category": ["female"], "share": [NAN]},
        "surveys": {"pilot": ["P1"], "survey": ["citizen"], "invited": [NAN]},
        "commitments": {"commitment_id": ["C"], "pilot": ["P1"], "session_id": ["A"], "raised_on": ["2026-07-01"],
                        "decision": ["accepted"], "decided_on": [NAN], "delivered_on": [NAN]},
    }
    found = of("pilot_indicators", tables=tables, cutoff="2026-06-30")["P1"]
    shown = {code: (found[code]["value"], found[code]["n"]) for code in (
        "participants", "sessions_held", "person_hours", "iap2_depth", "cost_per_participation", "session_completion",
        "commitment_acceptance", "survey_response_rate_citizen", "stakeholder_diversity",
    )}
    assert shown == {
        "participants": (6, 6), "sessions_held": (1, 1), "person_hours": (12, 6), "iap2_depth": (None, 0),
        "cost_per_participation": (None, 0), "session_completion": (None, 0), "commitment_acceptance": (None, 0),
        "survey_response_rate_citizen": (None, 0), "stakeholder_diversity": (0, 5),
    }
