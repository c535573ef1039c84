"""Set-up of a programme: facts, pilots and their checklists, the team; each refusal says why and changes nothing."""

from typing import Any

import pytest
from django.test import Client, TestCase

from foundation.accounts.models import User
from foundation.audit.models import AuditEvent
from foundation.jobs.models import Job
from pilots.models import Challenge, ImpactTarget, Membership, Pilot, PilotChange, Programme, Service
from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.pilots import ImpactTargetFactory, PilotFactory, ServiceFactory
from tests.foundation.test_history_pages import undo_forms

PAGE, TEAM = "/programmes/own/set-up/", "/programmes/own/team/"
FACTS = {"name": "Own programme", "description": "Six cities", "languages": ["en", "sv"], "default_language": "sv",
         "currency": "sek", "accent": "brand2", "contact_limit_days": "90", "keep_names_months": "24"}


def team(cast: Cast) -> set[tuple[str, str, str | None]]:
    return set(Membership.objects.filter(programme=cast.programme).values_list("user__email", "role", "pilot__slug"))


def test_the_facts_of_a_programme_are_saved_and_can_be_taken_back(cast: Cast, client: Client) -> None:
    before = Programme.objects.values().get(pk=cast.programme.pk)
    client.force_login(cast.coordinator)
    saved = client.post(PAGE, FACTS, follow=True)
    after = Programme.objects.get(pk=cast.programme.pk)
    assert (after.description, after.languages, after.default_language, after.currency, after.accent,
            after.contact_limit_days, after.keep_names_months, after.keep_answers_months) == (
        {"en": "Six cities"}, ["en", "sv"], "sv", "SEK", "brand2", 90, 24, None)
    assert '<body data-color="brand2"' in saved.content.decode()
    client.post(undo_forms(saved)[0], {"next": PAGE})
    assert Programme.objects.values().get(pk=cast.programme.pk) == before


def test_another_cut_off_and_its_undo_queue_every_pilot_and_nothing_else_does(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    changes = PilotChange.objects.order_by("pk").values_list("pilot__slug", "reason")

    def changed() -> tuple[list[tuple[str, str]], set[int | None]]:
        jobs = Job.objects.filter(kind="indicators.compute_pilot").values_list("pilot_id", flat=True)
        found = sorted(changes.all()), set(jobs)
        PilotChange.objects.all().delete()
        Job.objects.all().delete()
        return found

    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(PAGE, FACTS, follow=True)
    assert changed() == ([], set())
    with TestCase.captureOnCommitCallbacks(execute=True):
        saved = client.post(PAGE, FACTS | {"data_cutoff": "2026-05-01"}, follow=True)
    own = {cast.pilot.pk, cast.other_pilot.pk}
    assert changed() == ([("own-here", "cut-off"), ("own-there", "cut-off")], own)
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(undo_forms(saved)[0], {"next": PAGE}, follow=True)
    assert Programme.objects.get(pk=cast.programme.pk).data_cutoff is None
    assert changed() == ([("own-here", "undo"), ("own-there", "undo")], own)
    with TestCase.captureOnCommitCallbacks(execute=True):
        renamed = client.post(PAGE, FACTS | {"name": "Another name"}, follow=True)
        client.post(undo_forms(renamed)[0], {"next": PAGE})
    assert (changed(), Programme.objects.get(pk=cast.programme.pk).name) == (([], set()), FACTS["name"])


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"default_language": "de"}, "The default language must be one of the languages."),
    ({"currency": "12"}, "Constraint “programme_currency_code” is violated."),
    ({"name": ""}, "This field is required."),
])
def test_wrong_facts_are_said_and_nothing_typed_is_lost(
    cast: Cast, client: Client, wrong: dict[str, str], sentence: str
) -> None:
    before = Programme.objects.values().get(pk=cast.programme.pk)
    client.force_login(cast.coordinator)
    page = client.post(PAGE, FACTS | wrong).content.decode()
    assert (sentence in page, "Six cities" in page) == (True, True)
    assert Programme.objects.values().get(pk=cast.programme.pk) == before


def test_a_pilot_is_added_under_a_free_address(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    data = {"pilot-name": "Here", "pilot-country": "SE", "pilot-time_zone": "Europe/Stockholm"}
    added = client.post("/programmes/own/pilots/add/", data)
    refused = client.post("/programmes/own/pilots/add/", data | {"pilot-time_zone": "Nowhere"}).content.decode()
    assert added.url == "/pilots/own-here-2/set-up/"
    assert Pilot.objects.values_list("name", "country", "time_zone", "is_public").get(slug="own-here-2") == (
        "Here", "SE", "Europe/Stockholm", False)
    assert ("Nowhere is not a time zone." in refused, Pilot.objects.filter(programme=cast.programme).count()) == (
        True, 3)


@pytest.mark.parametrize("pilots", [1, 3])
def test_all_checklists_stand_on_one_page_and_who_lags_first(
    cast: Cast, client: Client, django_assert_num_queries: Any, pilots: int
) -> None:
    for number in range(pilots - 1):
        PilotFactory(programme=cast.programme, name=f"More {number}", population=None, population_source="")
    ServiceFactory(pilot=cast.other_pilot)
    client.force_login(cast.coordinator)
    with django_assert_num_queries(9):
        page = client.get(PAGE).content.decode()
    assert page.count("Tell in a few sentences what is made here") == pilots + 1
    assert (f'href="/pilots/{cast.other_pilot.slug}/set-up/#facts"' in page, f'href="{TEAM}#add"' in page) == (
        True, pilots > 1)


def test_somebody_is_added_by_address_changed_and_removed(cast: Cast, client: Client) -> None:
    before = team(cast)
    client.force_login(cast.coordinator)
    client.post(TEAM, {"member-email": "New@example.org", "member-name": "New", "member-role": "manager",
                       "member-pilot": cast.pilot.pk})
    added = team(cast)
    member = Membership.objects.get(user__email="new@example.org")
    client.post(f"{TEAM}{member.pk}/", {f"member-{member.pk}-role": "researcher"})
    changed = team(cast)
    client.post(f"{TEAM}{member.pk}/remove/")
    assert (added - before, changed - before, team(cast)) == (
        {("new@example.org", "manager", "own-here")}, {("new@example.org", "researcher", None)}, before)
    assert not User.objects.get(email="new@example.org").has_usable_password()
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "member.add", "member.change", "member.remove"]


