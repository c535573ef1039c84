"""Chainable queries of the stakeholders floor."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from pilots.choices import Role


class StakeholderQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Coordinators and researchers see the programme's register (names are asked for apart); managers and
        contributors those involved in their pilots."""
        if not user.is_authenticated:
            return self.none()
        whole = Q(
            programme__memberships__user=user,
            programme__memberships__role__in=[Role.COORDINATOR, Role.RESEARCHER],
        )
        mine = Q(
            involvements__pilot__memberships__user=user,
            involvements__pilot__memberships__role__in=[Role.MANAGER, Role.CONTRIBUTOR],
        )
        visible = self.model._default_manager.filter(whole | mine).values("pk")
        return self.filter(pk__in=visible)


class StakeholderGroupQuerySet(models.QuerySet[Any]):
    def for_programme(self, programme: Any) -> Self:
        """The catalogue's groups and the programme's own."""
        return self.filter(Q(programme__isnull=True) | Q(programme=programme))
