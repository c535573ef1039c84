"""What a pilot wants to reach, and what was observed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from pilots.models.context import Service
from pilots.models.programmes import Pilot


class ImpactTarget(models.Model):
    """A desired impact with its baseline and target."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="impact_targets", verbose_name=_("pilot"))
    service = models.ForeignKey(
        Service, models.SET_NULL, null=True, blank=True, related_name="impact_targets", verbose_name=_("service")
    )
    name = models.CharField(_("impact"), max_length=200)
    category = models.CharField(_("category"), max_length=40, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    baseline = models.FloatField(_("baseline"), null=True, blank=True)
    target = models.FloatField(_("target"), null=True, blank=True)

    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "service", "name", "category", "unit", "baseline", "target"}

    class Meta:
        verbose_name = _("impact target")
        verbose_name_plural = _("impact targets")
        constraints = [models.UniqueConstraint(fields=["pilot", "name"], name="impact_target_once")]

    def __str__(self) -> str:
        return self.name


class ImpactObservation(models.Model):
    """What was measured for an impact target on a day."""

    impact_target = models.ForeignKey(
        ImpactTarget, models.CASCADE, related_name="observations", verbose_name=_("impact target")
    )
    observed = models.FloatField(_("observed"))
    observed_on = models.DateField(_("observed on"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)

    history = Recorded(within=("impact_target",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "impact_target", "observed", "observed_on", "evidence"}

    class Meta:
        verbose_name = _("impact observation")
        verbose_name_plural = _("impact observations")
        constraints = [
            models.UniqueConstraint(fields=["impact_target", "observed_on"], name="impact_observation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.impact_target} {self.observed_on}"
