"""Chainable queries of the surveys floor."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pilots.choices import Role


class WaveQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Coordinators and researchers: the whole programme; managers and contributors: their own pilots."""
        if not user.is_authenticated:
            return self.none()
        readers = (Role.COORDINATOR, Role.RESEARCHER, Role.MANAGER, Role.CONTRIBUTOR)
        pilots = apps.get_model("pilots", "Pilot")._default_manager.with_role(user, *readers)
        return self.filter(pilot__in=pilots.values("pk"))

    def accepting(self, now: Any = None) -> Self:
        """Waves that take answers now: published, inside their half-open time window."""
        now = now or timezone.now()
        return self.filter(
            Q(opens_at__isnull=True) | Q(opens_at__lte=now),
            Q(closes_at__isnull=True) | Q(closes_at__gt=now),
            is_published=True,
        )


class ResponseQuerySet(models.QuerySet[Any]):
    def counted(self) -> Self:
        """Real answers; test answers never mix with data."""
        return self.filter(is_test=False)
