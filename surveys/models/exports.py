"""Tables of answers that somebody asked for."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaires import Wave


class AnswerExport(models.Model):
    """One table of the answers of a wave; made by a job, and gone after some days."""

    class Variant(models.TextChoices):
        OPERATIONAL = "operational", _("Operational: everything that was answered")
        RESEARCH = "research", _("Research: without words, places and rare answers")

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="exports", verbose_name=_("wave"))
    variant = models.CharField(_("variant"), max_length=12, choices=Variant.choices)
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("job that makes it")
    )
    file = models.ForeignKey(
        "files.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    rows = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    columns = models.PositiveIntegerField(_("columns"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)

    PERSONAL = {"made_by"}
    NOT_PERSONAL = {"id", "wave", "variant", "job", "file", "rows", "columns", "as_of", "asked_at"}

    class Meta:
        verbose_name = _("export of answers")
        verbose_name_plural = _("exports of answers")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(variant__in=["operational", "research"]),
                                   name="answer_export_variant_known"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.variant}"

    def get_absolute_url(self) -> str:
        return reverse(f"surveys:export-{self.variant}", args=[self.wave.slug, self.pk])
