"""Each database constraint of consent texts and messages, violated once."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from stakeholders.models import BouncedAddress, ConsentText, Message, MessageRecipient, MessageTemplate
from tests.cast import Cast
from tests.factories.messages import MessageFactory
from tests.factories.stakeholders import StakeholderFactory


def rows(cast: Cast) -> dict[str, list[tuple[type, dict[str, Any]]]]:
    """For each constraint the rows of which the last one violates it."""
    person, message = StakeholderFactory(programme=cast.programme), MessageFactory(pilot=cast.pilot)
    text = {"programme": cast.programme, "purpose": "email", "version": "1", "texts": {"en": "Text"},
            "in_force_from": dt.date(2026, 5, 4)}
    template = {"programme": cast.programme, "kind": "invitation", "language": "en", "subject": "S", "body": "B"}
    mail = {"programme": cast.programme, "kind": "invitation"}
    row = {"message": message, "stakeholder": person, "not_before": timezone.now()}
    bounced = {"stakeholder": person, "digest": "abc"}
    return {
        "consent_text_version_once": [(ConsentText, text)] * 2,
        "template_once": [(MessageTemplate, template)] * 2,
        "template_kind_known": [(MessageTemplate, template | {"kind": "x"})],
        "mail_kind_known": [(Message, mail | {"kind": "x"})],
        "mail_released_is_dated": [(Message, mail | {"state": "released"})],
        "recipient_once": [(MessageRecipient, row)] * 2,
        "recipient_sending_is_claimed": [(MessageRecipient, row | {"state": "sending"})],
        "recipient_sent_is_dated": [(MessageRecipient, row | {"state": "sent"})],
        "recipient_end_has_reason": [(MessageRecipient, row | {"state": "skipped"})],
        "bounced_once": [(BouncedAddress, bounced)] * 2,
    }


MODELS = (ConsentText, MessageTemplate, Message, MessageRecipient, BouncedAddress)


@pytest.mark.parametrize("name", [constraint.name for model in MODELS for constraint in model._meta.constraints])
def test_the_database_refuses(cast: Cast, name: str) -> None:
    *fine, bad = rows(cast)[name]
    for model, fields in fine:
        model.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        bad[0].objects.create(**bad[1])
