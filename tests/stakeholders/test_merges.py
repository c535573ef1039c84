"""Two entries become one without losing a row, and two again exactly as they were."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from foundation.audit.models import AuditEvent
from pilots.models import PilotChange
from stakeholders.actions.duplicates import alike, likely_duplicates, say_not_the_same
from stakeholders.actions.merges import NotMerged, merge_stakeholders, part_again
from stakeholders.actions.message_recipients import block_reason
from stakeholders.actions.register import change_stakeholder, register_stakeholder
from stakeholders.consent_querysets import with_consent
from stakeholders.models import (
    Consent,
    ContactDetails,
    Merge,
    NotTheSame,
    Stakeholder,
)
from stakeholders.relations import relations
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, ContributionFactory, SessionFactory
from tests.factories.stakeholders import StakeholderGroupFactory

LIST = "/programmes/own/duplicates/"
ADD = "/programmes/own/stakeholders/add/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def enter(cast: Cast, **fields: Any) -> Stakeholder:
    return register_stakeholder(**{
        "pilot": cast.pilot, "kind": "person", "name": "Alva Exempel", "helix": "people", "by": cast.manager,
    } | fields)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the register and of all that points at it, except the merges themselves."""
    models = {relation.model for relation in relations() if relation.model is not Merge} | {Stakeholder}
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def two_of_one(cast: Cast) -> tuple[Stakeholder, Stakeholder]:
    """Two entries of one person, with clashes: one session, one consent, one group, one current involvement each."""
    group = StakeholderGroupFactory()
    one = enter(cast, email="alva@example.org", groups=[group])
    two = enter(cast, name="Exempel, Alva", email="a.exempel@example.org", phone="0470 123456", groups=[group],
                do_not_contact=True, influence=4)
    shared, own = SessionFactory(pilot=cast.pilot), SessionFactory(pilot=cast.other_pilot)
    for session, person in ((shared, one), (shared, two), (own, two)):
        AttendanceFactory(session=session, stakeholder=person)
    for person in (one, two):
        Consent.objects.create(stakeholder=person, purpose="email", version="1", given_on=dt.date(2026, 1, 1))
    Consent.objects.create(stakeholder=two, purpose="photographs", version="1", given_on=dt.date(2026, 1, 1))
    ContributionFactory(pilot=cast.pilot, session=shared, stakeholder=two)
    say_not_the_same(one=two, other=enter(cast, name="Bo Prov"), by=cast.manager)
    return one, two


def test_a_merge_moves_everything_and_parting_restores_it_exactly(cast: Cast) -> None:
    one, two = two_of_one(cast)
    before = everything()
    merge = merge_stakeholders(winner=one, loser=two, of_loser={"email"}, by=cast.manager)
    contact = ContactDetails.objects.get(stakeholder=one)
    assert (contact.name, contact.email, contact.phone, contact.do_not_contact) == (
        "Alva Exempel", "a.exempel@example.org", "0470 123456", True)
    assert (one.attendances.count(), one.consents.count(), one.contributions.count(), one.groups.count()) == (
        2, 2, 1, 1)
    assert Stakeholder.objects.filter(pk=two.pk).exists() is False
    part_again(merge=merge, by=cast.manager)
    merge.refresh_from_db()
    assert (everything(), merge.kept) == (before, {})


def test_a_merge_is_told_to_the_audit_trail_and_to_every_pilot(cast: Cast) -> None:
    one, two = enter(cast), enter(cast, pilot=cast.other_pilot, by=cast.coordinator)
    PilotChange.objects.all().delete()
    merge = merge_stakeholders(winner=one, loser=two, of_loser=set(), by=cast.coordinator)
    told = sorted(PilotChange.objects.values_list("pilot", "reason"))
    part_again(merge=merge, by=cast.coordinator)
    assert told == [(cast.pilot.pk, "merge"), (cast.other_pilot.pk, "merge")]
    assert list(AuditEvent.objects.filter(action__in=["stakeholder.merge", "stakeholder.part"]).order_by("pk")
                .values_list("action", "object_id")) == [
        ("stakeholder.merge", str(one.pk)), ("stakeholder.part", str(one.pk))]


def test_rows_that_would_stand_twice_are_kept_as_data(cast: Cast) -> None:
    one, two = two_of_one(cast)
    merge = merge_stakeholders(winner=one, loser=two, of_loser=set(), by=cast.manager)
    assert sorted(row["model"] for row in merge.kept["held"]) == [
        "engagement.attendance", "stakeholders.consent", "stakeholders.groupmembership", "stakeholders.involvement"]


