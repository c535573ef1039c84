"""Joint counts of two things that were answered, and counts of answers that are kept no longer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaires import Questionnaire, Wave
from surveys.models.responses import Response


class PairingCode(models.Model):
    """The code by which somebody's answers to several waves belong together; only its keyed hash is kept."""

    response = models.OneToOneField(
        Response, models.CASCADE, related_name="pairing_code", verbose_name=_("response")
    )
    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="+", verbose_name=_("pilot"))
    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="+", verbose_name=_("questionnaire")
    )
    code_hash = models.CharField(_("keyed hash of the code"), max_length=64)

    PERSONAL = {"code_hash"}
    NOT_PERSONAL = {"id", "response", "pilot", "questionnaire"}

    class Meta:
        verbose_name = _("pairing code")
        verbose_name_plural = _("pairing codes")
        indexes = [models.Index(fields=["pilot", "questionnaire"], name="pairing_code_place")]

    def __str__(self) -> str:
        return str(self.pk)


class JointCount(models.Model):
    """How many people gave which two values: of two questions of a wave, or of one question in two waves.

    cells: [[row value, column value, n], …], all of them; what of it is withheld is decided where it is shown. Renewed
    as counts are: when five more people came, or fewer are left.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="joint_counts", verbose_name=_("wave"))
    other_wave = models.ForeignKey(
        Wave, models.CASCADE, related_name="+", verbose_name=_("later wave, or the same one")
    )
    rows = models.CharField(_("in the rows"), max_length=60)
    columns = models.CharField(_("in the columns"), max_length=60)
    cells = models.JSONField(_("counts"), default=list)
    n = models.PositiveIntegerField(_("people"), default=0)
    computed_at = models.DateTimeField(_("computed at"))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "wave", "other_wave", "rows", "columns", "cells", "n", "computed_at"}

    class Meta:
        verbose_name = _("joint count")
        verbose_name_plural = _("joint counts")
        constraints = [
            models.UniqueConstraint(fields=["wave", "other_wave", "rows", "columns"], name="joint_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rows} × {self.columns}"


class KeptCount(models.Model):
    """What responses counted that are kept no longer; with the stored responses it makes the whole counts."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="kept_counts", verbose_name=_("wave"))
    family = models.PositiveIntegerField(_("family of comparable versions"))
    question_code = models.CharField(_("question"), max_length=60)
    period = models.CharField(_("month"), max_length=7)
    split = models.CharField(_("split"), max_length=60, blank=True)
    value = models.CharField(_("value (empty: not answered)"), max_length=250, blank=True)
    n = models.PositiveIntegerField(_("how many"))

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "wave", "family", "question_code", "period", "split", "value", "n"}

    class Meta:
        verbose_name = _("kept count")
        verbose_name_plural = _("kept counts")
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "family", "question_code", "period", "split", "value"], name="kept_count_once"
            ),
            models.CheckConstraint(condition=Q(n__gt=0), name="kept_count_of_some"),
        ]

    def __str__(self) -> str:
        return f"{self.question_code}={self.value}: {self.n}"
