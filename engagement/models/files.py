"""Files and photos of a session, and the evidence of a pilot's case sheet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models.sessions import Session
from engagement.querysets import AttachmentQuerySet
from foundation.audit.recorded import Recorded


class Attachment(models.Model):
    """A stored file that belongs to a session, or to the pilot itself."""

    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="attachments", verbose_name=_("pilot"))
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="attachments", verbose_name=_("session")
    )
    stored = models.OneToOneField(
        "files.StoredFile", models.PROTECT, related_name="attachment", verbose_name=_("file")
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    attached_at = models.DateTimeField(_("attached at"), auto_now_add=True)
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("attached by"),
    )
    attached_by_name = models.CharField(_("name of who attached it"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()
    history = Recorded(within=("session",))

    PERSONAL = {"stored", "caption", "attached_by", "attached_by_name"}
    NOT_PERSONAL = {"id", "pilot", "session", "attached_at", "published_at", "deleted_at"}

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.caption or f"{self.pk}"
