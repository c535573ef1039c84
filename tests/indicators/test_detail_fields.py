"""What is stored beside the values: every field is documented, and those worked out here are right."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from foundation.inference.bootstrap import bca_over_values, median_of_counts, page_seed
from foundation.inference.likert import Histogram
from foundation.inference.reliability import ScaleAnswers, mcdonald_omega
from indicators.definitions import definition_for
from indicators.measures import measure_all, measure_pilot
from indicators.measures.measure import Measure
from indicators.respondents import SkillPairs, WeightedItems
from indicators.samples import (
    CensusMargin,
    Commitment,
    DecisionTaken,
    Governance,
    ItemAnswers,
    People,
    PilotSample,
    ScaleSample,
    SessionFacts,
    Skill,
)

DAY = date(2025, 3, 1)
COSTS = (10.0, 0.0, 30.0, 90.0, 20.0)
HALF = 30
RICH = PilotSample(
    "P1", cutoff=date(2026, 6, 30), population=1000,
    people=People(
        tuple(range(1, 11)) * 6, (2.0,) * 60, (DAY,) * 60, (DAY,) * 60, ("people", "public") * HALF,
        {"gender": ("f", "m", "m", "f") * 15},
    ),
    sessions=tuple(
        SessionFacts(DAY + timedelta(days=i), method="world_cafe", level=3, duration_h=2.0, cost=cost, named=80,
                     head_count=100, named_hours=160.0, ratings=6, rating_sum=24.0 + i, rating_top2=4, raters=6)
        for i, cost in enumerate(COSTS)
    ),
    commitments=(Commitment("pending"), Commitment("accepted", DAY, method="world_cafe")),
    items=(
        ItemAnswers("q1", Histogram.of_mapping({4: 9, 5: 6}, 1, 5)),
        ItemAnswers("nps", Histogram.of_mapping({9: 9, 3: 6}, 0, 10), kind="recommendation"),
    ),
    census=(CensusMargin("gender", {"f": 0.5, "m": 0.5}),),
    governance=Governance(
        decisions=(DecisionTaken(frozenset({"people"})),), role_counts={("decides", "people"): 1},
        skills=(Skill("law", 3, 1),), living_lab={"LL1": 4, "LL2": 2}, living_lab_evidence=1,
    ),
    weighted=(WeightedItems("citizen", ("gender",), {("f",): 6, ("m",): 9}, answers={
        "q1": {(("f",), 4): 6, (("m",), 5): 9}
    }),),
    skills=(SkillPairs("law", {(5, 2): 4, (4, 3): 3}),),
)


def scale_answers() -> ScaleAnswers:
    rng = np.random.default_rng(4)
    common = rng.integers(1, 5, 80)
    rows = Counter(tuple(float(common[i] + rng.integers(0, 2)) for _item in range(4)) for i in range(80))
    return ScaleAnswers(tuple(rows), tuple(rows.values()))


TRUST = ScaleSample("trust", ("t1", "t2", "t3", "t4"), scale_answers())


def test_every_field_beside_a_value_is_documented() -> None:
    measures = measure_all(replace(RICH, scales=(TRUST,)))

    undocumented = {
        (place.indicator, key) for place, measure in measures.items()
        for key in set(measure.detail) - set(definition_for(place.indicator).details)
    }

    assert undocumented == set()
    assert {definition_for(place.indicator).id for place, measure in measures.items() if measure.detail} >= {
        "I1", "I2", "I4", "I6", "I7", "I9", "I10", "I11", "I14", "I15", "I17", "I19", "I20", "I23", "I24", "I25",
        "I26", "I27", "I32", "I33", "I43", "I44",
    }


def test_costs_of_single_sessions_have_quartiles_and_bootstrap_limits_of_the_median() -> None:
    each = [cost / 100 for cost in COSTS]
    limits = bca_over_values(each, median_of_counts, seed=page_seed("P1", "cost_per_participation"))

    found = measure_pilot(RICH)["cost_per_participation"]

    assert found.detail["by_session"] == {
        "q1": 0.1, "median": 0.2, "q3": 0.3, "sessions": 5, "lower": limits.lower, "upper": limits.upper,
    }
    assert (found.value, found.boot_lower) == (sum(COSTS) / 500, None)


@pytest.mark.parametrize(("counts", "median"), [([1, 1, 1], 2), ([2, 0, 2], 3), ([0, 0, 1], 5), ([3, 1, 1], 1)])
def test_the_median_of_counts_is_that_of_the_values(counts: list[int], median: float) -> None:
    values = np.array([1.0, 2.0, 5.0])

    assert median_of_counts(values)(np.array([counts, counts]))[1] == median
    assert float(np.median(np.repeat(values, counts))) == median


def test_agreement_and_evidence_are_told_beside_the_values() -> None:
    measures = measure_pilot(RICH)

    assert measures["within_pilot_agreement_q1"].detail["agrees"] is True
    assert measures["living_lab_score"].detail == {"evidence": 1}


def test_omega_is_that_of_the_scale_from_fifty_rows_on() -> None:
    few = replace(TRUST, answers=ScaleAnswers(((1.0, 2.0, 1.0, 2.0), (2.0, 1.0, 3.0, 2.0)), (10, 10)))

    many, some = (measure_pilot(replace(RICH, scales=(scale,)))["trust_omega"] for scale in (TRUST, few))

    assert many == Measure(mcdonald_omega(TRUST.answers).omega, n=80)
    assert some == Measure(None, n=20)


@pytest.mark.parametrize(("n", "n_missing", "share"), [(8, 2, 0.8), (0, 4, 0.0), (0, 0, None), (None, None, None)])
def test_coverage_is_the_share_of_the_cases_that_are_known(n: int, n_missing: int, share: float | None) -> None:
    assert Measure(None, n=n, n_missing=n_missing, suppressed=n is None).coverage == share
