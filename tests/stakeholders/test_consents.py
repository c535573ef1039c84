"""The consent ledger: what was given is never rewritten, versions grow old, a withdrawal ends it."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from foundation.audit.models import AuditEvent
from stakeholders.actions.consent_texts import add_language, publish_consent_text
from stakeholders.actions.consents import give_consent, renew_consent, withdraw_consent
from stakeholders.models import Consent, ConsentText, Stakeholder
from tests.cast import Cast
from tests.factories.messages import ConsentFactory, ConsentTextFactory
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory

MAY, JUNE, JULY = dt.date(2026, 5, 4), dt.date(2026, 6, 1), dt.date(2026, 7, 1)
GIVEN = ("purpose", "version", "given_on", "channel", "evidence", "language")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def person(cast: Cast) -> Stakeholder:
    stakeholder = InvolvementFactory(pilot=cast.pilot).stakeholder
    ContactDetailsFactory(stakeholder=stakeholder, name="Alva Exempel", email="alva@example.org")
    return stakeholder


def give(person: Stakeholder, **fields: Any) -> Consent:
    return give_consent(**{
        "stakeholder": person, "purpose": "email", "version": "1", "given_on": MAY, "channel": "paper", "by": None,
    } | fields)


def test_giving_renewing_and_withdrawing_rewrite_nothing(person: Stakeholder, cast: Cast) -> None:
    first = give(person, evidence="Folder 3", language="en", by=cast.manager)
    second = renew_consent(consent=first, version="2", given_on=JUNE, channel="web", by=cast.manager)
    withdraw_consent(consent=second, withdrawn_on=JULY, channel="in_person", note="At the door", by=cast.manager)
    third = give(person, version="2", given_on=JULY)
    assert list(Consent.objects.order_by("pk").values_list(
        "pk", *GIVEN, "replaced_on", "withdrawn_on", "withdrawal_channel", "withdrawal_note")) == [
        (first.pk, "email", "1", MAY, "paper", "Folder 3", "en", JUNE, None, "", ""),
        (second.pk, "email", "2", JUNE, "web", "", "", None, JULY, "in_person", "At the door"),
        (third.pk, "email", "2", JULY, "paper", "", "", None, None, "", ""),
    ]
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "actor_name")) == [
        ("consent.give", "Manager"), ("consent.renew", "Manager"), ("consent.withdraw", "Manager"),
        ("consent.give", ""),
    ]


@pytest.mark.parametrize(("fields", "field"), [
    ({"purpose": "unheard_of"}, "purpose"), ({"version": " "}, "version"), ({"channel": "smoke"}, "channel"),
    ({"given_on": timezone.localdate() + dt.timedelta(days=2)}, "given_on"),
])
def test_what_is_no_consent_is_refused(person: Stakeholder, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        give(person, **fields)
    assert (sorted(refused.value.error_dict), Consent.objects.count()) == ([field], 0)


def test_a_second_consent_for_the_same_purpose_is_a_renewal(person: Stakeholder) -> None:
    give(person)
    give(person, purpose="photographs")
    with pytest.raises(ValidationError):
        give(person, version="2")
    assert list(Consent.objects.order_by("pk").values_list("purpose", "version")) == [
        ("email", "1"), ("photographs", "1")]


@pytest.mark.parametrize("end", ["renew", "withdraw"])
def test_what_has_ended_does_not_end_again(person: Stakeholder, end: str) -> None:
    consent = give(person)
    withdraw_consent(consent=consent, withdrawn_on=JUNE, channel="email", by=None)
    act, fields = {"renew": (renew_consent, {"version": "2", "given_on": JULY}),
                   "withdraw": (withdraw_consent, {"withdrawn_on": JULY})}[end]
    with pytest.raises(ValidationError):
        act(consent=consent, channel="web", by=None, **fields)
    assert list(Consent.objects.values_list("withdrawn_on", "withdrawal_channel", "replaced_on")) == [
        (JUNE, "email", None)]


def test_nothing_ends_before_it_began(person: Stakeholder) -> None:
    consent = give(person, given_on=JUNE)
    with pytest.raises(ValidationError):
        withdraw_consent(consent=consent, withdrawn_on=MAY, channel="email", by=None)
    with pytest.raises(ValidationError):
        renew_consent(consent=consent, version="2", given_on=MAY, channel="web", by=None)
    assert Consent.objects.open().count() == 1


def test_versions_number_themselves_and_are_never_reworded(cast: Cast) -> None:
    def publish(**fields: Any) -> ConsentText:
        return publish_consent_text(**{
            "programme": cast.programme, "purpose": "email", "texts": {"en": " You may write. ", "sv": ""},
            "in_force_from": MAY, "by": cast.coordinator,
        } | fields)

    first, other = publish(), publish(purpose="photographs")
    second = publish(texts={"en": "You may write monthly."}, in_force_from=JUNE)
    with pytest.raises(ValidationError):
        publish(version="2")
    with pytest.raises(ValidationError):
        publish(texts={"en": " "})
    add_language(text=first, language="sv", wording="Ni kan skriva.", by=cast.coordinator)
    with pytest.raises(ValidationError):
        add_language(text=first, language="en", wording="Anything else", by=cast.coordinator)
    assert list(ConsentText.objects.order_by("pk").values_list("pk", "purpose", "version", "texts")) == [
        (first.pk, "email", "1", {"en": "You may write.", "sv": "Ni kan skriva."}),
        (other.pk, "photographs", "1", {"en": "You may write."}),
        (second.pk, "email", "2", {"en": "You may write monthly."}),
    ]
    assert [sorted(ConsentText.objects.in_force(day).values_list("pk", flat=True)) for day in (MAY, JUNE)] == [
        [first.pk, other.pk], [other.pk, second.pk]]


def test_the_list_narrows_by_how_a_consent_stands(cast: Cast) -> None:
    ConsentTextFactory(programme=cast.programme, version="2", in_force_from=MAY)
    ConsentTextFactory(programme=cast.programme, version="3", in_force_from=timezone.localdate() + dt.timedelta(days=9))
    people = {}
    for name in ("none", "given", "withdrawn", "outdated"):
        people[name] = InvolvementFactory(pilot=cast.pilot).stakeholder
        ContactDetailsFactory(stakeholder=people[name], name=name)
    ConsentFactory(stakeholder=people["none"], purpose="photographs")
    ConsentFactory(stakeholder=people["given"], version="1", replaced_on=JUNE)
    ConsentFactory(stakeholder=people["given"], version="2", given_on=JUNE)
    ConsentFactory(stakeholder=people["withdrawn"], version="2", withdrawn_on=JUNE)
    ConsentFactory(stakeholder=people["outdated"], version="1")
    client = signed_in(cast.manager)
    shown = {
        status: [row.contact.name for row in client.get(
            "/programmes/own/consents/", {"purpose": "email", "status": status}).context["page_obj"]]
        for status in ("", "none", "given", "withdrawn", "outdated")
    }
    assert shown == {
        "": ["given", "none", "outdated", "withdrawn"], "none": ["none"], "given": ["given"],
        "withdrawn": ["withdrawn"], "outdated": ["outdated"],
    }
    here = signed_in(cast.coordinator).get("/programmes/own/consents/", {"pilot": "own-there"}).context
    assert (list(here["page_obj"]), here["version_in_force"]) == ([], "2")


def test_a_manager_sees_consents_of_the_own_pilot_only(cast: Cast, person: Stakeholder) -> None:
    other = InvolvementFactory(pilot=cast.other_pilot).stakeholder
    ContactDetailsFactory(stakeholder=other, name="Bo There")
    seen = {role: [row.pk for row in signed_in(getattr(cast, role)).get("/programmes/own/consents/").context[
        "page_obj"]] for role in ("coordinator", "manager", "other_manager")}
    assert seen == {"coordinator": [person.pk, other.pk], "manager": [person.pk], "other_manager": [other.pk]}


def test_the_forms_give_renew_and_withdraw(cast: Cast, person: Stakeholder) -> None:
    ConsentTextFactory(programme=cast.programme, version="1")
    client, here = signed_in(cast.manager), f"/stakeholders/{person.pk}/consents/"
    client.post(f"{here}give/", {"purpose": "email", "version": "1", "given_on": "2026-05-04", "channel": "paper",
                                 "evidence": "Folder 3"})
    consent = Consent.objects.get()
    client.post(f"{here}{consent.pk}/renew/", {"version": "1", "given_on": "2026-06-01", "channel": "web"})
    latest = Consent.objects.open().get()
    answer = client.post(f"{here}{latest.pk}/withdraw/", {"withdrawn_on": "2026-07-01", "channel": "email"})
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert list(Consent.objects.order_by("pk").values_list("evidence", "replaced_on", "withdrawn_on")) == [
        ("Folder 3", JUNE, None), ("", None, JULY)]
    page = client.get(here).content.decode()
    assert [word in page for word in ("Folder 3", "Renewed on", "Withdrawn on")] == [True] * 3


def test_a_ledger_is_not_taken_back_from_its_history(cast: Cast, person: Stakeholder) -> None:
    client, here = signed_in(cast.coordinator), f"/stakeholders/{person.pk}/consents/"
    client.post(f"{here}give/", {"purpose": "email", "version": "1", "given_on": "2026-05-04", "channel": "paper"})
    client.post(f"{here}{Consent.objects.get().pk}/withdraw/", {"withdrawn_on": "2026-06-01", "channel": "email"})
    answers = [client.post(f"/history/changes/{change}/undo/").status_code
               for change in Consent.history.values_list("change", flat=True)]
    assert (answers, list(Consent.objects.values_list("withdrawn_on", flat=True))) == ([403, 403], [JUNE])


def test_a_form_that_comes_back_keeps_what_was_typed(cast: Cast, person: Stakeholder) -> None:
    give(person)
    answer = signed_in(cast.manager).post(f"/stakeholders/{person.pk}/consents/give/", {
        "purpose": "email", "version": "9", "given_on": "2026-05-04", "channel": "paper", "evidence": "Folder 3"})
    assert (answer.status_code, answer.context["form"].non_field_errors(), "Folder 3" in answer.content.decode()) == (
        200, ["There is a consent for this already: renew it or withdraw it."], True)


def test_the_coordinator_publishes_texts(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    here = "/programmes/own/consents/texts/"
    client.post(f"{here}add/", {"purpose": "research", "in_force_from": "2026-05-04", "text_en": "For research."})
    text = ConsentText.objects.get()
    assert (text.purpose, text.version, text.texts) == ("research", "1", {"en": "For research."})
    cast.programme.languages = ["en", "sv"]
    cast.programme.save()
    client.post(f"{here}{text.pk}/", {"language": "sv", "wording": "För forskning."})
    text.refresh_from_db()
    assert text.texts == {"en": "For research.", "sv": "För forskning."}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("/programmes/own/consents/", 9), ("texts/", 7), ("ledger", 6)])
def test_the_lists_take_the_same_queries_for_any_number(
    cast: Cast, number: int, address: str, queries: int, django_assert_num_queries: Any,
) -> None:
    people = [InvolvementFactory(pilot=cast.pilot).stakeholder for _person in range(number)]
    for place, someone in enumerate(people):
        ContactDetailsFactory(stakeholder=someone)
        ConsentFactory(stakeholder=people[0], version=str(place), purpose=["email", "photographs", "research"][place])
        ConsentTextFactory(programme=cast.programme, version=str(place))
    address = {"texts/": "/programmes/own/consents/texts/",
               "ledger": f"/stakeholders/{people[0].pk}/consents/"}.get(address, address)
    client = signed_in(cast.coordinator)
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
