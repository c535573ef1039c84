"""Chainable queries of involvements."""

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q


class InvolvementQuerySet(models.QuerySet[Any]):
    def on_day(self, day: dt.date) -> Self:
        """The rows that hold on that day: one for each stakeholder and pilot at most."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gt=day)
        )

    def current(self) -> Self:
        """Rows that have no end."""
        return self.filter(valid_until__isnull=True)


def involvement_pilots(user: Any) -> models.QuerySet[Any]:
    """Pilots whose involvements the user may see: managers and contributors those of their own."""
    pilots: Any = apps.get_model("pilots", "Pilot")._default_manager
    found: models.QuerySet[Any] = pilots.with_role(user, "coordinator", "researcher", "manager", "contributor")
    return found
