"""Reports and their frozen snapshots: what leaves the house."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reports.querysets import ReportQuerySet


class Report(models.Model):
    """A comparison report; its content is the snapshot, which never changes."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="reports", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10, default="en")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    made_by_name = models.CharField(_("name of who made it"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("job that makes it")
    )

    objects = ReportQuerySet.as_manager()

    PERSONAL = {"made_by", "made_by_name"}
    NOT_PERSONAL = {"id", "programme", "title", "language", "made_at", "job"}

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:report-detail", args=[self.pk])


class Snapshot(models.Model):
    """Everything a report shows, frozen: data, definitions, settings, code version, seed and the hash of it all."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="snapshot", verbose_name=_("report"))
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    code_version = models.CharField(_("version of the code"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"), auto_now_add=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "report", "content", "sha256", "code_version", "frozen_at"}

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")

    def __str__(self) -> str:
        return self.sha256[:12]


class Document(models.Model):
    """One file of a report: PDF, CSV or XLSX."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    report = models.ForeignKey(Report, models.CASCADE, related_name="documents", verbose_name=_("report"))
    format = models.CharField(_("format"), max_length=4, choices=Format.choices)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "report", "format", "file"}

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [models.UniqueConstraint(fields=["report", "format"], name="document_format_once")]

    def __str__(self) -> str:
        return self.format
