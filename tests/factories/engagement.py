"""The engagement record."""

import datetime as dt

import factory
from django.core.files.base import ContentFile

from engagement.models import (
    Attachment,
    Attendance,
    Commitment,
    Contribution,
    Decision,
    Method,
    Obstacle,
    Session,
    Spending,
)
from foundation.files.models import StoredFile
from tests.factories.pilots import PilotFactory
from tests.factories.stakeholders import StakeholderFactory


class MethodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Method

    code = factory.Sequence(lambda n: f"method_{n}")
    name = factory.LazyAttribute(lambda method: {"en": method.code.replace("_", " ").capitalize()})


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Session
        skip_postgeneration_save = True

    pilot = factory.SubFactory(PilotFactory)
    programme = factory.SelfAttribute("pilot.programme")
    method = factory.SubFactory(MethodFactory)
    held_on = dt.date(2026, 5, 4)


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory)
    stakeholder = factory.SubFactory(StakeholderFactory, programme=factory.SelfAttribute("..session.programme"))


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contribution

    pilot = factory.SubFactory(PilotFactory)
    programme = factory.SelfAttribute("pilot.programme")


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    pilot = factory.SubFactory(PilotFactory)
    programme = factory.SelfAttribute("pilot.programme")


class CommitmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commitment

    pilot = factory.SubFactory(PilotFactory)
    programme = factory.SelfAttribute("pilot.programme")


class ObstacleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Obstacle

    pilot = factory.SubFactory(PilotFactory)
    code = "OB1"
    severity = 3


class AttachmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attachment

    pilot = factory.SubFactory(PilotFactory)
    stored = factory.LazyFunction(lambda: StoredFile.objects.create(
        name="note.txt", content_type="text/plain", size=1, sha256="0" * 64, file=ContentFile(b"x", name="note.txt")))


class SpendingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Spending

    pilot = factory.SubFactory(PilotFactory)
    category = "venue"
    amount = "10.00"
