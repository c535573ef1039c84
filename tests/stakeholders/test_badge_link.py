"""A message about a session can carry each recipient's own check-in code; it is made when the mail is."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from engagement.actions.session_messages import draft_about_session
from engagement.models import Badge
from stakeholders.actions.message_texts import mail_for
from stakeholders.actions.messages import change_message, draft_message
from stakeholders.models import MessageRecipient
from tests.cast import Cast
from tests.factories.engagement import SessionFactory
from tests.factories.messages import MessageRecipientFactory, reachable

TEXT = {"en": {"subject": "Come", "body": "Dear {name}, your code: {badge_link}"}}


def draft(cast: Cast, **session: Any) -> Any:
    made = SessionFactory(pilot=cast.pilot, status="planned", **session)
    message = draft_about_session(session=made, kind="invitation", audience_code="pilot", by=cast.manager)
    return made, change_message(message=message, texts=TEXT, repeats=False, by=cast.manager)


def test_each_recipient_gets_a_code_of_their_own_and_the_same_again(cast: Cast) -> None:
    session, message = draft(cast)
    people = [reachable(cast.pilot, f"Alva {letter}", f"{letter}@example.org") for letter in "ab"]
    rows = [MessageRecipientFactory(message=message, stakeholder=person) for person in people]
    mails = [[mail_for(message, row, "Alva").text for _time in range(2)] for row in rows]
    codes = [Badge.objects.get(session=session, stakeholder=person).get_absolute_url() for person in people]
    assert [[f"your code: {settings.BASE_URL}{code}" in text for text in texts] for texts, code in zip(
        mails, codes, strict=True)] == [[True, True], [True, True]]
    assert (Badge.objects.count(), codes[0] != codes[1]) == (2, True)


def test_a_preview_makes_no_code(cast: Cast) -> None:
    _session, message = draft(cast)
    person = reachable(cast.pilot)
    text = mail_for(message, MessageRecipient(message=message, stakeholder=person), "Alva").text
    assert ("your code: …" in text, Badge.objects.count()) == (True, 0)


def test_a_message_that_does_not_ask_for_codes_makes_none(cast: Cast) -> None:
    _session, message = draft(cast)
    message.texts = {"en": {"subject": "Come", "body": "Dear {name}"}}
    mail_for(message, MessageRecipientFactory(message=message), "Alva")
    assert Badge.objects.count() == 0


def test_without_a_session_there_is_no_such_code(cast: Cast) -> None:
    message = draft_message(programme=cast.programme, pilot=cast.pilot, kind="invitation", selection={},
                            by=cast.manager)
    with pytest.raises(ValidationError, match="badge_link"):
        change_message(message=message, texts=TEXT, repeats=False, by=cast.manager)
