"""The engagement record."""

import datetime as dt

import factory

from engagement.models import Attendance, Commitment, Contribution, Decision, Method, Obstacle, Session, Spending
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


class SpendingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Spending

    pilot = factory.SubFactory(PilotFactory)
    category = "venue"
    amount = "10.00"
