"""What has changed since the numbers of a pilot were computed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilots.models.programmes import Pilot


class PilotChange(models.Model):
    """Note that something an indicator reads has changed; the computation takes away those it has included."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="changes", verbose_name=_("pilot"))
    reason = models.CharField(_("reason"), max_length=60)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "reason", "at"}

    class Meta:
        verbose_name = _("pilot change")
        verbose_name_plural = _("pilot changes")
        indexes = [models.Index(fields=["pilot", "id"], name="pilot_change_latest")]

    def __str__(self) -> str:
        return f"{self.pilot} {self.reason}"
