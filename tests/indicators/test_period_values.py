"""What a quarter and a phase say of ratings, promises, decisions, commitments and contributions, computed by hand."""

from dataclasses import replace
from datetime import date

import pytest

from foundation.inference.disclosure import differences
from foundation.inference.intervals import mean_t, poisson_rate, wilson
from foundation.inference.reliability import ScaleAnswers
from indicators.disclosure import protect
from indicators.measures import measure_all
from indicators.measures.breakdowns import measure_periods, measure_waves
from indicators.measures.measure import SUPPRESSED, Measure, Place
from indicators.models import IndicatorValue
from indicators.periods import days_of, periods_of, quarter_of
from indicators.respondents import WeightedItems
from indicators.samples import (
    CensusMargin,
    Commitment,
    Contribution,
    DecisionTaken,
    Governance,
    People,
    PilotSample,
    Ratings,
    ScaleSample,
    SessionFacts,
    SurveyCounts,
)

WINTER, SPRING, SUMMER = date(2025, 3, 31), date(2025, 4, 1), date(2025, 7, 1)
CUTOFF = date(2026, 6, 30)


def rated(day: date, n: int, total: float, top2: int, **more: object) -> SessionFacts:
    return SessionFacts(day, method="walk", ratings=n, rating_sum=total, rating_top2=top2, raters=n, **more)


SAMPLE = PilotSample(
    "P1", cutoff=CUTOFF,
    sessions=(
        rated(WINTER, 6, 24.0, 5, phase="design", promised_level=3, perceived=5, perceived_sum=10.0),
        rated(SPRING, 5, 15.0, 2, phase="design", promised_level=4, perceived=4, perceived_sum=20.0),
        rated(SPRING, 10, 50.0, 10, phase="deliver", promised_level=2, perceived=10, perceived_sum=30.0),
    ),
    commitments=(
        Commitment("accepted", SPRING, SUMMER, "walk", WINTER, WINTER, "design"),
        Commitment("rejected", SPRING, None, "walk", None, WINTER, "design"),
        Commitment("pending", None, None, "walk", SPRING, SPRING, "deliver"),
    ),
    governance=Governance(
        decisions=(
            DecisionTaken(frozenset({"public"}), frozenset({("decides", "public"), ("advises", "people")}), WINTER,
                          "design"),
            DecisionTaken(frozenset({"public", "people"}), frozenset({("decides", "public"), ("co_decides", "people")}),
                          SPRING),
            DecisionTaken(frozenset(), frozenset(), SPRING, "design"),
        ),
        contributions=(
            Contribution("implemented", WINTER, WINTER), Contribution("rejected", WINTER, SUMMER, phase="design"),
            Contribution("accepted", None, SUMMER, held=SPRING, phase="design"),
        ),
    ),
)


def of_period(period: str, *codes: str) -> dict[str, Measure]:
    found = {place.indicator: m for place, m in measure_periods(SAMPLE).items() if place.period == period}
    return {code: found[code] for code in codes if code in found}


@pytest.mark.parametrize(("quarter", "days"), [
    ("2025-Q1", (date(2025, 1, 1), date(2025, 4, 1))), ("2025-Q4", (date(2025, 10, 1), date(2026, 1, 1))),
])
def test_a_quarter_ends_before_the_next_begins(quarter: str, days: tuple[date, date]) -> None:
    assert (days_of(quarter), quarter_of(days[0])) == (days, quarter)
    assert quarter_of(days[1]) != quarter


def test_ratings_of_a_method_by_period() -> None:
    found = {place: m for place, m in measure_periods(SAMPLE).items() if place.indicator == "method_rating"}
    both, pair = mean_t([3.0, 5.0]), mean_t([4.0, 3.0])
    assert found == {
        Place("method_rating", "walk", "2025-Q1"): Measure(
            4.0, n=1, flags=("no_interval",), detail={"raters": 6, "ratings": 6}),
        Place("method_rating", "walk", "2025-Q2"): Measure(
            4.0, both.lower, both.upper, n=2, detail={"raters": 15, "ratings": 15}),
        Place("method_rating", "walk", "phase:design"): Measure(
            3.5, pair.lower, pair.upper, n=2, detail={"raters": 11, "ratings": 11}),
        Place("method_rating", "walk", "phase:deliver"): Measure(
            5.0, n=1, flags=("no_interval",), detail={"raters": 10, "ratings": 10}),
    }


def test_commitments_of_a_method_by_the_sessions_of_a_period() -> None:
    found = {place.period: m for place, m in measure_periods(SAMPLE).items()
             if place.indicator == "commitments_per_session"}
    assert {period: (m.value, m.lower, m.upper, m.numerator, m.denominator) for period, m in found.items()} == {
        period: (x / n, poisson_rate(x, n).lower, poisson_rate(x, n).upper, x, n)
        for period, x, n in (("2025-Q1", 2, 1), ("2025-Q2", 1, 2), ("phase:design", 2, 2), ("phase:deliver", 1, 1))
    }


