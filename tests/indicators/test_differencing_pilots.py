"""Pilots cannot be subtracted from what is told over all of them, nor from the public page; data that could leak."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from foundation.inference.disclosure import differences
from indicators.actions.comparison import compare_programme
from indicators.actions.pilot_values import compute_pilot, measured
from indicators.extraction.items import languages_of
from indicators.measures import measure_pilot, programme_skills
from indicators.measures.skills import stored_skills
from indicators.models import IndicatorValue, PilotComputation
from indicators.respondents import SkillPairs
from indicators.samples import PilotSample
from pilots.models import Pilot, Programme
from surveys.actions.fold import fold_counts
from surveys.models import Response, Wave
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, SessionFactory
from tests.factories.stakeholders import StakeholderFactory
from tests.factories.surveys import answer, make_wave
from tests.indicators.stored import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def managers(**given: int) -> dict[str, SkillPairs]:
    """So many managers of each pilot, all with the same gap."""
    return {pilot: SkillPairs("law", {(5, 3): n}) for pilot, n in given.items()}


def told(answers: dict[str, SkillPairs]) -> dict[str, tuple[str, ...]]:
    """What is published of a skill, by the pilots whose managers it adds up."""
    sample = PilotSample("P", cutoff=date(2026, 6, 30))
    own = {
        pilot: (pilot,) for pilot, pairs in answers.items()
        if "skills_gap_law" in measure_pilot(replace(sample, pilot=pilot, skills=(pairs,)))
    }
    pooled = programme_skills([stored_skills([pairs]) for pairs in answers.values()]).get("skills_gap_law")
    n = pooled.n if pooled else None
    within = {
        names: sum(sum(answers[name].pairs.values()) for name in names)
        for names in (tuple(own), tuple(answers))
    }
    return own | ({"programme": next(names for names, size in within.items() if size == n)} if n else {})


@pytest.mark.parametrize(("given", "programme"), [
    ({"a": 8, "b": 6, "c": 3}, ("a", "b")), ({"a": 8, "b": 3, "c": 2}, ("a", "b", "c")),
    ({"a": 3, "b": 3}, ("a", "b")), ({"a": 8, "b": 6}, ("a", "b")), ({"a": 8, "b": 2, "c": 2}, ("a",)),
])
def test_managers_of_a_pilot_cannot_be_subtracted_from_those_of_all(
    given: dict[str, int], programme: tuple[str, ...]
) -> None:
    figures = told(managers(**given))
    assert figures["programme"] == programme
    assert differences(figures, given) == []


def test_without_the_protection_they_could_be() -> None:
    given = {"a": 8, "b": 6, "c": 3}
    plain = {"a": ("a",), "b": ("b",), "programme": ("a", "b", "c")}
    assert differences(plain, given) == [frozenset({"c"})]


# --- who took part, on every page ---


@pytest.fixture
def few(cast: Cast) -> Pilot:
    """A public pilot in which three people took part, two of them twice; ten in the other one."""
    Pilot.objects.filter(programme=cast.programme).update(is_public=True)
    Programme.objects.update(is_public=True)
    for pilot, persons in ((cast.pilot, 3), (cast.other_pilot, 10)):
        first, second = (SessionFactory(pilot=pilot, status="held", duration_hours=2, cost=60) for _ in range(2))
        for number in range(persons):
            somebody = StakeholderFactory(programme=cast.programme, helix="people")
            for session in (first, second) if number < 2 else (first,):
                AttendanceFactory(session=session, stakeholder=somebody, present=True, hours=None)
        compute_pilot(Pilot.objects.select_related("programme").get(pk=pilot.pk))
    compare_programme(cast.programme)
    return cast.pilot


def test_three_people_are_counted_nowhere(few: Pilot, cast: Cast, client: Client) -> None:
    stored = IndicatorValue.objects.current().filter(pilot=few)
    persons = ("participants", "cost_per_participant", "participation_intensity", "return_rate", "helix_coverage",
               "participation_gini", "stakeholder_diversity")
    assert {v.indicator: (v.suppressed, v.value, v.n) for v in stored.filter(period="all", split="",
                                                                            indicator__in=persons)} == dict.fromkeys(
        persons, (True, None, None))
    public = body_of(client.get(few.get_absolute_url()))
    assert ("Participants" in public, "Kept back" in public) == (True, True)
    client.force_login(cast.coordinator)
    dashboard = client.get("/programmes/own/dashboard/").context
    cells = {line.pilot.slug: [state for state, _line in line.cells] for line in dashboard["lines"]}
    assert cells["own-here"][0] == "suppressed"
    assert set(dashboard["sums"]) == {"planned", "unlogged", "held"}  # no sum of people over the pilots
    rows = client.get(f"/api/v1/values/?pilot={few.slug}&indicator=participants").json()["results"]
    assert [(row["value"], row["n"], row["suppressed"]) for row in rows] == [(None, None, True)]


def test_no_number_over_all_pilots_adds_people_up(few: Pilot, cast: Cast) -> None:
    """Else ten of thirteen would give away three."""
    over_all = IndicatorValue.objects.current().filter(programme=cast.programme, pilot=None)
    assert [v.indicator for v in over_all if v.n in (13, 3) or v.value in (13, 3)] == []
    assert IndicatorValue.objects.filter(pilot=cast.other_pilot, indicator="participants", period="all",
                                         split="").get().value == 10


# --- languages ---


@pytest.fixture
def wave(cast: Cast) -> Wave:
    """Six released answers in English."""
    wave = make_wave(pilot=cast.pilot)
    speak(wave, "en", 6)
    compute_pilot(Pilot.objects.select_related("programme").get(pk=cast.pilot.pk))
    return wave


def speak(wave: Wave, language: str, times: int) -> None:
    before = set(Response.objects.values_list("pk", flat=True))
    for _ in range(times):
        answer(wave, rating=3)
    Response.objects.exclude(pk__in=before).update(language=language)
    fold_counts()


def test_the_language_of_waiting_answers_is_told_nowhere(wave: Wave, cast: Cast) -> None:
    survey = wave.questionnaire.code
    assert languages_of(cast.pilot) == {survey: ["en"]}
    speak(wave, "sv", 5)
    assert languages_of(cast.pilot) == {survey: ["en", "sv"]}
    compute_pilot(Pilot.objects.select_related("programme").get(pk=cast.pilot.pk))
    Response.objects.filter(language="sv").update(language="en")
    for number in range(4):  # four waiting answers make it five of another language
        speak(wave, "it", 1)
        Response.objects.filter(pk=Response.objects.filter(language="en").values("pk")[:1]).update(language="it")
        assert languages_of(cast.pilot) == {survey: ["en", "sv"]}, number
    speak(wave, "it", 1)
    assert languages_of(cast.pilot) == {survey: ["en", "it"]}


def test_languages_stay_as_stored_in_the_units_while_answers_wait(wave: Wave, cast: Cast) -> None:
    speak(wave, "sv", 4)
    _values, units = measured(Pilot.objects.select_related("programme").get(pk=cast.pilot.pk))
    kept: Any = PilotComputation.objects.get(pilot=cast.pilot).units
    assert units["languages"] == kept["languages"] == {wave.questionnaire.code: ["en"]}
