"""Responses, and the counts that are rolled up from them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.choices import AnswerChannel
from surveys.models.questionnaires import Question, QuestionnaireVersion, Wave
from surveys.querysets import ResponseQuerySet


class Response(models.Model):
    """One person's answers: a JSON document {question code: value or null} is the system of record.

    The key is made by the client, so that the same submission sent twice is one row. ``body_hash`` tells a repeat
    from other answers under the same key. Nothing here names the person; see ``ResponseIdentity``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="responses", verbose_name=_("pilot"))
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="responses", verbose_name=_("wave"))
    version = models.ForeignKey(
        QuestionnaireVersion, models.PROTECT, related_name="responses", verbose_name=_("version")
    )
    session = models.ForeignKey(
        "engagement.Session", models.SET_NULL, null=True, blank=True, related_name="responses",
        verbose_name=_("engagement session"),
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=AnswerChannel.choices, default=AnswerChannel.LINK)
    answers = models.JSONField(_("answers"))
    answered_count = models.PositiveSmallIntegerField(_("questions answered"), default=0)
    question_count = models.PositiveSmallIntegerField(_("questions asked"), default=0)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    body_hash = models.CharField(_("hash of the submission"), max_length=64)
    receipt_hash = models.CharField(_("hash of the receipt"), max_length=64, db_index=True)
    is_test = models.BooleanField(_("test answer"), default=False)

    objects = ResponseQuerySet.as_manager()

    PERSONAL = {"answers", "language", "session", "submitted_on"}
    NOT_PERSONAL = {
        "id", "pilot", "wave", "version", "channel", "answered_count", "question_count", "body_hash", "receipt_hash",
        "is_test",
    }

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        indexes = [models.Index(fields=["pilot", "wave"], name="response_pilot_wave")]
        constraints = [
            models.CheckConstraint(condition=Q(answered_count__lte=F("question_count")),
                                   name="response_answered_of_asked"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ResponseIdentity(models.Model):
    """Who answered, where a survey asks for it; erasing this row leaves an anonymous answer."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="identity", verbose_name=_("response"))
    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder", models.CASCADE, related_name="response_identities", verbose_name=_("stakeholder")
    )
    # the response's: without it PostgreSQL reads the identities of all pilots to find those of one
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="+", verbose_name=_("pilot"))

    PERSONAL = {"stakeholder"}
    NOT_PERSONAL = {"id", "response", "pilot"}

    class Meta:
        verbose_name = _("identity of a response")
        verbose_name_plural = _("identities of responses")

    def __str__(self) -> str:
        return f"{self.response_id}"


class ConstructAnswer(models.Model):
    """A typed copy of one answer to a question with a construct; an empty value is shown but not answered."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="construct_answers", verbose_name=_("response")
    )
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="construct_answers", verbose_name=_("question")
    )
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="+", verbose_name=_("pilot"))
    session = models.ForeignKey(
        "engagement.Session", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("engagement session"),
    )
    construct = models.CharField(_("construct"), max_length=40)
    value = models.FloatField(_("value"), null=True, blank=True)

    PERSONAL = {"value", "session"}
    NOT_PERSONAL = {"id", "response", "question", "pilot", "construct"}

    class Meta:
        verbose_name = _("construct answer")
        verbose_name_plural = _("construct answers")
        indexes = [models.Index(fields=["pilot", "construct", "session"], name="construct_answer_session")]
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="construct_answer_once")]

    def __str__(self) -> str:
        return self.construct


class CountDelta(models.Model):
    """Append-only: n more (or fewer) of one value; written in the submit transaction, folded by a task."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="+", verbose_name=_("wave"))
    family = models.PositiveIntegerField(_("family of comparable versions"))
    question_code = models.CharField(_("question"), max_length=60)
    period = models.CharField(_("month"), max_length=7)
    split = models.CharField(_("split"), max_length=60, blank=True)
    value = models.CharField(_("value (empty: not answered)"), max_length=250, blank=True)
    n = models.IntegerField(_("how many"))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "wave", "family", "question_code", "period", "split", "value", "n"}

    class Meta:
        verbose_name = _("count delta")
        verbose_name_plural = _("count deltas")

    def __str__(self) -> str:
        return f"{self.question_code}={self.value} {self.n:+d}"


class AnswerCount(models.Model):
    """Rolled-up count of one value of one question; dashboards read this and never the answers."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="answer_counts", verbose_name=_("wave"))
    family = models.PositiveIntegerField(_("family of comparable versions"))
    question_code = models.CharField(_("question"), max_length=60)
    period = models.CharField(_("month"), max_length=7)
    split = models.CharField(_("split"), max_length=60, blank=True)
    value = models.CharField(_("value (empty: not answered)"), max_length=250, blank=True)
    n = models.IntegerField(_("how many"))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "wave", "family", "question_code", "period", "split", "value", "n"}

    class Meta:
        verbose_name = _("answer count")
        verbose_name_plural = _("answer counts")
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "family", "question_code", "period", "split", "value"], name="answer_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_code}={self.value}: {self.n}"


class Invitation(models.Model):
    """A one-time code for a wave; only its hash is kept, and not who used it."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="invitations", verbose_name=_("wave"))
    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder", models.CASCADE, null=True, blank=True, related_name="invitations",
        verbose_name=_("stakeholder"),
    )
    code_hash = models.CharField(_("hash of the code"), max_length=64)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    is_used = models.BooleanField(_("used"), default=False)

    PERSONAL = {"stakeholder", "sent_on", "is_used"}
    NOT_PERSONAL = {"id", "wave", "code_hash"}

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint(fields=["wave", "code_hash"], name="invitation_code_once")]

    def __str__(self) -> str:
        return f"{self.wave_id}"


class ResponseDraft(models.Model):
    """What somebody has typed so far; found again by the hash of a token in their cookie, deleted on submit."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="drafts", verbose_name=_("wave"))
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    response_id = models.UUIDField(_("key of the response to come"), default=uuid.uuid4)
    language = models.CharField(_("language"), max_length=10, blank=True)
    answers = models.JSONField(_("answers"), default=dict)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    PERSONAL = {"answers", "language", "token_hash"}
    NOT_PERSONAL = {"id", "wave", "response_id", "changed_at"}

    class Meta:
        verbose_name = _("draft of a response")
        verbose_name_plural = _("drafts of responses")

    def __str__(self) -> str:
        return str(self.response_id)