def test_only_ratings_released_within_the_period_count_in_it() -> None:
    held = (rated(WINTER, 9, 30.0, 5, rated_in_time=Ratings(6, 24.0, 5)), rated(SPRING, 8, 16.0, 0))
    sample = replace(SAMPLE, sessions=held)
    found = {p.period: m for p, m in measure_all(sample).items() if p.indicator == "method_top2"}
    assert {period: (m.numerator, m.denominator) for period, m in found.items()} == {
        "all": (5, 17), "2025-Q1": (5, 6), "2025-Q2": (0, 8)}


def test_a_promise_is_kept_or_not_in_the_period_of_the_session() -> None:
    below, above = (Measure(gap, n=1, flags=("no_interval",)) for gap in (-1.0, 1.0))
    assert {period: of_period(period, "promise_gap") for period in periods_of(SAMPLE)} == {
        "2025-Q1": {"promise_gap": below}, "2025-Q2": {"promise_gap": above},
        "phase:design": {"promise_gap": below}, "phase:deliver": {"promise_gap": above},
    }


def test_who_decides_is_told_by_the_day_of_the_decision() -> None:
    codes = ("shared_decision_share", "decision_concentration")
    none, all_ = wilson(0, 1), wilson(1, 1)
    assert {period: of_period(period, *codes) for period in ("2025-Q1", "2025-Q2", "phase:design")} == {
        "2025-Q1": {
            codes[0]: Measure(0.0, none.lower, none.upper, n=1, numerator=0, denominator=1),
            codes[1]: Measure(1.0, n=1, detail={"roles": {"decides": {"public": 1}, "advises": {"people": 1}}}),
        },
        "2025-Q2": {
            codes[0]: Measure(1.0, all_.lower, all_.upper, n=1, n_missing=1, numerator=1, denominator=1,
                              flags=("much_missing",)),
            codes[1]: Measure(0.5, n=2, detail={"roles": {"decides": {"public": 1}, "co_decides": {"people": 1}}}),
        },
        "phase:design": {
            codes[0]: Measure(0.0, none.lower, none.upper, n=1, n_missing=1, numerator=0, denominator=1,
                              flags=("much_missing",)),
            codes[1]: Measure(1.0, n=1, detail={"roles": {"decides": {"public": 1}, "advises": {"people": 1}}}),
        },
    }


def test_commitments_and_contributions_by_the_day_they_came() -> None:
    codes = ("decision_influence", "commitment_acceptance", "influence_rate", "feedback_closure_60d")
    assert {
        period: {code: (m.numerator, m.denominator) for code, m in of_period(period, *codes).items()}
        for period in ("2025-Q1", "2025-Q2", "phase:design", "phase:deliver")
    } == {
        "2025-Q1": {"decision_influence": (1, 2), "influence_rate": (1, 2), "feedback_closure_60d": (1, 2)},
        "2025-Q2": {"decision_influence": (0, 1), "commitment_acceptance": (1, 2), "influence_rate": (1, 1),
                    "feedback_closure_60d": (0, 0)},
        "phase:design": {"decision_influence": (1, 2), "commitment_acceptance": (1, 2), "influence_rate": (1, 2),
                         "feedback_closure_60d": (0, 1)},
        "phase:deliver": {"decision_influence": (0, 1), "commitment_acceptance": (0, 0)},
    }


def test_whoever_came_twice_in_a_quarter_came_back_in_it() -> None:
    first, second = date(2025, 1, 5), date(2025, 2, 5)
    people = People((2,) * 2 + (1,) * 4, (1.0,) * 6, (first,) * 6, (second,) * 2 + (first,) * 4, ("people",) * 6)
    held = tuple(SessionFacts(day, named=n, named_hours=float(n)) for day, n in ((first, 6), (second, 2)))
    sample = PilotSample("P1", cutoff=CUTOFF, people=people, sessions=held, people_by_period={"2025-Q1": people})
    limits = wilson(2, 6)
    assert measure_periods(sample)[Place("return_rate", period="2025-Q1")] == Measure(
        2 / 6, limits.lower, limits.upper, n=6, numerator=2, denominator=6)


def test_phases_have_no_early_share_and_quarters_no_states_of_the_cutoff() -> None:
    quarter = {p.indicator for p in measure_periods(SAMPLE) if p.period == "2025-Q1"}
    phase = {p.indicator for p in measure_periods(SAMPLE) if p.period == "phase:design"}
    assert quarter - phase == {"early_involvement"}
    assert {"retention_90d", "services_delivered", "obstacle_load", "capacity_gap"} & quarter == set()


# --- ratings of a few, within a snapshot ---


