"""The relationships of one stakeholder, read from where it stands."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from stakeholders.models import Relationship, Stakeholder
from stakeholders.relationship_kinds import relationship_words


@dataclass(frozen=True)
class Tie:
    """A relationship and its other end, in the words of the near end."""

    relationship: Relationship
    words: str
    other: Stakeholder

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it held; None while it holds."""
        until = self.relationship.valid_until
        return until - dt.timedelta(days=1) if until else None


def ties_of(stakeholder: Stakeholder, user: Any) -> list[Tie]:
    """All ties of which the user may see the other end, those that hold first; two queries."""
    rows = list(Relationship.objects.of(stakeholder).visible_to(user).order_by(
        F("valid_until").desc(nulls_first=True), "kind", "pk"))
    others = {row.target_id if row.source_id == stakeholder.pk else row.source_id for row in rows}
    named = Stakeholder.objects.with_names(user).in_bulk(others)
    return [
        Tie(row, relationship_words(row.kind, backwards=row.source_id != stakeholder.pk),
            named[row.target_id if row.source_id == stakeholder.pk else row.source_id])
        for row in rows
    ]
