"""Chainable queries of relationships."""

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q


class RelationshipQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Ties of which the user may see both ends."""
        seen = apps.get_model("stakeholders", "Stakeholder").objects.visible_to(user).values("pk")
        return self.filter(source__in=seen, target__in=seen)

    def on_day(self, day: dt.date) -> Self:
        """Ties that hold on that day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gt=day)
        )

    def of(self, stakeholder: Any) -> Self:
        """Ties that start or end at a stakeholder."""
        return self.filter(Q(source=stakeholder) | Q(target=stakeholder))
