"""Stored units to verdicts: every figure is what the functions of the statistics give for the same units."""

from dataclasses import asdict
from math import log
from typing import Any

import pytest

from foundation.inference.agreement import friedman, icc1
from foundation.inference.association import cramers_v
from foundation.inference.classic_tests import kruskal, welch_anova
from foundation.inference.contrasts import method_contrast, method_pilot_interaction
from foundation.inference.likert import Histogram
from foundation.inference.meta_analysis import (
    Effects,
    deleted_residuals,
    logit_effects,
    meta_regression,
    random_effects,
)
from foundation.inference.multiple_testing import benjamini_hochberg, holm
from foundation.inference.one_size import (
    MethodUnits,
    PilotUnits,
    Settings,
    one_size_family,
    one_size_proportion,
    relative_to_city,
)
from indicators.actions.plans import settings_of
from indicators.models import AnalysisPlan
from indicators.reduction.families import families_of, shares_of
from indicators.reduction.programme import programme_measures
from indicators.reduction.verdicts import KEYS, Judged, judged

PLAN = settings_of(AnalysisPlan()) | {"plan_version": 1}
WALK = {"a": [4.0, 4.2, 3.9], "b": [2.0, 2.4, 2.1, 2.2], "c": [4.5, 4.4, 4.9], "d": [3.0, 3.1, 2.6]}
JURY = {"a": [3.5, 3.6, 3.2], "b": [3.9, 3.3, 3.7], "c": [3.0, 3.2, 3.4], "d": [3.6, 3.8, 3.5]}


def row(values: list[float], persons: int = 20) -> dict[str, Any]:
    """Units as the map step leaves them."""
    one = PilotUnits.of_values("", values)
    return {"units": one.units, "mean": one.mean, "variance": one.variance, "answers": persons, "persons": persons,
            "values": values}


def rated(**methods: dict[str, list[float]]) -> dict[str, Any]:
    """{pilot: units} of ratings by method and pilot."""
    stored: dict[str, Any] = {}
    for method, pilots in methods.items():
        for pilot, values in pilots.items():
            stored.setdefault(pilot, {"method_rating": {}})["method_rating"][method] = row(values)
    return dict(sorted(stored.items()))


def method(name: str, pilots: dict[str, list[float]]) -> MethodUnits:
    return MethodUnits(name, tuple(PilotUnits.of_values(p, v, 20, 20) for p, v in sorted(pilots.items())))


def all_of(stored: dict[str, Any], covariates: Any = None, plan: dict[str, Any] = PLAN) -> dict[
    tuple[str, str], Judged
]:
    found = judged(families_of(stored, plan), shares_of(stored, plan), plan, covariates or {})
    return {(one.outcome, one.subject): one for one in found}


def test_ratings_are_judged_as_one_family() -> None:
    found = all_of(rated(walk=WALK, jury=JURY))
    expected = one_size_family([method("jury", JURY), method("walk", WALK)], Settings())

    assert list(found) == [("method_rating", "jury"), ("method_rating", "walk")]
    for one, other in zip(found.values(), expected, strict=True):
        figures = other.figures()
        assert {key: one.figures[key] for key in KEYS} == {key: figures[key] for key in KEYS}
        assert (one.verdict, one.reason, one.k) == (other.verdict, other.reason, other.k)
        assert one.figures["benchmark"] == 3.5
    assert found["method_rating", "walk"].verdict == "CONTEXT_DEPENDENT"
    assert found["method_rating", "walk"].settings == {
        "delta": 0.5, "alpha": 0.05, "content": 0.9, "d0": 4, "benchmark": 3.5, "plan_version": 1, "languages": [],
    }


def test_other_estimators_stand_beside() -> None:
    one = all_of(rated(walk=WALK))["method_rating", "walk"]
    effects = Effects(tuple(one.figures["yi"]), tuple(one.figures["vi"]))
    plain = random_effects(effects, test="knha")
    assert one.working["sensitivity"] == {
        "tau2_dl": random_effects(effects, "DL").tau2, "tau2_pm": random_effects(effects, "PM").tau2,
        "knha_lower": plain.ci_lower, "knha_upper": plain.ci_upper,
    }


