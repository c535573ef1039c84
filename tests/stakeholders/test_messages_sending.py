"""Sending: once at most under every fault, never to who may not be written to, with an honest state for each."""

import ast
import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from foundation.audit.models import AuditEvent
from foundation.jobs import running
from foundation.jobs.models import Job
from stakeholders.actions.consents import withdraw_consent
from stakeholders.actions.message_delivery import note_bounce, send_next
from stakeholders.actions.message_recipients import digest_of, sort_out
from stakeholders.actions.messages import (
    SEND,
    ListChanged,
    cancel_message,
    change_message,
    release_message,
    resume_message,
)
from stakeholders.message_querysets import last_messages, messages_of
from stakeholders.models import Consent, ContactDetails, MessageRecipient
from stakeholders.tasks import send_message
from tests.cast import Cast
from tests.factories.messages import MessageFactory, MessageRecipientFactory, reachable
from tests.stakeholders.sending import draft, letters, release, run_jobs, states

ROOT = Path(__file__).resolve().parents[2]


def test_a_message_goes_to_each_recipient_once(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    alva, bo = reachable(cast.pilot), reachable(cast.pilot, name="Bo", email="bo@example.org", language="sv")
    message = release(cast, draft(cast))
    run_jobs()
    assert letters() == [(["alva@example.org"], "Invitation"), (["bo@example.org"], "Invitation")]
    assert states(message) == {"Alva Exempel": ("sent", ""), "Bo": ("sent", "")}
    assert [[row.message for row in messages_of(person)] for person in (alva, bo)] == [[message], [message]]
    assert sorted(last_messages([alva, bo])) == [alva.pk, bo.pk]
    assert Job.objects.get().state == "done"
    assert list(AuditEvent.objects.filter(action="message.release").values_list("details", flat=True)) == [
        {"kind": "invitation", "about": "", "to": 2, "left_out": {}}]


def test_the_mail_has_text_html_and_the_headers_to_unsubscribe(cast: Cast) -> None:
    reachable(cast.pilot, name="<Alva>")
    release(cast, draft(cast))
    run_jobs()
    letter, row = mail.outbox[0], MessageRecipient.objects.get()
    link = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers == {
        "List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": "en", "Message-ID": f"<message-{row.message_id}-{row.pk}@127.0.0.1>",
    }
    html = letter.alternatives[0][0]
    assert ("Dear <Alva>,", "Dear &lt;Alva&gt;,", link, link) == (
        letter.body.splitlines()[0], html[html.index("Dear"):][:18], letter.body.split()[-1],
        html[html.index('href="') + 6:].split('"')[0])
    assert (letter.reply_to, letter.from_email) == (
        ["manager@example.org"], "Own programme <peripheria@localhost>")


def test_released_twice_and_delivered_twice_is_sent_once(cast: Cast) -> None:
    reachable(cast.pilot)
    message = draft(cast)
    seen = digest_of(message, sort_out(message, cast.manager))
    for _click in range(2):
        release_message(message=message, seen=seen, by=cast.manager)
    job = Job.objects.get(kind=SEND)
    running.run(str(job.pk))
    running.run(str(job.pk))
    for _late in range(2):
        send_message(Job(arguments={"message_id": message.pk}), lambda *_progress: None)
    assert letters() == [(["alva@example.org"], "Invitation")]


class Killed(BaseException):
    """The process ends here."""


def test_killed_in_the_middle_nobody_gets_it_twice_and_the_open_one_is_unknown(
    cast: Cast, monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ["Alva", "Bo", "Cy"]
    for name in names:
        reachable(cast.pilot, name=name, email=f"{name.lower()}@example.org")
    message = release(cast, draft(cast))
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.close", dies_after("bo@example.org"))
    with pytest.raises(Killed):
        run_jobs()
    monkeypatch.undo()
    assert states(message) == {"Alva": ("sent", ""), "Bo": ("sending", ""), "Cy": ("queued", "")}
    later = timezone.now() + dt.timedelta(minutes=10)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    job = Job.objects.get(state="running")
    running.run(str(job.pk))
    assert states(message) == {"Alva": ("sent", ""), "Bo": ("unknown", ""), "Cy": ("sent", "")}
    assert [letter.to for letter in mail.outbox] == [["alva@example.org"], ["bo@example.org"], ["cy@example.org"]]


def dies_after(address: str) -> Any:
    """What the connection does when it is closed: after the mail to this address the process is gone."""

    def close(_backend: Any) -> None:
        if mail.outbox and mail.outbox[-1].to == [address]:
            raise Killed

    return close


def test_a_row_left_in_sending_is_looked_after_later_and_never_sent_again(cast: Cast) -> None:
    now = timezone.now()
    row = MessageRecipientFactory(
        message=MessageFactory(pilot=cast.pilot, state="released", released_at=now), stakeholder=reachable(cast.pilot),
        state="sending", claimed_until=now + dt.timedelta(minutes=4), tried_at=now, attempts=1)
    send_message(Job(arguments={"message_id": row.message_id}), lambda *_progress: None)
    planned = Job.objects.get()
    assert (planned.state, planned.claimed_until, mail.outbox) == ("queued", row.claimed_until, [])


# each breaks one thing of a person who could be written to, and is left out for exactly that
BLOCKS = {
    "do_not_contact": lambda person: ContactDetails.objects.filter(stakeholder=person).update(do_not_contact=True),
    "no_address": lambda person: ContactDetails.objects.filter(stakeholder=person).update(email=""),
    "gone": lambda person: person.contact.delete(),
    "no_consent": lambda person: person.consents.all().delete(),
    "consent_withdrawn": lambda person: withdraw_consent(
        consent=person.consents.get(), withdrawn_on=timezone.localdate(), channel="paper", by=None),
    "unsubscribed": lambda person: withdraw_consent(
        consent=person.consents.get(), withdrawn_on=timezone.localdate(), channel="unsubscribe_link", by=None),
    "bounced": lambda person: bounce(person),
}


def bounce(person: Any) -> None:
    note_bounce(person, "ALVA@example.org", 550)


@pytest.mark.parametrize("reason", BLOCKS)
@pytest.mark.parametrize("when", ["before", "between"])
def test_who_may_not_be_written_to_gets_nothing_also_at_the_last_moment(cast: Cast, reason: str, when: str) -> None:
    person = reachable(cast.pilot)
    reachable(cast.pilot, name="Bo", email="bo@example.org")
    message = draft(cast)
    if when == "before":
        BLOCKS[reason](person)
    release(cast, message)
    if when == "between":
        BLOCKS[reason](person)
    run_jobs()
    assert letters() == [(["bo@example.org"], "Invitation")]
    assert list(message.recipients.order_by("stakeholder").values_list("state", "reason")) == [
        ("skipped", reason), ("sent", "")]


def test_every_reason_is_named_and_the_rest_is_the_list(cast: Cast) -> None:
    people = {reason: reachable(cast.pilot, name=reason, email=f"{place}@example.org")
              for place, reason in enumerate(BLOCKS)}
    ContactDetails.objects.filter(stakeholder=people["bounced"]).update(email="alva@example.org")
    for reason, block in BLOCKS.items():
        block(people[reason])
    fine = reachable(cast.pilot, email="one@example.org", language="sv")
    twin = reachable(cast.pilot, email="One@example.org")
    had = reachable(cast.pilot, email="had@example.org")
    message = draft(cast)
    earlier = MessageFactory(pilot=cast.pilot, texts=message.texts, state="released", released_at=timezone.now())
    MessageRecipientFactory(message=earlier, stakeholder=had, state="unknown")
    reachable(cast.other_pilot, email="elsewhere@example.org")
    found = sort_out(message, cast.manager)
    assert found.to == {fine.pk: "sv"}
    assert found.left_out == {people[reason].pk: reason for reason in BLOCKS} | {
        twin.pk: "duplicate_address", had.pk: "already_got"}
    message.repeats = True
    assert sort_out(message, cast.manager).to == {fine.pk: "sv", had.pk: ""}
    message.selection = {"ids": [fine.pk, 999_999]}
    assert sort_out(message, cast.manager).left_out == {999_999: "gone"}


def test_the_register_is_narrowed_by_pilot_group_kind_helix_level_and_tag(cast: Cast) -> None:
    person, other = reachable(cast.pilot), reachable(cast.pilot, email="bo@example.org")
    left = reachable(cast.pilot, email="left@example.org")
    left.involvements.update(valid_from="2026-01-01", valid_until="2026-02-01")
    group = person.group_memberships.create(group=cast.programme.stakeholder_groups.create(
        code="G", name={"en": "Group"}, helix="people")).group
    tag = cast.programme.tags.create(name="Garden")
    person.taggings.create(tag=tag)
    person.involvements.update(planned_level=4)
    other.helix = "business"
    other.save()
    found = [
        sorted(sort_out(draft(cast, selection=selection), cast.manager).to) for selection in (
            {}, {"group": group.pk}, {"tag": tag.pk}, {"planned_level": 3}, {"planned_level": 5}, {"helix": "business"},
            {"kind": "organisation"})
    ]
    assert found == [[person.pk, other.pk], [person.pk], [person.pk], [person.pk], [], [other.pk], []]


def test_a_list_that_changed_after_it_was_seen_is_not_sent(cast: Cast) -> None:
    reachable(cast.pilot)
    message = draft(cast)
    seen = digest_of(message, sort_out(message, cast.manager))
    reachable(cast.pilot, name="Bo", email="bo@example.org")
    with pytest.raises(ListChanged):
        release_message(message=message, seen=seen, by=cast.manager)
    message.refresh_from_db()
    assert (message.state, MessageRecipient.objects.count(), Job.objects.count()) == ("draft", 0, 0)


def test_nobody_to_send_to_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        release(cast, draft(cast))
    assert Job.objects.count() == 0


def test_the_rate_holds_and_the_rest_follows(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAIL_PER_MINUTE = 2
    for number in range(5):
        reachable(cast.pilot, name=str(number), email=f"{number}@example.org")
    release(cast, draft(cast))
    start, sent = timezone.now(), []
    for minute in range(3):
        moment = start + dt.timedelta(seconds=61 * minute)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        run_jobs()
        sent.append(len(mail.outbox))
    assert (sent, sorted(Job.objects.values_list("state", flat=True))) == ([2, 4, 5], ["done"] * 3)


def test_what_is_not_sent_yet_can_be_called_back(cast: Cast, settings: Any) -> None:
    settings.MAIL_PER_MINUTE = 1
    for name in ("Alva", "Bo", "Cy"):
        reachable(cast.pilot, name=name, email=f"{name.lower()}@example.org")
    message = release(cast, draft(cast))
    run_jobs()
    assert cancel_message(message=message, by=cast.manager) == 2
    settings.MAIL_PER_MINUTE = 60
    run_jobs()
    assert states(message) == {"Alva": ("sent", ""), "Bo": ("cancelled", ""), "Cy": ("cancelled", "")}
    assert letters() == [(["alva@example.org"], "Invitation")]


def test_a_failed_job_is_taken_up_again_by_hand(cast: Cast) -> None:
    reachable(cast.pilot)
    message = release(cast, draft(cast))
    assert resume_message(message=message, by=cast.manager) is False
    Job.objects.update(state="failed", message="OSError")
    assert resume_message(message=message, by=cast.manager) is True
    run_jobs()
    assert letters() == [(["alva@example.org"], "Invitation")]


def test_language_falls_back_to_the_programmes_default(cast: Cast) -> None:
    cast.programme.languages, cast.programme.default_language = ["sv", "de", "en"], "sv"
    cast.programme.save()
    for code in ("de", "de-AT", "it", ""):
        reachable(cast.pilot, name=code or "none", email=f"{code or 'none'}@example.org", language=code)
    message = draft(cast, about={"session_title": {"en": "Table", "de": "Tisch"}, "date": "2026-05-04"})
    change_message(message=message, repeats=False, by=cast.manager, texts={
        "sv": {"subject": "{session_title} {date}", "body": "Hej {name}"},
        "de": {"subject": "{session_title} am {date}", "body": "Hallo {name}"},
        "en": {"subject": "", "body": ""},
    })
    message.refresh_from_db()
    release(cast, message)
    run_jobs()
    assert [letter.subject for letter in mail.outbox] == [
        "Tisch am 4. Mai 2026", "Tisch am 4. Mai 2026", "Table 4 maj 2026", "Table 4 maj 2026"]


# other mail: to the staff, and the receipt to who has just registered, at the address that they typed
OTHER_MAIL = {"engagement/actions/registration_mail.py", "engagement/actions/session_reminders.py"}


def test_there_is_one_way_to_send_mail_to_stakeholders() -> None:
    """Only one module imports a way to send mail and reads addresses of the register; every mail passes its check."""
    found = set()
    for app in ("foundation", "pilots", "stakeholders", "engagement", "surveys", "indicators", "reports", "peripheria"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [
                    f"{node.module}.{alias.name}" for alias in node.names
                ] if isinstance(node, ast.ImportFrom) else []
                if any(name.startswith(("django.core.mail", "smtplib")) for name in names):
                    found.add(path.relative_to(ROOT).as_posix())
    assert found - OTHER_MAIL == {"stakeholders/actions/message_delivery.py"}


def test_the_one_way_asks_before_it_sends(cast: Cast) -> None:
    person = reachable(cast.pilot)
    Consent.objects.all().delete()
    row = MessageRecipientFactory(
        message=MessageFactory(pilot=cast.pilot, state="released", released_at=timezone.now()), stakeholder=person)
    assert (send_next(row.message).state, send_next(row.message), mail.outbox) == ("skipped", None, [])


def test_two_workers_at_once_send_to_each_once(cast: Cast, postgres_url: str, transactional_db: None) -> None:
    """A message delivered twice at the same moment: on PostgreSQL, where two really run at once."""
    expected = []
    for number in range(12):
        reachable(cast.pilot, name=str(number), email=f"{number}@example.org")
        expected.append([f"{number}@example.org"])
    message = release(cast, draft(cast))
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        try:
            send_message(Job(arguments={"message_id": message.pk}), lambda *_progress: None)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(letter.to for letter in mail.outbox) == sorted(expected)
    assert set(message.recipients.values_list("state", "attempts")) == {("sent", 1)}
