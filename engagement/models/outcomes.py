"""What came of a session: contributions, decisions with roles, commitments."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.choices import CommitmentDecision, CommitmentState, ContributionStatus, DecisionRoleCode
from engagement.models.sessions import Session
from engagement.outcome_querysets import CommitmentQuerySet, ContributionQuerySet, DecisionQuerySet
from foundation.audit.recorded import Recorded
from pilots.choices import Helix


class Decision(models.Model):
    """Something was decided, or is to be."""

    programme = models.ForeignKey("pilots.Programme", models.CASCADE, related_name="+", verbose_name=_("programme"))
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="decisions", verbose_name=_("pilot"))
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="decisions", verbose_name=_("session")
    )
    external_id = models.CharField(_("code elsewhere"), max_length=64, blank=True)
    title = models.CharField(_("what was decided"), max_length=300, blank=True)
    decision_type = models.CharField(_("type"), max_length=40, blank=True)
    method = models.CharField(_("how it was decided"), max_length=40, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    review_note = models.CharField(_("what the review said"), max_length=500, blank=True)

    objects = DecisionQuerySet.as_manager()
    history = Recorded(within=("session",))

    PERSONAL = {"title", "review_note"}
    NOT_PERSONAL = {
        "id", "programme", "pilot", "session", "external_id", "decision_type", "method", "decided_on", "review_on",
        "reviewed_on",
    }

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "external_id"], condition=~Q(external_id=""),
                                    name="decision_external_id_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.external_id or str(self.pk)


class DecisionRole(models.Model):
    """Which party does what in a decision: a helix, a group, a stakeholder or the city's own staff."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="roles", verbose_name=_("decision"))
    role = models.CharField(_("role"), max_length=12, choices=DecisionRoleCode.choices)
    helix = models.CharField(_("helix"), max_length=10, choices=Helix.choices, blank=True)
    group = models.ForeignKey(
        "stakeholders.StakeholderGroup", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("stakeholder group"),
    )
    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder", models.SET_NULL, null=True, blank=True, related_name="decision_roles",
        verbose_name=_("stakeholder"),
    )
    own_staff = models.BooleanField(_("the city's own staff"), default=False)

    history = Recorded(within=("decision",))

    PERSONAL = {"stakeholder"}
    NOT_PERSONAL = {"id", "decision", "role", "helix", "group", "own_staff"}

    class Meta:
        verbose_name = _("decision role")
        verbose_name_plural = _("decision roles")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=DecisionRoleCode.values), name="decision_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.helix} {self.role}"


class Contribution(models.Model):
    """What somebody said, and what became of it."""

    programme = models.ForeignKey("pilots.Programme", models.CASCADE, related_name="+", verbose_name=_("programme"))
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="contributions", verbose_name=_("pilot"))
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="contributions", verbose_name=_("session")
    )
    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder", models.SET_NULL, null=True, blank=True, related_name="contributions",
        verbose_name=_("said by"),
    )
    group = models.ForeignKey(
        "stakeholders.StakeholderGroup", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("said by somebody of"),
    )
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="contributions", verbose_name=_("decision")
    )
    external_id = models.CharField(_("code elsewhere"), max_length=64, blank=True)
    text = models.TextField(_("what was said"), blank=True)
    status = models.CharField(
        _("status"), max_length=16, choices=ContributionStatus.choices, default=ContributionStatus.RECEIVED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    answered_on = models.DateField(_("told back on"), null=True, blank=True)
    told_channel = models.CharField(_("told back by"), max_length=20, blank=True)
    public_text = models.TextField(_("public wording"), blank=True)
    public_reason = models.CharField(_("public wording of the reason"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = ContributionQuerySet.as_manager()
    history = Recorded(within=("session",))

    # the public wording is written for the public: whoever publishes it has taken names out
    PERSONAL = {"stakeholder", "text", "reason"}
    NOT_PERSONAL = {
        "id", "programme", "pilot", "session", "decision", "external_id", "status", "received_on", "answered_on",
        "group", "told_channel", "public_text", "public_reason", "published_at",
    }

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "external_id"], condition=~Q(external_id=""),
                                    name="contribution_external_id_once"),
            models.CheckConstraint(condition=Q(status__in=ContributionStatus.values), name="contribution_status_known"),
            models.CheckConstraint(condition=Q(published_at__isnull=True) | ~Q(public_text=""),
                                   name="contribution_published_with_wording"),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.external_id or str(self.pk)


class Commitment(models.Model):
    """Who does what by when, how it was decided, and whether it was delivered and told back."""

    programme = models.ForeignKey("pilots.Programme", models.CASCADE, related_name="+", verbose_name=_("programme"))
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="commitments", verbose_name=_("pilot"))
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="commitments", verbose_name=_("session")
    )
    contribution = models.ForeignKey(
        Contribution, models.SET_NULL, null=True, blank=True, related_name="commitments",
        verbose_name=_("contribution"),
    )
    decided_by = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="commitments", verbose_name=_("decision")
    )
    external_id = models.CharField(_("code elsewhere"), max_length=64, blank=True)
    text = models.CharField(_("what"), max_length=300, blank=True)
    owner = models.CharField(_("who"), max_length=200, blank=True)
    decision = models.CharField(
        _("how it was decided"), max_length=8, choices=CommitmentDecision.choices, default=CommitmentDecision.PENDING
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    raised_on = models.DateField(_("raised on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    told_back_on = models.DateField(_("told back on"), null=True, blank=True)
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True)
    public_text = models.CharField(_("public wording"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()
    history = Recorded(within=("session",))

    PERSONAL = {"owner", "text", "reason"}
    NOT_PERSONAL = {
        "id", "programme", "pilot", "session", "contribution", "decided_by", "external_id", "decision", "raised_on",
        "decided_on", "due_on", "delivered_on", "told_back_on", "dropped_on", "public_text", "published_at",
    }

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = [F("due_on").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "external_id"], condition=~Q(external_id=""),
                                    name="commitment_external_id_once"),
            models.CheckConstraint(condition=Q(decision__in=CommitmentDecision.values),
                                   name="commitment_decision_known"),
            models.CheckConstraint(condition=Q(published_at__isnull=True) | ~Q(public_text=""),
                                   name="commitment_published_with_wording"),
            models.CheckConstraint(condition=Q(dropped_on__isnull=True) | ~Q(reason="") & Q(delivered_on__isnull=True),
                                   name="commitment_dropped_with_reason"),
        ]

    def __str__(self) -> str:
        return self.text or self.external_id or str(self.pk)

    def state(self, today: dt.date) -> CommitmentState:
        """Where the promise stands on ``today``; late is derived from the day it is due."""
        if self.delivered_on:
            return CommitmentState.DONE
        if self.dropped_on or self.decision == CommitmentDecision.REJECTED:
            return CommitmentState.DROPPED
        return CommitmentState.LATE if self.due_on and self.due_on < today else CommitmentState.OPEN
