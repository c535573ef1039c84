"""What a pilot works on and among whom: challenges, services, phases, the population."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from foundation.translated import in_language
from pilots.choices import Margin, Maturity, PhaseCode
from pilots.models.programmes import Pilot


class Challenge(models.Model):
    """A concrete local problem that a pilot works on."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="challenges", verbose_name=_("pilot"))
    title = models.JSONField(_("title"))
    description = models.JSONField(_("description"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "title", "description", "source"}

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")

    def __str__(self) -> str:
        return in_language(self.title)


class Service(models.Model):
    """A public service that the pilot makes together with its stakeholders."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="services", verbose_name=_("pilot"))
    challenge = models.ForeignKey(
        Challenge, models.SET_NULL, null=True, blank=True, related_name="services", verbose_name=_("challenge")
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.JSONField(_("description"), default=dict, blank=True)
    maturity = models.CharField(_("maturity"), max_length=10, choices=Maturity.choices, blank=True)
    live_since = models.DateField(_("live since"), null=True, blank=True)
    live_until = models.DateField(_("last day live"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {
        "id", "pilot", "challenge", "name", "description", "maturity", "live_since", "live_until", "source",
    }

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "name"], name="service_name_once"),
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_since__isnull=True) | Q(live_until__gte=F("live_since")),
                name="service_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """One of the four phases of a pilot, planned and actual, as half-open spans of days."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="phases", verbose_name=_("pilot"))
    code = models.CharField(_("phase"), max_length=12, choices=PhaseCode.choices)
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    actual_start = models.DateField(_("actual start"), null=True, blank=True)
    actual_end = models.DateField(_("actual end"), null=True, blank=True)

    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "code", "planned_start", "planned_end", "actual_start", "actual_end"}

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "code"], name="phase_once"),
            models.CheckConstraint(
                condition=Q(actual_end__isnull=True) | Q(actual_start__isnull=True)
                | Q(actual_end__gte=F("actual_start")),
                name="phase_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class CensusShare(models.Model):
    """The share of residents in one category of a census margin."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="census", verbose_name=_("pilot"))
    margin = models.CharField(_("margin"), max_length=20, choices=Margin.choices)
    category = models.CharField(_("category"), max_length=60)
    share = models.FloatField(_("share of residents"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "margin", "category", "share", "year", "source"}

    class Meta:
        verbose_name = _("census share")
        verbose_name_plural = _("census shares")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "margin", "category"], name="census_category_once"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="census_share_range"),
        ]

    def __str__(self) -> str:
        return f"{self.margin} {self.category}"