@pytest.mark.parametrize(("data", "sentence"), [
    ({"email": "manager@example.org", "role": "manager", "pilot": "own"}, "This person has that role already."),
    ({"email": "new@example.org", "role": "manager", "pilot": ""}, "Say in which pilot."),
    ({"email": "new@example.org", "role": "researcher", "pilot": "own"}, "leave the pilot empty."),
    ({"email": "new@example.org", "role": "manager", "pilot": "foreign"}, "Select a valid choice."),
    ({"email": "off@example.org", "role": "researcher", "pilot": ""}, "This account is switched off"),
    ({"email": "no address", "role": "researcher", "pilot": ""}, "Enter a valid email address."),
])
def test_a_wrong_member_is_refused(cast: Cast, client: Client, data: dict[str, str], sentence: str) -> None:
    UserFactory(email="off@example.org", is_active=False)
    before, accounts = team(cast), User.objects.count()
    pilots = {"": "", "own": cast.pilot.pk, "foreign": cast.foreign_pilot.pk}
    client.force_login(cast.coordinator)
    page = client.post(TEAM, {f"member-{name}": value for name, value in (data | {"pilot": pilots[data["pilot"]]})
                              .items()})
    assert (sentence in page.content.decode(), team(cast), User.objects.count()) == (True, before, accounts)


def test_the_last_coordinator_stays_also_when_a_change_is_undone(cast: Cast, client: Client) -> None:
    before = team(cast)
    mine = Membership.objects.get(user=cast.coordinator)
    client.force_login(cast.coordinator)
    removed = client.post(f"{TEAM}{mine.pk}/remove/", follow=True)
    changed = client.post(f"{TEAM}{mine.pk}/", {f"member-{mine.pk}-role": "researcher"}).content.decode()
    sentence = "A programme needs a coordinator: name another one first."
    assert (sentence in removed.content.decode(), sentence in changed, team(cast)) == (True, True, before)

    second = client.post(TEAM, {"member-email": "second@example.org", "member-role": "coordinator"}, follow=True)
    [undo] = undo_forms(second)
    client.force_login(User.objects.get(email="second@example.org"))
    client.post(f"{TEAM}{mine.pk}/remove/")
    refused = client.post(undo)
    assert (refused.status_code, "left without a coordinator" in refused.content.decode()) == (409, True)
    assert ("second@example.org", "coordinator", None) in team(cast)


def test_challenges_services_and_targets_are_deleted_with_an_undo(cast: Cast, client: Client) -> None:
    service = ServiceFactory(pilot=cast.pilot, name="Bus")
    ImpactTargetFactory(pilot=cast.pilot, name="Trust", service=service)
    client.force_login(cast.manager)
    client.post("/pilots/own-here/set-up/challenges/", {"challenge-new-title": "Noise"})
    challenge = Challenge.objects.get()
    client.post(f"/pilots/own-here/set-up/services/{service.pk}/", {
        f"service-{service.pk}-name": "Bus", f"service-{service.pk}-challenge": challenge.pk})
    before = [list(model.objects.values()) for model in (Challenge, Service, ImpactTarget)]
    deleted = client.post(f"/pilots/own-here/set-up/challenges/{challenge.pk}/delete/", follow=True)
    assert (Challenge.objects.count(), Service.objects.get().challenge_id) == (0, None)
    client.post(undo_forms(deleted)[-1])
    deleted = client.post(f"/pilots/own-here/set-up/services/{service.pk}/delete/", follow=True)
    assert (Service.objects.count(), ImpactTarget.objects.get().service_id) == (0, None)
    client.post(undo_forms(deleted)[-1])
    assert [list(model.objects.values()) for model in (Challenge, Service, ImpactTarget)] == before


@pytest.mark.parametrize("number", [1, 3])
def test_the_set_up_of_a_pilot_takes_a_constant_number_of_queries(
    cast: Cast, client: Client, django_assert_num_queries: Any, number: int
) -> None:
    for name in range(number):
        ServiceFactory(pilot=cast.pilot, name=f"Service {name}")
        Challenge.objects.create(pilot=cast.pilot, title={"en": f"Challenge {name}"})
        ImpactTargetFactory(pilot=cast.pilot, name=f"Target {name}")
    client.force_login(cast.coordinator)
    with django_assert_num_queries(15):
        page = client.get("/pilots/own-here/set-up/").content.decode()
    assert page.count("Change the target") == number
