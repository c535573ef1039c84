"""What a pilot hands to the comparison is what its own indicators rest on."""

from dataclasses import replace
from datetime import date
from math import log
from typing import Any

import pytest

from indicators.extraction import extract_pilot, method_units, pilot_units
from indicators.measures import measure_pilot
from indicators.reduction.families import families_of
from indicators.reduction.verdicts import judged
from indicators.samples import PilotSample, PurchasingPower, SessionFacts
from peripheria.world.loading import load_world
from pilots.models import Pilot
from surveys.models import Response, ResponseIdentity
from tests.factories.stakeholders import StakeholderFactory
from tests.indicators.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def pilot() -> Pilot:
    load_world(folder=shared("world/mini"), name="mini")
    return Pilot.objects.select_related("programme").get(external_id="P001")


def units_of(pilot: Pilot) -> dict:
    sample = extract_pilot(pilot)
    return pilot_units(pilot, sample, measure_pilot(sample))


def test_items_hold_the_counts_of_the_pilots_own_items(pilot: Pilot) -> None:
    items = {item.question: item.answers for item in extract_pilot(pilot).items}
    found = units_of(pilot)["survey_item"]

    assert list(found) == ["citizen"]
    assert {code: (row["lowest"], row["highest"], tuple(row["counts"])) for code, row in found["citizen"].items()} == {
        code: (answers.lo, answers.hi, answers.counts) for code, answers in items.items() if answers.n
    }


def test_costs_are_logarithms_by_session_without_free_or_unpriced_ones(pilot: Pilot) -> None:
    sample = extract_pilot(pilot)
    costs = [log(s.cost / s.attendances) for s in sample.sessions if s.cost and s.attendances]

    found = method_units(sample)

    assert found["log_cost_overall"]["all"]["values"] == costs
    by_method = [value for row in found["log_cost"].values() for value in row["values"]]
    assert sorted(by_method) == sorted(costs)


def test_shares_are_those_of_the_indicators_and_withheld_ones_stay_out(pilot: Pilot) -> None:
    sample = extract_pilot(pilot)
    measures = measure_pilot(sample)

    found = pilot_units(pilot, sample, measures)["proportion"]

    assert found == {
        code: {"successes": int(measures[code].numerator), "total": int(measures[code].denominator)}
        for code in ("return_rate", "commitment_acceptance", "commitment_delivery")
        if measures[code].denominator
    }
    assert "commitment_acceptance" in found


def test_who_answers_a_survey_twice_is_one_person(pilot: Pilot) -> None:
    before = units_of(pilot)["survey_item"]["citizen"]["trust_1"]
    ResponseIdentity.objects.all().delete()
    person = StakeholderFactory(programme=pilot.programme)
    for response in Response.objects.filter(pilot=pilot, wave__questionnaire__code="citizen")[:3]:
        ResponseIdentity.objects.create(response=response, stakeholder=person, pilot=response.pilot)

    after = units_of(pilot)["survey_item"]["citizen"]["trust_1"]

    assert after["counts"] == before["counts"]
    assert after["persons"] == sum(after["counts"]) - 2


def test_who_rates_a_method_twice_is_one_person(pilot: Pilot) -> None:
    rows = units_of(pilot)["method_rating"]
    method = max(rows, key=lambda code: rows[code]["answers"])
    ResponseIdentity.objects.all().delete()
    person = StakeholderFactory(programme=pilot.programme)
    rated = Response.objects.filter(
        pilot=pilot, session__method__code=method, construct_answers__construct="method_rating",
        construct_answers__value__isnull=False,
    )
    for response in rated[:3]:
        ResponseIdentity.objects.create(response=response, stakeholder=person, pilot=response.pilot)

    after = units_of(pilot)["method_rating"][method]

    assert after["values"] == rows[method]["values"]
    assert after["persons"] == after["answers"] - 2


def test_languages_that_fewer_than_five_used_are_not_told(pilot: Pilot) -> None:
    responses = list(Response.objects.filter(pilot=pilot, wave__questionnaire__code="citizen"))
    for language, part in (("el", responses[:5]), ("sv", responses[5:9])):
        Response.objects.filter(pk__in=[one.pk for one in part]).update(language=language)

    assert units_of(pilot)["languages"]["citizen"] == ["el"]


def test_costs_at_purchasing_power_are_units_of_their_own() -> None:
    day = date(2025, 3, 1)
    held = tuple(SessionFacts(day, cost=cost, head_count=10) for cost in (100.0, 50.0))
    sample = PilotSample("P1", cutoff=day, sessions=held)
    at_power = replace(sample, ppp=PurchasingPower(1.25))

    found = method_units(at_power)

    assert found["log_cost_overall"] == method_units(sample)["log_cost_overall"]
    assert "log_cost_overall_ppp" not in method_units(sample)
    assert found["log_cost_overall_ppp"]["all"]["values"] == pytest.approx([log(8), log(4)])


def test_costs_at_purchasing_power_are_compared_among_those_who_have_a_factor() -> None:
    def row(mean: float) -> dict[str, Any]:
        return {"all": {"units": 3, "mean": mean, "variance": 0.01, "answers": 30, "persons": 30}}

    stored = {f"P{i}": {"log_cost_overall": row(1 + i / 10)} | ({"log_cost_overall_ppp": row(1)} if i else {})
              for i in range(4)}
    plan = {"delta": 0.5, "delta_share": 0.1, "delta_cost_factor": 1.25, "alpha": 0.05, "content": 0.9, "d0": 4,
            "benchmark": 3.5, "plan_version": 1}
    found = {one.outcome: (one.k, one.figures["mu"], one.figures["scale"])
             for one in judged(families_of(stored, plan), [], plan, {})}
    assert found["log_cost_overall"][0] == 4
    assert found["log_cost_overall_ppp"] == (3, 1.0, "cost")
