"""What a stakeholder has agreed to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from stakeholders.models.register import Stakeholder


class Consent(models.Model):
    """One consent for one purpose: version, day, channel, withdrawal."""

    stakeholder = models.ForeignKey(
        Stakeholder, models.CASCADE, related_name="consents", verbose_name=_("stakeholder")
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    version = models.CharField(_("version of the text"), max_length=40)
    given_on = models.DateField(_("given on"))
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    history = Recorded(within=("stakeholder",))

    PERSONAL = {"given_on", "withdrawn_on", "channel"}
    NOT_PERSONAL = {"id", "stakeholder", "purpose", "version"}

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["stakeholder", "purpose"], condition=Q(withdrawn_on__isnull=True),
                                    name="consent_current_once"),
            models.CheckConstraint(condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                                   name="consent_withdrawn_after_given"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
