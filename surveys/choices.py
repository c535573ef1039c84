"""Closed lists of the surveys floor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionType(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("One choice")
    MULTIPLE = "multiple", _("Several choices")
    RANK = "rank", _("Ranking")
    SCALE = "scale", _("Scale")
    RANGE = "range", _("Slider")
    INTEGER = "integer", _("Whole number")
    NUMBER = "number", _("Number")
    TEXT = "text", _("Text")
    EMAIL = "email", _("E-mail address")
    DATE = "date", _("Date")
    TIME = "time", _("Time of day")
    DATETIME = "datetime", _("Date and time")
    GEOPOINT = "geopoint", _("Place on a map")
    IMAGE = "image", _("Picture")
    FILE = "file", _("File")
    ACKNOWLEDGE = "acknowledge", _("Consent")
    CALCULATION = "calculation", _("Calculation")
    HIDDEN = "hidden", _("Hidden value")
    NOTE = "note", _("Note")


class WaveKind(models.TextChoices):
    """When a wave asks."""

    BASELINE = "baseline", _("Baseline")
    FOLLOW_UP = "follow_up", _("Follow-up")
    ENDLINE = "endline", _("Endline")
    ALWAYS_OPEN = "always_open", _("Always open")


class AnswerChannel(models.TextChoices):
    """How a response reached us."""

    LINK = "link", _("Link")
    CODE = "code", _("One-time code")
    QR = "qr", _("QR code")
    KIOSK = "kiosk", _("Kiosk")
    PAPER = "paper", _("Paper")
    API = "api", _("API")
    IMPORT = "import", _("Import")


class PublishedCounts(models.TextChoices):
    """When anybody may see the counts of a wave."""

    NEVER = "never", _("never")
    AFTER_CLOSING = "after_closing", _("after the survey has closed")
    LIVE = "live", _("while the survey runs, in steps of at least five answers")


class PublishedTexts(models.TextChoices):
    """Which free texts of a wave anybody may read."""

    NEVER = "never", _("never")
    QUOTABLE = "quotable", _("single sentences that were checked and marked as quotable")


class WebhookEvent(models.TextChoices):
    """What an address can be told of."""

    RESPONSE = "response.accepted", _("A response came in")
    CLOSED = "wave.closed", _("A survey closed")
    COMPARISON = "comparison.computed", _("A comparison was computed")


class DeliveryState(models.TextChoices):
    """What became of a message to an address."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")
