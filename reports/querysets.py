"""Chainable queries of the reports floor."""

from typing import Any, Self

from django.db import models

from pilots.choices import Role

READERS = [Role.COORDINATOR, Role.RESEARCHER]


class ReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Comparison reports are the research export: coordinators and researchers of the programme."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(programme_id__in=user.memberships.filter(role__in=READERS).values("programme_id"))
