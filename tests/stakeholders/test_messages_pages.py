"""Pages of messages and templates, the unsubscribe link, and what a session hands down."""

import datetime as dt
import json
from typing import Any

import jsonschema
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

import stakeholders.tasks  # noqa: F401  registers the kind of job
from engagement.actions.session_messages import about_key, audience, draft_about_session, facts
from engagement.models import Registration, SessionPlan
from foundation.jobs import running
from foundation.jobs.models import Job
from stakeholders.actions.consents import withdraw_consent
from stakeholders.actions.message_delivery import note_bounce
from stakeholders.actions.messages import draft_message, save_template
from stakeholders.message_templates import FOLDER, built_in, built_in_languages
from stakeholders.models import BouncedAddress, Consent, Message, MessageKind, MessageRecipient, MessageTemplate
from stakeholders.placeholders import PLACEHOLDERS, check, fill, used_in
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, MethodFactory, SessionFactory
from tests.factories.messages import MessageFactory, MessageRecipientFactory, reachable
from tests.factories.stakeholders import StakeholderGroupFactory

LIST = "/programmes/own/messages/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, message: Message) -> Any:
    """Press "Send" on the page of the draft, and let the worker work."""
    seen = client.get(message.get_absolute_url()).context["seen"]
    answer = client.post(f"{message.get_absolute_url()}send/", {"seen": seen})
    for job_id in list(Job.objects.filter(state="queued").values_list("pk", flat=True)):
        running.run(str(job_id))
    return answer


@pytest.mark.parametrize("language", built_in_languages())
def test_built_in_templates_meet_their_schema_and_know_their_placeholders(language: str) -> None:
    schema = json.loads((FOLDER / "templates.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads((FOLDER / f"{language}.json").read_text()))
    for kind in MessageKind.values:
        wording = built_in(kind, language)
        check(wording.subject + wording.body)
        assert "unsubscribe" in used_in(wording.body)


@pytest.mark.parametrize(("text", "faults"), [
    ("Dear {name}, {date} { place }", []),
    ("{nome} and {name}", ["There is no placeholder {nome}."]),
    ("{nome} {nome} {x}", ["There is no placeholder {nome}.", "There is no placeholder {x}."]),
    ("{name", ["A brace stands alone: write a placeholder as {name}."]),
    ("{}", ["There is no placeholder {}."]),
])
def test_placeholders_are_checked_by_name(text: str, faults: list[str]) -> None:
    if not faults:
        check(text)
        return
    with pytest.raises(ValidationError) as found:
        check(text)
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    assert [fault.replace(f" There are: {known}.", "") for fault in found.value.messages] == faults


def test_a_value_is_never_taken_for_a_placeholder() -> None:
    assert fill("{name}: {place}", {"name": "{place}", "place": "Hall"}) == "{place}: Hall"


def test_a_message_is_written_previewed_sent_and_followed(cast: Cast) -> None:
    reachable(cast.pilot)
    barred = reachable(cast.pilot, name="Bo Barred", email="bo@example.org", do_not_contact=True)
    client = signed_in(cast.manager)
    answer = client.post(f"{LIST}write/", {"kind": "reminder", "pilot": "own-here"})
    message = Message.objects.get()
    assert answer["Location"] == message.get_absolute_url()
    client.post(f"{message.get_absolute_url()}edit/", {"subject_en": "Soon, {name}", "body_en": "At {pilot}."})
    shown = client.get(message.get_absolute_url()).context
    assert (shown["number"], [person["name"] for person in shown["people"]], shown["mail"].subject, [
        (group["label"], group["number"], group["names"]) for group in shown["left_out"]]) == (
        1, ["Alva Exempel"], "Soon, Alva Exempel", [("Do not contact", 1, ["Bo Barred"])])
    send(client, message)
    after = client.get(message.get_absolute_url()).context
    assert [(row["name"], row["label"], row["reason"]) for row in after["rows"]] == [
        ("Alva Exempel", "Sent", ""), ("Bo Barred", "Left out", "Do not contact")]
    assert [(part["state"], part["number"]) for part in after["counts"]] == [("sent", 1), ("skipped", 1)]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["alva@example.org"], "Soon, Alva Exempel")]
    pieces = [client.get(f"/stakeholders/{pk}/messages/").context["items"] for pk in (
        MessageRecipient.objects.get(state="sent").stakeholder_id, barred.pk)]
    assert [[item["title"] for item in items] for items in pieces] == [["Reminder"], []]


