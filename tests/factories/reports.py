"""Reports."""

import factory

from reports.models import Report
from tests.factories.pilots import ProgrammeFactory


class ReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Report

    programme = factory.SubFactory(ProgrammeFactory)
    title = "Comparison"
