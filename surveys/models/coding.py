"""Free texts coded by hand: codebooks, two coders who do not see each other's codes, and what they settled on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaires import Wave
from surveys.models.responses import Response


class Codebook(models.Model):
    """The codes for the answers to one open question; a version stands unchanged once somebody codes by it."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="codebooks", verbose_name=_("wave"))
    question_code = models.CharField(_("question"), max_length=60)
    version = models.PositiveIntegerField(_("version"), default=1)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "wave", "question_code", "version"}

    class Meta:
        verbose_name = _("codebook")
        verbose_name_plural = _("codebooks")
        constraints = [
            models.UniqueConstraint(fields=["wave", "question_code", "version"], name="codebook_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question_code} {self.version}"


class Code(models.Model):
    """One code: what it is called, what belongs under it, and an example."""

    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="codes", verbose_name=_("codebook"))
    name = models.CharField(_("name"), max_length=60)
    definition = models.TextField(_("what belongs here"), max_length=1000)
    example = models.TextField(_("example, made up or in other words"), max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "codebook", "name", "definition", "example", "position"}

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["codebook", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["codebook", "name"], name="code_name_once")]

    def __str__(self) -> str:
        return self.name


class Coding(models.Model):
    """One round of coding: the texts that were there when it began, by two coders."""

    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="codings", verbose_name=_("codebook"))
    first = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("first coder")
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("second coder")
    )
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    PERSONAL = {"first", "second"}
    NOT_PERSONAL = {"id", "codebook", "created_at", "settled_at"}

    class Meta:
        verbose_name = _("coding")
        verbose_name_plural = _("codings")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(second__isnull=True) | ~Q(first=F("second")),
                name="coding_two_coders",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CodedText(models.Model):
    """One text of a round, at a random place of its order; the words themselves stay in the response."""

    coding = models.ForeignKey(Coding, models.CASCADE, related_name="texts", verbose_name=_("coding"))
    response = models.ForeignKey(Response, models.CASCADE, related_name="coded_texts", verbose_name=_("response"))
    position = models.PositiveIntegerField(_("position"))
    is_coded_first = models.BooleanField(_("coded by the first coder"), default=False)
    is_coded_second = models.BooleanField(_("coded by the second coder"), default=False)
    is_settled = models.BooleanField(_("settled"), default=False)
    is_quotable = models.BooleanField(_("may be quoted"), default=False)

    PERSONAL = {"response", "is_quotable"}
    NOT_PERSONAL = {"id", "coding", "position", "is_coded_first", "is_coded_second", "is_settled"}

    class Meta:
        verbose_name = _("coded text")
        verbose_name_plural = _("coded texts")
        ordering = ["coding", "position"]
        constraints = [models.UniqueConstraint(fields=["coding", "response"], name="coded_text_once")]

    def __str__(self) -> str:
        return str(self.position)


class GivenCode(models.Model):
    """A code that a coder gave to a text, or that was settled on."""

    class By(models.TextChoices):
        """Who gave it."""

        FIRST = "first", _("First coder")
        SECOND = "second", _("Second coder")
        SETTLED = "settled", _("Settled")

    text = models.ForeignKey(CodedText, models.CASCADE, related_name="given_codes", verbose_name=_("text"))
    code = models.ForeignKey(Code, models.PROTECT, related_name="given_codes", verbose_name=_("code"))
    by = models.CharField(_("given by"), max_length=8, choices=By.choices)

    PERSONAL = {"code"}
    NOT_PERSONAL = {"id", "text", "by"}

    class Meta:
        verbose_name = _("given code")
        verbose_name_plural = _("given codes")
        constraints = [
            models.UniqueConstraint(fields=["text", "code", "by"], name="given_code_once"),
            models.CheckConstraint(condition=Q(by__in=["first", "second", "settled"]), name="given_code_by_known"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.code_id}"
