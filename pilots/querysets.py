"""Chainable queries of the pilots floor; every list starts at ``visible_to(user)``."""

from typing import Any, Self

from django.db import models
from django.db.models import Q


class ProgrammeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Programmes the user is a member of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user).distinct()


class PilotQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Pilots of the programmes the user is a member of: members compare all cities of their programme."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(programme__memberships__user=user).distinct()

    def public(self) -> Self:
        """Pilots that anybody may see."""
        return self.filter(is_public=True, programme__is_public=True)

    def with_role(self, user: Any, *roles: str) -> Self:
        """Pilots where the user has one of the roles, for the pilot or for its whole programme."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(memberships__user=user, memberships__role__in=roles)
        whole = Q(
            programme__memberships__user=user, programme__memberships__role__in=roles,
            programme__memberships__pilot__isnull=True,
        )
        return self.filter(mine | whole).distinct()
