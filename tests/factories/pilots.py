"""Programmes, pilots and memberships."""

import factory

from pilots.models import CensusShare, ImpactTarget, Membership, Pilot, Programme, Service
from tests.factories.accounts import UserFactory


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    slug = factory.Sequence(lambda n: f"programme-{n}")
    name = factory.Sequence(lambda n: f"Programme {n}")


class PilotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pilot

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"pilot-{n}")
    name = factory.Sequence(lambda n: f"City {n}")
    population = 100_000
    population_source = "test"


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.SubFactory(UserFactory)


class CensusShareFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CensusShare

    pilot = factory.SubFactory(PilotFactory)


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    pilot = factory.SubFactory(PilotFactory)
    name = factory.Sequence(lambda n: f"Service {n}")


class ImpactTargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImpactTarget

    pilot = factory.SubFactory(PilotFactory)
    name = factory.Sequence(lambda n: f"Impact {n}")
