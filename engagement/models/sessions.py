"""Methods, sessions and attendance."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.choices import AttendanceMode, Channel, MethodKind, SessionStatus
from engagement.querysets import MethodQuerySet, PilotRowsQuerySet, SessionQuerySet
from engagement.session_times import is_over
from foundation.audit.recorded import Recorded
from foundation.translated import in_language
from pilots.choices import Level, PhaseCode

# without 0 O 1 I L: read aloud and typed from a wall
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_feedback_code() -> str:
    """Six characters (about 890 million codes) for the short address of a session's exit survey."""
    return "".join(secrets.choice(CODE_ALPHABET) for _position in range(6))


class Method(models.Model):
    """A method, tool or technique of the catalogue or of one programme."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, null=True, blank=True, related_name="methods", verbose_name=_("programme")
    )
    code = models.CharField(_("code"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=MethodKind.choices, default=MethodKind.METHOD)
    name = models.JSONField(_("name"))
    definition = models.JSONField(_("definition"), default=dict, blank=True)
    facets = models.JSONField(_("facets"), default=dict, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = MethodQuerySet.as_manager()
    history = Recorded()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "code", "kind", "name", "definition", "facets", "is_active"}

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(programme__isnull=True), name="method_catalogue_once"),
            models.UniqueConstraint(fields=["programme", "code"], condition=Q(programme__isnull=False),
                                    name="method_programme_once"),
        ]

    def __str__(self) -> str:
        return in_language(self.name) or self.code


class Series(models.Model):
    """Sessions that belong together, such as a monthly table."""

    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="series", verbose_name=_("pilot"))
    title = models.CharField(_("title"), max_length=200)

    objects = PilotRowsQuerySet.as_manager()
    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "title"}

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [models.UniqueConstraint(fields=["pilot", "title"], name="series_title_once")]

    def __str__(self) -> str:
        return self.title


class Session(models.Model):
    """A dated occasion of engagement, from planned to held. Exactly one main method enters the engine."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="sessions", verbose_name=_("programme")
    )
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="sessions", verbose_name=_("pilot"))
    external_id = models.CharField(_("code elsewhere"), max_length=64, blank=True)
    series = models.ForeignKey(
        Series, models.SET_NULL, null=True, blank=True, related_name="sessions", verbose_name=_("series")
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    method = models.ForeignKey(Method, models.PROTECT, related_name="sessions", verbose_name=_("main method"))
    techniques = models.ManyToManyField(
        Method, blank=True, related_name="sessions_as_technique", verbose_name=_("tools and techniques")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=SessionStatus.choices, default=SessionStatus.HELD
    )
    held_on = models.DateField(_("date"))
    start_time = models.TimeField(_("start time"), null=True, blank=True)
    duration_hours = models.FloatField(_("duration in hours"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices, blank=True)
    phase = models.CharField(_("phase"), max_length=12, choices=PhaseCode.choices, blank=True)
    level = models.PositiveSmallIntegerField(
        _("participation level"), choices=Level.choices, null=True, blank=True
    )
    promised_level = models.PositiveSmallIntegerField(
        _("promised participation level"), choices=Level.choices, null=True, blank=True
    )
    head_count = models.PositiveIntegerField(_("head count"), null=True, blank=True)
    head_count_note = models.CharField(_("note on the head count"), max_length=300, blank=True)
    staff_hours = models.FloatField(_("staff hours"), null=True, blank=True)
    volunteer_hours = models.FloatField(_("volunteer hours"), null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    feedback_code = models.CharField(
        _("code of the exit survey"), max_length=6, unique=True, default=new_feedback_code
    )
    submission = models.UUIDField(
        _("key made by the form: the same form sent twice is one session"), null=True, unique=True, editable=False
    )
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="sessions_logged",
        verbose_name=_("logged by"),
    )
    logged_by_name = models.CharField(_("name of who logged it"), max_length=200, blank=True)
    logged_at = models.DateTimeField(_("logged at"), auto_now_add=True)

    objects = SessionQuerySet.as_manager()
    history = Recorded(m2m_fields=(techniques,))

    PERSONAL = {"logged_by", "logged_by_name", "notes", "head_count_note", "title"}
    NOT_PERSONAL = {
        "id", "programme", "pilot", "external_id", "series", "method", "status", "held_on", "start_time",
        "duration_hours", "place", "channel", "phase", "level", "promised_level", "head_count", "staff_hours",
        "volunteer_hours", "cost", "feedback_code", "submission", "logged_at",
    }

    class Meta:
        verbose_name = _("engagement session")
        verbose_name_plural = _("engagement sessions")
        ordering = ["-held_on", "-id"]
        indexes = [
            models.Index(fields=["pilot", "status", "held_on"], name="session_pilot_day"),
            models.Index(fields=["programme", "-held_on", "-id"], name="session_programme_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["programme", "external_id"], condition=~Q(external_id=""),
                                    name="session_external_id_once"),
            models.CheckConstraint(condition=Q(status__in=SessionStatus.values), name="session_status_known"),
            models.CheckConstraint(condition=Q(duration_hours__isnull=True) | Q(duration_hours__gt=0),
                                   name="session_duration_positive"),
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__range=(1, 5)),
                                   name="session_level_range"),
            models.CheckConstraint(condition=Q(promised_level__isnull=True) | Q(promised_level__range=(1, 5)),
                                   name="session_promised_level_range"),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="session_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.method} {self.held_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("engagement:session-detail", args=[self.pk])

    @property
    def waits_to_be_logged(self) -> bool:
        """Planned and past its end in the pilot's time zone."""
        return self.status == SessionStatus.PLANNED and is_over(self, timezone.now())


class Attendance(models.Model):
    """A named person was at a session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances", verbose_name=_("session"))
    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder", models.PROTECT, related_name="attendances", verbose_name=_("stakeholder")
    )
    present = models.BooleanField(_("present"), default=True)
    hours = models.FloatField(_("hours (empty: the whole session)"), null=True, blank=True)
    mode = models.CharField(_("mode"), max_length=8, choices=AttendanceMode.choices, blank=True)
    completed = models.BooleanField(_("stayed to the end"), null=True, blank=True)
    logged_at = models.DateTimeField(_("logged at"), auto_now_add=True)

    # bulk_create writes no history: a loaded world of 100,000 rows stays one table
    history = Recorded(within=("session",))

    PERSONAL = {"stakeholder"}
    NOT_PERSONAL = {"id", "session", "present", "hours", "mode", "completed", "logged_at"}

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "stakeholder"], name="attendance_once"),
            models.CheckConstraint(condition=Q(hours__isnull=True) | Q(hours__gte=0), name="attendance_hours_range"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.stakeholder_id}"


class GroupHeadCount(models.Model):
    """Heads of one stakeholder group at a session, without names."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="group_counts", verbose_name=_("session"))
    group = models.ForeignKey(
        "stakeholders.StakeholderGroup", models.PROTECT, related_name="+", verbose_name=_("stakeholder group")
    )
    heads = models.PositiveIntegerField(_("heads"))

    history = Recorded(within=("session",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "session", "group", "heads"}

    class Meta:
        verbose_name = _("head count of a group")
        verbose_name_plural = _("head counts of groups")
        constraints = [models.UniqueConstraint(fields=["session", "group"], name="group_head_count_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.heads}"
