"""Forms of other programs that somebody brings in: what they say, what is wrong with them, what became of them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaires import Questionnaire


class FormImportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of the programmes that the user sees."""
        programmes = self.model._meta.get_field("programme").related_model
        return self.filter(programme__in=programmes._default_manager.visible_to(user))


class FormImport(models.Model):
    """One uploaded workbook. ``content`` is kept until it is read; ``document`` is what it would become, null where
    something is wrong; ``problems`` are [sheet, row, column, sentence, is_error].
    """

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        READY = "ready", _("Ready to take in")
        REFUSED = "refused", _("With errors")
        TAKEN = "taken", _("Taken in")

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="form_imports", verbose_name=_("programme")
    )
    file_name = models.CharField(_("name of the file"), max_length=200)
    content = models.BinaryField(_("content"), default=b"", blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READING)
    document = models.JSONField(_("document"), null=True, blank=True)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    questions = models.PositiveIntegerField(_("questions"), default=0)
    job_id = models.UUIDField(_("job"), null=True, blank=True)
    questionnaire = models.ForeignKey(
        Questionnaire, models.SET_NULL, null=True, blank=True, related_name="form_imports",
        verbose_name=_("questionnaire"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_by_name = models.CharField(_("name of who uploaded it"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects = FormImportQuerySet.as_manager()

    PERSONAL = {"file_name", "created_by", "created_by_name"}
    NOT_PERSONAL = {
        "id", "programme", "content", "state", "document", "problems", "questions", "job_id", "questionnaire",
        "created_at",
    }

    class Meta:
        verbose_name = _("import of a questionnaire")
        verbose_name_plural = _("imports of questionnaires")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="ready") | Q(document__isnull=False),
                                   name="form_import_ready_is_read"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("surveys:form-import", args=[self.pk])

    @property
    def errors(self) -> int:
        return sum(bool(problem[4]) for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors
