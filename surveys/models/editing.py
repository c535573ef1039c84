"""Questionnaires that are being written, and questions kept for all pilots of a programme."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaires import Questionnaire


class QuestionnaireDraft(models.Model):
    """What becomes the next version of a questionnaire. ``place`` is the state that is shown now: undo goes back.

    It lies apart from the versions, so that those are published and never change.
    """

    questionnaire = models.OneToOneField(
        Questionnaire, models.CASCADE, related_name="draft", verbose_name=_("questionnaire")
    )
    document = models.JSONField(_("document"))
    revision = models.PositiveIntegerField(_("number of the last change"), default=0)
    place = models.PositiveIntegerField(_("state that is shown"), default=0)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "questionnaire", "document", "revision", "place", "changed_at"}

    class Meta:
        verbose_name = _("draft of a questionnaire")
        verbose_name_plural = _("drafts of questionnaires")

    def __str__(self) -> str:
        return f"{self.questionnaire} ({self.revision})"


class DraftState(models.Model):
    """A draft as it was after one change; only the last ones are kept."""

    draft = models.ForeignKey(QuestionnaireDraft, models.CASCADE, related_name="states", verbose_name=_("draft"))
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(_("document"))
    what = models.CharField(_("what was done"), max_length=20)
    about = models.CharField(_("code of the part"), max_length=60, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    PERSONAL = {"by"}
    NOT_PERSONAL = {"id", "draft", "number", "document", "what", "about", "made_at"}

    class Meta:
        verbose_name = _("state of a draft")
        verbose_name_plural = _("states of drafts")
        ordering = ["draft", "number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="draft_state_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.number}"


class BankEntry(models.Model):
    """A question or group that the pilots of a programme share; a core entry may not be redefined in a copy."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="bank_entries", verbose_name=_("programme")
    )
    code = models.CharField(_("code"), max_length=60)
    part = models.JSONField(_("definition"))
    construct = models.CharField(_("construct"), max_length=40, blank=True)
    is_core = models.BooleanField(_("core question"), default=False)
    words = models.TextField(_("words to search in"), blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "code", "part", "construct", "is_core", "words", "changed_at"}

    class Meta:
        verbose_name = _("entry of the question bank")
        verbose_name_plural = _("entries of the question bank")
        ordering = ["programme", "code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="bank_entry_once")]

    def __str__(self) -> str:
        return self.code
