"""Messages to stakeholders: templates, what is sent, to whom, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from stakeholders.message_querysets import MessageQuerySet, RecipientQuerySet
from stakeholders.models.register import Stakeholder


class MessageKind(models.TextChoices):
    """Why a message is sent."""

    INVITATION = "invitation", _("Invitation")
    REMINDER = "reminder", _("Reminder")
    THANK_YOU = "thank_you", _("Thank-you")
    WHAT_BECAME = "what_became", _("What became of it")


class MessageTemplate(models.Model):
    """The programme's own wording of a kind of message in one language; without one the built-in wording is used."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="message_templates", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind.choices)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10000)

    history = Recorded()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "kind", "language", "subject", "body"}

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind", "language"], name="template_once"),
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="template_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class Message(models.Model):
    """One message to many: drafted, released once, then sent person by person.

    ``about`` holds the facts of the session as they were when the message was drafted; ``about_key`` names it.
    ``selection`` says how the recipients were chosen: a filter of the register, or ``{"ids": [...]}``.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RELEASED = "released", _("Released")
        CANCELLED = "cancelled", _("Cancelled")

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="messages", verbose_name=_("programme")
    )
    pilot = models.ForeignKey(
        "pilots.Pilot", models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=_("pilot")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind.choices)
    texts = models.JSONField(_("text by language"), default=dict)
    about = models.JSONField(_("facts of the session"), default=dict, blank=True)
    about_key = models.CharField(_("what it is about"), max_length=60, blank=True)
    selection = models.JSONField(_("choice of recipients"), default=dict)
    repeats = models.BooleanField(_("also to those who already got it"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("written by"),
    )
    created_by_name = models.CharField(_("name of who wrote it"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    PERSONAL = {"texts", "about", "created_by", "created_by_name", "selection"}
    NOT_PERSONAL = {
        "id", "programme", "pilot", "kind", "about_key", "repeats", "state", "created_at", "released_at",
    }

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["programme", "about_key", "kind"], name="message_about")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="mail_kind_known"),
            models.CheckConstraint(condition=Q(state="draft") | Q(released_at__isnull=False),
                                   name="mail_released_is_dated"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:message-detail", args=[self.pk])


class MessageRecipient(models.Model):
    """One person and one message: at most one mail, and what came of it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Left out")
        CANCELLED = "cancelled", _("Cancelled")
        UNKNOWN = "unknown", _("Unknown")

    message = models.ForeignKey(Message, models.CASCADE, related_name="recipients", verbose_name=_("message"))
    stakeholder = models.ForeignKey(
        Stakeholder, models.CASCADE, related_name="messages", verbose_name=_("stakeholder")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"))
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = RecipientQuerySet.as_manager()

    PERSONAL = {"stakeholder", "language", "reason"}
    NOT_PERSONAL = {
        "id", "message", "state", "claimed_until", "attempts", "not_before", "tried_at", "sent_at",
    }

    class Meta:
        verbose_name = _("recipient of a message")
        verbose_name_plural = _("recipients of messages")
        indexes = [
            models.Index(fields=["state", "not_before"], name="recipient_due"),
            models.Index(fields=["tried_at"], name="recipient_tried"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "stakeholder"], name="recipient_once"),
            models.CheckConstraint(condition=~Q(state="sending") | Q(claimed_until__isnull=False),
                                   name="recipient_sending_is_claimed"),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False),
                                   name="recipient_sent_is_dated"),
            models.CheckConstraint(condition=~Q(state__in=["failed", "skipped"]) | ~Q(reason=""),
                                   name="recipient_end_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.stakeholder_id} {self.state}"


class BouncedAddress(models.Model):
    """An address that a mail server refused for good, kept as a keyed hash: another address is another chance."""

    stakeholder = models.ForeignKey(
        Stakeholder, models.CASCADE, related_name="bounced_addresses", verbose_name=_("stakeholder")
    )
    digest = models.CharField(_("hash of the address"), max_length=64)
    answer = models.PositiveSmallIntegerField(_("answer of the mail server"), null=True, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    PERSONAL = {"stakeholder", "digest"}
    NOT_PERSONAL = {"id", "answer", "at"}

    class Meta:
        verbose_name = _("bounced address")
        verbose_name_plural = _("bounced addresses")
        constraints = [models.UniqueConstraint(fields=["stakeholder", "digest"], name="bounced_once")]

    def __str__(self) -> str:
        return f"{self.stakeholder_id} {self.answer}"
