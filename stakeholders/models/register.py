"""The register: who. Names and addresses lie apart from the facts that indicators use."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from foundation.translated import in_language
from pilots.choices import Helix, Level
from stakeholders.involvement_querysets import InvolvementQuerySet
from stakeholders.querysets import StakeholderGroupQuerySet, StakeholderQuerySet


class StakeholderGroup(models.Model):
    """A group of the catalogue or of a programme, such as residents or local traders."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, null=True, blank=True, related_name="stakeholder_groups",
        verbose_name=_("programme"),
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.JSONField(_("name"))
    helix = models.CharField(_("helix"), max_length=10, choices=Helix.choices)
    is_active = models.BooleanField(_("active"), default=True)

    objects = StakeholderGroupQuerySet.as_manager()
    history = Recorded()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "code", "name", "helix", "is_active"}

    class Meta:
        verbose_name = _("stakeholder group")
        verbose_name_plural = _("stakeholder groups")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(programme__isnull=True), name="group_catalogue_once"),
            models.UniqueConstraint(fields=["programme", "code"], condition=Q(programme__isnull=False),
                                    name="group_programme_once"),
            models.CheckConstraint(condition=Q(helix__in=Helix.values), name="group_helix_known"),
        ]

    def __str__(self) -> str:
        return in_language(self.name) or self.code


class Stakeholder(models.Model):
    """A person or an organisation in the programme's register; one row however many pilots they take part in."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    class Source(models.TextChoices):
        SELF_DECLARED = "self_declared", _("Self-declared")
        REGISTER = "register", _("Register")
        UNKNOWN = "unknown", _("Unknown")

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="stakeholders", verbose_name=_("programme")
    )
    external_id = models.CharField(_("code elsewhere"), max_length=64, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PERSON)
    organisation_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("organisation")
    )
    helix = models.CharField(_("helix"), max_length=10, choices=Helix.choices)
    age_band = models.CharField(_("age band"), max_length=20, blank=True)
    gender = models.CharField(_("gender"), max_length=20, blank=True)
    district = models.CharField(_("district"), max_length=60, blank=True)
    demographics_source = models.CharField(
        _("source of age, gender and district"), max_length=14, choices=Source.choices, default=Source.UNKNOWN
    )
    joined_on = models.DateField(_("in the register since"), null=True, blank=True)
    groups = models.ManyToManyField(
        StakeholderGroup, through="GroupMembership", related_name="stakeholders", verbose_name=_("groups")
    )
    tags = models.ManyToManyField(
        "stakeholders.Tag", through="stakeholders.Tagging", related_name="stakeholders", verbose_name=_("tags")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="stakeholders_owned",
        verbose_name=_("keeps the contact"),
    )
    custom = models.JSONField(_("fields of the programme's own"), default=dict, blank=True)

    objects = StakeholderQuerySet.as_manager()
    history = Recorded()

    PERSONAL = {"external_id", "age_band", "gender", "district", "owner", "custom"}
    NOT_PERSONAL = {
        "id", "programme", "kind", "organisation_name", "organisation", "helix", "demographics_source", "joined_on",
    }

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        constraints = [
            models.UniqueConstraint(fields=["programme", "external_id"], condition=~Q(external_id=""),
                                    name="stakeholder_external_id_once"),
            models.CheckConstraint(condition=Q(helix__in=Helix.values), name="stakeholder_helix_known"),
            models.CheckConstraint(
                condition=Q(kind="person", organisation_name="")
                | Q(kind="organisation", organisation__isnull=True) & ~Q(organisation_name=""),
                name="stakeholder_organisation_named",
            ),
        ]

    def __str__(self) -> str:
        """Never a person's name: that is asked for with permission, see ``ContactDetails``."""
        return self.organisation_name or self.pseudonym

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:stakeholder-detail", args=[self.pk])

    @property
    def pseudonym(self) -> str:
        """How a person is called where names may not be shown."""
        return gettext("Person %(number)s") % {"number": self.pk}


