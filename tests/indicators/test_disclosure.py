"""Over all values of a pilot: what is left cannot be subtracted to few people, whoever came when and from where."""

import datetime as dt
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.inference.disclosure import differences, is_disclosive
from indicators.disclosure import protect
from indicators.models import IndicatorValue
from indicators.samples import SessionFacts

QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3")
HELICES = ("people", "public", "business", "research")
Person = tuple[str, frozenset[str]]  # helix (or other), quarters in which the person came

person = st.tuples(
    st.sampled_from((*HELICES, "other")), st.sets(st.sampled_from(QUARTERS), min_size=1).map(frozenset)
)
usual = st.tuples(st.sampled_from(HELICES[:2]), st.just(frozenset(QUARTERS[:2])))
people = st.tuples(st.lists(usual, max_size=25), st.lists(person, max_size=12)).map(lambda both: both[0] + both[1])


def cell(indicator: str, n: int, period: str = "all", split: str = "", **fields: Any) -> IndicatorValue:
    """A value of that many persons as its measure would leave it."""
    if indicator != "participants" and is_disclosive(n):
        return IndicatorValue(indicator=indicator, period=period, split=split, suppressed=True)
    return IndicatorValue(indicator=indicator, period=period, split=split, value=1.0, n=n, **fields)


def values_of(crowd: list[Person]) -> list[IndicatorValue]:
    """People, their hours (one in every quarter in which they came) and their diversity, as they are computed."""
    values = [cell("stakeholder_diversity", sum(h != "other" for h, _q in crowd))]
    parts = [("all", ""), *((q, "") for q in QUARTERS), *(("all", f"helix:{h}") for h in HELICES)]
    for period, split in parts:
        own = [p for p in crowd if belongs(p, period, split)]
        hours = sum(len(q) if period == "all" else 1 for _h, q in own)
        if own or not split:
            values.append(cell("participants", len(own), period, split))
            values.append(cell("participation_intensity", len(own), period, split,
                               numerator=float(hours), denominator=float(len(own))))
    return values


def belongs(one: Person, period: str, split: str) -> bool:
    return period in ("all", *one[1]) and split in ("", f"helix:{one[0]}")


def shown(values: list[IndicatorValue], indicator: str) -> set[tuple[str, str]]:
    return {(v.period, v.split) for v in values if v.indicator == indicator and not v.suppressed and v.n}


@given(people)
def test_helices_cannot_be_subtracted_to_few(crowd: list[Person]) -> None:
    values = values_of(crowd)
    protect(values)
    persons = {h: sum(p[0] == h for p in crowd) for h in HELICES}
    four = {} if is_disclosive(sum(persons.values())) else {"four": list(HELICES)}
    for indicator in ("participants", "participation_intensity"):
        helices = {split: [split.removeprefix("helix:")] for _p, split in shown(values, indicator) if split}
        assert differences(helices | four, persons) == []


@given(people)
def test_hours_of_quarters_cannot_be_subtracted_to_few(crowd: list[Person]) -> None:
    values = values_of(crowd)
    protect(values)
    left = shown(values, "participation_intensity")
    if ("all", "") in left:
        hidden = [q for q in QUARTERS if (q, "") not in left and any(q in p[1] for p in crowd)]
        behind = {p for p in range(len(crowd)) if crowd[p][1] & set(hidden)}
        assert not is_disclosive(len(behind))
    for quarter in QUARTERS:
        assert (quarter, "") not in left or not is_disclosive(sum(quarter in p[1] for p in crowd))


@given(people)
def test_no_part_is_the_whole_but_for_a_few(crowd: list[Person]) -> None:
    values = values_of(crowd)
    protect(values)
    for period, split in shown(values, "participants"):
        if not is_disclosive(len(crowd)):
            outside = [p for p in crowd if not belongs(p, period, split)]
            others = [p for p in outside if p[0] != "other"] if split else outside
            assert not is_disclosive(len(others))


@given(people)
def test_the_whole_stays_and_the_same_people_are_hidden_everywhere(crowd: list[Person]) -> None:
    values = values_of(crowd)
    before = {v.indicator: v.suppressed for v in values if (v.period, v.split) == ("all", "")}
    protect(values)
    assert {v.indicator: v.suppressed for v in values if (v.period, v.split) == ("all", "")} == before | {
        "participants": is_disclosive(len(crowd))}
    assert shown(values, "participation_intensity") <= shown(values, "participants")


def suppressed(values: list[IndicatorValue]) -> set[tuple[str, str, str]]:
    return {(v.indicator, v.period, v.split) for v in values if v.suppressed}


def test_nothing_goes_where_all_are_many() -> None:
    crowd = [(h, frozenset(q)) for h in HELICES for q in combinations(QUARTERS, 2) for _ in range(3)]
    values = values_of(crowd)
    protect(values)
    assert suppressed(values) == set()


def test_many_rows_of_few_people_are_few_people() -> None:
    values = [cell("participants", 30), cell("participants", 28, split="helix:people"),
              cell("participants", 2, split="helix:business"), cell("digital_share", 12, split="helix:business"),
              cell("person_hours", 12, split="helix:business"), cell("person_hours", 90),
              cell("person_hours", 78, split="helix:people")]
    protect(values)
    assert suppressed(values) == {
        (code, "all", f"helix:{helix}") for code, helix in [
            ("participants", "people"), ("participants", "business"), ("digital_share", "business"),
            ("person_hours", "people"), ("person_hours", "business"),
        ]
    }


