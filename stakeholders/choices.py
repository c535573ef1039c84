"""Closed lists of the stakeholders floor. Open vocabularies are data files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilots.choices import Role

KEEPING_ROLES = (Role.COORDINATOR, Role.MANAGER, Role.CONTRIBUTOR)
"""Who can keep the contact to somebody of the register."""


class FieldKind(models.TextChoices):
    """What a field of a programme's own takes."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several choices")


class Quadrant(models.TextChoices):
    """How to treat somebody by influence and interest."""

    MANAGE_CLOSELY = "manage_closely", _("Manage closely")
    KEEP_SATISFIED = "keep_satisfied", _("Keep satisfied")
    KEEP_INFORMED = "keep_informed", _("Keep informed")
    MONITOR = "monitor", _("Monitor")
