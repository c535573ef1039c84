"""Chainable queries of contributions, decisions and commitments."""

import datetime as dt
from typing import Self

from django.db.models import F, Q

from engagement.querysets import PilotRowsQuerySet


class DecisionQuerySet(PilotRowsQuerySet):
    def to_review(self, until: dt.date) -> Self:
        """Decisions whose day of review is ``until`` or earlier, and that were not reviewed on it or later."""
        waiting = Q(reviewed_on__isnull=True) | Q(reviewed_on__lt=F("review_on"))
        return self.filter(waiting, review_on__lte=until).order_by("review_on", "pk")


class CommitmentQuerySet(PilotRowsQuerySet):
    def unfinished(self) -> Self:
        """Promises that are neither kept nor dropped."""
        return self.filter(delivered_on__isnull=True, dropped_on__isnull=True).exclude(decision="rejected")

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


class ContributionQuerySet(PilotRowsQuerySet):
    def published(self) -> Self:
        """What somebody has put into words for the public."""
        return self.filter(published_at__isnull=False)