def test_the_column_beside_is_relative_to_the_other_methods() -> None:
    found = all_of(rated(walk=WALK, jury=JURY))
    settings = Settings(benchmark=None)
    expected = one_size_family(relative_to_city([method("jury", JURY), method("walk", WALK)], settings), settings)

    for other in expected:
        column = found["method_rating", other.method].working["adjusted"]
        assert column == {key: other.figures()[key] for key in column}
        assert {"verdict", "reason", "k", "mu", "tau", "pi90_lower"} <= column.keys()


def test_a_method_that_not_all_cities_share_has_no_column() -> None:
    few = {pilot: values for pilot, values in JURY.items() if pilot != "d"}
    assert {one.working["adjusted"] for one in all_of(rated(walk=WALK, jury=few)).values()} == {None}


def test_the_panel_holds_the_classic_tests_on_the_units() -> None:
    panel = all_of(rated(walk=WALK))["method_rating", "walk"].working["classic"]
    groups = [WALK[pilot] for pilot in "abcd"]

    assert panel["kruskal"] == asdict(kruskal(groups))
    assert panel["welch"] == asdict(welch_anova(groups))
    assert panel["icc"] == asdict(icc1(groups))
    assert [(pair["a"], pair["b"]) for pair in panel["pairs"]] == [
        ("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")]
    assert panel["pairs"][0]["cliffs_delta"] == 1
    assert panel["disagree"] == []


def test_a_classic_test_on_the_other_side_of_alpha_is_named() -> None:
    same = {pilot: [3.0, 3.1, 3.2] for pilot in "abcd"} | {"a": [3.0, 3.12, 3.5]}
    strict = PLAN | {"alpha": 0.9}
    one = all_of(rated(walk=same), plan=strict)["method_rating", "walk"]
    tests = {"kruskal": one.working["classic"]["kruskal"]["p"], "welch": one.working["classic"]["welch"]["p"]}
    beyond = {name for name, p in tests.items() if (p < 0.9) != (one.figures["p_het"] < 0.9)}

    assert set(one.working["classic"]["disagree"]) == beyond != set()


def test_pairs_only_up_to_twelve_cities_and_covariates_from_ten_on() -> None:
    many = {f"p{number:02}": [3 + number / 20, 3.3 + number / 25, 3.1 + number / 22] for number in range(13)}
    known = {"log_population": {pilot: float(at % 5) for at, pilot in enumerate(many)},
             "start_year": {"p00": 2024.0}}
    found = all_of(rated(walk=many), known)["method_rating", "walk"]

    fit = meta_regression(Effects(tuple(found.figures["yi"]), tuple(found.figures["vi"])),
                          [known["log_population"][pilot] for pilot in found.figures["pilots"]])
    assert found.working["classic"]["pairs"] is None
    assert found.working["covariates"] == {"log_population": {
        "k": 13, "intercept": fit.b[0], "slope": fit.b[1], "se": fit.se[1], "p": fit.p[1], "tau2": fit.tau2,
        "R2": fit.R2,
    }}
    assert all_of(rated(walk=WALK), known)["method_rating", "walk"].working["covariates"] == {}


def test_costs_are_compared_on_the_logarithm_with_the_factor_of_the_plan() -> None:
    costs = {pilot: [2.0 + at / 10, 2.2, 2.5 + at / 9] for at, pilot in enumerate("abcd")}
    stored = {pilot: {"log_cost_overall": {"all": row(values)}} for pilot, values in costs.items()}
    (expected,) = one_size_family([method("all", costs)], Settings(delta=log(1.25), step=0, benchmark=None))

    one = all_of(stored)["log_cost_overall", "all"]

    assert {key: one.figures[key] for key in KEYS} == {key: expected.figures()[key] for key in KEYS}
    assert (one.settings["delta"], one.figures["scale"], one.figures["benchmark"]) == (log(1.25), "cost", None)


