"""Files that people uploaded or the application made."""

import uuid
from pathlib import PurePosixPath

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def storage_path(stored: "StoredFile", name: str) -> str:
    """Where a file lies: nothing of what somebody called it but its ending."""
    return f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}{PurePosixPath(name).suffix.lower()[:10]}"


class StoredFile(models.Model):
    """A file in Django's storage with its checksum; served as a download, never inline from this origin."""

    file = models.FileField(_("file"), upload_to=storage_path)
    thumbnail = models.FileField(_("small picture"), upload_to=storage_path, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    alternative_text = models.CharField(_("alternative text"), max_length=300, blank=True)
    width = models.PositiveIntegerField(_("width in pixels"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height in pixels"), null=True, blank=True)
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    PERSONAL = {"file", "thumbnail", "name", "alternative_text"}
    NOT_PERSONAL = {"id", "content_type", "size", "sha256", "width", "height", "stored_at"}

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether it is one of the pictures that we wrote ourselves and a browser may show."""
        return self.width is not None
