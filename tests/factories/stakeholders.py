"""The register."""

import factory

from stakeholders.models import ContactDetails, Involvement, Stakeholder, StakeholderGroup
from tests.factories.pilots import PilotFactory, ProgrammeFactory


class StakeholderGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StakeholderGroup

    code = factory.Sequence(lambda n: f"G{n}")
    name = factory.LazyAttribute(lambda group: {"en": f"Group {group.code}"})
    helix = "people"


class StakeholderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Stakeholder

    programme = factory.SubFactory(ProgrammeFactory)
    helix = "people"


class ContactDetailsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContactDetails

    stakeholder = factory.SubFactory(StakeholderFactory)
    name = factory.Sequence(lambda n: f"Alva Exempel {n}")


class InvolvementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Involvement

    pilot = factory.SubFactory(PilotFactory)
    stakeholder = factory.SubFactory(StakeholderFactory, programme=factory.SelfAttribute("..pilot.programme"))
