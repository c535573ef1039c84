"""What belongs together in one response: weighted means and skills gaps, by hand and from rows."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from foundation.inference.likert import importance_performance
from foundation.inference.multiple_testing import benjamini_hochberg_of_known
from foundation.inference.representation import rake, weighted_mean
from indicators.actions.comparison import compare_programme
from indicators.actions.pilot_values import compute_pilot, measured
from indicators.actions.verification import drift_of
from indicators.extraction import extract_pilot
from indicators.measures import measure_pilot, programme_skills
from indicators.measures.measure import Measure
from indicators.measures.skills import stored_skills
from indicators.models import IndicatorValue
from indicators.respondents import SkillPairs, WeightedItems
from indicators.samples import CensusMargin, PilotSample
from peripheria.world.loading import load_world
from pilots.models import Pilot
from surveys.models import CountDelta, Response, Wave
from tests.indicators.worlds import shared

CENSUS = (CensusMargin("gender", {"f": 0.5, "m": 0.5}), CensusMargin("age_band", {"18-29": 0.3, "30+": 0.7}))
YOUNG_F, OLD_F, OLD_M = ("f", "18-29"), ("f", "30+"), ("m", "30+")
RESPONDENTS = {YOUNG_F: 4, OLD_F: 3, OLD_M: 5}
ANSWERS = {(YOUNG_F, 5): 3, (OLD_F, 4): 3, (OLD_M, 2): 4, (OLD_M, 1): 1}
SURVEY = WeightedItems("citizen", ("gender", "age_band"), RESPONDENTS, unknown=1, answers={"q1": ANSWERS})
SAMPLE = PilotSample("P1", cutoff=date(2026, 6, 30), census=CENSUS, weighted=(SURVEY,))


def by_person(survey: WeightedItems, sample: PilotSample, question: str) -> Any:
    """The weighted mean with one entry per person: what the cells must give."""
    people = [cell for cell, n in survey.respondents.items() for _person in range(n)]
    columns = {margin: [cell[at] for cell in people] for at, margin in enumerate(survey.margins)}
    raking = rake(columns, {m.margin: m.shares for m in sample.census})
    weight = dict(zip(people, raking.weights or (), strict=True))
    given = [(value, weight[cell]) for (cell, value), n in survey.answers[question].items() for _person in range(n)]
    return weighted_mean([value for value, _w in given], [w for _value, w in given]), raking


def test_the_weighted_mean_is_that_of_the_respondents_one_by_one() -> None:
    expected, raking = by_person(SURVEY, SAMPLE, "q1")

    found = measure_pilot(SAMPLE)["likert_mean_weighted_q1"]

    assert found.value == pytest.approx(expected.mean)
    assert (found.lower, found.upper) == pytest.approx((expected.lower, expected.upper))
    assert found.detail == pytest.approx({
        "se": expected.se, "deff": expected.deff_kish, "n_eff": expected.n_eff, "w_max": raking.w_max,
    })
    assert (found.n, found.n_missing, found.flags) == (11, 2, ())


def test_margins_that_clash_give_no_weighted_mean() -> None:
    both = WeightedItems(
        "citizen", ("gender", "age_band"), {("f", "18-29"): 5, ("m", "30+"): 5}, answers={"q1": {(OLD_M, 3): 5}}
    )

    found = measure_pilot(replace(SAMPLE, weighted=(both,)))["likert_mean_weighted_q1"]

    assert found == Measure(None, n=5, n_missing=5, flags=("margins_incompatible", "much_missing"))


def test_weights_that_rest_on_few_persons_are_called_unstable_and_empty_categories_named() -> None:
    census = (CensusMargin("gender", {"f": 0.9, "m": 0.08, "d": 0.02}),)
    lopsided = WeightedItems("citizen", ("gender",), {("f",): 1, ("m",): 19}, answers={
        "q1": {(("f",), 5): 1, (("m",), 1): 19}
    })

    found = measure_pilot(replace(SAMPLE, census=census, weighted=(lopsided,)))["likert_mean_weighted_q1"]

    assert found.value == pytest.approx((0.9 * 5 + 0.08) / 0.98)
    assert found.flags == ("empty_category:d", "weights_unstable")


@pytest.mark.parametrize("people", [1, 4])
def test_weighted_means_of_few_persons_are_withheld(people: int) -> None:
    few = WeightedItems("citizen", ("gender", "age_band"), RESPONDENTS, answers={"q1": {(OLD_M, 2): people}})

    assert measure_pilot(replace(SAMPLE, weighted=(few,)))["likert_mean_weighted_q1"].suppressed


FACILITATION = SkillPairs("facilitation", {(5, 2): 4, (4, 3): 3, (5, 4): 1}, incomplete=1)
LAW = SkillPairs("law", {(2, 4): 4, (3, 4): 4})
ALIKE = SkillPairs("alike", {(4, 3): 8})


def test_skills_gaps_are_paired_and_adjusted_over_the_skills() -> None:
    pairs = {s.skill: [p for p, n in sorted(s.pairs.items()) for _ in range(n)] for s in (FACILITATION, LAW, ALIKE)}
    alone = {skill: importance_performance(*zip(*given, strict=True)) for skill, given in pairs.items()}
    q = dict(zip(alone, benjamini_hochberg_of_known([one.p for one in alone.values()]), strict=True))

    found = measure_pilot(replace(SAMPLE, weighted=(), skills=(FACILITATION, LAW, ALIKE)))

    for skill, one in alone.items():
        gap = found[f"skills_gap_{skill}"]
        assert (gap.value, gap.lower, gap.upper, gap.n) == (one.gap, one.lower, one.upper, 8)
        assert {name: gap.detail[name] for name in ("t", "p", "q", "dz", "mwds")} == {
            "t": one.t, "p": one.p, "q": q[skill], "dz": one.dz, "mwds": one.mwds
        }
    assert {skill: (found[f"skills_gap_{skill}"].detail["quadrant"], found[f"skills_gap_{skill}"].detail["is_gap"])
            for skill in alone} == {
        "facilitation": ("concentrate_here", True), "law": ("overkill", False), "alike": ("concentrate_here", False),
    }
    assert found["skills_gap_alike"].flags == ("zero_variance",)
    assert found["skills_gap_facilitation"].n_missing == 1


def test_few_managers_of_one_pilot_are_told_only_together_with_others() -> None:
    few = SkillPairs("law", {(5, 1): 3}, incomplete=1)
    more = SkillPairs("law", {(5, 1): 1, (4, 4): 2})

    alone = measure_pilot(replace(SAMPLE, weighted=(), skills=(few,)))
    pooled = programme_skills([stored_skills([few]), stored_skills([more]), {}])

    assert "skills_gap_law" not in alone
    assert pooled["skills_gap_law"].value == pytest.approx(16 / 6)
    assert (pooled["skills_gap_law"].n, pooled["skills_gap_law"].n_missing) == (6, 1)
    assert programme_skills([stored_skills([few])])["skills_gap_law"].suppressed


@pytest.mark.parametrize(("added", "mean"), [(0, 1.0), (1, 1.0), (4, 1.0), (5, 2.0)])
def test_pooled_gaps_move_only_when_five_managers_have_answered(added: int, mean: float) -> None:
    before = SkillPairs("law", {(4, 3): 5})
    told = programme_skills([stored_skills([before])])
    now = SkillPairs("law", {(4, 3): 5} | ({(5, 2): added} if added else {}))

    found = programme_skills([stored_skills([now])], told)

    assert found["skills_gap_law"].value == mean


def test_gaps_of_a_pilot_wait_for_their_release_alone() -> None:
    waiting = SkillPairs("law", {(4, 3): 6}, is_waiting=True)

    assert "skills_gap_law" not in measure_pilot(replace(SAMPLE, weighted=(), skills=(waiting,)))
    assert programme_skills([stored_skills([waiting])])["skills_gap_law"].n == 6


@pytest.fixture
def pilot() -> Pilot:
    load_world(folder=shared("world/mini"), name="mini")
    return Pilot.objects.select_related("programme").get(external_id="P001")


@pytest.mark.django_db
@pytest.mark.sqlite
def test_rows_are_counted_by_cell_as_they_are(pilot: Pilot) -> None:
    responses = list(Response.objects.filter(pilot=pilot, wave__questionnaire__code="citizen").select_related(
        "identity__stakeholder"
    ))
    margins = ("age_band", "gender", "district")
    census = {m: set(pilot.census.filter(margin=m).values_list("category", flat=True)) for m in margins}
    cells = [tuple(getattr(r.identity.stakeholder, m) for m in margins) for r in responses]
    known = [(c, r) for c, r in zip(cells, responses, strict=True)
             if all(v in census[m] for v, m in zip(c, margins, strict=True))]

    (citizen,) = extract_pilot(pilot).weighted

    assert citizen.margins == margins
    assert citizen.respondents == dict(Counter(cell for cell, _r in known))
    assert citizen.unknown == len(responses) - len(known)
    assert sorted(citizen.answers) == ["clarity", "influence", *(f"trust_{n}" for n in range(1, 6))]
    for code, answers in citizen.answers.items():
        assert answers == dict(Counter(
            (cell, int(r.answers[code])) for cell, r in known if r.answers.get(code) is not None
        ))


@pytest.mark.django_db
@pytest.mark.sqlite
def test_managers_pairs_are_counted_as_they_are(pilot: Pilot) -> None:
    managers = [r.answers for r in Response.objects.filter(pilot=pilot, wave__questionnaire__code="manager")]

    found = {skill.skill: skill for skill in extract_pilot(pilot).skills}

    assert len(found) == 12
    for code, skill in found.items():
        pairs = [(answers.get(f"imp_{code}"), answers.get(f"perf_{code}")) for answers in managers]
        given = [(int(i), int(p)) for i, p in pairs if i is not None and p is not None]
        assert skill == SkillPairs(code, dict(Counter(given)), len(pairs) - len(given))
    assert "skills_gap_facilitation" not in {value.indicator for value in measured(pilot)[0]}
    assert measured(pilot)[1]["skills"] == stored_skills(found.values())


@pytest.mark.django_db
@pytest.mark.sqlite
def test_the_programme_has_the_gaps_over_all_its_managers(pilot: Pilot) -> None:
    pilots = list(pilot.programme.pilots.select_related("programme"))
    for one in pilots:
        compute_pilot(one)
    compare_programme(pilot.programme)

    stored = IndicatorValue.objects.filter(pilot=None, indicator__startswith="skills_gap_").order_by("indicator")
    expected = programme_skills([stored_skills(extract_pilot(one).skills) for one in pilots])
    assert {v.indicator: (v.value, v.lower, v.n, v.detail) for v in stored} == {
        code: (m.value, m.lower, m.n, m.detail) for code, m in expected.items()
    }
    assert len(expected) == 12
    assert drift_of(pilot.programme) == []


@pytest.mark.django_db
@pytest.mark.sqlite
def test_while_answers_wait_the_last_weighted_mean_stays(pilot: Pilot) -> None:
    pilot = Pilot.objects.select_related("programme").get(external_id="P002")
    weighted = {"pilot": pilot, "indicator": "likert_mean_weighted_trust_1"}
    compute_pilot(pilot)
    before = IndicatorValue.objects.values().get(**weighted)
    wave = Wave.objects.get(pilot=pilot, questionnaire__code="citizen")
    CountDelta.objects.create(wave=wave, family=1, question_code="trust_1", period="2026-01", value="1", n=1)
    Response.objects.filter(wave=wave).update(answers={"trust_1": 1})

    compute_pilot(pilot)

    after = IndicatorValue.objects.values().get(**weighted)
    assert before["value"] is not None
    assert {**after, "id": 0} == {**before, "id": 0}