def asked(counts: list[int], lowest: int = 1, persons: int | None = None, family: int = 1) -> dict[str, Any]:
    return {"family": family, "lowest": lowest, "highest": lowest + len(counts) - 1, "counts": counts,
            "persons": sum(counts) if persons is None else persons}


def test_items_of_a_survey_are_one_family_with_margins_of_their_own() -> None:
    trust = {"a": [0, 1, 2, 5, 2], "b": [3, 4, 2, 1, 0], "c": [0, 0, 3, 4, 4]}
    nps = {"a": [0] * 6 + [1, 2, 3, 2, 2], "b": [0] * 5 + [2, 2, 2, 1, 1, 1], "c": [0] * 6 + [3, 1, 1, 2, 4]}
    stored = {p: {"survey_item": {"citizen": {"trust": asked(trust[p]), "nps": asked(nps[p], 0)}}} for p in trust}
    histograms = {p: Histogram(1, 5, tuple(counts)) for p, counts in trust.items()}
    units = MethodUnits("trust", tuple(
        PilotUnits(p, h.n, h.moments()[0], (h.moments()[1] or 0) ** 2, h.n, h.n) for p, h in histograms.items()))
    (alone,) = one_size_family([units], Settings(benchmark=None, min_units=5))

    found = all_of(stored)

    assert list(found) == [("survey_item_citizen", "nps"), ("survey_item_citizen", "trust")]
    by_code = {subject: one for (_outcome, subject), one in found.items()}
    raw = [by_code[code].figures["p_het"] for code in ("nps", "trust")]
    assert [by_code[code].figures["q_het"] for code in ("nps", "trust")] == benjamini_hochberg(raw)
    assert by_code["trust"].figures["p_het"] == alone.figures()["p_het"]
    assert (by_code["trust"].settings["delta"], by_code["nps"].settings["delta"]) == (0.5, 1.25)
    values = [[v for v, times in enumerate(trust[p], 1) for _ in range(times)] for p in "abc"]
    assert by_code["trust"].working["classic"]["kruskal"] == asdict(kruskal(values))


def test_an_item_of_one_pilot_or_another_scale_is_not_compared() -> None:
    stored = {
        "a": {"survey_item": {"citizen": {"own": asked([5, 5]), "trust": asked([1, 2, 9])}}},
        "b": {"survey_item": {"citizen": {"trust": asked([4, 4, 4])}}},
        "c": {"survey_item": {"citizen": {"trust": asked([4, 4, 4, 4])}}},
    }
    found = all_of(stored)
    assert list(found) == [("survey_item_citizen", "trust")]
    assert found["survey_item_citizen", "trust"].figures["pilots"] == ["a", "b"]


def test_fewer_than_five_persons_appear_nowhere() -> None:
    secret = 4.987
    stored = rated(walk=WALK, jury=JURY)
    stored["a"]["method_rating"]["walk"] = row([secret] * 6, persons=4)
    stored["b"]["survey_item"] = {"citizen": {"trust": asked([0, 0, 7, 7], persons=4)}}
    stored["c"]["survey_item"] = {"citizen": {"trust": asked([3, 4, 7, 7])}}
    families = families_of(stored, PLAN)

    found = all_of(stored)
    measures = programme_measures(families, {})

    walk = found["method_rating", "walk"]
    assert walk.figures["pilots"] == ["b", "c", "d"]
    assert found["survey_item_citizen", "trust"].figures["pilots"] == ["c"]
    told = str([vars(one) for one in found.values()]) + str([asdict(one) for one in measures.values()])
    assert str(secret) not in told
    (pair,) = measures["method_rank_agreement", "", ""].detail["pairs"]
    assert pair["k"] == 3


