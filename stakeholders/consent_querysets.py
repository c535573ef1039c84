"""Chainable queries of the consent ledger."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Subquery, Value, When


class ConsentTextQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> Self:
        return self.order_by("purpose", "-in_force_from", "-pk")

    def in_force(self, on: Any) -> Self:
        """Of each purpose the version that people are asked to agree to on that day, for one programme's texts."""
        newest = self.model._default_manager.filter(
            programme=OuterRef("programme"), purpose=OuterRef("purpose"), in_force_from__lte=on,
        ).order_by("-in_force_from", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class ConsentQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Given and neither withdrawn nor replaced."""
        return self.filter(withdrawn_on__isnull=True, replaced_on__isnull=True)

    def standing(self) -> Self:
        """Open, and with no later withdrawal beside it: of two entries that were merged the one may have given a
        consent before the other withdrew it."""
        later = self.model._default_manager.filter(
            stakeholder=OuterRef("stakeholder"), purpose=OuterRef("purpose"), withdrawn_on__gt=OuterRef("given_on"))
        return self.open().exclude(Exists(later))

    def withdrawn(self) -> Self:
        return self.filter(withdrawn_on__isnull=False)

    def with_version_in_force(self, on: Any) -> Self:
        """Annotate ``version_in_force``: what the programme asks for on that day, None where it has no text."""
        texts = apps.get_model("stakeholders", "ConsentText")._default_manager.filter(
            programme=OuterRef("stakeholder__programme"), purpose=OuterRef("purpose"), in_force_from__lte=on,
        ).order_by("-in_force_from", "-pk").values("version")[:1]
        return self.annotate(version_in_force=Subquery(texts))


def with_consent(stakeholders: models.QuerySet[Any], purpose: str, version_in_force: str | None) -> Any:
    """Annotate ``consent_status``: none, given, outdated (given to another version than the one in force) or
    withdrawn; and ``consent_day`` and ``consent_version`` of the latest entry of the ledger for the purpose.

    ``version_in_force`` is None where the programme has no text for the purpose: then nothing is outdated.
    """
    ledger = apps.get_model("stakeholders", "Consent")._default_manager.filter(
        stakeholder=OuterRef("pk"), purpose=purpose)
    opened = ledger.standing()
    current = opened if version_in_force is None else opened.filter(version=version_in_force)
    latest = ledger.order_by("-given_on", "-pk")
    return stakeholders.annotate(
        consent_status=Case(
            When(Exists(current), then=Value("given")),
            When(Exists(opened), then=Value("outdated")),
            When(Exists(ledger.withdrawn()), then=Value("withdrawn")),
            default=Value("none"),
        ),
        consent_day=Subquery(latest.values("given_on")[:1]),
        consent_version=Subquery(latest.values("version")[:1]),
        consent_withdrawn_on=Subquery(latest.values("withdrawn_on")[:1]),
    )
