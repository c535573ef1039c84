"""Obstacles, skills, method fit and the living-lab self-assessment of a pilot."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.models.sessions import Method
from engagement.querysets import PilotRowsQuerySet
from foundation.audit.recorded import Recorded


class Obstacle(models.Model):
    """What got in the way, by the code of the vocabulary."""

    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="obstacles", verbose_name=_("pilot"))
    code = models.CharField(_("obstacle"), max_length=40)
    severity = models.PositiveSmallIntegerField(_("severity"), null=True, blank=True)
    opened_on = models.DateField(_("since"), null=True, blank=True)
    resolved_on = models.DateField(_("resolved on"), null=True, blank=True)
    countermeasure = models.CharField(_("countermeasure"), max_length=500, blank=True)

    objects = PilotRowsQuerySet.as_manager()
    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = {"countermeasure"}
    NOT_PERSONAL = {"id", "pilot", "code", "severity", "opened_on", "resolved_on"}

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "code", "opened_on"], name="obstacle_once"),
            models.CheckConstraint(condition=Q(severity__isnull=True) | Q(severity__range=(1, 5)),
                                   name="obstacle_severity_range"),
        ]

    def __str__(self) -> str:
        return self.code


class ObstacleNote(models.Model):
    """What was said of an obstacle on a day: how bad it was then, and whether it was resolved."""

    obstacle = models.ForeignKey(Obstacle, models.CASCADE, related_name="notes", verbose_name=_("obstacle"))
    noted_on = models.DateField(_("day"))
    severity = models.PositiveSmallIntegerField(_("severity"), null=True, blank=True)
    is_resolved = models.BooleanField(_("resolved"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )
    noted_at = models.DateTimeField(_("noted at"), auto_now_add=True)

    history = Recorded(within=("obstacle",))

    PERSONAL = {"note", "noted_by"}
    NOT_PERSONAL = {"id", "obstacle", "noted_on", "severity", "is_resolved", "noted_at"}

    class Meta:
        verbose_name = _("note on an obstacle")
        verbose_name_plural = _("notes on obstacles")
        ordering = ["-noted_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(severity__isnull=True) | Q(severity__range=(1, 5)),
                                   name="obstacle_note_severity_range"),
        ]

    def __str__(self) -> str:
        return f"{self.obstacle} {self.noted_on}"


class SkillAssessment(models.Model):
    """A skill required and available in a pilot's team, 0 none to 4 can teach others."""

    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="skills", verbose_name=_("pilot"))
    skill = models.CharField(_("skill"), max_length=40)
    required = models.PositiveSmallIntegerField(_("required"), null=True, blank=True)
    available = models.PositiveSmallIntegerField(_("available"), null=True, blank=True)

    objects = PilotRowsQuerySet.as_manager()
    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "skill", "required", "available"}

    class Meta:
        verbose_name = _("skill assessment")
        verbose_name_plural = _("skill assessments")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "skill"], name="skill_once"),
            models.CheckConstraint(condition=Q(required__isnull=True) | Q(required__range=(0, 4)),
                                   name="skill_required_range"),
            models.CheckConstraint(condition=Q(available__isnull=True) | Q(available__range=(0, 4)),
                                   name="skill_available_range"),
        ]

    def __str__(self) -> str:
        return self.skill


class LivingLabScore(models.Model):
    """How far a pilot meets one item of the living-lab self-assessment, 0 not at all to 4 fully."""

    pilot = models.ForeignKey(
        "pilots.Pilot", models.CASCADE, related_name="living_lab_scores", verbose_name=_("pilot")
    )
    item = models.CharField(_("item"), max_length=10)
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)

    objects = PilotRowsQuerySet.as_manager()
    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "item", "score", "evidence"}

    class Meta:
        verbose_name = _("living-lab score")
        verbose_name_plural = _("living-lab scores")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "item"], name="living_lab_item_once"),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__range=(0, 4)),
                                   name="living_lab_score_range"),
        ]

    def __str__(self) -> str:
        return self.item


class MethodGroupFit(models.Model):
    """A manager's rating whether a method suited a stakeholder group."""

    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="method_fits", verbose_name=_("pilot"))
    method = models.ForeignKey(Method, models.PROTECT, related_name="fits", verbose_name=_("method"))
    group = models.ForeignKey(
        "stakeholders.StakeholderGroup", models.PROTECT, related_name="+", verbose_name=_("stakeholder group")
    )
    rater = models.CharField(_("rater's pseudonym"), max_length=64)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)

    objects = PilotRowsQuerySet.as_manager()

    PERSONAL = {"rater"}
    NOT_PERSONAL = {"id", "pilot", "method", "group", "rating"}

    class Meta:
        verbose_name = _("fit of a method")
        verbose_name_plural = _("fits of methods")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "method", "group", "rater"], name="method_fit_once"),
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)),
                                   name="method_fit_rating_range"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.group}"
