"""What is planned around a session before it is held, and how a series repeats."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagement.choices import Repeats
from engagement.models.sessions import Series, Session
from engagement.querysets import PilotRowsQuerySet
from foundation.audit.recorded import Recorded


def new_recap_code() -> str:
    """Sixteen characters of chance: the address of a recap is known only to those who were given it."""
    return secrets.token_urlsafe(12)


class SessionPlan(models.Model):
    """What only the planning of a session needs; a session without this row was never planned in detail."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="plan", verbose_name=_("session"))
    online_url = models.URLField(_("online link"), max_length=500, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    facilitators = models.CharField(_("who facilitates"), max_length=300, blank=True)
    takes_registrations = models.BooleanField(_("people can register"), default=False)
    postponed_from = models.DateField(_("first planned for"), null=True, blank=True)
    series_date = models.DateField(_("date by the rule of its series"), null=True, blank=True)
    recap_code = models.CharField(_("code of the recap"), max_length=32, unique=True, default=new_recap_code)
    recap_shared_at = models.DateTimeField(_("recap shared at"), null=True, blank=True)

    history = Recorded(within=("session",))

    PERSONAL = {"facilitators"}
    NOT_PERSONAL = {
        "id", "session", "online_url", "capacity", "takes_registrations", "postponed_from", "series_date",
        "recap_code", "recap_shared_at",
    }

    class Meta:
        verbose_name = _("plan of a session")
        verbose_name_plural = _("plans of sessions")

    def __str__(self) -> str:
        return f"{self.session_id}"

    def get_absolute_url(self) -> str:
        return reverse("engagement:recap", args=[self.recap_code])


class SeriesRule(models.Model):
    """How a series repeats, and until when; its dates are sessions of their own."""

    series = models.OneToOneField(Series, models.CASCADE, related_name="rule", verbose_name=_("series"))
    repeats = models.CharField(_("repeats"), max_length=8, choices=Repeats.choices)
    interval = models.PositiveSmallIntegerField(_("every so many weeks or months"), default=1)
    starts_on = models.DateField(_("first date"))
    until = models.DateField(_("last day"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("number of dates"), null=True, blank=True)

    objects = models.Manager()
    history = Recorded(within=("series",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "series", "repeats", "interval", "starts_on", "until", "count"}

    class Meta:
        verbose_name = _("rule of a series")
        verbose_name_plural = _("rules of series")
        constraints = [
            models.CheckConstraint(condition=Q(repeats__in=Repeats.values), name="series_rule_repeats_known"),
            models.CheckConstraint(condition=Q(interval__gte=1), name="series_rule_interval_positive"),
            models.CheckConstraint(condition=Q(until__isnull=False) | Q(count__isnull=False), name="series_rule_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.repeats}"


class DistinctSessions(models.Model):
    """Somebody said that two sessions that look alike are not the same; ``first`` is the older row."""

    first = models.ForeignKey(Session, models.CASCADE, related_name="distinct_from_later", verbose_name=_("session"))
    second = models.ForeignKey(
        Session, models.CASCADE, related_name="distinct_from_earlier", verbose_name=_("other session")
    )

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "first", "second"}

    class Meta:
        verbose_name = _("sessions that are not the same")
        verbose_name_plural = _("sessions that are not the same")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_sessions_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="distinct_sessions_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class SessionMerge(models.Model):
    """Two rows of one session made one: what the other row was and what moved, so that it can be taken back."""

    kept = models.ForeignKey(Session, models.CASCADE, related_name="merges", verbose_name=_("kept session"))
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="+", verbose_name=_("pilot"))
    merged_id = models.BigIntegerField(_("number of the merged session"))
    rows = models.TextField(_("rows that were taken out, serialized"))
    moves = models.JSONField(_("rows that were moved"), default=list)
    before = models.JSONField(_("fields of the kept session before"), default=dict)
    merged_by_name = models.CharField(_("name of who merged"), max_length=200, blank=True)
    merged_at = models.DateTimeField(_("merged at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = PilotRowsQuerySet.as_manager()

    PERSONAL = {"rows", "before", "merged_by_name"}
    NOT_PERSONAL = {"id", "kept", "pilot", "merged_id", "moves", "merged_at", "undone_at"}

    class Meta:
        verbose_name = _("merge of sessions")
        verbose_name_plural = _("merges of sessions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"
