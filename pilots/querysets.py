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
        return self.filter(programme__in=user.memberships.values("programme"))

    def public(self) -> Self:
        """Pilots that anybody may see."""
        return self.filter(is_public=True, programme__is_public=True)

    def with_role(self, user: Any, *roles: str) -> Self:
        """Pilots where the user has one of the roles, for the pilot or for its whole programme."""
        if not user.is_authenticated:
            return self.none()
        # by keys: a join with the memberships would repeat the pilots, and every row that hangs on them
        mine = user.memberships.filter(role__in=roles)
        return self.filter(
            Q(pk__in=mine.filter(pilot__isnull=False).values("pilot"))
            | Q(programme__in=mine.filter(pilot__isnull=True).values("programme"))
        )
