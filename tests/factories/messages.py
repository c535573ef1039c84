"""Consents, messages and their recipients."""

import datetime as dt

import factory
from django.utils import timezone

from stakeholders.models import Consent, ConsentText, Message, MessageRecipient
from tests.factories.pilots import PilotFactory, ProgrammeFactory
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory, StakeholderFactory


class ConsentTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsentText

    programme = factory.SubFactory(ProgrammeFactory)
    purpose = "email"
    version = "1"
    texts = {"en": "You may write to me."}
    in_force_from = dt.date(2026, 1, 1)


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    stakeholder = factory.SubFactory(StakeholderFactory)
    purpose = "email"
    version = "1"
    given_on = dt.date(2026, 5, 4)
    channel = "paper"


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    pilot = factory.SubFactory(PilotFactory)
    programme = factory.SelfAttribute("pilot.programme")
    kind = "invitation"
    texts = {"en": {"subject": "Come", "body": "Dear {name}, come."}}


class MessageRecipientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MessageRecipient

    message = factory.SubFactory(MessageFactory)
    stakeholder = factory.SubFactory(StakeholderFactory, programme=factory.SelfAttribute("..message.programme"))
    not_before = factory.LazyFunction(timezone.now)


def reachable(pilot, name="Alva Exempel", email="alva@example.org", **contact):
    """A person of the pilot with an address and an open consent for e-mail."""
    person = InvolvementFactory(pilot=pilot).stakeholder
    ContactDetailsFactory(stakeholder=person, name=name, email=email, **contact)
    ConsentFactory(stakeholder=person)
    return person
