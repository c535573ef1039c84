"""Erasing somebody from the page: who may, what is said before, and that nothing shows the person afterwards."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client

from engagement.models import Commitment, Registration
from foundation.audit.models import AuditEvent
from stakeholders.actions.duplicates import say_not_the_same
from stakeholders.actions.erasure import erase_contact
from stakeholders.actions.merges import merge_stakeholders
from stakeholders.actions.register import change_stakeholder, register_stakeholder
from stakeholders.actions.relationships import relate
from stakeholders.models import (
    ContactDetails,
    CustomField,
    ImportRow,
    Involvement,
    MessageRecipient,
    NotTheSame,
    Stakeholder,
)
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, CommitmentFactory, ContributionFactory, SessionFactory
from tests.factories.messages import ConsentFactory, MessageFactory, MessageRecipientFactory
from tests.stakeholders.test_imports import previewed, signed_in

NAME, FORMER, EMAIL, PHONE = "Zelda Quivering", "Zelda Quaverlund", "zelda.q@example.org", "0470 55 66 77"
CODE, ROLE, HALL, TAG, TIE, PROOF = ("code-9917", "Speaker of the mill", "Hall of mirrors", "whistleblower",
                                     "met at the trial", "letter of Zelda Quivering")
SECRETS = (NAME, FORMER, EMAIL, PHONE, CODE, ROLE, HALL, TIE, PROOF, "Quivering", "zelda")


def everything_stored() -> str:
    """Every value of every row of every table, histories and jobs included."""
    models: list[type[Model]] = list(apps.get_models(include_auto_created=True))
    return " ".join(str(list(model._base_manager.values())) for model in models)


def known(texts: str) -> list[str]:
    return [secret for secret in SECRETS if secret.casefold() in texts.casefold()]


@pytest.fixture
def person(cast: Cast) -> Stakeholder:
    """Somebody of whom every floor keeps something."""
    CustomField.objects.create(programme=cast.programme, code="hall", label="Hall", kind="text")
    found = register_stakeholder(
        pilot=cast.pilot, kind="person", name=FORMER, helix="people", by=cast.manager, email=EMAIL, phone=PHONE,
        role=ROLE, custom={"hall": HALL}, tags=[TAG], owner=cast.manager, district="North", age_band="65+")
    change_stakeholder(stakeholder=found, name=NAME, by=cast.manager)
    Stakeholder.objects.filter(pk=found.pk).update(external_id=CODE)
    found.refresh_from_db()
    other = register_stakeholder(pilot=cast.pilot, kind="person", name="Bo Lind", helix="people", by=cast.manager)
    relate(stakeholder=found, kind="knows", other=other, note=TIE, by=cast.manager)
    session = SessionFactory(pilot=cast.pilot, title=f"Talk with {NAME}")
    AttendanceFactory(session=session, stakeholder=found)
    ContributionFactory(pilot=cast.pilot, session=session, stakeholder=found, text=f"{NAME.upper()} wants lamps")
    CommitmentFactory(pilot=cast.pilot, session=session, owner=NAME)
    Registration.objects.create(session=session, name=NAME, email=EMAIL, stakeholder=found)
    Registration.objects.create(session=session, name="zelda quivering", email=EMAIL.upper())
    ConsentFactory(stakeholder=found, evidence=PROOF)
    MessageRecipientFactory(message=MessageFactory(pilot=cast.pilot), stakeholder=found)
    twin = register_stakeholder(pilot=cast.pilot, kind="person", name="Quivering, Zelda", helix="people",
                                by=cast.manager, role="Twin of Zelda")
    merge_stakeholders(winner=found, loser=twin, of_loser=set(), by=cast.manager)
    client = signed_in(cast.manager)
    previewed(client, cast.pilot, f"Name;E-mail\n{NAME};new@example.org\nBo Prov;\n")
    made = previewed(client, cast.pilot, f"First name;Last name;E-mail\nZelda;Quivering;{EMAIL}\n")
    client.post(f"{made.get_absolute_url()}apply/")
    return found


def erased(cast: Cast, person: Stakeholder, **typed: str) -> Any:
    data = {"typed": NAME, "reason": "asked", "is_taken_from_texts": "on"} | typed
    return signed_in(cast.manager).post(f"/stakeholders/{person.pk}/erase/", data, follow=True)


def test_nothing_stored_knows_the_person_afterwards(cast: Cast, person: Stakeholder) -> None:
    before = known(everything_stored())
    erased(cast, person)
    assert (before, known(everything_stored())) == (list(SECRETS), [])


def test_what_is_counted_stays(cast: Cast, person: Stakeholder) -> None:
    erased(cast, person)
    person.refresh_from_db()
    assert (person.district, person.age_band, person.helix, person.external_id, person.custom, person.owner) == (
        "North", "65+", "people", "", {}, None)
    assert (person.attendances.count(), person.contributions.get().text, Commitment.objects.get().owner) == (
        1, f"{person.pseudonym} wants lamps", person.pseudonym)
    assert (person.consents.count(), Involvement.objects.filter(stakeholder=person).count()) == (1, 1)
    assert ContactDetails.objects.get().name == "Bo Lind"


def test_no_page_of_the_register_shows_the_person(cast: Cast, person: Stakeholder) -> None:
    addresses = [
        "stakeholders/", "stakeholders/?q=Qu", "stakeholders/network/", "duplicates/", "merges/", "consents/",
        "messages/", "register-imports/", "sessions/",
    ]
    pages = [f"/programmes/own/{address}" for address in addresses]
    pages += [f"/stakeholders/{person.pk}/{part}" for part in ("", "edit/", "consents/", "messages/", "timeline/",
                                                              "sessions/", "erase/")]
    pages += [f"/history/stakeholder/{person.pk}/", "/pilots/own-here/influence/"]
    imports = list(ImportRow.objects.order_by("pk").values_list("register_import", flat=True).distinct())
    pages += [f"/register-imports/{key}/" for key in imports]
    client = signed_in(cast.manager)
    before = [known(client.get(page).content.decode()) for page in pages]
    erased(cast, person)
    client = signed_in(cast.manager)
    assert any(before)
    assert {page: found for page in pages if (found := known(client.get(page).content.decode()))} == {}


def test_the_page_says_first_what_goes_and_what_stays(cast: Cast, person: Stakeholder) -> None:
    page = signed_in(cast.manager).get(f"/stakeholders/{person.pk}/erase/").content.decode()
    wanted = ("Name, e-mail address, telephone and language", "Relationships", "Tags", "Code elsewhere",
              "Merges that can no longer be taken back", "Registrations, with the pseudonym", "Messages that wait",
              "Rows of imported tables", "Attendances", "Contributions", "Commitments", "cannot be undone")
    assert [text for text in wanted if text not in page] == []
    assert ContactDetails.objects.filter(stakeholder=person).exists()


@pytest.mark.parametrize("typed", [{"typed": "Zelda"}, {"typed": ""}, {"reason": ""}])
def test_nothing_is_erased_before_the_name_is_typed(cast: Cast, person: Stakeholder, typed: dict[str, str]) -> None:
    answer = erased(cast, person, **typed)
    assert (answer.status_code, ContactDetails.objects.get(stakeholder=person).name) == (200, NAME)
    assert AuditEvent.objects.filter(action="stakeholder.erase").count() == 0


def test_a_receipt_without_a_name_says_what_was_done(cast: Cast, person: Stakeholder) -> None:
    answer = erased(cast, person)
    event = AuditEvent.objects.get(action="stakeholder.erase")
    page = answer.content.decode()
    assert (answer.redirect_chain, event.actor_name, event.details["reason"]) == (
        [(f"/stakeholders/{person.pk}/erased/{event.pk}/", 302)], "Manager", "asked")
    assert {name: event.details[name] for name in ("contact", "import_rows", "copies", "messages")} == {
        "contact": 1, "import_rows": 2, "copies": 1, "messages": 1}
    wanted = ("Receipt of an erasure", "The person asked for it", person.pseudonym, NAME, ">Undo<")
    assert [text in page for text in wanted] == [True, True, True, False, False]


def test_waiting_mail_is_not_sent(cast: Cast, person: Stakeholder) -> None:
    erased(cast, person)
    assert list(MessageRecipient.objects.values_list("state", "reason")) == [("skipped", "gone")]


def test_texts_stay_where_that_is_chosen(cast: Cast, person: Stakeholder) -> None:
    signed_in(cast.manager).post(f"/stakeholders/{person.pk}/erase/", {"typed": NAME, "reason": "asked"})
    assert (Commitment.objects.get().owner, ContactDetails.objects.filter(stakeholder=person).count()) == (NAME, 0)


def test_texts_about_a_namesake_stay(cast: Cast, person: Stakeholder) -> None:
    """Whose name somebody else of the register has too is not taken out of texts; the address still is."""
    namesake = register_stakeholder(pilot=cast.pilot, kind="person", name=NAME, helix="people", by=cast.manager)
    say_not_the_same(one=person, other=namesake, by=cast.manager)
    erased(cast, person)
    assert (Commitment.objects.get().owner, ContactDetails.objects.get(stakeholder=namesake).name) == (NAME, NAME)
    assert (EMAIL in everything_stored(), NotTheSame.objects.count()) == (False, 1)


def test_the_rows_of_others_in_a_table_stay(cast: Cast, person: Stakeholder) -> None:
    erased(cast, person)
    assert sorted(row.cells for row in ImportRow.objects.all()) == [[], [], ["Bo Prov"]]


def test_erasing_twice_does_no_more(cast: Cast, person: Stakeholder) -> None:
    erase_contact(stakeholder=person, by=cast.coordinator)
    again = erase_contact(stakeholder=person, by=cast.coordinator)
    details = AuditEvent.objects.get(pk=again).details
    assert (details["contact"], details["import_rows"], details["messages"]) == (0, 0, 0)


def test_an_organisation_loses_its_contact_details_alone(cast: Cast) -> None:
    guild = register_stakeholder(pilot=cast.pilot, kind="organisation", name="Guild of lamps", helix="business",
                                 by=cast.manager, email="desk@example.org")
    signed_in(cast.manager).post(f"/stakeholders/{guild.pk}/erase/", {"typed": "guild of  LAMPS", "reason": "other"})
    guild.refresh_from_db()
    assert (guild.organisation_name, "desk@example.org" in everything_stored()) == ("Guild of lamps", False)


@pytest.mark.parametrize(("role", "here", "there"), [
    ("coordinator", 200, 200), ("manager", 200, 403), ("other_manager", 404, 403), ("contributor", 403, 403),
    ("researcher", 403, 403), ("operator", 404, 404), ("outsider", 404, 404),
])
def test_who_may_erase(cast: Cast, role: str, here: int, there: int) -> None:
    """A manager only where the person takes part in no other pilot: another pilot may still need the name."""
    one = register_stakeholder(pilot=cast.pilot, kind="person", name="Alva Exempel", helix="people", by=cast.manager)
    both = register_stakeholder(pilot=cast.pilot, kind="person", name="Bo Prov", helix="people", by=cast.manager)
    Involvement.objects.create(stakeholder=both, pilot=cast.other_pilot, valid_from=dt.date(2026, 1, 1))
    client = signed_in(getattr(cast, role))
    assert [client.get(f"/stakeholders/{entry.pk}/erase/").status_code for entry in (one, both)] == [here, there]
    offered = client.get(one.get_absolute_url()).content.decode()
    assert ("Erase who this is" in offered) == (here == 200)


def test_the_receipt_of_somebody_else_is_not_found(cast: Cast, person: Stakeholder, client: Client) -> None:
    other = Stakeholder.objects.get(contact__name="Bo Lind")
    receipt = erase_contact(stakeholder=person, by=cast.manager)
    client.force_login(cast.manager)
    assert client.get(f"/stakeholders/{other.pk}/erased/{receipt}/").status_code == 404


def test_the_pages_of_the_session_call_the_person_by_the_pseudonym(cast: Cast, person: Stakeholder) -> None:
    erased(cast, person)
    session = person.attendances.get().session
    client = signed_in(cast.manager)
    answers = [client.get(f"/sessions/{session.pk}/{part}") for part in ("", "registrations/", "check-in/")]
    shown = " ".join(answer.content.decode() for answer in answers)
    assert ([answer.status_code for answer in answers], known(shown), person.pseudonym in shown) == (
        [200] * 3, [], True)