def test_a_faulty_text_comes_back_with_what_was_typed(cast: Cast) -> None:
    message = MessageFactory(pilot=cast.pilot)
    answer = signed_in(cast.manager).post(f"{message.get_absolute_url()}edit/", {
        "subject_en": "{nome}", "body_en": "Come to {place}, my words"})
    errors = answer.context["form"].errors
    assert (answer.status_code, sorted(errors), "my words" in answer.content.decode()) == (
        200, ["body_en", "subject_en"], True)
    assert "{nome}" in errors["subject_en"][0]
    assert errors["body_en"] == ["{place} cannot be filled in: this message has no place of the session."]
    message.refresh_from_db()
    assert message.texts == {"en": {"subject": "Come", "body": "Dear {name}, come."}}


def test_what_changed_after_the_preview_is_shown_again_and_not_sent(cast: Cast) -> None:
    reachable(cast.pilot)
    message, client = MessageFactory(pilot=cast.pilot), signed_in(cast.manager)
    seen = client.get(message.get_absolute_url()).context["seen"]
    reachable(cast.pilot, email="bo@example.org")
    answer = client.post(f"{message.get_absolute_url()}send/", {"seen": seen}, follow=True)
    assert (answer.context["number"], [str(said) for said in answer.context["messages"]]) == (
        2, ["Nothing was sent: recipients or text have changed since you looked. Look again."])
    assert mail.outbox == []


@pytest.mark.parametrize(("role", "pages", "message"), [
    ("coordinator", 200, 200), ("manager", 200, 200), ("contributor", 403, 404), ("other_manager", 200, 404),
    ("researcher", 403, 404), ("operator", 403, 404), ("outsider", 404, 404),
])
def test_who_may_write_and_see_messages(cast: Cast, role: str, pages: int, message: int) -> None:
    row, client = MessageFactory(pilot=cast.pilot), signed_in(getattr(cast, role))
    here = row.get_absolute_url()
    assert [client.get(url).status_code for url in (LIST, f"{LIST}write/", here, f"{here}edit/")] == [
        pages, pages, message, message]
    assert [client.get(f"{here}{verb}/").status_code for verb in ("send", "cancel", "resume")] == [405] * 3
    assert [client.post(f"{here}send/").status_code for _once in range(1)] == [302 if message == 200 else 404]


def test_a_message_to_the_whole_programme_is_the_coordinators(cast: Cast) -> None:
    row = MessageFactory(programme=cast.programme, pilot=None)
    assert [signed_in(getattr(cast, role)).get(row.get_absolute_url()).status_code
            for role in ("coordinator", "manager")] == [200, 404]


def test_a_manager_cannot_choose_another_pilots_people(cast: Cast) -> None:
    client = signed_in(cast.manager)
    for pilot in ("own-there", ""):
        answer = client.post(f"{LIST}write/", {"kind": "reminder", "pilot": pilot})
        assert (answer.status_code, sorted(answer.context["form"].errors)) == (200, ["pilot"])
    assert Message.objects.count() == 0


def test_the_programme_has_its_own_wording(cast: Cast) -> None:
    cast.programme.languages = ["en", "sv"]
    cast.programme.save()
    client, here = signed_in(cast.coordinator), f"{LIST}templates/"
    bad = client.post(f"{here}invitation/sv/", {"subject": "Hej {namn}", "body": "Kom"})
    assert (bad.status_code, "{namn}" in bad.context["form"].errors["subject"][0]) == (200, True)
    client.post(f"{here}invitation/sv/", {"subject": "Kom {name}", "body": "Kom hit.\n\n{recap_link}\n\n{pilot}"})
    assert [(row["kind"], row["code"], row["is_own"], bool(row["subject"]))
            for row in client.get(here).context["rows"][:3]] == [
        ("invitation", "en", False, True), ("invitation", "sv", True, True), ("reminder", "en", False, True)]
    message = draft_message(programme=cast.programme, pilot=cast.pilot, kind="invitation", selection={}, by=None)
    assert message.texts["sv"] == {"subject": "Kom {name}", "body": "Kom hit.\n\n{pilot}"}
    client.post(f"{here}invitation/sv/", {"reset": "1"})
    assert MessageTemplate.objects.count() == 0
    assert client.get(f"{here}invitation/fr/").status_code == 404


