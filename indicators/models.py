"""Values, verdicts and the analysis plan: what it means."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.querysets import IndicatorValueQuerySet, ProgrammeRowsQuerySet


class PilotComputation(models.Model):
    """How far the numbers of a pilot are: the map step, its claim and its outcome.

    A pilot is dirty while it has PilotChange rows; the transaction that stores its values takes away exactly those
    rows that it had seen before it read the data, so that a change committed late is never lost. ``units`` holds the
    sufficient statistics that the cross-pilot step reads.
    """

    class State(models.TextChoices):
        NEVER = "never", _("Not computed yet")
        RUNNING = "running", _("Computing")
        DONE = "done", _("Computed")
        FAILED = "failed", _("Failed")

    pilot = models.OneToOneField("pilots.Pilot", models.CASCADE, related_name="computation", verbose_name=_("pilot"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.NEVER)
    claim = models.UUIDField(_("claim of the running worker"), null=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True)
    units = models.JSONField(_("sufficient statistics for the comparison"), default=dict)
    # by outcome; null where the units were stored before there were any
    digests = models.JSONField(_("digests of the sufficient statistics"), null=True)
    as_of = models.DateTimeField(_("as of"), null=True)
    error = models.CharField(_("reason of the failure"), max_length=500, blank=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "state", "claim", "claimed_until", "units", "digests", "as_of", "error"}

    class Meta:
        verbose_name = _("computation of a pilot")
        verbose_name_plural = _("computations of pilots")

    def __str__(self) -> str:
        return f"{self.pilot} {self.state}"


class IndicatorValue(models.Model):
    """One number with everything that must travel with it. ``pilot`` is null for a value over the programme."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="indicator_values", verbose_name=_("programme")
    )
    pilot = models.ForeignKey(
        "pilots.Pilot", models.CASCADE, null=True, blank=True, related_name="indicator_values", verbose_name=_("pilot")
    )
    indicator = models.CharField(_("indicator"), max_length=80)
    definition_version = models.PositiveSmallIntegerField(_("version of the definition"), default=1)
    is_current = models.BooleanField(_("of the newest definition"), default=True)
    method = models.CharField(_("code of the method"), max_length=60, blank=True)
    period = models.CharField(_("period"), max_length=20, default="all")
    split = models.CharField(_("split"), max_length=80, blank=True)
    value = models.FloatField(_("value"), null=True)
    lower = models.FloatField(_("lower limit"), null=True)
    upper = models.FloatField(_("upper limit"), null=True)
    boot_lower = models.FloatField(_("lower limit, bootstrap"), null=True)
    boot_upper = models.FloatField(_("upper limit, bootstrap"), null=True)
    n = models.BigIntegerField(_("cases used"), null=True)
    n_missing = models.BigIntegerField(_("cases missing"), null=True)
    numerator = models.FloatField(_("numerator"), null=True)
    denominator = models.FloatField(_("denominator"), null=True)
    coverage = models.FloatField(_("share of cases known"), null=True)
    suppressed = models.BooleanField(_("suppressed"), default=False)
    flags = models.JSONField(_("flags"), default=list)
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    as_of = models.DateTimeField(_("as of"))

    objects = IndicatorValueQuerySet.as_manager()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {
        "id", "programme", "pilot", "indicator", "definition_version", "is_current", "method", "period", "split",
        "value", "lower", "upper", "boot_lower", "boot_upper", "n", "n_missing", "numerator", "denominator",
        "coverage", "suppressed", "flags", "detail", "as_of",
    }

    class Meta:
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        indexes = [models.Index(fields=["programme", "indicator", "period"], name="value_across_pilots")]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "indicator", "definition_version", "method", "period", "split"],
                condition=Q(pilot__isnull=False), name="value_pilot_once",
            ),
            models.UniqueConstraint(
                fields=["programme", "indicator", "definition_version", "method", "period", "split"],
                condition=Q(pilot__isnull=True), name="value_programme_once",
            ),
            # what is suppressed is not stored: page, chart, API and export cannot leak it
            models.CheckConstraint(
                condition=Q(suppressed=False)
                | Q(value__isnull=True, lower__isnull=True, upper__isnull=True, boot_lower__isnull=True,
                    boot_upper__isnull=True, n__isnull=True, numerator__isnull=True, denominator__isnull=True),
                name="value_suppressed_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.pilot_id}"


class AnalysisPlan(models.Model):
    """The settings of the comparison, frozen before the answers are looked at.

    This is the version in force. What it replaced after it was frozen, or after a verdict was seen, stays beside it as
    a PlanVersion; ``exploratory`` says that it was changed after data were looked at.
    """

    programme = models.OneToOneField(
        "pilots.Programme", models.CASCADE, related_name="analysis_plan", verbose_name=_("programme")
    )
    delta = models.FloatField(_("smallest difference that matters, in scale points"), default=0.5)
    delta_share = models.FloatField(_("smallest difference that matters, as a share"), default=0.1)
    delta_cost_factor = models.FloatField(_("smallest cost factor that matters"), default=1.25)
    alpha = models.FloatField(_("alpha"), default=0.05)
    content = models.FloatField(_("content of the prediction interval"), default=0.9)
    d0 = models.FloatField(_("weight of the pooled variance, in units"), default=4)
    benchmark = models.FloatField(_("benchmark of a good rating"), default=3.5)
    primary_indicators = models.JSONField(_("primary indicators"), default=list)
    look_dates = models.JSONField(_("look dates"), default=list)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    exploratory = models.BooleanField(_("changed after data were looked at"), default=False)
    reason = models.CharField(_("reason of the change"), max_length=500, blank=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {
        "id", "programme", "delta", "delta_share", "delta_cost_factor", "alpha", "content", "d0", "benchmark",
        "primary_indicators", "look_dates", "frozen_at", "version", "exploratory", "reason",
    }

    class Meta:
        verbose_name = _("analysis plan")
        verbose_name_plural = _("analysis plans")
        constraints = [
            models.CheckConstraint(condition=Q(delta__gt=0), name="plan_delta_positive"),
            models.CheckConstraint(condition=Q(alpha__gt=0, alpha__lt=1), name="plan_alpha_range"),
            models.CheckConstraint(condition=Q(content__gt=0, content__lt=1), name="plan_content_range"),
            models.CheckConstraint(condition=Q(delta_share__gt=0, delta_share__lt=1), name="plan_share_range"),
            models.CheckConstraint(condition=Q(delta_cost_factor__gt=1), name="plan_factor_above_one"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}"


class PlanVersion(models.Model):
    """A version of an analysis plan that is no longer in force, as it was: never changed again."""

    plan = models.ForeignKey(AnalysisPlan, models.CASCADE, related_name="versions", verbose_name=_("analysis plan"))
    number = models.PositiveSmallIntegerField(_("version"))
    settings = models.JSONField(_("settings"))
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "plan", "number", "settings", "frozen_at", "replaced_at"}

    class Meta:
        verbose_name = _("earlier version of an analysis plan")
        verbose_name_plural = _("earlier versions of analysis plans")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class Verdict(models.Model):
    """Does one size fit all, for one outcome and one method or question. Every look is kept."""

    class Outcome(models.TextChoices):
        FITS_ALL = "FITS_ALL", _("Rated alike")
        CONTEXT_DEPENDENT = "CONTEXT_DEPENDENT", _("Depends on the city")
        NOT_ENOUGH_EVIDENCE = "NOT_ENOUGH_EVIDENCE", _("Not enough evidence")

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="verdicts", verbose_name=_("programme")
    )
    outcome = models.CharField(_("outcome compared"), max_length=80)
    subject = models.CharField(_("method or question"), max_length=80)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=40)
    k = models.PositiveIntegerField(_("pilots that count"))
    figures = models.JSONField(_("all figures of the engine"))
    working = models.JSONField(_("what stands beside it and does not decide"), default=dict)
    settings = models.JSONField(_("settings of the analysis plan"), default=dict)
    content_digest = models.CharField(_("digest of figures, working and settings"), max_length=32)
    interim = models.BooleanField(_("interim"), default=True)
    is_current = models.BooleanField(_("newest look"), default=True)
    as_of = models.DateTimeField(_("as of"))

    objects = ProgrammeRowsQuerySet.as_manager()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {
        "id", "programme", "outcome", "subject", "verdict", "reason", "k", "figures", "working", "settings",
        "content_digest", "interim", "is_current", "as_of",
    }

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["outcome", "subject", "-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "outcome", "subject"], condition=Q(is_current=True), name="verdict_current_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.verdict}"
