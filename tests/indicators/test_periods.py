"""Parts of a pilot: what each quarter, phase, helix, group and wave gives, checked by hand."""

from dataclasses import replace
from datetime import date

import pytest

from foundation.inference.intervals import mean_t, wilson
from foundation.inference.likert import Histogram
from indicators.measures import measure_all, measure_pilot
from indicators.measures.breakdowns import measure_periods, measure_splits, measure_waves
from indicators.measures.measure import SUPPRESSED, Measure, Place
from indicators.periods import during, periods_of, quarter_of
from indicators.samples import Commitment, ItemAnswers, People, PilotSample, SessionFacts

SPRING, SUMMER = date(2025, 3, 31), date(2025, 7, 1)


def crowd(*who: tuple[int, float, date, date, str]) -> People:
    sessions, hours, first, last, helix = zip(*who, strict=True)
    return People(sessions, hours, first, last, helix, {})


BOTH = crowd(*[(2, 5.0, SPRING, SUMMER, "people")] * 5, *[(1, 2.0, SPRING, SPRING, "public")] * 6)
FIRST = crowd(*[(1, 2.0, SPRING, SPRING, "people")] * 5, *[(1, 2.0, SPRING, SPRING, "public")] * 6)
SECOND = crowd(*[(1, 3.0, SUMMER, SUMMER, "people")] * 5)
SAMPLE = PilotSample(
    "P1", cutoff=date(2026, 6, 30), population=1000, people=BOTH,
    people_by_period={"2025-Q1": FIRST, "2025-Q3": SECOND, "phase:design": FIRST},
    sessions=(
        SessionFacts(SPRING, phase="design", level=2, duration_h=2.0, cost=100.0, named=11, named_hours=22.0),
        SessionFacts(SUMMER, level=4, duration_h=3.0, cost=50.0, named=5, named_hours=15.0),
    ),
    commitments=(
        Commitment("accepted", date(2025, 3, 1), date(2025, 8, 1)), Commitment("rejected", date(2025, 5, 1)),
        Commitment("accepted", date(2027, 1, 1)), Commitment("pending"),
    ),
    groups={"residents": frozenset(range(5)), "officials": frozenset(range(5, 11)), "few": frozenset({0, 5})},
)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2025-01-01", "2025-Q1"), ("2025-03-31", "2025-Q1"), ("2025-04-01", "2025-Q2"), ("2025-12-31", "2025-Q4")],
)
def test_a_day_lies_in_its_quarter(day: str, quarter: str) -> None:
    assert quarter_of(date.fromisoformat(day)) == quarter


def test_periods_are_quarters_with_a_session_or_a_decision_and_the_phases_recorded() -> None:
    assert periods_of(SAMPLE) == ("2025-Q1", "2025-Q2", "2025-Q3", "phase:design")


def test_a_part_has_the_sessions_people_and_decisions_of_the_period_alone() -> None:
    parts = {period: during(SAMPLE, period) for period in periods_of(SAMPLE)}

    assert {period: (len(part.sessions), part.people, len(part.commitments)) for period, part in parts.items()} == {
        "2025-Q1": (1, FIRST, 1), "2025-Q2": (0, People(), 1), "2025-Q3": (1, SECOND, 0),
        "phase:design": (1, FIRST, 0),
    }


def test_the_whole_time_is_the_sample_itself() -> None:
    assert during(SAMPLE, "all") is SAMPLE
    assert {p.indicator: m for p, m in measure_all(SAMPLE).items() if p == Place(p.indicator)} == measure_pilot(SAMPLE)


def test_a_quarter_has_the_values_of_its_own_rows() -> None:
    found = measure_periods(SAMPLE)

    codes = ("participants", "person_hours", "cost_per_participation", "iap2_depth", "sessions_held")
    assert {p: {code: found[Place(code, period=p)].value for code in codes} for p in ("2025-Q1", "2025-Q3")} == {
        "2025-Q1": dict(zip(codes, (11, 22.0, 100 / 11, 2, 1), strict=True)),
        "2025-Q3": dict(zip(codes, (5, 15.0, 10.0, 4, 1), strict=True)),
    }
    limits = wilson(5, 1000)
    assert found[Place("engagement_reach", period="2025-Q3")] == Measure(
        0.005, limits.lower, limits.upper, n=1000, numerator=5, denominator=1000
    )
    diversity = found[Place("stakeholder_diversity", period="2025-Q1")]
    assert diversity.value == pytest.approx((1 - (25 + 36) / 121) * 4 / 3)
    assert (diversity.boot_lower, diversity.n) == (None, 11)


def test_decisions_count_in_the_quarter_that_took_them_and_deliveries_up_to_the_cutoff() -> None:
    found = measure_periods(SAMPLE)

    decided = {p: m.value for p, m in found.items() if p.indicator in {"commitment_acceptance", "commitment_delivery"}}
    assert decided == {
        Place("commitment_acceptance", period="2025-Q1"): 1, Place("commitment_delivery", period="2025-Q1"): 1,
        Place("commitment_acceptance", period="2025-Q2"): 0, Place("commitment_delivery", period="2025-Q2"): None,
    }
    assert {p.indicator for p in found if p.period == "2025-Q2"} == {
        "commitment_acceptance", "commitment_delivery", "delivery_days_median"
    }


def test_a_quarter_of_few_persons_tells_nothing_of_them() -> None:
    few = replace(SAMPLE, people_by_period={"2025-Q3": crowd(*[(1, 3.0, SUMMER, SUMMER, "people")] * 4)})

    found = measure_periods(few)

    codes = ("participants", "participation_intensity", "engagement_reach", "stakeholder_evenness", "helix_balance")
    assert [found[Place(code, period="2025-Q3")] for code in codes] == [SUPPRESSED] * 5


def test_helices_and_groups_have_their_own_people() -> None:
    found = measure_splits(SAMPLE)

    assert {p.split for p in found} == {"helix:people", "helix:public", "group:residents", "group:officials",
                                        "group:few"}
    hours = mean_t([5.0] * 5)
    assert {p.indicator: m for p, m in found.items() if p.split == "helix:people"} == {
        "participants": Measure(5, n=5), "person_hours": Measure(25.0, n=10),
        "participation_intensity": Measure(5, hours.lower, hours.upper, n=5, numerator=25.0, denominator=5),
        "return_rate": Measure(1, wilson(5, 5).lower, 1, n=5, numerator=5, denominator=5),
    }
    assert {p.indicator: m for p, m in found.items() if p.split == "group:few"} == dict.fromkeys(
        ("participants", "person_hours", "participation_intensity", "return_rate"), SUPPRESSED
    )
    assert found[Place("return_rate", split="group:officials")].value == 0


def test_waves_are_told_apart_only_where_there_are_several() -> None:
    before = ItemAnswers("q1", Histogram.of_mapping({2: 6, 3: 4}, 1, 5))
    after = ItemAnswers("q1", Histogram.of_mapping({4: 10}, 1, 5), n_missing=2)

    one = measure_waves(replace(SAMPLE, items_by_wave={"endline": (after,)}))
    two = measure_waves(replace(SAMPLE, items_by_wave={"baseline": (before,), "endline": (after,)}))

    assert one == {}
    assert {p: m.value for p, m in two.items()} == {
        Place("item_nonresponse_q1", split="wave:baseline"): 0, Place("likert_mean_q1", split="wave:baseline"): 2.4,
        Place("top2_q1", split="wave:baseline"): 0, Place("item_nonresponse_q1", split="wave:endline"): 2 / 12,
        Place("likert_mean_q1", split="wave:endline"): 4, Place("top2_q1", split="wave:endline"): 1,
    }
