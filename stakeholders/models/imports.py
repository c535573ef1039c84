"""Imports of the register: the rows of a table, what each would do, and what it did."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from stakeholders.import_querysets import RegisterImportQuerySet
from stakeholders.models.register import Stakeholder


class RegisterImport(models.Model):
    """One table that somebody brings into the register of a programme, for one pilot.

    ``mapping`` gives the field of each column, in order, "" for a column that is left out.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Columns to be chosen")
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Ready to apply")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="register_imports", verbose_name=_("programme")
    )
    pilot = models.ForeignKey(
        "pilots.Pilot", models.CASCADE, related_name="register_imports", verbose_name=_("pilot")
    )
    file_name = models.CharField(_("name of the file"), max_length=200)
    headings = models.JSONField(_("headings"), default=list)
    mapping = models.JSONField(_("field of each column"), default=list)
    helix = models.CharField(_("speaks for, where the table does not say"), max_length=10, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    job_id = models.UUIDField(_("job"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_by_name = models.CharField(_("name of who uploaded it"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    counts = models.JSONField(_("what it did"), default=dict, blank=True)

    objects = RegisterImportQuerySet.as_manager()
    # recorded so that an import is taken back here, row by row, and not as one change of everybody's history
    history = Recorded()

    PERSONAL = {"created_by", "created_by_name", "file_name"}
    NOT_PERSONAL = {
        "id", "programme", "pilot", "headings", "mapping", "helix", "state", "problem", "job_id", "created_at",
        "applied_at", "counts",
    }

    class Meta:
        verbose_name = _("import of the register")
        verbose_name_plural = _("imports of the register")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(state__in=["applied", "undoing", "undone"])
                                   | Q(applied_at__isnull=False), name="register_import_applied_is_dated"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:import-detail", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.APPLYING, self.State.UNDOING}


class ImportRow(models.Model):
    """One row of an imported table: its cells, what they mean, whom they match, what applying changed.

    ``values`` by field; ``problems`` as [column, value, code]; ``candidates`` as dicts with ``stakeholder`` or ``row``,
    ``score``, ``reasons``; ``changes`` as {field: [before, after]} of a matched entry.
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("New")
        MATCHED = "matched", _("Matched")
        CONFLICT = "conflict", _("To decide")
        MAYBE = "maybe", _("Perhaps known")  # by the name alone: entered as new unless somebody says otherwise
        BAD = "bad", _("With errors")

    register_import = models.ForeignKey(
        RegisterImport, models.CASCADE, related_name="rows", verbose_name=_("import of the register")
    )
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"), default=list)
    values = models.JSONField(_("values"), default=dict)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    candidates = models.JSONField(_("likely matches"), default=list, blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    choice = models.CharField(_("choice"), max_length=30, blank=True)
    stakeholder = models.ForeignKey(
        Stakeholder, models.CASCADE, null=True, blank=True, related_name="import_rows", verbose_name=_("stakeholder")
    )
    written = models.JSONField(_("what was written"), default=dict, blank=True)
    not_undone = models.CharField(_("why it was not undone"), max_length=300, blank=True)

    PERSONAL = {"cells", "values", "problems", "candidates", "changes", "stakeholder", "written"}
    NOT_PERSONAL = {"id", "register_import", "number", "outcome", "choice", "not_undone"}

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["register_import", "number"], name="import_row_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register_import_id} {self.number}"


class ColumnMeaning(models.Model):
    """What a heading meant the last time somebody of the programme imported a table with it."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="column_meanings", verbose_name=_("programme")
    )
    heading = models.CharField(_("heading"), max_length=100)
    field = models.CharField(_("field"), max_length=80, blank=True)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "heading", "field"}

    class Meta:
        verbose_name = _("meaning of a column")
        verbose_name_plural = _("meanings of columns")
        constraints = [models.UniqueConstraint(fields=["programme", "heading"], name="column_meaning_once")]

    def __str__(self) -> str:
        return f"{self.heading}: {self.field}"
