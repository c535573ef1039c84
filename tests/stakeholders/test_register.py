"""The register: entered whole or not at all, named only to those who may, by every role."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from foundation.audit.models import AuditEvent
from pilots.models import PilotChange
from stakeholders.actions.involvements import change_involvement
from stakeholders.actions.register import change_stakeholder, register_stakeholder
from stakeholders.models import ContactDetails, Involvement, Stakeholder
from stakeholders.naming import display_name
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, SessionFactory
from tests.factories.stakeholders import StakeholderFactory, StakeholderGroupFactory

LIST = "/programmes/own/stakeholders/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def enter(cast: Cast, **fields: Any) -> Stakeholder:
    return register_stakeholder(**{
        "pilot": cast.pilot, "kind": "person", "name": "Alva Exempel", "helix": "people", "by": cast.manager,
    } | fields)


def test_a_person_is_entered_with_name_groups_and_unset_standing(cast: Cast) -> None:
    group = StakeholderGroupFactory()
    person = enter(cast, groups=[group], email="alva@example.org", influence=4)
    assert (person.programme, person.organisation_name, person.contact.name, person.contact.email) == (
        cast.programme, "", "Alva Exempel", "alva@example.org")
    assert list(person.groups.all()) == [group]
    assert list(Involvement.objects.values_list("pilot", "influence", "interest")) == [(cast.pilot.pk, 4, None)]
    assert list(AuditEvent.objects.values_list("action", "pilot_id", "details")) == [
        ("stakeholder.register", None, {"pilot": cast.pilot.pk})]
    assert list(PilotChange.objects.values_list("pilot", flat=True)) == [cast.pilot.pk]


def test_an_organisation_has_contact_details_only_for_an_address(cast: Cast) -> None:
    enter(cast, kind="organisation", name="Traders")
    enter(cast, kind="organisation", name="Museum", email="museum@example.org")
    assert list(ContactDetails.objects.values_list("name", "email")) == [("Museum", "museum@example.org")]


@pytest.mark.parametrize("fields", [{"name": " "}, {"kind": "organisation", "organisation": "traders"},
                                    {"organisation": "foreign"}, {"organisation": "person"}])
def test_what_does_not_fit_is_refused_whole(cast: Cast, fields: dict[str, Any]) -> None:
    candidates = {
        "traders": StakeholderFactory(programme=cast.programme, kind="organisation", organisation_name="Traders"),
        "foreign": StakeholderFactory(kind="organisation", organisation_name="Far"),
        "person": StakeholderFactory(programme=cast.programme),
    }
    if "organisation" in fields:
        fields = fields | {"organisation": candidates[fields["organisation"]]}
    with pytest.raises(ValidationError):
        enter(cast, **fields)
    assert (Stakeholder.objects.count(), Involvement.objects.count(), AuditEvent.objects.count()) == (3, 0, 0)


def test_an_unknown_detail_is_a_mistake_of_the_caller(cast: Cast) -> None:
    with pytest.raises(TypeError, match="shoe_size"):
        enter(cast, shoe_size=41)


def test_a_change_reaches_every_pilot_of_the_person(cast: Cast) -> None:
    person = enter(cast)
    change_involvement(stakeholder=person, pilot=cast.other_pilot, by=cast.coordinator, interest=2)
    PilotChange.objects.all().delete()
    change_stakeholder(stakeholder=person, name="Alva Ny", helix="business", groups=[], by=cast.manager)
    person.refresh_from_db()
    assert (person.contact.name, person.helix) == ("Alva Ny", "business")
    assert sorted(PilotChange.objects.values_list("pilot", flat=True)) == sorted(
        [cast.pilot.pk, cast.other_pilot.pk])


def test_standing_can_be_unset_again(cast: Cast) -> None:
    person = enter(cast, influence=4)
    change_involvement(stakeholder=person, pilot=cast.pilot, by=cast.manager, influence=None, interest=2)
    assert list(Involvement.objects.values_list("influence", "interest")) == [(None, 2)]


NAMED = [("coordinator", True), ("manager", True), ("contributor", False), ("researcher", False)]


@pytest.mark.parametrize(("role", "named"), NAMED)
def test_names_by_role_in_list_page_and_function(cast: Cast, role: str, named: bool) -> None:
    person = enter(cast, email="alva@example.org", role="Chairs the street")
    user = getattr(cast, role)
    client = signed_in(user)
    pages = [client.get(url).content.decode() for url in (LIST, person.get_absolute_url())]
    secrets = [any(word in page for word in ("Alva", "alva@", "Chairs")) for page in pages]
    fresh = Stakeholder.objects.get(pk=person.pk)
    annotated = Stakeholder.objects.with_names(user).get(pk=person.pk)
    expected = "Alva Exempel" if named else person.pseudonym
    assert secrets == [named, named]
    assert [display_name(row, user) for row in (fresh, annotated)] == [expected, expected]


@pytest.mark.parametrize(("role", "found"), NAMED)
def test_words_find_only_names_that_may_be_seen(cast: Cast, role: str, found: bool) -> None:
    person = enter(cast)
    page = signed_in(getattr(cast, role)).get(LIST, {"q": "alva"}).context["page_obj"]
    assert list(page) == ([person] if found else [])


def test_the_list_narrows(cast: Cast) -> None:
    group = StakeholderGroupFactory(helix="business")
    person = enter(cast)
    traders = enter(cast, kind="organisation", name="Traders", helix="business", groups=[group])
    client = signed_in(cast.manager)
    shown = [list(client.get(LIST, query).context["page_obj"]) for query in (
        {}, {"helix": "business"}, {"kind": "person"}, {"group": group.code}, {"pilot": "own-here"},
        {"helix": "nonsense"})]
    assert shown == [[traders, person], [traders], [person], [traders], [traders, person], [traders, person]]


@pytest.mark.parametrize(("role", "add", "view", "edit", "standing"), [
    ("coordinator", 200, 200, 200, 200), ("manager", 200, 200, 200, 200), ("contributor", 403, 200, 403, 403),
    ("other_manager", 200, 404, 404, 404), ("researcher", 403, 200, 403, 403), ("operator", 403, 404, 404, 404),
    ("outsider", 404, 404, 404, 404),
])
def test_who_may_see_and_change_an_entry(cast: Cast, role: str, add: int, view: int, edit: int,
                                         standing: int) -> None:
    person, client = enter(cast), signed_in(getattr(cast, role))
    here = person.get_absolute_url()
    assert [client.get(url).status_code for url in (
        f"{LIST}add/", here, f"{here}edit/", f"{here}pilots/own-here/")] == [add, view, edit, standing]


def test_nobody_sees_the_register_without_signing_in(cast: Cast) -> None:
    assert [Client().get(url).status_code for url in (LIST, enter(cast).get_absolute_url())] == [302, 302]


def test_a_manager_sees_but_does_not_write_the_standing_in_another_pilot(cast: Cast) -> None:
    person = enter(cast)
    answer = signed_in(cast.manager).post(f"{person.get_absolute_url()}pilots/own-there/", {"influence": "5"})
    assert (answer.status_code, Involvement.objects.filter(pilot=cast.other_pilot).count()) == (403, 0)


def test_the_forms_enter_and_change(cast: Cast) -> None:
    client = signed_in(cast.manager)
    client.post(f"{LIST}add/", {"pilot": cast.pilot.pk, "kind": "person", "name": "Bo", "helix": "public"})
    person = Stakeholder.objects.get()
    answer = client.post(f"{person.get_absolute_url()}edit/", {"name": "Bo B", "helix": "research", "phone": "123"})
    person = Stakeholder.objects.get()
    assert (answer.status_code, person.helix, person.contact.name, person.contact.phone) == (
        302, "research", "Bo B", "123")


def test_bad_input_comes_back(cast: Cast) -> None:
    answer = signed_in(cast.manager).post(f"{LIST}add/", {"pilot": cast.other_pilot.pk, "kind": "person"})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (200, ["helix", "name", "pilot"])


def test_sessions_attended_are_a_piece_and_a_page(cast: Cast) -> None:
    person = enter(cast)
    mine, other = SessionFactory(pilot=cast.pilot, title="River"), SessionFactory(pilot=cast.other_pilot, title="Sea")
    for session in (mine, other):
        AttendanceFactory(session=session, stakeholder=person)
    client, url = signed_in(cast.manager), f"{person.get_absolute_url()}sessions/"
    page, piece = client.get(url).content.decode(), client.get(url, HTTP_HX_REQUEST="true").content.decode()
    assert [("River" in text, "Sea" in text, "<html" in text) for text in (page, piece)] == [
        (True, False, True), (True, False, False)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_register_takes_the_same_queries_for_any_number(cast: Cast, number: int,
                                                            django_assert_num_queries: Any) -> None:
    for _person in range(number):
        enter(cast, groups=[StakeholderGroupFactory()])
    client = signed_in(cast.manager)
    client.get(LIST)
    with django_assert_num_queries(17):
        client.get(LIST)
