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


class Repeats(models.TextChoices):
    """How a series goes on from its first date."""

    WEEKLY = "weekly", _("On the same weekday every week")
    MONTHLY = "monthly", _("On the same weekday of the month, such as the second Tuesday")


class RegistrationStatus(models.TextChoices):
    """Where a registration stands."""

    REGISTERED = "registered", _("Registered")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")


class ReminderState(models.TextChoices):
    """Where a reminder stands; SENDING that stays so means that nobody knows whether the mail left."""

    PENDING = "pending", _("To be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Skipped")


class ReminderReason(models.TextChoices):
    """Why a reminder was not sent."""

    LOGGED = "logged", _("The session is logged already")
    CALLED_OFF = "called_off", _("The session was cancelled or postponed")
    NO_OWNER = "no_owner", _("Nobody is known to have planned the session")
    NO_EMAIL = "no_email", _("The owner has no e-mail address")
    LEFT = "left", _("The owner has left the pilot")
    TURNED_OFF = "turned_off", _("The owner turned reminders off")
    PILOT_CLOSED = "pilot_closed", _("The pilot has ended")
    TOO_OLD = "too_old", _("The day of the reminder is long past")
    MAIL_FAILED = "mail_failed", _("The mail could not be sent")
    UNKNOWN = "unknown", _("It is not known whether the mail was sent")
