"""Chainable queries of the surveys floor."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pilots.choices import Role


class WaveQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Coordinators and researchers: the whole programme; managers and contributors: their own pilots."""
        if not user.is_authenticated:
            return self.none()
        whole = Q(
            pilot__programme__memberships__user=user,
            pilot__programme__memberships__role__in=[Role.COORDINATOR, Role.RESEARCHER],
        )
        mine = Q(
            pilot__memberships__user=user,
            pilot__memberships__role__in=[Role.MANAGER, Role.CONTRIBUTOR],
        )
        return self.filter(pk__in=self.model._default_manager.filter(whole | mine).values("pk"))

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
