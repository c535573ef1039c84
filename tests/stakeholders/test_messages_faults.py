"""What a real mail server answers: refused, busy, gone, cut off; each told apart, and nothing personal in the logs."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.utils import timezone

from foundation.audit.models import AuditEvent
from stakeholders.actions.message_delivery import BACK_OFF
from stakeholders.actions.message_recipients import sort_out
from stakeholders.models import BouncedAddress, ContactDetails
from tests.cast import Cast
from tests.factories.messages import ConsentFactory, reachable
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory
from tests.stakeholders.mail_server import mail_server
from tests.stakeholders.sending import draft, letters, release, run_jobs, states


@pytest.fixture
def smtp(settings: Any) -> Any:
    """A real mail server of this machine instead of the outbox."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 5
        yield server


def test_what_a_mail_server_answers_is_told_apart(cast: Cast, smtp: Any) -> None:
    people = {name: reachable(cast.pilot, name=name, email=f"{name}@example.org")
              for name in ("fine", "gone", "later", "spam", "cut")}
    message = release(cast, draft(cast))
    run_jobs()
    assert states(message) == {
        "fine": ("sent", ""), "gone": ("failed", "refused"), "later": ("queued", ""), "spam": ("failed", "rejected"),
        "cut": ("unknown", ""),
    }
    assert [name for name, _text in smtp.taken] == ["fine"]
    assert list(BouncedAddress.objects.values_list("stakeholder", "answer")) == [(people["gone"].pk, 550)]
    again = sort_out(draft(cast, kind="reminder"), cast.manager)
    assert again.left_out == {people["gone"].pk: "bounced"}
    ContactDetails.objects.filter(stakeholder=people["gone"]).update(email="new@example.org")
    assert sort_out(draft(cast, kind="reminder"), cast.manager).left_out == {}


def test_temporary_failures_are_tried_again_later_and_given_up(
    cast: Cast, smtp: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:
    reachable(cast.pilot, email="later@example.org")
    message = release(cast, draft(cast))
    moment, seen = timezone.now(), []
    for wait in (*BACK_OFF, dt.timedelta()):
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        run_jobs()
        row = message.recipients.get()
        seen.append((row.state, row.attempts, row.not_before - moment))
        moment += wait
        run_jobs()
        assert message.recipients.get().attempts == row.attempts  # not a moment too early
        moment += dt.timedelta(seconds=1)
    assert seen[:-1] == [("queued", number + 1, wait) for number, wait in enumerate(BACK_OFF)]
    assert states(message) == {"Alva Exempel": ("failed", "given_up")}


def test_a_server_that_is_away_is_a_temporary_failure(cast: Cast, settings: Any) -> None:
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    reachable(cast.pilot)
    message = release(cast, draft(cast))
    run_jobs()
    assert states(message) == {"Alva Exempel": ("queued", "")}


def test_a_mail_that_cannot_be_made_keeps_nobody_else_from_theirs(cast: Cast) -> None:
    reachable(cast.pilot)
    bad = InvolvementFactory(pilot=cast.pilot).stakeholder
    ContactDetailsFactory(stakeholder=bad, name="Bo", email="bo@example.org\nBcc: all@example.org")
    ConsentFactory(stakeholder=bad)
    message = release(cast, draft(cast))
    run_jobs()
    assert states(message) == {"Alva Exempel": ("sent", ""), "Bo": ("failed", "unsendable")}
    assert letters() == [(["alva@example.org"], "Invitation")]


def test_nothing_personal_is_logged(cast: Cast, smtp: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("fine", "gone", "later", "spam", "cut"):
        reachable(cast.pilot, name=f"Alva {name}", email=f"{name}@example.org")
    release(cast, draft(cast))
    run_jobs()
    lines = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    details = str(list(AuditEvent.objects.values_list("details", "object_label")))
    assert [word in lines + details for word in ("Alva", "@example.org")] == [False, False]
    assert "Job" in lines
