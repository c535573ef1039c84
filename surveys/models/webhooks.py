"""Addresses that are told of events, and what became of each message."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.choices import DeliveryState, WebhookEvent


class Webhook(models.Model):
    """An address that a programme wants told of events. The secret that signs is worked out from ``nonce``."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="webhooks", verbose_name=_("programme")
    )
    address = models.URLField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    nonce = models.UUIDField(_("what the secret is made from"), default=uuid.uuid4, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "address", "events", "nonce", "is_active", "created_at"}

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["programme", "pk"]

    def __str__(self) -> str:
        return self.address


class WebhookDelivery(models.Model):
    """One event for one address, sent once. ``key`` names the event: the same one is never stored twice."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"))
    event = models.CharField(_("event"), max_length=30, choices=WebhookEvent.choices)
    key = models.CharField(_("key of the event"), max_length=64)
    data = models.JSONField(_("data"), default=dict)
    state = models.CharField(
        _("state"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("last answer"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("happened at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {
        "id", "webhook", "event", "key", "data", "state", "attempts", "next_at", "status", "problem", "created_at",
        "sent_at",
    }

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_at"], name="webhook_delivery_due")]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="webhook_delivery_once"),
            models.CheckConstraint(condition=Q(event__in=WebhookEvent.values), name="webhook_event_known"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
