"""The set-up of a pilot: each part saves by itself, bad input changes nothing, the gate names what is missing."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from foundation.audit.models import AuditEvent
from pilots.actions.set_up import checklist, missing
from pilots.models import CensusShare, ImpactObservation, ImpactTarget, Phase, Pilot, PilotChange, Service
from tests.cast import Cast
from tests.factories.pilots import CensusShareFactory, ServiceFactory

PAGE = "/pilots/own-here/set-up/"
FACTS = {"name": "Here", "time_zone": "Europe/Rome", "story": "Told on the square.", "population": "100000",
         "population_source": "register"}


def reasons() -> list[str]:
    return list(PilotChange.objects.order_by("pk").values_list("reason", flat=True))


def test_facts_are_saved_and_other_languages_of_the_story_stay(cast: Cast, client: Client) -> None:
    Pilot.objects.filter(pk=cast.pilot.pk).update(story={"it": "Raccontato"})
    client.force_login(cast.coordinator)
    saved = client.post(f"{PAGE}facts/", FACTS | {"arena_type": "", "budget": "1200.50", "start_date": "2025-02-01"})
    pilot = Pilot.objects.get(pk=cast.pilot.pk)
    assert (saved.url, pilot.story, pilot.time_zone, str(pilot.budget), pilot.start_date) == (
        f"{PAGE}#facts", {"it": "Raccontato", "en": "Told on the square."}, "Europe/Rome", "1200.50",
        dt.date(2025, 2, 1))
    assert (reasons(), AuditEvent.objects.get().action) == (["facts"], "pilot.change")


@pytest.mark.parametrize(
    ("section", "data", "sentence"),
    [
        ("facts", FACTS | {"population_source": ""}, "Say where the number is from."),
        ("facts", FACTS | {"start_date": "2025-02-02", "end_date": "2025-02-01"}, "This day lies before the start."),
        ("phases", {"design-planned_start": "2025-02-02", "design-planned_end": "2025-02-01"},
         "This day lies before the start."),
        ("services", {"service-new-name": "Bus"}, "There is one of this name already."),
        ("impacts", {"impact-new-name": "Trust", "impact-new-baseline": "3", "impact-new-target": "3"},
         "The target equals the baseline: nothing would change."),
        ("census", {"census-margin": "gender", "census-shares": "women; 50\nmen; 40", "census-year": "2024",
                    "census-source": "register"}, "The shares add up to 90.0 %, not to 100 %."),
        ("census", {"census-margin": "gender", "census-shares": "women; 50\nmen 50", "census-year": "2024",
                    "census-source": "register"}, "Line 2: “men 50” is not a name and a share from 0 to 100."),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    cast: Cast, client: Client, section: str, data: dict[str, Any], sentence: str
) -> None:
    ServiceFactory(pilot=cast.pilot, name="Bus")
    CensusShareFactory(pilot=cast.pilot, margin="gender", category="all", share=1.0)
    client.force_login(cast.coordinator)
    before = Pilot.objects.values().get(pk=cast.pilot.pk)
    page = client.post(f"{PAGE}{section}/", data)
    assert (page.status_code, sentence in page.content.decode()) == (200, True)
    assert (Pilot.objects.values().get(pk=cast.pilot.pk), Service.objects.count(), ImpactTarget.objects.count(),
            Phase.objects.count(), CensusShare.objects.get().category, reasons()) == (before, 1, 0, 0, "all", [])


def test_phases_are_planned_and_one_without_days_is_taken_away(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    client.post(f"{PAGE}phases/", {"design-planned_start": "2025-02-01", "deliver-actual_start": "2025-05-01"})
    client.post(f"{PAGE}phases/", {"design-planned_start": "2025-02-01", "design-planned_end": "2025-03-01"})
    assert list(Phase.objects.values_list("code", "planned_start", "planned_end", "actual_start")) == [
        ("design", dt.date(2025, 2, 1), dt.date(2025, 3, 1), None)]
    assert reasons() == ["phases", "phases"]


def test_services_and_impacts_are_recorded_with_observations(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    client.post(f"{PAGE}services/", {"service-new-name": "Bus", "service-new-maturity": "idea"})
    service = Service.objects.get()
    client.post(f"{PAGE}services/{service.pk}/", {
        f"service-{service.pk}-name": "Bus", f"service-{service.pk}-maturity": "live",
        f"service-{service.pk}-live_since": "2025-06-01"})
    client.post(f"{PAGE}impacts/", {"impact-new-name": "Trust", "impact-new-category": "better_relations",
                                    "impact-new-baseline": "3.5", "impact-new-target": "4.5"})
    target = ImpactTarget.objects.get()
    client.post(f"{PAGE}impacts/{target.pk}/observations/", {
        f"observed-{target.pk}-observed": "4", f"observed-{target.pk}-observed_on": "2025-07-01"})
    again = client.post(f"{PAGE}impacts/{target.pk}/observations/", {
        f"observed-{target.pk}-observed": "5", f"observed-{target.pk}-observed_on": "2025-07-01"})

    assert list(Service.objects.values_list("name", "maturity", "live_since")) == [
        ("Bus", "live", dt.date(2025, 6, 1))]
    assert (target.category, target.baseline, target.target) == ("better_relations", 3.5, 4.5)
    assert "That day has an observation already." in again.content.decode()
    assert list(ImpactObservation.objects.values_list("observed", "observed_on")) == [(4.0, dt.date(2025, 7, 1))]
    assert reasons() == ["services", "services", "impacts", "impacts"]
    assert set(AuditEvent.objects.values_list("programme_id", flat=True)) == {cast.programme.pk}


def test_a_margin_is_replaced_whole(cast: Cast, client: Client) -> None:
    CensusShareFactory(pilot=cast.pilot, margin="gender", category="all", share=1.0)
    CensusShareFactory(pilot=cast.pilot, margin="district", category="north", share=1.0)
    client.force_login(cast.coordinator)
    client.post(f"{PAGE}census/", {"census-margin": "gender", "census-shares": "women; 50,5 %\n\nmen\t49.5",
                                   "census-year": "2024", "census-source": "register"})
    assert list(CensusShare.objects.order_by("pk").values_list("margin", "category", "share", "year", "source")) == [
        ("district", "north", 1.0, None, ""), ("gender", "women", 0.505, 2024, "register"),
        ("gender", "men", 0.495, 2024, "register")]


def test_a_pilot_goes_public_only_when_nothing_is_missing(cast: Cast, client: Client) -> None:
    Pilot.objects.filter(pk=cast.pilot.pk).update(is_public=False)
    client.force_login(cast.coordinator)
    refused = client.post(f"{PAGE}publication/", {"public": "1"}, follow=True)
    gaps = missing(checklist(cast.pilot))
    Pilot.objects.filter(pk=cast.pilot.pk).update(story={"en": "Told."})
    ServiceFactory(pilot=cast.pilot)
    Phase.objects.create(pilot=cast.pilot, code="design", planned_start=dt.date(2025, 1, 1))
    client.post(f"{PAGE}publication/", {"public": "1"})

    assert gaps == ["A story for the public page", "The dates of at least one phase", "At least one service"]
    assert f"Not yet: {'; '.join(gaps)}." in refused.content.decode()
    assert Pilot.objects.get(pk=cast.pilot.pk).is_public is True
    client.post(f"{PAGE}publication/", {"public": "0"})
    assert Pilot.objects.get(pk=cast.pilot.pk).is_public is False
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "pilot.publish", "pilot.withdraw"]


def test_a_manager_sees_no_forms_that_only_coordinators_may_send(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    page = client.get(PAGE).content.decode()
    assert [part in page for part in ("Save phases", "Save facts", "Save shares", "Take it back")] == [
        True, False, False, False]


WANTED = {"helix_people": "40", "helix_public": "20", "helix_research": "20", "helix_business": "20",
          "helix_targets_source": "council, 2025", "ppp_factor": "1.25", "ppp_year": "2024", "ppp_source": "Eurostat"}


def test_what_numbers_are_measured_against_is_kept_with_its_source(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    client.post(f"{PAGE}facts/", FACTS | WANTED)
    pilot = Pilot.objects.get(pk=cast.pilot.pk)
    assert (pilot.helix_targets, pilot.helix_targets_source, pilot.ppp_factor, pilot.ppp_year, pilot.ppp_source) == (
        {"people": 0.4, "public": 0.2, "research": 0.2, "business": 0.2}, "council, 2025", 1.25, 2024, "Eurostat")
    form = client.get(PAGE).context["facts_form"]
    assert [form[name].value() for name in ("helix_people", "helix_business", "ppp_factor")] == [40, 20, 1.25]
    client.post(f"{PAGE}facts/", FACTS)
    emptied = Pilot.objects.get(pk=cast.pilot.pk)
    assert (emptied.helix_targets, emptied.ppp_factor, reasons()) == ({}, None, ["facts", "facts"])


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"helix_people": "50"}, "together they must be 100 %, not 110 %"),
    ({"helix_people": ""}, "Give all four shares"),
    ({"helix_targets_source": ""}, "Say who decided on these shares, or where they are from."),
    ({"ppp_source": ""}, "Say where the number is from."), ({"ppp_factor": "0"}, "The factor must be above 0."),
])
def test_shares_and_factors_without_sense_or_source_are_refused(
    cast: Cast, client: Client, wrong: dict[str, str], sentence: str
) -> None:
    client.force_login(cast.coordinator)
    page = client.post(f"{PAGE}facts/", FACTS | WANTED | wrong)
    assert (page.status_code, sentence in page.content.decode()) == (200, True)
    assert Pilot.objects.get(pk=cast.pilot.pk).helix_targets == {}
