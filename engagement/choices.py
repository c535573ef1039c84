"""Closed lists of the engagement floor; obstacles, skills and the rest are vocabularies (data files)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionStatus(models.TextChoices):
    """Where a session stands; only held ones enter indicators."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed")
    NOBODY_CAME = "nobody_came", _("Nobody came")


class Channel(models.TextChoices):
    """Where people meet."""

    ONSITE = "onsite", _("On site")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Both")


class AttendanceMode(models.TextChoices):
    """How one person took part."""

    ONSITE = "onsite", _("On site")
    ONLINE = "online", _("Online")


class MethodKind(models.TextChoices):
    """Overarching process, device, or way of doing."""

    METHOD = "method", _("Method")
    TOOL = "tool", _("Tool")
    TECHNIQUE = "technique", _("Technique")


class ContributionStatus(models.TextChoices):
    """What became of what somebody said."""

    RECEIVED = "received", _("Received")
    UNDER_REVIEW = "under_review", _("Under review")
    ACCEPTED = "accepted", _("Accepted")
    ACCEPTED_IN_PART = "accepted_in_part", _("Accepted in part")
    IMPLEMENTED = "implemented", _("Implemented")
    REJECTED = "rejected", _("Rejected")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")


class CommitmentDecision(models.TextChoices):
    """How a commitment was decided."""

    PENDING = "pending", _("Pending")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    REJECTED = "rejected", _("Rejected")


class CommitmentState(models.TextChoices):
    """Where a promise stands; derived from its days, never stored."""

    OPEN = "open", _("Open")
    LATE = "late", _("Late")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class DecisionRoleCode(models.TextChoices):
    """What a party does in a decision."""

    INITIATES = "initiates", _("Initiates")
    PROPOSES = "proposes", _("Proposes")
    IS_CONSULTED = "is_consulted", _("Is consulted")
    ADVISES = "advises", _("Advises")
    CO_DECIDES = "co_decides", _("Co-decides")
    DECIDES = "decides", _("Decides")
    VETOES = "vetoes", _("Vetoes")
    FUNDS = "funds", _("Funds")
    IMPLEMENTS = "implements", _("Implements")
    MONITORS = "monitors", _("Monitors")
    IS_INFORMED = "is_informed", _("Is informed")
