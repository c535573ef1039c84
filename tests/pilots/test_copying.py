"""A copy of a pilot takes along exactly what the declared list says: a test per model, and one for the list itself."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from engagement.models import SkillAssessment
from pilots.actions.copying import copy_pilot
from pilots.copies import CopyRule, rules, undeclared
from pilots.models import CensusShare, Challenge, ImpactObservation, ImpactTarget, Membership, Phase, Pilot, Service
from stakeholders.models import Involvement, PilotGroup, Stakeholder, StakeholderGroup
from surveys.actions.questionnaires import ensure_feedback_wave
from tests.cast import Cast
from tests.factories.engagement import CommitmentFactory, ContributionFactory, DecisionFactory, SessionFactory

# the whole row as the copy has it, without the keys of itself and its pilot
COPIED: dict[str, dict[str, Any]] = {
    "pilots.Challenge": {"title": {"en": "Noise"}, "description": {"en": "At night"}, "source": ""},
    "pilots.Service": {"name": "Bus", "description": {"en": "A bus"}, "maturity": "", "live_since": None,
                       "live_until": None, "source": "", "challenge": "Noise"},
    "pilots.ImpactTarget": {"name": "Trust", "category": "better_relations", "unit": "points", "baseline": None,
                            "target": None, "service": "Bus"},
    "stakeholders.PilotGroup": {"group": "residents", "is_relevant": False, "planned_level": 3},
    "engagement.SkillAssessment": {"skill": "facilitation", "required": 3, "available": None},
}


@pytest.fixture
def full(cast: Cast) -> Pilot:
    """A pilot that has something of everything that people enter."""
    pilot = cast.pilot
    challenge = Challenge.objects.create(
        pilot=pilot, title={"en": "Noise"}, description={"en": "At night"}, source="Report")
    service = Service.objects.create(pilot=pilot, challenge=challenge, name="Bus", description={"en": "A bus"},
                                     maturity="live", live_since=dt.date(2025, 1, 1), source="Report")
    target = ImpactTarget.objects.create(pilot=pilot, service=service, name="Trust", category="better_relations",
                                         unit="points", baseline=2, target=4)
    ImpactObservation.objects.create(impact_target=target, observed=3, observed_on=dt.date(2025, 2, 1))
    group = StakeholderGroup.objects.create(code="residents", name={"en": "Residents"}, helix="people")
    PilotGroup.objects.create(pilot=pilot, group=group, is_relevant=False, planned_level=3)
    SkillAssessment.objects.create(pilot=pilot, skill="facilitation", required=3, available=1)
    Phase.objects.create(pilot=pilot, code="design", planned_start=dt.date(2025, 1, 1))
    CensusShare.objects.create(pilot=pilot, margin="gender", category="all", share=1)
    person = Stakeholder.objects.create(programme=cast.programme, helix="people")
    Involvement.objects.create(stakeholder=person, pilot=pilot, role="Speaker")
    session = SessionFactory(pilot=pilot, held_on=dt.date(2025, 3, 1))
    for make in (ContributionFactory, DecisionFactory, CommitmentFactory):
        make(pilot=pilot, session=session)
    ensure_feedback_wave(pilot=pilot, by=None)
    return pilot


def shown(row: Any) -> dict[str, Any]:
    """A row with its foreign keys by name."""
    names = {"challenge": str, "service": str, "group": lambda group: group.code}
    return {
        field.name: names[field.name](getattr(row, field.name)) if field.name in names else getattr(row, field.name)
        for field in row._meta.concrete_fields if field.name not in {"id", "pilot"}
    }


def test_everything_that_belongs_to_a_pilot_is_declared() -> None:
    assert undeclared() == []


def test_the_list_copies_what_this_test_knows() -> None:
    assert {rule.model._meta.label for rule in rules() if rule.is_copied} == set(COPIED)
    assert [rule.model._meta.label for rule in rules() if not str(rule.why)] == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.model._meta.label)
def test_each_model_is_copied_or_left_as_declared(cast: Cast, full: Pilot, rule: CopyRule) -> None:
    new = copy_pilot(pilot=full, name="Elsewhere", by=cast.coordinator)
    path = "impact_target__pilot" if rule.model is ImpactObservation else "pilot"
    if rule.model._meta.label == "pilots.PilotChange":
        found = list(rule.model._base_manager.filter(pilot=new).values_list("reason", flat=True))
        assert found == ["copy"]
        return
    path = "series__pilot" if rule.model._meta.label == "engagement.SeriesRule" else path
    found = [shown(row) for row in rule.model._base_manager.filter(**{path: new})]
    assert found == ([COPIED[rule.model._meta.label]] if rule.is_copied else [])


def test_links_of_the_copy_lead_to_the_copy(cast: Cast, full: Pilot) -> None:
    new = copy_pilot(pilot=full, name="Elsewhere", by=cast.coordinator)
    assert Service.objects.get(pilot=new).challenge.pilot == new
    assert ImpactTarget.objects.get(pilot=new).service.pilot == new


def test_of_the_pilot_itself_only_the_arena_type_goes_along(cast: Cast, full: Pilot) -> None:
    Pilot.objects.filter(pk=full.pk).update(
        arena_type="smart_square", story={"en": "Told"}, sponsor="Ana Ruiz", budget=1000, is_public=True)
    new = copy_pilot(pilot=Pilot.objects.get(pk=full.pk), name="Elsewhere", by=cast.coordinator, country="SE")
    plain = Pilot.objects.create(programme=cast.programme, name="Plain", slug="plain")
    mine, other = (Pilot.objects.values().get(pk=pilot.pk) for pilot in (new, plain))
    assert {name: value for name, value in mine.items() if value != other[name]} == {
        "id": new.pk, "name": "Elsewhere", "slug": "own-elsewhere", "country": "SE", "arena_type": "smart_square"}


def test_the_page_shows_the_list_first_and_a_person_copies(cast: Cast, full: Pilot, client: Client) -> None:
    client.force_login(cast.coordinator)
    page = client.get("/pilots/own-here/set-up/copy/").content.decode()
    empty = client.post("/pilots/own-here/set-up/copy/", {"name": "", "time_zone": "UTC"})
    made = client.post("/pilots/own-here/set-up/copy/", {"name": "Elsewhere", "time_zone": "UTC"})
    assert [words in page for words in ("The same service is made", "Another city has other residents.")] == [
        True, True]
    assert (empty.status_code, made.url) == (200, "/pilots/own-elsewhere/set-up/")
    assert Membership.objects.filter(pilot__slug="own-elsewhere").count() == 0