def unsubscribe_link(cast: Cast, **contact: Any) -> str:
    """Send somebody a mail; the address in it, without the host."""
    reachable(cast.pilot, **contact)
    send(signed_in(cast.manager), MessageFactory(pilot=cast.pilot))
    return mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")


def test_one_click_unsubscribes_and_looking_does_not(cast: Cast) -> None:
    link, anybody = unsubscribe_link(cast), Client(enforce_csrf_checks=True)
    page = anybody.get(link)
    assert (page.status_code, page["X-Robots-Tag"], Consent.objects.open().count()) == (200, "noindex", 1)
    for _time in range(2):
        assert anybody.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Consent.objects.values_list("purpose", "withdrawn_on", "withdrawal_channel")) == [
        ("email", timezone.localdate(), "unsubscribe_link")]
    send(signed_in(cast.manager), MessageFactory(pilot=cast.pilot, kind="reminder"))
    assert len(mail.outbox) == 1


def test_unsubscribing_is_taken_back_on_the_same_page(cast: Cast) -> None:
    link, anybody = unsubscribe_link(cast), Client()
    anybody.post(link)
    answer = anybody.post(link, {"again": "1"})
    assert answer.context["is_subscribed"] is True
    assert list(Consent.objects.order_by("pk").values_list("version", "channel", "withdrawal_channel")) == [
        ("1", "paper", "unsubscribe_link"), ("1", "web", "")]


def test_an_old_link_does_not_undo_what_was_said_in_another_way(cast: Cast) -> None:
    link = unsubscribe_link(cast)
    withdraw_consent(consent=Consent.objects.get(), withdrawn_on=timezone.localdate(), channel="paper", by=None)
    answer = Client().post(link, {"again": "1"})
    assert (answer.context["is_subscribed"], answer.context["may_return"], Consent.objects.count()) == (
        False, False, 1)


@pytest.mark.parametrize("forge", [lambda link: link[:-2] + "x/", lambda link: "/unsubscribe/1/"])
def test_a_forged_link_is_told_so(cast: Cast, forge: Any) -> None:
    answer = Client().post(forge(unsubscribe_link(cast)))
    assert (answer.status_code, Consent.objects.open().count()) == (404, 1)


def test_the_unsubscribe_page_speaks_the_language_of_the_mail(cast: Cast) -> None:
    link = unsubscribe_link(cast, language="de")
    assert '<html lang="de"' in Client().get(link).content.decode()


def test_a_session_hands_down_who_was_invited_registered_and_there(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, title="River table", place="Old Hall", held_on=dt.date(2026, 5, 4),
                             start_time=dt.time(18, 0))
    invited, came, both = (reachable(cast.pilot, email=f"{number}@example.org") for number in range(3))
    earlier = MessageFactory(pilot=cast.pilot, about_key=about_key(session))
    for person in (invited, both):
        MessageRecipientFactory(message=earlier, stakeholder=person, state="sent", sent_at=timezone.now())
    for person in (came, both):
        AttendanceFactory(session=session, stakeholder=person)
    AttendanceFactory(session=session, stakeholder=reachable(cast.pilot, email="no@example.org"), present=False)
    session.badges.create(stakeholder=came)
    Registration.objects.create(session=session, name="Alva", stakeholder=invited)
    Registration.objects.create(session=session, name="Cy", stakeholder=both, status="cancelled")
    Registration.objects.create(session=session, name="Without an entry")
    assert {code: audience(session, code) for code in ("invited", "registered", "attended", "absent")} == {
        "invited": [invited.pk, both.pk], "registered": [invited.pk, came.pk], "attended": [came.pk, both.pk],
        "absent": [invited.pk],
    }
    message = draft_about_session(session=session, kind="thank_you", audience_code="attended", by=cast.manager)
    assert (message.selection, message.about["session_title"], message.about["date"], message.about["time"]) == (
        {"ids": [came.pk, both.pk]}, "River table", "2026-05-04", "18:00")
    send(signed_in(cast.manager), message)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["1@example.org"], "Thank you for coming: River table"),
        (["2@example.org"], "Thank you for coming: River table")]
    assert f"/f/{session.feedback_code}" in mail.outbox[0].body


