"""Who did what, when. Without foreign keys, so that the trail outlives the rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One action on one object, written in the action's own transaction."""

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField(_("actor"), null=True)
    actor_name = models.CharField(_("actor's name"), max_length=200, blank=True)
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("object"), max_length=64)
    object_label = models.CharField(_("label"), max_length=200, blank=True)
    programme_id = models.BigIntegerField(_("programme"), null=True, db_index=True)
    pilot_id = models.BigIntegerField(_("pilot"), null=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    PERSONAL = {"actor_id", "actor_name", "object_label", "details"}
    NOT_PERSONAL = {"id", "at", "action", "object_type", "object_id", "programme_id", "pilot_id"}

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-id"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
