"""Who was met when: hours, last contact and whether it is overdue, for every involvement, by the database.

A contact is a held session at which the stakeholder, or for an organisation one of its people, was present.
"""

import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from engagement.choices import SessionStatus
from engagement.models import Attendance
from stakeholders.choices import Quadrant
from stakeholders.contact_limits import HIGH_FROM, LIMIT_FACTORS, limit_days
from stakeholders.models import Involvement, MessageRecipient, Stakeholder

NOT_PLACED = 0
QUADRANT_RULES = (
    (Quadrant.MANAGE_CLOSELY, Q(influence__gte=HIGH_FROM, interest__gte=HIGH_FROM)),
    (Quadrant.KEEP_SATISFIED, Q(influence__gte=HIGH_FROM, interest__lt=HIGH_FROM)),
    (Quadrant.KEEP_INFORMED, Q(influence__lt=HIGH_FROM, interest__gte=HIGH_FROM)),
    (Quadrant.MONITOR, Q(influence__lt=HIGH_FROM, interest__lt=HIGH_FROM)),
)


def placed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate ``cell`` (ten times influence plus interest; 0 where one is not set) and ``quadrant`` ("" there)."""
    both = Q(influence__isnull=False, interest__isnull=False)
    return rows.annotate(
        cell=Case(When(both, then=F("influence") * 10 + F("interest")), default=NOT_PLACED,
                  output_field=IntegerField()),
        quadrant=Case(*(When(rule, then=Value(quadrant.value)) for quadrant, rule in QUADRANT_RULES),
                      default=Value("")),
    )


def with_contact(rows: QuerySet[Involvement], day: dt.date, programme_days: int) -> QuerySet[Any]:
    """Annotate ``placed`` and, as of ``day``: ``hours`` engaged, ``people``, ``last_on`` (the last contact),
    ``since_on`` (the first day in the pilot) and ``is_overdue``.

    ``programme_days`` is the programme's limit. Overdue is who has a planned level or a quadrant that is not only
    watched, and was met last (or joined, if never met) longer ago than the limit.
    """
    met = Attendance.objects.filter(
        stakeholder__in=_entry_and_people(), present=True, session__pilot=OuterRef("pilot"),
        session__status=SessionStatus.HELD, session__held_on__lte=day,
    ).order_by().annotate(same=Value(1)).values("same")
    spent = met.annotate(total=Sum(Coalesce("hours", "session__duration_hours", 0.0))).values("total")
    parts = Involvement.objects.filter(stakeholder=OuterRef("stakeholder"), pilot=OuterRef("pilot")).order_by()
    joined = parts.annotate(same=Value(1)).values("same").annotate(first=Min("valid_from")).values("first")
    people = Stakeholder.objects.filter(organisation=OuterRef("stakeholder")).order_by().values("organisation")
    annotated = placed(rows).annotate(
        last_on=Subquery(met.annotate(last=Max("session__held_on")).values("last")),
        hours=Coalesce(Subquery(spent), 0.0), since_on=Subquery(joined),
        people=Coalesce(Subquery(people.annotate(number=Count("pk")).values("number")), 1),
    )
    return annotated.annotate(
        anchor=Coalesce("last_on", "since_on"), limit_on=_limit_day(day, programme_days),
    ).annotate(is_overdue=Case(
        When(Q(limit_on__isnull=False) & (Q(anchor__isnull=True) | Q(anchor__lt=F("limit_on"))), then=Value(True)),
        default=Value(False),
    ))


def with_last_message(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate ``written_at``: when the last message of the pilot was sent to the stakeholder.

    It is shown beside the last contact and is none: who only got mail was not met.
    """
    sent = MessageRecipient.objects.filter(
        stakeholder=OuterRef("stakeholder"), message__pilot=OuterRef("pilot"), sent_at__isnull=False)
    return rows.annotate(written_at=Subquery(sent.order_by("-sent_at").values("sent_at")[:1]))


def first_of_each_cell(rows: QuerySet[Any], limit: int, tray_limit: int) -> QuerySet[Any]:
    """Of every cell the rows with the most hours, at most ``limit``; rows come from ``with_contact``."""
    place = Window(RowNumber(), partition_by=[F("cell")], order_by=[F("hours").desc(), F("pk").asc()])
    return rows.annotate(place=place).filter(
        Q(place__lte=limit) | Q(cell=NOT_PLACED, place__lte=tray_limit)
    ).order_by("cell", "place")


def cell_counts(rows: QuerySet[Any]) -> dict[int, int]:
    """How many rows stand in each cell; one query."""
    return dict(placed(rows).order_by().values_list("cell").annotate(number=Count("pk")))


def only_overdue(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(is_overdue=True)


def named(rows: QuerySet[Any], user: Any, words: str) -> QuerySet[Any]:
    """Rows of stakeholders whose name the user may see and that holds the words."""
    known: QuerySet[Any] = Stakeholder.objects.with_names(user)
    fitting = known.filter(pk=OuterRef("stakeholder"), shown_name__icontains=words)
    return rows.filter(Exists(fitting))


def _entry_and_people() -> QuerySet[Any]:
    """The stakeholder two queries further out and, if an organisation, its people."""
    outer = OuterRef(OuterRef("stakeholder"))
    return Stakeholder.objects.filter(Q(pk=outer) | Q(organisation=outer)).order_by().values("pk")


def _limit_day(day: dt.date, programme_days: int) -> Case:
    """The day before which a last contact is overdue; NULL for never. A planned level goes before the quadrant."""
    whens = [When(planned_level__isnull=False, then=Value(day - dt.timedelta(days=programme_days)))]
    for quadrant in LIMIT_FACTORS:
        days = limit_days(quadrant, programme_days)
        if days is not None:
            whens.append(When(quadrant=quadrant.value, then=Value(day - dt.timedelta(days=days))))
    return Case(*whens, default=Value(None), output_field=DateField())
