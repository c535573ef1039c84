"""Questionnaires with immutable versions, their questions, and the waves that ask them."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.translated import in_language
from surveys.choices import QuestionType, WaveKind
from surveys.querysets import WaveQuerySet


class Questionnaire(models.Model):
    """A set of questions under one code, shared by the pilots of a programme (or by all: the catalogue)."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, null=True, blank=True, related_name="questionnaires",
        verbose_name=_("programme"),
    )
    code = models.CharField(_("code"), max_length=60)
    title = models.JSONField(_("title"))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "code", "title"}

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(programme__isnull=True),
                                    name="questionnaire_catalogue_once"),
            models.UniqueConstraint(fields=["programme", "code"], condition=Q(programme__isnull=False),
                                    name="questionnaire_programme_once"),
        ]

    def __str__(self) -> str:
        return in_language(self.title) or self.code


class QuestionnaireVersion(models.Model):
    """One wording of a questionnaire; the whole definition as JSON, immutable once published."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="versions", verbose_name=_("questionnaire")
    )
    number = models.PositiveIntegerField(_("number"))
    family = models.PositiveIntegerField(_("family of comparable versions"), default=1)
    definition = models.JSONField(_("definition"))
    content_hash = models.CharField(_("hash of the definition"), max_length=64)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "questionnaire", "number", "family", "definition", "content_hash", "published_at"}

    class Meta:
        verbose_name = _("questionnaire version")
        verbose_name_plural = _("questionnaire versions")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.number}"


class Question(models.Model):
    """One question of a version, findable by its stable code and by its construct."""

    version = models.ForeignKey(
        QuestionnaireVersion, models.CASCADE, related_name="questions", verbose_name=_("version")
    )
    code = models.CharField(_("code"), max_length=60)
    bank_id = models.CharField(_("entry of the question bank"), max_length=60, blank=True)
    construct = models.CharField(_("construct"), max_length=40, blank=True)
    kind = models.CharField(_("type"), max_length=12, choices=QuestionType.choices)
    position = models.PositiveSmallIntegerField(_("position"))
    lowest = models.IntegerField(_("lowest value"), null=True, blank=True)
    highest = models.IntegerField(_("highest value"), null=True, blank=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "version", "code", "bank_id", "construct", "kind", "position", "lowest", "highest"}

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="question_code_once"),
            models.CheckConstraint(condition=Q(kind__in=QuestionType.values), name="question_type_known"),
            models.CheckConstraint(
                condition=Q(lowest__isnull=True, highest__isnull=True) | Q(highest__gt=F("lowest")),
                name="question_scale_range",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Wave(models.Model):
    """A questionnaire asked in a pilot for a while; it takes answers while it is published and its window is open."""

    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="waves", verbose_name=_("pilot"))
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="waves", verbose_name=_("questionnaire")
    )
    version = models.ForeignKey(
        QuestionnaireVersion, models.PROTECT, related_name="waves", verbose_name=_("version now asked")
    )
    slug = models.SlugField(_("short address"), unique=True, max_length=130)
    kind = models.CharField(_("kind"), max_length=12, choices=WaveKind.choices, default=WaveKind.ALWAYS_OPEN)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    is_listed = models.BooleanField(_("listed on the public pages"), default=False)
    is_anonymous = models.BooleanField(_("stores the day only and no order"), default=True)
    invited_count = models.PositiveIntegerField(_("people invited"), null=True, blank=True)

    objects = WaveQuerySet.as_manager()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {
        "id", "pilot", "questionnaire", "version", "slug", "kind", "opens_at", "closes_at", "is_published",
        "is_listed", "is_anonymous", "invited_count",
    }

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        ordering = ["pilot", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "questionnaire", "kind"], name="wave_once"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="wave_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("surveys:answer", args=[self.slug])

    def accepts_at(self, now: datetime | None = None) -> bool:
        """Whether the wave takes answers at an instant: published and inside [opens_at, closes_at)."""
        now = now or timezone.now()
        opened = self.opens_at is None or self.opens_at <= now
        not_closed = self.closes_at is None or now < self.closes_at
        return self.is_published and opened and not_closed