def test_every_key_to_a_stakeholder_is_found_in_the_models() -> None:
    """A model of a later floor falls in by itself; histories stay out."""
    found = {relation.model._meta.label for relation in relations()}
    pointing = {
        model._meta.label for model in apps.get_models() if "istorical" not in model.__name__
        and any(field.related_model is Stakeholder for field in model._meta.concrete_fields if field.is_relation)
    }
    assert (found, "engagement.Attendance" in found) == (pointing, True)


def test_open_values_are_taken_over_and_chosen_ones_replaced(cast: Cast) -> None:
    one = enter(cast, age_band="25-39", district="North")
    two = enter(cast, gender="woman", district="South", phone="0470 12 34 56")
    merge_stakeholders(winner=one, loser=two, of_loser={"district"}, by=cast.manager)
    one.refresh_from_db()
    assert (one.age_band, one.gender, one.district, one.contact.phone) == ("25-39", "woman", "South", "0470 12 34 56")


@pytest.mark.parametrize("other", ["same", "organisation", "foreign"])
def test_what_cannot_be_one_is_refused_whole(cast: Cast, other: str) -> None:
    one = enter(cast)
    two = {"same": one, "organisation": enter(cast, kind="organisation", name="Traders"),
           "foreign": enter(cast, pilot=cast.foreign_pilot, by=cast.outsider)}[other]
    before = everything()
    with pytest.raises(NotMerged):
        merge_stakeholders(winner=one, loser=two, of_loser=set(), by=cast.coordinator)
    assert (everything(), Merge.objects.count()) == (before, 0)


def test_parting_is_refused_where_a_merged_value_was_changed_since(cast: Cast) -> None:
    one, two = enter(cast), enter(cast, phone="0470 12 34 56")
    merge = merge_stakeholders(winner=one, loser=two, of_loser=set(), by=cast.manager)
    change_stakeholder(stakeholder=Stakeholder.objects.get(pk=one.pk), name="Alva Exempel", phone="1", by=cast.manager)
    client = signed_in(cast.manager)
    page = client.post(f"/merges/{merge.pk}/undo/", follow=True).content.decode()
    assert ("“telephone” has been changed since" in page, Stakeholder.objects.count()) == (True, 1)


def test_merges_are_taken_back_the_last_first(cast: Cast) -> None:
    one, two, three = enter(cast), enter(cast), enter(cast)
    before = everything()
    first = merge_stakeholders(winner=two, loser=one, of_loser=set(), by=cast.manager)
    second = merge_stakeholders(winner=three, loser=two, of_loser=set(), by=cast.manager)
    with pytest.raises(NotMerged, match="later merge back first"):
        part_again(merge=first, by=cast.manager)
    for merge in (second, first):
        part_again(merge=merge, by=cast.manager)
    with pytest.raises(NotMerged, match="already"):
        part_again(merge=first, by=cast.manager)
    assert everything() == before


def test_names_that_went_live_in_the_merge_alone_and_die_with_the_entry(cast: Cast) -> None:
    one, two = enter(cast), enter(cast, name="Alva Exempell")
    merge_stakeholders(winner=one, loser=two, of_loser=set(), by=cast.manager)
    assert ContactDetails.history.filter(name="Alva Exempell").count() == 0
    Stakeholder.objects.get(pk=one.pk).delete()
    assert Merge.objects.count() == 0


def test_the_page_shows_both_and_merges_as_chosen(cast: Cast) -> None:
    one, two = enter(cast, email="a@example.org"), enter(cast, name="Exempel Alva", email="b@example.org")
    client, url = signed_in(cast.manager), f"/stakeholders/{one.pk}/same-as/{two.pk}/"
    page = client.get(url).content.decode()
    answer = client.post(url, {"field_email": "other", "field_name": "own"})
    assert ([text in page for text in ("a@example.org", "b@example.org", 'name="field_email"')],
            answer.status_code, one.__class__.objects.get(pk=one.pk).contact.email) == (
        [True] * 3, 302, "b@example.org")


@pytest.mark.parametrize(("role", "status"), [
    ("coordinator", 200), ("manager", 200), ("other_manager", 404), ("contributor", 403), ("researcher", 403),
    ("outsider", 404),
])
def test_who_may_merge(cast: Cast, role: str, status: int) -> None:
    one, two = enter(cast), enter(cast)
    answer = signed_in(getattr(cast, role)).get(f"/stakeholders/{one.pk}/same-as/{two.pk}/")
    assert answer.status_code == status


