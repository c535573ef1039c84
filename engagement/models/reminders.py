"""Reminders of sessions that are over and not logged: one row per session and step, sent or skipped."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.choices import ReminderReason, ReminderState
from engagement.models.sessions import Session

# days after the day of the session
STEPS = (1, 3, 7)


class SessionReminder(models.Model):
    """The reminder of one session after ``step`` days: to be sent, sent, or skipped for a named reason."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="reminders", verbose_name=_("session"))
    step = models.PositiveSmallIntegerField(_("days after the session"))
    due_on = models.DateField(_("day in the pilot's time zone"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    state = models.CharField(_("state"), max_length=8, choices=ReminderState.choices)
    reason = models.CharField(_("why skipped"), max_length=20, choices=ReminderReason.choices, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    settled_at = models.DateTimeField(_("sent or given up at"), null=True, blank=True)

    PERSONAL = {"owner"}
    NOT_PERSONAL = {"id", "session", "step", "due_on", "state", "reason", "created_at", "settled_at"}

    class Meta:
        verbose_name = _("reminder of a session")
        verbose_name_plural = _("reminders of sessions")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "due_on"], name="session_reminder_once_a_day"),
            models.CheckConstraint(condition=Q(state__in=ReminderState.values), name="session_reminder_state_known"),
            models.CheckConstraint(condition=Q(step__in=STEPS), name="session_reminder_step_known"),
            models.CheckConstraint(
                condition=Q(state=ReminderState.SKIPPED, reason__in=ReminderReason.values)
                | (~Q(state=ReminderState.SKIPPED) & Q(reason="")),
                name="session_reminder_skipped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} +{self.step}"


class ReminderChoice(models.Model):
    """A user who wants no reminders of sessions; without this row they are sent."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_choice", verbose_name=_("user")
    )
    are_off = models.BooleanField(_("no reminders"), default=False)

    PERSONAL = {"user"}
    NOT_PERSONAL = {"id", "are_off"}

    class Meta:
        verbose_name = _("choice of reminders")
        verbose_name_plural = _("choices of reminders")

    def __str__(self) -> str:
        return f"{self.user_id} {self.are_off}"