class ContactDetails(models.Model):
    """Name and addresses of a stakeholder; deleting the row leaves a pseudonymous person."""

    stakeholder = models.OneToOneField(
        Stakeholder, models.CASCADE, related_name="contact", verbose_name=_("stakeholder")
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)

    history = Recorded(within=("stakeholder",), is_wiped=True)  # names do not outlive their erasure

    PERSONAL = {"name", "email", "phone", "language"}
    NOT_PERSONAL = {"id", "stakeholder", "do_not_contact"}

    class Meta:
        verbose_name = _("contact details")
        verbose_name_plural = _("contact details")

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """A stakeholder is one of a group."""

    stakeholder = models.ForeignKey(
        Stakeholder, models.CASCADE, related_name="group_memberships", verbose_name=_("stakeholder")
    )
    group = models.ForeignKey(
        StakeholderGroup, models.PROTECT, related_name="memberships", verbose_name=_("stakeholder group")
    )

    history = Recorded(within=("stakeholder",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "stakeholder", "group"}

    class Meta:
        verbose_name = _("group membership")
        verbose_name_plural = _("group memberships")
        constraints = [models.UniqueConstraint(fields=["stakeholder", "group"], name="group_membership_once")]

    def __str__(self) -> str:
        return f"{self.stakeholder} {self.group}"


class Involvement(models.Model):
    """A stakeholder's dated role and standing in a pilot, half-open in days; unset stays unset."""

    SCALE = [(value, str(value)) for value in range(1, 6)]
    STANCE = [(value, f"{value:+d}" if value else "0") for value in range(-2, 3)]

    stakeholder = models.ForeignKey(
        Stakeholder, models.CASCADE, related_name="involvements", verbose_name=_("stakeholder")
    )
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="involvements", verbose_name=_("pilot"))
    role = models.CharField(_("role"), max_length=200, blank=True)
    influence = models.PositiveSmallIntegerField(_("influence"), choices=SCALE, null=True, blank=True)
    interest = models.PositiveSmallIntegerField(_("interest"), choices=SCALE, null=True, blank=True)
    stance = models.SmallIntegerField(_("stance"), choices=STANCE, null=True, blank=True)
    has_power = models.BooleanField(_("power"), null=True, blank=True)
    has_legitimacy = models.BooleanField(_("legitimacy"), null=True, blank=True)
    has_urgency = models.BooleanField(_("urgency"), null=True, blank=True)
    planned_level = models.PositiveSmallIntegerField(
        _("planned participation level"), choices=Level.choices, null=True, blank=True
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = InvolvementQuerySet.as_manager()
    history = Recorded(within=("stakeholder",))

    PERSONAL = {"role", "stance"}
    NOT_PERSONAL = {
        "id", "stakeholder", "pilot", "influence", "interest", "has_power", "has_legitimacy", "has_urgency",
        "planned_level", "valid_from", "valid_until",
    }

    class Meta:
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")
        constraints = [
            models.UniqueConstraint(fields=["stakeholder", "pilot"], condition=Q(valid_until__isnull=True),
                                    name="involvement_current_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_from__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                name="involvement_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(influence__isnull=True) | Q(influence__range=(1, 5)),
                                   name="involvement_influence_range"),
            models.CheckConstraint(condition=Q(interest__isnull=True) | Q(interest__range=(1, 5)),
                                   name="involvement_interest_range"),
            models.CheckConstraint(condition=Q(stance__isnull=True) | Q(stance__range=(-2, 2)),
                                   name="involvement_stance_range"),
            models.CheckConstraint(condition=Q(planned_level__isnull=True) | Q(planned_level__range=(1, 5)),
                                   name="involvement_level_range"),
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder} {self.pilot}"


class PilotGroup(models.Model):
    """Whether a stakeholder group is relevant for a pilot, and the level planned for it."""

    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="groups", verbose_name=_("pilot"))
    group = models.ForeignKey(
        StakeholderGroup, models.PROTECT, related_name="pilot_groups", verbose_name=_("stakeholder group")
    )
    is_relevant = models.BooleanField(_("relevant"), default=True)
    planned_level = models.PositiveSmallIntegerField(
        _("planned participation level"), choices=Level.choices, null=True, blank=True
    )

    history = Recorded(within=("pilot",))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "pilot", "group", "is_relevant", "planned_level"}

    class Meta:
        verbose_name = _("group of a pilot")
        verbose_name_plural = _("groups of a pilot")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "group"], name="pilot_group_once"),
            models.CheckConstraint(condition=Q(planned_level__isnull=True) | Q(planned_level__range=(1, 5)),
                                   name="pilot_group_level_range"),
        ]

    def __str__(self) -> str:
        return f"{self.pilot} {self.group}"
