"""Programmes, pilots and memberships."""

import factory

from pilots.models import CensusShare, Membership, Pilot, Programme
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
