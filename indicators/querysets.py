"""Chainable queries of the indicators floor."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from pilots.choices import Role

READERS = [Role.COORDINATOR, Role.MANAGER, Role.CONTRIBUTOR, Role.RESEARCHER]


class ProgrammeRowsQuerySet(models.QuerySet[Any]):
    """Rows that belong to a programme; every reading member sees those of all its pilots (suppressed)."""

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        mine = user.memberships.filter(role__in=READERS).values("programme_id")
        return self.filter(programme_id__in=mine)


class IndicatorValueQuerySet(ProgrammeRowsQuerySet):
    def all_time(self) -> Self:
        return self.filter(period="all", split="")

    def whole(self) -> Self:
        """Over all the time and, of a pilot, of everybody; a value over the programme may be of one group."""
        return self.filter(Q(split="") | Q(pilot__isnull=True), period="all")

    def current(self) -> Self:
        """Values of the newest definition of each indicator."""
        return self.filter(is_current=True)
