"""Chainable queries of imports and of duplicates."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from pilots.choices import Role
from pilots.rules import roles_of


class RegisterImportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Its rows hold names: coordinators see the programme's imports, managers those of their pilots."""
        if not user.is_authenticated:
            return self.none()
        held = roles_of(user)
        return self.filter(
            Q(programme__in=[programme for programme, _pilot, role in held if role == Role.COORDINATOR])
            | Q(pilot__in=[pilot for _programme, pilot, role in held if role == Role.MANAGER])
        )


class MergeQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Those that have not been taken back."""
        return self.filter(undone_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Merges into entries whose names the user may see."""
        if not user.is_authenticated:
            return self.none()
        winners = self.model._meta.get_field("winner").related_model
        return self.filter(winner__in=winners._default_manager.visible_to(user).named_for(user).values("pk"))
