"""Chainable queries of contributions, decisions and commitments."""

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from engagement.querysets import PilotRowsQuerySet

UNDECIDED = ("received", "under_review")
REFUSED = ("rejected", "out_of_scope")


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

    def with_trace(self) -> Self:
        """Annotate the days of the chain, and its open end.

        ``was_decided_on``, ``promised_on`` (the first promise that came of it or of its decision), ``done_on`` (the
        last one kept), ``waits_for`` ("decision", "promise", "delivery", "answer" or "" when all is done) and
        ``waits_since``, the day of the step before.
        """
        own = apps.get_model("engagement", "Commitment").objects.filter(
            Q(contribution=OuterRef("pk")) | Q(decided_by=OuterRef("decision"))
        ).order_by()
        taken_on = own.filter(dropped_on__isnull=True).exclude(decision="rejected")
        return self.annotate(
            was_decided_on=F("decision__decided_on"),
            promised_on=_one(taken_on, Min("raised_on")), done_on=_one(taken_on, Max("delivered_on")),
            is_promised=Exists(taken_on), is_owed=Exists(taken_on.filter(delivered_on__isnull=True)),
        ).annotate(waits_for=_waits_for()).annotate(waits_since=Case(
            When(waits_for="decision", then=F("received_on")),
            When(waits_for="promise", then=Coalesce("was_decided_on", "received_on")),
            When(waits_for="delivery", then=Coalesce("promised_on", "was_decided_on", "received_on")),
            When(waits_for="answer", then=Coalesce("done_on", "was_decided_on", "received_on")),
        ))


def _one(rows: QuerySet[Any], aggregate: Any) -> Subquery:
    return Subquery(rows.annotate(same=Value(1)).values("same").annotate(found=aggregate).values("found"))


def _waits_for() -> Case:
    """The first step that is missing, in the order of the chain; who is turned down waits only for the answer."""
    untold = Q(answered_on__isnull=True)
    refused = Q(status__in=REFUSED)
    return Case(
        When(refused & untold, then=Value("answer")),
        When(refused, then=Value("")),
        When(Q(status__in=UNDECIDED, was_decided_on__isnull=True), then=Value("decision")),
        When(Q(is_owed=True), then=Value("delivery")),
        When(Q(is_promised=False) & ~Q(status="implemented"), then=Value("promise")),
        When(untold, then=Value("answer")),
        default=Value(""), output_field=CharField(),
    )


def median_days(rows: QuerySet[Any], start: str, end: str) -> tuple[float | None, int]:
    """The median of the days from field ``start`` to field ``end`` and how many rows have both, in one query.

    Rows without either day, or with the end before the start, are left out. None where there are no such rows.
    """
    gap = ExpressionWrapper(F(end) - F(start), output_field=DurationField())
    ranked = rows.order_by().filter(**{f"{start}__isnull": False, f"{end}__gte": F(start)}).annotate(gap=gap).annotate(
        place=Window(RowNumber(), order_by="gap"), number=Window(Count("*"))
    )
    middle = ranked.annotate(twice=F("place") * 2).filter(twice__gte=F("number"), twice__lte=F("number") + 2)
    found = list(middle.values_list("gap", "number"))  # the one in the middle, or the two
    if not found:
        return None, 0
    return sum((days for days, _number in found), dt.timedelta()) / len(found) / dt.timedelta(days=1), found[0][1]
