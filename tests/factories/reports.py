"""Reports."""

import factory

from reports.models import Report
from tests.factories.pilots import ProgrammeFactory


class ReportFactory(factory.django.DjangoModelFactory):
    """A report that nobody has made yet: no job, no snapshot."""

    class Meta:
        model = Report

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Report {n}")
