"""Closed lists of the pilots floor. Open vocabularies are data files under ``pilots/vocabularies/``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member does in a programme; managers and contributors belong to one pilot."""

    COORDINATOR = "coordinator", _("Programme coordinator")
    MANAGER = "manager", _("Project manager")
    CONTRIBUTOR = "contributor", _("Contributor")
    RESEARCHER = "researcher", _("Researcher")
    OPERATOR = "operator", _("Operator")


class Accent(models.TextChoices):
    """The one colour of a programme's pages, of those that the theme has in readable contrast."""

    ACCENT = "accent", _("Petrol")
    BRAND1 = "brand1", _("Burnt orange")
    BRAND2 = "brand2", _("Violet")


PILOT_ROLES = (Role.MANAGER, Role.CONTRIBUTOR)


class PhaseCode(models.TextChoices):
    """The four phases of co-production."""

    COMMISSION = "commission", _("Commission")
    DESIGN = "design", _("Design")
    DELIVER = "deliver", _("Deliver")
    ASSESS = "assess", _("Assess")


class Maturity(models.TextChoices):
    """How far a service has come."""

    IDEA = "idea", _("Idea")
    CONCEPT = "concept", _("Concept")
    PROTOTYPE = "prototype", _("Prototype")
    PILOT = "pilot", _("Pilot")
    LIVE = "live", _("Live")
    SCALED = "scaled", _("Scaled")
    STOPPED = "stopped", _("Stopped")


class Level(models.IntegerChoices):
    """Participation level, from the least to the most influence."""

    INFORM = 1, _("Inform")
    CONSULT = 2, _("Consult")
    INVOLVE = 3, _("Involve")
    COLLABORATE = 4, _("Collaborate")
    EMPOWER = 5, _("Empower")


class Helix(models.TextChoices):
    """The four parts of the quadruple helix, and the rest."""

    PEOPLE = "people", _("People")
    PUBLIC = "public", _("Public sector")
    BUSINESS = "business", _("Business")
    RESEARCH = "research", _("Research")
    OTHER = "other", _("Other")


class Margin(models.TextChoices):
    """Which census margin a share belongs to."""

    AGE_BAND = "age_band", _("Age band")
    GENDER = "gender", _("Gender")
    DISTRICT = "district", _("District")
