"""The door: codes that people bring, and what devices sent."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagement.models.registrations import Registration
from engagement.models.sessions import Attendance, Session


def new_badge_token() -> str:
    """Sixteen characters of chance: nobody guesses another person's."""
    return secrets.token_urlsafe(12)


class Badge(models.Model):
    """What one person shows at the door of one session, printed or on the phone: of the register, or registered."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="badges", verbose_name=_("session"))
    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder", models.CASCADE, null=True, blank=True, related_name="badges",
        verbose_name=_("stakeholder"),
    )
    registration = models.ForeignKey(
        Registration, models.CASCADE, null=True, blank=True, related_name="badges", verbose_name=_("registration")
    )
    token = models.CharField(_("code"), max_length=32, unique=True, default=new_badge_token)

    PERSONAL = {"stakeholder", "registration", "token"}
    NOT_PERSONAL = {"id", "session"}

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        constraints = [
            models.UniqueConstraint(fields=["session", "stakeholder"], name="badge_once"),
            models.UniqueConstraint(fields=["session", "registration"], name="badge_of_a_registration_once"),
            models.CheckConstraint(
                condition=Q(stakeholder__isnull=False, registration__isnull=True)
                | Q(stakeholder__isnull=True, registration__isnull=False),
                name="badge_for_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.stakeholder_id or self.registration_id}"

    def get_absolute_url(self) -> str:
        return reverse("engagement:badge", args=[self.token])


class DeviceEntry(models.Model):
    """One entry of a device's queue that was taken in, under the key that the device gave it.

    Sent twice it is one row; ``body_hash`` tells a repetition from other content under the same key. No time is
    kept, and no code of an exit survey.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Somebody of the register")
        BADGE = "badge", _("A badge")
        SIGNUP = "signup", _("Somebody who registered")
        WALK_IN = "walk_in", _("Somebody new")
        HEAD = "head", _("A head without a name")
        SESSION = "session", _("A logged session")

    key = models.UUIDField(_("key made by the device"), editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="device_entries", verbose_name=_("session"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    body_hash = models.CharField(_("hash of the content"), max_length=64)
    attendance = models.ForeignKey(
        Attendance, models.SET_NULL, null=True, blank=True, related_name="device_entries", verbose_name=_("attendance")
    )
    is_new = models.BooleanField(_("made somebody present who was not"), default=True)
    is_undone = models.BooleanField(_("taken back"), default=False)

    PERSONAL = {"attendance", "body_hash"}
    NOT_PERSONAL = {"id", "key", "session", "kind", "is_new", "is_undone"}

    class Meta:
        verbose_name = _("entry of a device")
        verbose_name_plural = _("entries of devices")
        constraints = [models.UniqueConstraint(fields=["key"], name="device_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