def test_sessions_of_a_quarter_are_no_personal_data() -> None:
    values = [cell("participants", 30), cell("participants", 2, "2025-Q1"), cell("participants", 30, "2025-Q2"),
              IndicatorValue(indicator="iap2_depth", period="2025-Q1", n=1, value=3.0),
              IndicatorValue(indicator="person_hours", period="2025-Q1", n=2, value=4.0)]
    protect(values)
    assert suppressed(values) == {("participants", "2025-Q1", ""), ("participants", "2025-Q2", "")}


def held(day: dt.date, phase: str, named: int) -> SessionFacts:
    return SessionFacts(day=day, phase=phase, named=named)


def test_a_phase_that_is_two_quarters_and_one_small_session() -> None:
    winter, spring, summer = dt.date(2025, 2, 1), dt.date(2025, 5, 1), dt.date(2025, 8, 1)
    sessions = [held(winter, "design", 20), held(spring, "design", 30), held(summer, "design", 2),
                held(summer, "deliver", 40)]
    values = [cell("participants", 60), cell("participants", 20, "2025-Q1"), cell("participants", 30, "2025-Q2"),
              cell("participants", 42, "2025-Q3"), cell("participants", 52, "phase:design"),
              cell("participants", 40, "phase:deliver")]
    protect(values, sessions=sessions)
    # without the last one, the whole less design would give deliver, and the third quarter less deliver the two
    assert suppressed(values) == {("participants", period, "") for period in ("2025-Q1", "phase:deliver", "2025-Q3")}


def test_of_fewer_than_five_people_in_all_nothing_tells_how_many_they_are() -> None:
    """Three people, five heads at two sessions: their number would tell that two of them came back."""
    values = [cell("participants", 3), cell("participants", 3, "2025-Q1"), cell("participants", 3, "phase:design"),
              IndicatorValue(indicator="cost_per_participant", value=40.0, n=3, numerator=120.0, denominator=3.0),
              IndicatorValue(indicator="helix_coverage", value=0.25, n=3),
              IndicatorValue(indicator="person_hours", value=9.0, n=5),
              IndicatorValue(indicator="attendance_per_session", value=2.5, n=2, numerator=5.0),
              IndicatorValue(indicator="cost_per_participation", value=24.0, n=2, denominator=5.0)]
    protect(values, sessions=[held(dt.date(2025, 2, 1), "design", 3)])
    assert suppressed(values) == {("participants", period, "") for period in ("2025-Q1", "phase:design")} | {
        (code, "all", "") for code in ("participants", "cost_per_participant", "helix_coverage")}
    assert [v.n for v in values if v.suppressed] == [None] * 5


@pytest.mark.parametrize("n", [0, 5])
def test_nobody_and_five_people_are_told(n: int) -> None:
    values = [cell("participants", n), IndicatorValue(indicator="cost_per_participant", value=40.0, n=n)]
    protect(values)
    assert suppressed(values) == set()


def test_quarters_and_phases_that_cannot_be_subtracted_stay() -> None:
    winter, spring = dt.date(2025, 2, 1), dt.date(2025, 5, 1)
    sessions = [held(winter, phase, n) for phase, n in (("design", 20), ("deliver", 21))]
    sessions += [held(spring, phase, n) for phase, n in (("design", 22), ("deliver", 20))]
    values = [cell("participants", 60), cell("participants", 41, "2025-Q1"), cell("participants", 42, "2025-Q2"),
              cell("participants", 42, "phase:design"), cell("participants", 41, "phase:deliver")]
    protect(values, sessions=sessions)
    assert suppressed(values) == set()


def test_a_group_that_is_everybody_but_two() -> None:
    values = [cell("participants", 20), cell("participants", 18, split="group:a"),
              cell("participants", 10, split="group:b")]
    protect(values)
    assert suppressed(values) == {("participants", "all", "group:a")}


def test_waves_of_a_survey() -> None:
    values = [cell("likert_mean_trust", 24), cell("likert_mean_trust", 21, split="wave:baseline"),
              cell("likert_mean_trust", 3, split="wave:endline")]
    protect(values)
    assert suppressed(values) == {("likert_mean_trust", "all", f"wave:{w}") for w in ("baseline", "endline")}


def test_what_is_withheld_is_empty_and_may_be_stored() -> None:
    values = [cell("participants", 20), cell("participants", 19, "2025-Q1", numerator=19.0, flags=["x"],
                                             detail={"identified": 19}, coverage=0.9, lower=1.0, upper=2.0)]
    protect(values)
    kept = {f.attname: getattr(values[1], f.attname) for f in IndicatorValue._meta.concrete_fields}
    assert {name for name, kept_value in kept.items() if kept_value == 19} == set()
    assert (kept["value"], kept["n"], kept["lower"], kept["flags"], kept["detail"], kept["coverage"]) == (
        None, None, None, [], {}, None)


@pytest.mark.parametrize("indicator", ["commitment_acceptance", "iap2_depth", "delivery_days_median"])
def test_commitments_and_levels_are_never_withheld(indicator: str) -> None:
    values = [cell(indicator, 20), IndicatorValue(indicator=indicator, period="2025-Q1", n=1, value=1.0)]
    protect(values)
    assert suppressed(values) == set()