def kept_back(sessions: tuple[SessionFacts, ...]) -> set[str]:
    """Periods whose rating of the walk is withheld, although five or more rated."""
    sample = replace(SAMPLE, sessions=sessions)
    values = [
        IndicatorValue(indicator=p.indicator, method=p.method, period=p.period, split=p.split, value=m.value, n=m.n,
                       numerator=m.numerator, denominator=m.denominator, suppressed=m.suppressed, detail=dict(m.detail))
        for p, m in measure_all(sample).items()
    ]
    protect(values, sessions=sample.sessions)
    assert [v for v in values if (v.period, v.split) == ("all", "") and v.indicator == "method_rating" and v.suppressed
            ] == []
    return {v.period for v in values if v.indicator == "method_rating" and v.suppressed}


def test_a_quarter_of_few_raters_takes_another_with_it() -> None:
    few = (rated(WINTER, 3, 9.0, 0), rated(SPRING, 20, 60.0, 0), rated(SUMMER, 30, 90.0, 0))
    assert kept_back(few) == {"2025-Q1", "2025-Q2"}
    assert kept_back((rated(WINTER, 5, 9.0, 0), *few[1:])) == set()


def test_a_phase_that_is_a_quarter_but_for_three_raters() -> None:
    raters = {"winter": 20, "small": 3, "spring": 20, "summer": 20}
    figures = {"all": tuple(raters), "2025-Q1": ("winter",), "2025-Q2": ("small", "spring"), "2025-Q3": ("summer",),
               "phase:design": ("winter", "small"), "phase:deliver": ("spring", "summer")}
    away = kept_back((
        rated(WINTER, 20, 60.0, 0, phase="design"), rated(SPRING, 3, 9.0, 0, phase="design"),
        rated(SPRING, 20, 60.0, 0, phase="deliver"), rated(SUMMER, 20, 60.0, 0, phase="deliver"),
    ))
    assert differences(figures, raters) == [frozenset({"small"})]
    assert (differences({f: parts for f, parts in figures.items() if f not in away}, raters), len(away)) == ([], 2)


def test_what_was_released_late_is_a_part_of_its_own() -> None:
    late = Ratings(20, 60.0, 0)
    held = (rated(WINTER, 23, 69.0, 0, rated_in_time=late), rated(SPRING, 20, 60.0, 0))
    assert kept_back(held) == {"2025-Q1"}
    assert kept_back((rated(WINTER, 25, 69.0, 0, rated_in_time=late), held[1])) == set()


# --- waves ---


def test_response_reliability_and_weighted_means_by_wave() -> None:
    before, after = ((1.0, 2.0), (2.0, 2.0), (4.0, 5.0)), ((5.0, 5.0), (1.0, 2.0))
    margin = CensusMargin("gender", {"f": 0.5, "m": 0.5})
    waves = {
        "baseline": (SurveyCounts("citizen", 40, 20, 15, 3), ScaleSample("trust", ("a", "b"), ScaleAnswers(before, (
            4, 4, 4))), WeightedItems("citizen", ("gender",), {("f",): 6, ("m",): 2}, 0, {"q": {
                (("f",), 5): 6, (("m",), 1): 2}})),
        "endline": (SurveyCounts("citizen", 4, 3, 3, 0), ScaleSample("trust", ("a", "b"), ScaleAnswers(after, (5, 6))),
                    WeightedItems("citizen", ("gender",), {("f",): 2, ("m",): 2}, 0, {"q": {
                        (("f",), 5): 2, (("m",), 1): 2}})),
    }
    sample = replace(
        SAMPLE, census=(margin,), surveys_by_wave={w: (rows[0],) for w, rows in waves.items()},
        scales_by_wave={w: (rows[1],) for w, rows in waves.items()},
        weighted_by_wave={w: (rows[2],) for w, rows in waves.items()},
    )
    found = measure_waves(sample)
    rate, done = wilson(18, 40), wilson(15, 20)
    assert {p: m for p, m in found.items() if p.indicator.startswith("survey_")} == {
        Place("survey_response_rate_citizen", split="wave:baseline"): Measure(
            18 / 40, rate.lower, rate.upper, n=40, numerator=18, denominator=40),
        Place("survey_completion_rate_citizen", split="wave:baseline"): Measure(
            15 / 20, done.lower, done.upper, n=20, numerator=15, denominator=20),
        Place("survey_response_rate_citizen", split="wave:endline"): SUPPRESSED,
        Place("survey_completion_rate_citizen", split="wave:endline"): SUPPRESSED,
    }
    # alpha of two items = 2 (1 − (variance of a + variance of b) / variance of their sum)
    a, b = [1, 2, 4], [2, 2, 5]
    variance = {name: 4 * sum((x - sum(rows) / 3) ** 2 for x in rows) / 11
                for name, rows in (("a", a), ("b", b), ("t", [3, 4, 9]))}
    assert found[Place("trust_alpha", split="wave:baseline")].value == pytest.approx(
        2 * (1 - (variance["a"] + variance["b"]) / variance["t"]))
    assert found[Place("trust_alpha", split="wave:endline")].n == 11
    # weighted to half women and half men: 5 and 1
    assert found[Place("likert_mean_weighted_q", split="wave:baseline")].value == pytest.approx(3)
    assert found[Place("likert_mean_weighted_q", split="wave:endline")] == SUPPRESSED