def test_independent_shares_are_judged_on_log_odds() -> None:
    cases = {"a": (8, 20), "b": (11, 24), "c": (19, 21), "d": (2, 4)}
    stored = {p: {"proportion": {"return_rate": {"successes": x, "total": n}}} for p, (x, n) in cases.items()}
    x, n = (8, 11, 19), (20, 24, 21)  # the fourth has fewer than five persons
    expected, effects = one_size_proportion(x, n, 0.1), logit_effects(x, n)

    one = all_of(stored)["return_rate", "all"]

    known = expected.figures()
    assert {key: value for key, value in one.figures.items() if key in known} == known
    assert (one.figures["pilots"], one.figures["yi"], one.figures["units"]) == (
        ["a", "b", "c"], list(effects.y), [20, 24, 21])
    assert one.figures["blup"] == list(deleted_residuals(effects).blup)
    assert one.working["classic"]["cramers_v"] == asdict(cramers_v([(8, 12), (11, 13), (19, 2)]))
    assert set(one.figures) == set(all_of(rated(walk=WALK))["method_rating", "walk"].figures)


def test_rankings_interaction_and_pairs() -> None:
    third = {p: [v + 0.3 for v in values] for p, values in JURY.items()}
    families = families_of(rated(walk=WALK, jury=JURY, cafe=third), PLAN)
    units = [method("cafe", third), method("jury", JURY), method("walk", WALK)]

    found = programme_measures(families, {})["method_rank_agreement", "", ""]

    means = [[sum(table[p]) / len(table[p]) for table in (third, JURY, WALK)] for p in "abcd"]
    agreement = friedman(means)
    assert (found.value, found.n, found.detail["p"]) == (agreement.W, 4, agreement.p)
    assert found.detail["methods"] == ["cafe", "jury", "walk"]
    interaction = asdict(method_pilot_interaction(units, Settings().tau_max))
    assert {key: found.detail["interaction"][key] for key in interaction} == interaction
    assert found.detail["interaction"]["reading"] == "changes"
    contrasts = [method_contrast(units[a], units[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert [(p["a"], p["b"], p["mu"], p["gail_simon_p"]) for p in found.detail["pairs"]] == [
        (a, b, c.summary.mu, c.gail_simon_p)
        for (a, b), c in zip((("cafe", "jury"), ("cafe", "walk"), ("jury", "walk")), contrasts, strict=True)
    ]
    assert [p["gail_simon_p_holm"] for p in found.detail["pairs"]] == holm([c.gail_simon_p for c in contrasts])


def test_variance_between_pilots_and_profiles() -> None:
    families = families_of(rated(walk=WALK), PLAN)
    profiles = {"methods_used": {"a": {"walk": 9}, "b": {"jury": 8, "walk": 2}, "c": {"walk": 6, "jury": 5}, "d": {}}}

    found = programme_measures(families, profiles)

    expected = icc1([WALK[p] for p in "abcd"])
    icc = found["pilot_icc_method_rating", "walk", ""]
    assert (icc.value, icc.lower, icc.upper, icc.n) == (expected.icc1, expected.lower, expected.upper, 13)
    profile = found["profile_association", "", "methods_used"]
    table = cramers_v([[0, 9], [8, 2], [5, 6]])
    assert (profile.value, profile.n, profile.detail["v"], profile.detail["chi2"]) == (
        table.v_bc, 30, table.v, table.chi2)


@pytest.mark.parametrize("pilots", ["a", "ab"])
def test_fewer_than_three_pilots_need_a_third(pilots: str) -> None:
    stored = rated(walk={p: WALK[p] for p in pilots}, jury={p: JURY[p] for p in pilots})

    found = all_of(stored)
    measures = programme_measures(families_of(stored, PLAN), {"methods_used": {p: {"walk": 3} for p in pilots}})

    assert {one.reason for one in found.values()} == {"too_few_pilots"}
    assert {one.working["classic"] for one in found.values()} == {None}
    assert {(m.value, m.flags) for m in measures.values()} == {(None, ("needs_three_pilots",))}
    assert measures["method_rank_agreement", "", ""].detail == {"interaction": None, "pairs": []}
