"""What a pilot cost, summed by the database."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from engagement.models import Session, Spending
from engagement.models.costs import UNDIVIDED
from pilots.models import Pilot

HELD = Q(status="held")


def totals_of(pilot: Pilot) -> dict[str, Any]:
    """Hours and money of all sessions and of the held ones alone (which the indicators read), and the pilot's own.

    Sums are None where nothing is documented; ``with_cost`` of ``held`` held sessions say what they cost.
    """
    sessions = Session.objects.filter(pilot=pilot).order_by().aggregate(
        spent=Sum("cost"), held_spent=Sum("cost", filter=HELD),
        staff=Sum("staff_hours"), volunteers=Sum("volunteer_hours"),
        held=Count("pk", filter=HELD), with_cost=Count("pk", filter=HELD & Q(cost__isnull=False)),
        with_hours=Count("pk", filter=HELD & Q(staff_hours__isnull=False)),
    )
    own = Spending.objects.filter(pilot=pilot, session=None).order_by().aggregate(own=Sum("amount"))
    known = [amount for amount in (sessions["spent"], own["own"]) if amount is not None]
    return sessions | own | {"all": sum(known, Decimal(0)) if known else None}


def by_category(pilot: Pilot, sessions_cost: Decimal | None) -> list[tuple[str, Decimal]]:
    """(category, sum) of the pilot's lines, the largest first; what no line explains is not broken down."""
    lines = Spending.objects.filter(pilot=pilot).order_by().values_list("category").annotate(Sum("amount"))
    sums: dict[str, Decimal] = dict(lines)
    explained = Spending.objects.filter(pilot=pilot, session__isnull=False).aggregate(total=Sum("amount"))["total"]
    rest = (sessions_cost or Decimal(0)) - (explained or Decimal(0)) + sums.pop(UNDIVIDED, Decimal(0))
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return [*ordered, *([(UNDIVIDED, rest)] if rest > 0 else [])]


def costly_sessions(pilot: Pilot) -> QuerySet[Session]:
    """Sessions with hours or money, newest first."""
    documented = Q(cost__isnull=False) | Q(staff_hours__isnull=False) | Q(volunteer_hours__isnull=False)
    return Session.objects.filter(documented, pilot=pilot).select_related("method").order_by("-held_on", "-pk")


def cost_rows(pilot: Pilot, labels: dict[str, str]) -> Iterator[list[Any]]:
    """One row per line of spending and one for what a session's cost has beyond its lines, oldest first.

    Hours stand once, in the first row of a session. Columns: day, session, status, category, what for, amount, staff
    hours, volunteer hours.
    """
    for line in Spending.objects.filter(pilot=pilot, session=None).order_by("spent_on", "pk"):
        yield [line.spent_on, "", "", labels.get(line.category, line.category), line.note, line.amount, None, None]
    sessions = costly_sessions(pilot).reverse().prefetch_related("spending")
    for session in sessions.iterator(chunk_size=500):
        yield from _session_rows(session, labels)


def _session_rows(session: Session, labels: dict[str, str]) -> Iterator[list[Any]]:
    hours: list[float | None] = [session.staff_hours, session.volunteer_hours]
    name, status = str(session), session.get_status_display()
    lines = list(session.spending.all())
    for line in lines:
        yield [line.spent_on or session.held_on, name, status, labels.get(line.category, line.category), line.note,
               line.amount, *hours]
        hours = [None, None]
    if not lines:
        category = "" if session.cost is None else labels[UNDIVIDED]
        yield [session.held_on, name, status, category, "", session.cost, *hours]
