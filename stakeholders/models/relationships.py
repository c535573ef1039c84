"""How stakeholders are tied to each other."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from stakeholders.models.register import Stakeholder
from stakeholders.relationship_querysets import RelationshipQuerySet


class Relationship(models.Model):
    """A dated tie from one stakeholder to another, half-open in days; ``kind`` is of ``relationship_kinds``.

    A tie that works both ways is one row; which end it starts from then means nothing.
    """

    source = models.ForeignKey(
        Stakeholder, models.CASCADE, related_name="relationships_from", verbose_name=_("from")
    )
    target = models.ForeignKey(Stakeholder, models.CASCADE, related_name="relationships_to", verbose_name=_("to"))
    kind = models.CharField(_("kind"), max_length=40)
    note = models.CharField(_("note"), max_length=300, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = RelationshipQuerySet.as_manager()
    history = Recorded(within=("source", "target"))

    PERSONAL = {"source", "target", "note", "kind"}
    NOT_PERSONAL = {"id", "valid_from", "valid_until"}

    class Meta:
        verbose_name = _("relationship")
        verbose_name_plural = _("relationships")
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], condition=Q(valid_until__isnull=True),
                                    name="relationship_current_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="relationship_of_two"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_from__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                name="relationship_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(kind=""), name="relationship_has_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
