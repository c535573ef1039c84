"""Who said that they would come to a planned session, with or without being in the register."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagement.choices import RegistrationStatus
from engagement.models.sessions import Session
from engagement.registration_querysets import RegistrationQuerySet


def new_cancel_token() -> str:
    """Twenty-two characters of chance: who holds the link may cancel, nobody else."""
    return secrets.token_urlsafe(16)


class Registration(models.Model):
    """One person's announcement for one session; nobody needs an account or a place in the register."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="registrations", verbose_name=_("session"))
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder", models.SET_NULL, null=True, blank=True, related_name="registrations",
        verbose_name=_("stakeholder"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=RegistrationStatus.choices, default=RegistrationStatus.REGISTERED
    )
    cancel_token = models.CharField(_("code to cancel"), max_length=32, unique=True, default=new_cancel_token)
    created_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    PERSONAL = {"name", "email", "stakeholder", "cancel_token"}
    NOT_PERSONAL = {"id", "session", "status", "created_at", "cancelled_at"}

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RegistrationStatus.values),
                                   name="registration_status_known"),
            models.UniqueConstraint(
                fields=["session", "stakeholder"], name="registration_of_a_stakeholder_once",
                condition=Q(stakeholder__isnull=False) & ~Q(status=RegistrationStatus.CANCELLED),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("engagement:registration", args=[self.cancel_token])
