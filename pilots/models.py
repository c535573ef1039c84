"""Programmes, pilots and their context: where and when."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from foundation.translated import in_language
from pilots.choices import PILOT_ROLES, Accent, Margin, Maturity, PhaseCode, Role
from pilots.querysets import PilotQuerySet, ProgrammeQuerySet


def validate_time_zone(name: str) -> None:
    """Refuse a name the time-zone database does not know."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name}) from error


def default_languages() -> list[str]:
    return ["en"]


class Programme(models.Model):
    """Several pilots run and compared together."""

    slug = models.SlugField(_("short name"), unique=True, max_length=60)
    name = models.CharField(_("name"), max_length=200, unique=True)
    description = models.JSONField(_("description"), default=dict, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    languages = models.JSONField(_("languages"), default=default_languages)
    default_language = models.CharField(_("default language"), max_length=10, default="en")
    data_cutoff = models.DateField(_("data cut-off"), null=True, blank=True)
    contact_limit_days = models.PositiveSmallIntegerField(_("days until contact is overdue"), default=60)
    accent = models.CharField(_("colour"), max_length=10, choices=Accent.choices, default=Accent.ACCENT)
    keep_names_months = models.PositiveSmallIntegerField(
        _("months for which names are kept after the last contact"), null=True, blank=True
    )
    keep_answers_months = models.PositiveSmallIntegerField(
        _("months for which single survey answers are kept"), null=True, blank=True
    )
    is_public = models.BooleanField(_("public"), default=False)
    is_demo = models.BooleanField(_("made-up demonstration data"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()
    history = Recorded()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {
        "id", "slug", "name", "description", "currency", "languages", "default_language", "data_cutoff",
        "contact_limit_days", "accent", "keep_names_months", "keep_answers_months", "is_public", "is_demo",
        "created_at",
    }

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="programme_currency_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Pilot(models.Model):
    """A city in a programme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="pilots", verbose_name=_("programme"))
    external_id = models.CharField(_("code elsewhere"), max_length=64, blank=True)
    slug = models.SlugField(_("short name"), unique=True, max_length=130)
    name = models.CharField(_("city"), max_length=200)
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    arena_type = models.CharField(_("arena type"), max_length=60, blank=True)
    tagline = models.JSONField(_("tagline"), default=dict, blank=True)
    story = models.JSONField(_("story"), default=dict, blank=True)
    context = models.JSONField(_("context notes"), default=dict, blank=True)
    facts = models.JSONField(_("documented facts, each with its source"), default=list, blank=True)
    mandate = models.CharField(_("mandate"), max_length=40, blank=True)
    mandate_reference = models.CharField(_("reference of the mandate"), max_length=200, blank=True)
    sponsor = models.CharField(_("sponsor"), max_length=200, blank=True)
    governance_form = models.CharField(_("governance form"), max_length=40, blank=True)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("year of the population"), null=True, blank=True)
    population_source = models.CharField(_("source of the population"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    coordinates_approximate = models.BooleanField(_("coordinates are approximate"), default=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[validate_time_zone])
    start_date = models.DateField(_("start"), null=True, blank=True)
    end_date = models.DateField(_("end"), null=True, blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    ppp_factor = models.FloatField(_("purchasing-power factor"), null=True, blank=True, help_text=_(
        "What the same goods cost here, where they cost 1 in the country that costs are compared with."))
    ppp_year = models.PositiveSmallIntegerField(_("year of the purchasing-power factor"), null=True, blank=True)
    ppp_source = models.CharField(_("source of the purchasing-power factor"), max_length=200, blank=True)
    # wanted shares of the participants by helix, summing to 1; empty: equal shares
    helix_targets = models.JSONField(_("wanted shares of the helices"), default=dict, blank=True)
    helix_targets_source = models.CharField(_("source of the wanted shares"), max_length=200, blank=True)

    objects = PilotQuerySet.as_manager()
    history = Recorded()

    # The sponsor may be a named official; everything else is about the city.
    PERSONAL = {"sponsor"}
    NOT_PERSONAL = {
        "id", "programme", "external_id", "slug", "name", "country", "arena_type", "tagline", "story", "context",
        "facts", "mandate", "mandate_reference", "governance_form", "budget", "population", "population_year",
        "population_source", "latitude", "longitude", "coordinates_approximate", "time_zone", "start_date",
        "end_date", "is_public", "ppp_factor", "ppp_year", "ppp_source", "helix_targets", "helix_targets_source",
    }

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "external_id"], condition=~Q(external_id=""), name="pilot_external_id_once"
            ),
            models.CheckConstraint(
                condition=Q(start_date__isnull=True) | Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="pilot_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)),
                                   name="pilot_latitude_range"),
            models.CheckConstraint(condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)),
                                   name="pilot_longitude_range"),
            models.CheckConstraint(
                condition=Q(population__isnull=True) | ~Q(population_source="") , name="pilot_population_has_source"
            ),
            models.CheckConstraint(
                condition=Q(ppp_factor__isnull=True) | (Q(ppp_factor__gt=0) & ~Q(ppp_source="")),
                name="pilot_ppp_has_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pilot-public", args=[self.slug])

    def local_date(self) -> date:
        """Today in the pilot's time zone."""
        return timezone.now().astimezone(ZoneInfo(self.time_zone)).date()


class Membership(models.Model):
    """A user's role in a programme or in one of its pilots."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="memberships", verbose_name=_("programme"))
    pilot = models.ForeignKey(
        Pilot, models.CASCADE, null=True, blank=True, related_name="memberships", verbose_name=_("pilot")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    history = Recorded(within=("programme", "pilot"))

    PERSONAL = {"user"}
    NOT_PERSONAL = {"id", "programme", "pilot", "role"}

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "role"], condition=Q(pilot__isnull=True), name="membership_programme_once"
            ),
            models.UniqueConstraint(
                fields=["pilot", "user", "role"], condition=Q(pilot__isnull=False), name="membership_pilot_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=PILOT_ROLES, pilot__isnull=False)
                | (~Q(role__in=PILOT_ROLES) & Q(pilot__isnull=True)),
                name="membership_pilot_iff_pilot_role",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


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


