"""Files that people uploaded or the application made."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file in Django's storage with its checksum; served as a download, never inline from this origin."""

    file = models.FileField(_("file"), upload_to="%Y/%m/")
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    alternative_text = models.CharField(_("alternative text"), max_length=300, blank=True)
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    PERSONAL = {"file", "name", "alternative_text"}
    NOT_PERSONAL = {"id", "content_type", "size", "sha256", "stored_at"}

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name
