"""Indicators of hand-made pilots: heads without names, nothing logged, few persons, missing values."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from foundation.inference.likert import Histogram
from foundation.inference.reliability import ScaleAnswers
from indicators.measures import measure_methods, measure_pilot, method_group_fit, method_overlap
from indicators.measures.governance import months_later
from indicators.measures.measure import NO_DATA, SUPPRESSED, Measure
from indicators.samples import (
    CensusMargin,
    Commitment,
    Contribution,
    DecisionTaken,
    FitCell,
    Governance,
    ImpactTarget,
    ItemAnswers,
    Obstacle,
    People,
    PilotSample,
    PurchasingPower,
    ScaleSample,
    Service,
    SessionFacts,
    Skill,
    SurveyCounts,
    classify_completion,
)

DAY = date(2025, 3, 1)
EMPTY = PilotSample("P1", cutoff=date(2026, 6, 30), population=1000)
DESCRIBED_AT_ZERO = {"engagement_reach", "participants", "sessions_held", "person_hours", "helix_coverage"}


def people(n: int, helix: str = "people") -> People:
    return People((1,) * n, (2.0,) * n, (DAY,) * n, (DAY,) * n, (helix,) * n, {})


def session(**facts) -> SessionFacts:
    return SessionFacts(**{"day": DAY, "duration_h": 2.0, **facts})


def test_a_pilot_without_rows_has_no_values_but_counts_of_zero():
    measures = measure_pilot(EMPTY)

    assert {code for code, m in measures.items() if m.value is not None} == DESCRIBED_AT_ZERO
    assert {measures[code].value for code in DESCRIBED_AT_ZERO} == {0.0}
    assert not any(m.suppressed for m in measures.values())
    reach = measures["engagement_reach"]
    assert (reach.lower, reach.n) == (0.0, 1000)
    assert reach.upper == pytest.approx(3.84 / 1003.84, rel=1e-3)
    assert measures["return_rate"] == NO_DATA


def test_values_of_one_to_four_persons_are_withheld_with_all_their_numbers():
    sample = replace(EMPTY, people=people(4), sessions=(session(named=4, named_hours=8.0),))

    measures = measure_pilot(sample)

    for code in ("engagement_reach", "participation_intensity", "stakeholder_diversity", "retention_90d"):
        assert measures[code] == SUPPRESSED
    assert measures["person_hours"].value == 8.0


def test_heads_without_a_name_count_as_attendances_and_mark_what_rests_on_names():
    held = (
        session(named=5, named_hours=10.0, head_count=20, cost=100.0, mode_known=5, online=1),
        session(named=1, named_hours=1.0, head_count=0, cost=30.0),
        session(head_count=4, duration_h=None),
    )
    sample = replace(EMPTY, people=people(6), sessions=held)

    measures = measure_pilot(sample)

    assert measures["attendance_per_session"].value == pytest.approx(25 / 3)
    assert measures["attendance_per_session"].flags == ("head_count_low",)
    hours = measures["person_hours"]
    assert (hours.value, hours.n, hours.n_missing) == (41.0, 25, 4)
    assert measures["cost_per_participation"].value == pytest.approx(130 / 21)
    assert measures["participants"].flags == ("partly_identified", "mostly_unidentified")
    assert measures["participants"].detail == {"identified": 6, "attendances": 25}
    assert measures["digital_share"].value == 0.2


def test_heads_without_any_name_leave_no_value_about_persons():
    sample = replace(EMPTY, sessions=(session(head_count=40),))

    measures = measure_pilot(sample)

    unknown = Measure(None, flags=("partly_identified", "mostly_unidentified"))
    assert (measures["participants"], measures["engagement_reach"]) == (unknown, unknown)
    assert measures["person_hours"].value == 80.0


def test_a_session_that_logged_nobody_is_flagged():
    measures = measure_pilot(replace(EMPTY, sessions=(session(), session())))

    assert measures["attendance_per_session"].flags == ("attendance_not_logged",)
    assert measures["attendance_per_session"].value == 0.0


def test_more_citizens_than_residents_is_flagged():
    sample = replace(EMPTY, population=5, people=people(6), sessions=(session(named=6),))

    reach = measure_pilot(sample)["engagement_reach"]

    assert (reach.value, reach.lower, reach.flags) == (1.2, None, ("population_wrong",))


def test_bootstrap_limits_stand_apart_and_are_the_same_twice():
    who = replace(people(6), sessions=(1, 2, 3, 1, 1, 4))
    sample = replace(EMPTY, people=who, sessions=(session(named=12),))

    first, again = measure_pilot(sample), measure_pilot(sample)

    gini = first["participation_gini"]
    assert gini == again["participation_gini"]
    assert (gini.lower, gini.upper) == (None, None)
    assert gini.boot_lower < gini.value < gini.boot_upper


def test_the_most_active_tenth_is_shown_only_where_it_is_no_small_group():
    shares = []
    for n in (40, 41):
        sample = replace(EMPTY, people=people(n), sessions=(session(named=n),))
        shares.append(measure_pilot(sample)["participation_gini"].detail["top_tenth_share"])

    assert shares == [None, pytest.approx(5 / 41)]


def test_raking_needs_compatible_margins_and_five_citizens():
    census = (CensusMargin("age_band", {"a": 0.5, "b": 0.5}), CensusMargin("gender", {"f": 0.9, "m": 0.1}))
    crossed = {"age_band": ("a", "a", "a", "b", "b", "b"), "gender": ("f", "f", "f", "m", "m", "m")}
    six = replace(people(6), attributes=crossed)
    sample = replace(EMPTY, people=six, sessions=(session(named=6),), census=census)

    assert measure_pilot(sample)["weighting_deff"].flags == ("margins_incompatible",)

    unknown = replace(six, attributes={**crossed, "gender": (None, None, *crossed["gender"][2:])})
    assert measure_pilot(replace(sample, people=unknown))["weighting_deff"] == SUPPRESSED


def test_a_finished_pilot_makes_nobody_lapse():
    early, late = DAY - timedelta(days=200), DAY - timedelta(days=40)
    who = People((1,) * 6, (1.0,) * 6, (early,) * 6, (early,) * 3 + (late,) * 3, ("people",) * 6, {})
    sample = replace(EMPTY, people=who, end_date=DAY, sessions=(session(named=6),))

    measures = measure_pilot(sample)

    assert measures["retention_90d"].value == 0.5
    assert (measures["return_rate"].numerator, measures["return_rate"].n) == (3, 6)


def test_commitments_are_cut_at_the_cutoff_and_delays_censored():
    beyond = EMPTY.cutoff + timedelta(days=1)
    sample = replace(
        EMPTY,
        commitments=(
            Commitment("accepted", DAY, DAY + timedelta(days=10)),
            Commitment("partly", DAY, beyond),
            Commitment("accepted", DAY, DAY - timedelta(days=1)),
            Commitment("rejected", DAY),
            Commitment("pending"),
        ),
    )

    measures = measure_pilot(sample)

    acceptance = measures["commitment_acceptance"]
    assert (acceptance.numerator, acceptance.n, acceptance.detail) == (3, 4, {"pending": 1})
    assert measures["commitment_delivery"].numerator == 2
    days = measures["delivery_days_median"]
    assert (days.n, days.n_missing, days.flags) == (2, 1, ("much_missing",))
    assert days.value == (10 + (EMPTY.cutoff - DAY).days) / 2


def test_method_rows_use_session_means_and_their_own_raters():
    held = (
        session(method="jury", ratings=4, rating_sum=16, rating_top2=3, raters=4),
        session(method="jury", ratings=2, rating_sum=8, rating_top2=2, raters=2),
        session(method="walk", ratings=3, rating_sum=9, raters=3),
    )
    rows = measure_methods(replace(EMPTY, sessions=held, commitments=(Commitment("pending", method="jury"),)))

    rating = rows["method_rating", "jury"]
    assert (rating.value, rating.lower, rating.upper, rating.n) == (4.0, 4.0, 4.0, 2)
    assert rating.flags == ("zero_variance",)
    assert rows["method_rating", "walk"] == rows["method_top2", "walk"] == SUPPRESSED
    assert rows["commitments_per_session", "jury"].value == 0.5
    assert rows["commitments_per_session", "walk"].value == 0.0


def test_surveys_refuse_rates_above_one_and_hide_small_counts():
    sample = replace(
        EMPTY,
        surveys=(SurveyCounts("citizen", 10, 12, 9, 2), SurveyCounts("manager", 0, 0, 0, 0)),
        items=(ItemAnswers("clarity", Histogram(1, 5, (0, 2, 6, 7, 0)), 5),),
        scales=(ScaleSample("trust", ("a", "b"), ScaleAnswers(((1, 2), (2, 2)), (4, 5))),),
    )

    measures = measure_pilot(sample)

    refused = Measure(None, n=10, flags=("more_answers_than_invitations",))
    assert measures["survey_response_rate_citizen"] == refused
    assert measures["survey_completion_rate_citizen"].value == 0.75
    assert measures["survey_response_rate_manager"] == replace(NO_DATA, numerator=0, denominator=0)
    clarity = measures["likert_mean_clarity"]
    assert clarity.detail["counts"] == {"1": 0, "2": None, "3": None, "4": 7, "5": 0}
    assert (clarity.n, clarity.n_missing, clarity.flags) == (15, 5, ("much_missing",))
    assert measures["trust_alpha"] == Measure(None, n=9)


def test_details_survive_json():
    sample = replace(EMPTY, items=(ItemAnswers("clarity", Histogram(1, 5, (5, 6, 7, 8, 9))),))

    for measure in measure_pilot(sample).values():
        assert json.loads(json.dumps(measure.detail, allow_nan=False)) == measure.detail


def test_completion_has_exact_borders():
    borders = [classify_completion(n, 10) for n in (4, 5, 7, 8)]

    assert borders == ["break_off", "partial", "partial", "complete"]


def test_governance_counts_what_the_text_counts():
    received = EMPTY.cutoff - timedelta(days=60)
    governance = Governance(
        decisions=(DecisionTaken(frozenset({"public"})), DecisionTaken(frozenset({"public", "other"})),
                   DecisionTaken(frozenset())),
        contributions=(
            Contribution("implemented", received, received + timedelta(days=60)),
            Contribution("out_of_scope", received),
            Contribution("received", received, received - timedelta(days=1)),
            Contribution("accepted", EMPTY.cutoff),
        ),
        services=(Service("live", DAY), Service("stopped", DAY), Service("idea")),
        impacts=(ImpactTarget(10, 20, 18), ImpactTarget(5, 5, 7)),
        obstacles=(Obstacle(4, True), Obstacle(None, False)),
        skills=(Skill("b", 3, 1), Skill("a", 3, 1), Skill("c", 1, 4), Skill("d", None, 2)),
        living_lab={"LL1": 4, "LL2": 2},
        relevant_groups=frozenset({"RES", "SME"}),
        engaged_groups=frozenset({"RES", "UNI"}),
    )
    measures = measure_pilot(replace(EMPTY, governance=governance, end_date=date(2025, 6, 30)))

    values = {code: (m.value, m.n) for code, m in measures.items()}
    assert values["shared_decision_share"] == (0.5, 2)
    assert values["decision_concentration"] == (1.0, 2)
    assert values["influence_rate"] == (pytest.approx(2 / 3), 3)
    assert values["implementation_rate"] == (0.5, 2)
    assert values["feedback_closure_60d"] == (0.5, 2)
    assert values["services_delivered"] == (0.5, 2)
    assert values["services_sustained_12m"] == (1.0, 1)
    assert measures["services_sustained_24m"].flags == ("not_yet_due",)
    assert values["impact_achievement"] == (0.8, 1)
    assert values["obstacle_load"] == (4.0, 1)
    assert values["obstacle_resolved"] == (0.5, 2)
    assert measures["capacity_gap"].detail == {"largest": ["a", "b"]}
    assert values["living_lab_score"] == (75.0, 2)
    assert values["stakeholder_coverage"] == (0.5, 2)


def test_months_end_with_the_calendar():
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2023, 12, 31), 24) == date(2025, 12, 31)


def test_method_overlap_leaves_out_pilots_that_logged_none():
    used = {"A": frozenset("xy"), "B": frozenset("x"), "C": frozenset("xz"), "D": frozenset()}

    overlap = method_overlap(used)

    assert (overlap.value, overlap.n) == (pytest.approx((1 / 2 + 1 / 3 + 1 / 2) / 3), 3)
    assert overlap.detail == {"used_by_all": ["x"], "used_by_one": ["y", "z"], "not_logged": ["D"]}
    assert method_overlap({"A": frozenset("x"), "B": frozenset("x")}).value is None


def test_fit_of_few_raters_is_withheld_whatever_the_number_of_ratings():
    fit = method_group_fit([FitCell("jury", "RES", 6, 24.0, 4), FitCell("jury", "SME", 5, 20.0, 5)])

    assert fit["jury"]["RES"] == SUPPRESSED
    assert (fit["jury"]["SME"].value, fit["jury"]["SME"].n) == (4.0, 5)


@pytest.mark.parametrize(
    "build",
    [
        lambda: SessionFacts(DAY, named=1, completed=2, completed_known=2),
        lambda: SessionFacts(DAY, level=6),
        lambda: SessionFacts(DAY, phase="later"),
        lambda: People((1,), (1.0,), (DAY,), (DAY - timedelta(days=1),), ("people",)),
        lambda: SurveyCounts("citizen", 5, 2, 2, 1),
        lambda: CensusMargin("gender", {"f": 0.0}),
        lambda: PilotSample("P", cutoff=DAY, sessions=(session(day=DAY + timedelta(days=1)),)),
        lambda: Measure(None, lower=1.0),
    ],
)
def test_impossible_samples_are_refused(build):
    with pytest.raises(ValueError):
        build()


# --- what numbers are measured against ---


def test_costs_at_purchasing_power_stand_beside_those_in_money_with_their_source() -> None:
    held = (SessionFacts(DAY, cost=100.0, head_count=10), SessionFacts(DAY, cost=20.0, head_count=14))
    plain = measure_pilot(replace(EMPTY, sessions=held))
    found = measure_pilot(replace(EMPTY, sessions=held, ppp=PurchasingPower(1.25, 2024, "Eurostat")))

    before, after = plain["cost_per_participation"], found["cost_per_participation_ppp"]
    assert (before.lower, before.upper) != (None, None)
    assert after == Measure(
        4.0, (before.lower or 0) / 1.25, (before.upper or 0) / 1.25, n=2, numerator=96.0, denominator=24,
        detail={"ppp_factor": 1.25, "ppp_year": "2024", "ppp_source": "Eurostat"},
    )
    assert {code: found[code] for code in plain} == plain
    assert set(found) - set(plain) == {
        "cost_per_participation_ppp", "cost_per_person_hour_ppp", "cost_per_participant_ppp"}


def test_helix_balance_is_measured_against_the_wanted_shares() -> None:
    people = People((1,) * 10, (1.0,) * 10, (DAY,) * 10, (DAY,) * 10, ("people",) * 6 + ("public",) * 4)
    held = (SessionFacts(DAY, named=10, named_hours=10.0),)
    sample = replace(EMPTY, people=people, sessions=held, is_bootstrapped=False)

    # shares 0.6, 0.4, 0, 0: distance 0.5 from equal ones (worst 0.75), 0.1 from the wanted ones (worst 0.95)
    assert measure_pilot(sample)["helix_balance"] == Measure(pytest.approx(1 - 0.5 / 0.75), n=10)
    wanted = replace(sample, helix_targets=(0.5, 0.4, 0.05, 0.05), helix_targets_source="council")
    assert measure_pilot(wanted)["helix_balance"] == Measure(
        pytest.approx(1 - 0.1 / 0.95), n=10,
        detail={"targets": {"people": 0.5, "public": 0.4, "research": 0.05, "business": 0.05},
                "targets_source": "council"})
