"""Chainable queries of registrations."""

from typing import Any, Self

from django.db import models

from engagement.choices import RegistrationStatus


class RegistrationQuerySet(models.QuerySet[Any]):
    def expected(self) -> Self:
        """Who has a place."""
        return self.filter(status=RegistrationStatus.REGISTERED)

    def waiting(self) -> Self:
        """Who waits for a place, the first to ask first."""
        return self.filter(status=RegistrationStatus.WAITING).order_by("pk")

    def not_cancelled(self) -> Self:
        return self.exclude(status=RegistrationStatus.CANCELLED)
