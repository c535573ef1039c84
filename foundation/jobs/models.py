"""Every background job is a row, because a broker may lose a message."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

NOWHERE = models.Value(-1, models.BigIntegerField())  # null equals nothing in SQL, not even null


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def still_failed(self) -> "JobQuerySet":
        """Failures that no later job of the same kind, programme and pilot has made good."""
        mended = Job.objects.annotate(where=Coalesce("pilot_id", NOWHERE)).filter(
            state=Job.State.DONE, created_at__gt=models.OuterRef("created_at"), kind=models.OuterRef("kind"),
            programme_id=models.OuterRef("programme_id"), where=Coalesce(models.OuterRef("pilot_id"), NOWHERE),
        )
        return self.filter(state=Job.State.FAILED).exclude(models.Exists(mended))


class Job(models.Model):
    """One piece of background work: what to run, how far it is, how it ended."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    arguments = models.JSONField(_("arguments"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    claim = models.UUIDField(_("claim of the running worker"), null=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    progress = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)
    message = models.CharField(_("message"), max_length=300, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("started by"),
    )
    programme_id = models.BigIntegerField(_("programme"), null=True, db_index=True)
    pilot_id = models.BigIntegerField(_("pilot"), null=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = JobQuerySet.as_manager()

    PERSONAL = {"started_by"}
    NOT_PERSONAL = {
        "id", "kind", "arguments", "state", "claim", "claimed_until", "attempts", "progress", "total", "message",
        "result", "programme_id", "pilot_id", "created_at", "finished_at",
    }

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "created_at"], name="job_state")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(claim__isnull=False), name="job_running_is_claimed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class WorkerSeen(models.Model):
    """When a worker last ran the heartbeat task; /readyz reads it."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    seen_at = models.DateTimeField(_("seen at"))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "name", "seen_at"}

    class Meta:
        verbose_name = _("worker heartbeat")
        verbose_name_plural = _("worker heartbeats")

    def __str__(self) -> str:
        return self.name
