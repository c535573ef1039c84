"""What was done in a pilot, counted: sessions, months, methods and the way of a contribution. No person is counted."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagement.choices import ContributionStatus, SessionStatus
from engagement.models import Commitment, Contribution, Session
from foundation.charts.timeline import Month
from foundation.translated import in_language
from indicators.charts import Picture, Row, methods_picture
from indicators.presentation import Shown, shown
from indicators.views.reading import day_there, has_failed, limits_of, state_of
from pilots.models import Pilot

DECIDED = [
    ContributionStatus.ACCEPTED, ContributionStatus.ACCEPTED_IN_PART, ContributionStatus.IMPLEMENTED,
    ContributionStatus.REJECTED, ContributionStatus.OUT_OF_SCOPE,
]


@dataclass(frozen=True)
class MethodUse:
    """A method that was used in held sessions, and how participants rated it."""

    code: str
    name: str
    sessions: int
    row: Row
    shown: Shown | None


def session_counts(pilot: Pilot) -> dict[str, int]:
    """Sessions planned (still to come), past without a word on them, held, and held with a word on who came."""
    today = day_there(pilot, timezone.now())
    planned, held = Q(status=SessionStatus.PLANNED), Q(status=SessionStatus.HELD)
    return Session.objects.filter(pilot=pilot).with_word_on_who_came().order_by().aggregate(
        planned=Count("pk", filter=planned & Q(held_on__gte=today)),
        unlogged=Count("pk", filter=planned & Q(held_on__lt=today)),
        held=Count("pk", filter=held),
        attended=Count("pk", filter=held & Q(is_counted=True)),
    )


def session_months(pilot: Pilot) -> list[Month]:
    """Every month from the first session to the last, those without any included."""
    counts = (
        Session.objects.filter(pilot=pilot).order_by().annotate(month=TruncMonth("held_on")).values("month")
        .annotate(all=Count("pk"), held=Count("pk", filter=Q(status=SessionStatus.HELD)))
    )
    found = {row["month"]: row for row in counts}
    if not found:
        return []
    month, last = min(found), max(found)
    months = []
    while month <= last:
        row = found.get(month, {"all": 0, "held": 0})
        months.append(Month(date_format(month, "M Y"), row["all"], row["held"]))
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return months


def methods_used(pilot: Pilot, ratings: list[Any]) -> list[MethodUse]:
    """Main methods of held sessions, the most used first, each with its rating (kept back below five raters)."""
    rated = {value.method: value for value in ratings}
    used = (
        Session.objects.filter(pilot=pilot).held().order_by().values("method__code", "method__name")
        .annotate(sessions=Count("pk"))
    )
    rows = sorted(used, key=lambda row: (-row["sessions"], row["method__code"]))
    return [_use(row, rated.get(row["method__code"]), has_failed(pilot)) for row in rows]


def _use(row: dict[str, Any], value: Any | None, failed: bool) -> MethodUse:
    code = row["method__code"]
    name = in_language(row["method__name"]) or code
    state = state_of(value, failed=failed)
    lower, upper = limits_of(value) if value is not None and state == "ok" else (None, None)
    given = Row(name, state, value.value if value and state == "ok" else None, lower, upper,
                value.n if value and state == "ok" else None)
    return MethodUse(code, name, row["sessions"], given, shown(value) if value is not None else None)


def ratings_picture(used: list[MethodUse]) -> Picture | None:
    """The ratings as a forest plot; None where no session was held."""
    return methods_picture([use.row for use in used]) if used else None


def influence_trace(pilot: Pilot, held: int, values: list[Any]) -> list[dict[str, Any]]:
    """From session to told back: how many got there, and how long it took (median days, the waiting counted in)."""
    today = day_there(pilot, timezone.now())
    count = Contribution.objects.filter(pilot=pilot).order_by().aggregate(
        received=Count("pk"), decided=Count("pk", filter=Q(status__in=DECIDED)),
        told=Count("pk", filter=Q(answered_on__lte=today)),
    )
    changes = Commitment.objects.filter(pilot=pilot, delivered_on__lte=today).count()
    days = {v.indicator: shown(v) for v in values if v.indicator in ("answer_days_median", "delivery_days_median")}
    return [
        {"label": _("Sessions held"), "count": held},
        {"label": _("Contributions received"), "count": count["received"]},
        {"label": _("Contributions decided"), "count": count["decided"]},
        {"label": _("Changes delivered"), "count": changes, "days": days.get("delivery_days_median"),
         "since": _("after the decision")},
        {"label": _("Told back"), "count": count["told"], "days": days.get("answer_days_median"),
         "since": _("after it was said")},
    ]
