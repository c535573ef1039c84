"""Chainable queries of the engagement floor."""

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest

from engagement.session_times import SURELY_OVER, end_of
from pilots.choices import Role


def _count_of(model: str, **lookup: Any) -> Coalesce:
    """How many rows of ``model`` a session has; a subquery each, because joins would multiply."""
    rows = apps.get_model("engagement", model).objects.filter(session=OuterRef("pk"), **lookup)
    counted = rows.order_by().values("session").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class PilotRowsQuerySet(models.QuerySet[Any]):
    """Rows that belong to a pilot by a field of that name."""

    def visible_to(self, user: Any) -> Self:
        """Coordinators and researchers: the whole programme; managers and contributors: their own pilots."""
        if not user.is_authenticated:
            return self.none()
        readers = (Role.COORDINATOR, Role.RESEARCHER, Role.MANAGER, Role.CONTRIBUTOR)
        pilots = apps.get_model("pilots", "Pilot")._default_manager.with_role(user, *readers)
        return self.filter(pilot__in=pilots.values("pk"))


class AttachmentQuerySet(PilotRowsQuerySet):
    def kept(self) -> Self:
        """Without those that were deleted and wait to be cleared away."""
        return self.filter(deleted_at__isnull=True)

    def published(self) -> Self:
        """What anybody may see: published, of a public pilot."""
        return self.kept().filter(published_at__isnull=False, pilot__is_public=True)


class SessionQuerySet(PilotRowsQuerySet):
    def with_feedback_code(self, code: str) -> Any:
        """The session that a code on the wall belongs to; one that was merged away hands its code to the kept one."""
        written = f'"feedback_code": "{code.upper()}"'  # as the merge keeps the row that was taken out
        kept = self.filter(merges__undone_at=None, merges__rows__contains=written)
        return self.filter(feedback_code=code.upper()).first() or kept.first()

    def with_counts(self) -> Self:
        """Annotate ``named`` (persons present), ``people`` (in all, None where nobody counted: the total of
        ``engagement.models.Heads``), ``said`` (contributions), ``promised`` (commitments)."""
        heads = apps.get_model("engagement", "GroupHeadCount").objects.filter(session=OuterRef("pk")).order_by()
        grouped = Subquery(heads.values("session").annotate(number=Sum("heads")).values("number"))
        return self.annotate(
            named=_count_of("Attendance", present=True), said=_count_of("Contribution"),
            promised=_count_of("Commitment"), grouped=grouped,
            one_by_one=F("named") + Coalesce(F("grouped"), 0)
            + _count_of("DeviceEntry", kind="head", is_undone=False),
        ).annotate(people=Case(
            When(stated_total__isnull=False, then=Greatest(F("stated_total__people"), F("named"))),
            When(head_count__isnull=True, grouped__isnull=True, one_by_one=0, then=None),
            default=Greatest(Coalesce(F("head_count"), 0), F("one_by_one")),
        ))

    def with_word_on_who_came(self) -> Self:
        """Annotate ``is_counted``: whether anything says how many came, be it names, heads, heads by group, heads at
        the door or a stated total: as ``engagement.models.Heads`` knows a total."""
        ways = (("Attendance", {"present": True}), ("GroupHeadCount", {}), ("StatedTotal", {}),
                ("DeviceEntry", {"kind": "head", "is_undone": False}))
        noted = Q(head_count__isnull=False)
        for model, lookup in ways:
            noted |= Exists(apps.get_model("engagement", model).objects.filter(session=OuterRef("pk"), **lookup))
        return self.annotate(is_counted=ExpressionWrapper(noted, output_field=models.BooleanField()))

    def held(self) -> Self:
        """Sessions that took place: the only ones in indicators."""
        return self.filter(status="held")

    def past_unlogged(self, today: Any) -> Self:
        """Planned sessions whose day has passed and whose outcome nobody has said."""
        return self.filter(status="planned", held_on__lt=today)

    def over_unlogged(self, now: dt.datetime) -> Self:
        """Planned sessions that have ended at ``now`` in their pilot's time zone; asks once for those of these days."""
        planned, sure = self.filter(status="planned"), now.date() - SURELY_OVER
        late = [
            key for key, *when in planned.filter(
                held_on__gte=sure, held_on__lte=now.date() + dt.timedelta(days=1)
            ).order_by().values_list("pk", "held_on", "start_time", "duration_hours", "pilot__time_zone")
            if end_of(*when) <= now
        ]
        return planned.filter(Q(held_on__lt=sure) | Q(pk__in=late))

    def coming(self, today: Any) -> Self:
        return self.filter(status="planned", held_on__gte=today)


class MethodQuerySet(models.QuerySet[Any]):
    def for_programme(self, programme: Any) -> Self:
        """The catalogue's methods and the programme's own, active ones."""
        return self.filter(Q(programme__isnull=True) | Q(programme=programme), is_active=True)
