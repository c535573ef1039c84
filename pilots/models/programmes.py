"""Programmes, their pilots, and who has which role there."""

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
from pilots.choices import PILOT_ROLES, Accent, Role
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