def test_likely_duplicates_are_listed_until_somebody_says_no(cast: Cast) -> None:
    one, two = enter(cast, name="Zoë Łuczak", email="Zoe@example.org"), enter(cast, name="Luczak Zoe",
                                                                               email="ZOE@example.org")
    enter(cast, name="Bo Prov")
    client = signed_in(cast.manager)
    page = client.get(LIST).content.decode()
    client.post(f"/stakeholders/{two.pk}/same-as/{one.pk}/not/")
    assert [text in page for text in ("Łuczak", "Luczak", "99 %", "same e-mail address", "Bo Prov")] == [
        True, True, True, True, False]
    assert ("No likely duplicates" in client.get(LIST).content.decode(),
            list(NotTheSame.objects.values_list("first", "second"))) == (True, [(one.pk, two.pk)])


def test_duplicates_are_looked_for_among_names_that_may_be_seen(cast: Cast) -> None:
    enter(cast)
    enter(cast, pilot=cast.other_pilot, by=cast.other_manager)
    found = [len(likely_duplicates(programme=cast.programme, user=user))
             for user in (cast.coordinator, cast.manager, cast.other_manager)]
    assert found == [1, 0, 0]


def test_at_entry_likely_matches_are_shown_and_may_be_passed_over(cast: Cast) -> None:
    person = enter(cast, name="Alva Exempel")
    client = signed_in(cast.manager)
    typed = {"pilot": cast.pilot.pk, "kind": "person", "name": "Exempel, Álva", "helix": "people"}
    piece = client.get(f"{LIST}alike/", typed).content.decode()
    assert [text in piece for text in ("Is it one of these?", person.get_absolute_url(), "same name")] == [True] * 3
    assert client.get(f"{LIST}alike/", typed | {"name": "Bo Prov"}).content.strip() == b""

    page = client.post(ADD, typed).content.decode()
    assert ("Is it one of these?" in page, "Save as somebody else" in page, Stakeholder.objects.count()) == (
        True, True, 1)
    client.post(ADD, typed | {"alike_seen": str(person.pk)})
    assert Stakeholder.objects.count() == 2


def test_what_is_alike_is_found_by_number_and_address(cast: Cast) -> None:
    enter(cast, name="Alva Exempel", phone="0470 12 34 56", email="alva@example.org")
    asked = [{"name": "Alva E.", "phone": "+32 470 12 34 56"}, {"name": "A. Exempel", "email": "ALVA@example.org"},
             {"name": "Alva Exempel", "email": "alva+news@example.org"}, {"name": "Bo Prov"}]
    found = [[(likeness.score, likeness.reasons) for likeness in alike(
        programme=cast.programme, user=cast.manager, region="BE", kind="person", **who)] for who in asked]
    assert found == [[(0.97, ("same_phone", "like_name"))], [(0.99, ("same_email", "like_name"))],
                     [(0.8, ("same_name",))], []]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_duplicates_takes_the_same_queries(cast: Cast, number: int,
                                                       django_assert_num_queries: Any) -> None:
    for place in range(number):
        for _twice in range(2):
            enter(cast, name=f"Alva Exempel{'abc'[place] * 4}", email=f"a{place}@example.org")
    client = signed_in(cast.manager)
    client.get(LIST)
    with django_assert_num_queries(13):
        client.get(LIST)


@pytest.mark.parametrize(("withdrawn_on", "reason"), [
    (dt.date(2026, 3, 1), "consent_withdrawn"), (dt.date(2026, 1, 1), "")])
def test_who_withdrew_as_one_entry_after_agreeing_as_the_other_is_not_written_to(
    cast: Cast, withdrawn_on: dt.date, reason: str
) -> None:
    one, two = enter(cast, email="alva@example.org"), enter(cast, name="Exempel, Alva")
    Consent.objects.create(stakeholder=one, purpose="email", version="1", given_on=dt.date(2026, 2, 1))
    Consent.objects.create(stakeholder=two, purpose="email", version="1", given_on=dt.date(2025, 5, 1),
                           withdrawn_on=withdrawn_on)
    before = block_reason(one.pk)

    merge = merge_stakeholders(winner=one, loser=two, of_loser=set(), by=cast.manager)
    merged = block_reason(one.pk), with_consent(Stakeholder.objects.filter(pk=one.pk), "email", None).get()
    part_again(merge=merge, by=cast.manager)

    assert (before, merged[0], block_reason(one.pk)) == ("", reason, "")
    assert merged[1].consent_status == ("withdrawn" if reason else "given")