def test_a_session_without_a_title_goes_by_the_name_of_its_method(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, title="", method=MethodFactory(name={"en": "World Café", "sv": "Kafé"}))
    AttendanceFactory(session=session, stakeholder=(person := reachable(cast.pilot, email="1@example.org")))
    message = draft_about_session(session=session, kind="thank_you", audience_code="attended", by=cast.manager)
    client = signed_in(cast.manager)
    pages = [client.get(path).content.decode() for path in (LIST, message.get_absolute_url())]
    send(client, message)
    pages += [client.get(path).content.decode() for path in (
        message.get_absolute_url(), f"/stakeholders/{person.pk}/messages/")]
    assert [("World Café" in page, "{&#x27;en" in page) for page in pages] == [(True, False)] * 4


def test_a_message_knows_only_links_that_are_open(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, status="planned")
    names = ("registration_link", "recap_link")
    assert [facts(session)[name] for name in names] == ["", ""]
    plan = SessionPlan.objects.create(session=session, takes_registrations=True, recap_shared_at=timezone.now())
    assert facts(session)["registration_link"] == ""  # the programme is not public
    session.programme.is_public = True
    base = "http://127.0.0.1:8000"
    assert [facts(session)[name] for name in names] == [
        f"{base}/sessions/{session.pk}/register/", f"{base}/recap/{plan.recap_code}/"]
    session.status = "held"
    assert facts(session)["registration_link"] == ""


def test_an_invitation_goes_to_the_group_that_a_session_is_for(cast: Cast) -> None:
    session, group = SessionFactory(pilot=cast.pilot, title="River table", status="planned"), StakeholderGroupFactory()
    person = reachable(cast.pilot)
    person.group_memberships.create(group=group)
    reachable(cast.pilot, email="not@example.org")
    client = signed_in(cast.manager)
    here = f"/sessions/{session.pk}/messages/"
    answer = client.post(here, {"kind": "invitation", "audience_code": "pilot", "group": group.code})
    message = Message.objects.get()
    assert (answer["Location"], message.about_key) == (message.get_absolute_url(), f"session:{session.pk}")
    send(client, message)
    assert [letter.to for letter in mail.outbox] == [["alva@example.org"]]
    assert [(row.pk, row.sent_count) for row in client.get(here).context["messages_sent"]] == [(message.pk, 1)]


@pytest.mark.parametrize(("role", "status"), [
    ("coordinator", 200), ("manager", 200), ("contributor", 403), ("researcher", 403), ("other_manager", 404),
    ("operator", 404), ("outsider", 404),
])
def test_who_may_write_about_a_session(cast: Cast, role: str, status: int) -> None:
    session = SessionFactory(pilot=cast.pilot)
    assert signed_in(getattr(cast, role)).get(f"/sessions/{session.pk}/messages/").status_code == status


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("shown", "queries"), [("list", 7), ("draft", 11), ("progress", 10), ("received", 7)])
def test_the_pages_take_the_same_queries_for_any_number(
    cast: Cast, number: int, shown: str, queries: int, django_assert_num_queries: Any,
) -> None:
    people = [reachable(cast.pilot, email=f"{place}@example.org") for place in range(number)]
    message = MessageFactory(pilot=cast.pilot, kind="reminder")
    for _place in range(number):
        sent = MessageFactory(pilot=cast.pilot, state="released", released_at=timezone.now())
        for person in people:
            MessageRecipientFactory(message=sent, stakeholder=person, state="sent", sent_at=timezone.now())
    address = {"list": LIST, "draft": message.get_absolute_url(), "progress": sent.get_absolute_url(),
               "received": f"/stakeholders/{people[0].pk}/messages/"}[shown]
    client = signed_in(cast.coordinator)
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


def test_bounces_are_kept_without_the_address(cast: Cast) -> None:
    person = reachable(cast.pilot)
    for _time in range(2):
        note_bounce(person, "Alva@example.org", 550)
    assert ["alva" in row.digest for row in BouncedAddress.objects.all()] == [False]


def test_save_template_refuses_what_there_is_not(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        save_template(programme=cast.programme, kind="invitation", language="fr", subject="S", body="B", by=None)
