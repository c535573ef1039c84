"""What was spent, line by line."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.models.sessions import Session
from engagement.querysets import PilotRowsQuerySet
from foundation.audit.recorded import Recorded

# the part of a session's cost that nobody has broken down yet
UNDIVIDED = "undivided"


class Spending(models.Model):
    """An amount in the programme's currency, of one category; without a session it is the pilot's own.

    As long as a session has lines, its ``cost`` is their sum (see ``engagement.actions.costs``).
    """

    pilot = models.ForeignKey("pilots.Pilot", models.CASCADE, related_name="spending", verbose_name=_("pilot"))
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="spending", verbose_name=_("session")
    )
    category = models.CharField(_("category"), max_length=40)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    spent_on = models.DateField(_("day"), null=True, blank=True)
    note = models.CharField(_("what for"), max_length=200, blank=True)

    objects = PilotRowsQuerySet.as_manager()
    history = Recorded(within=("session",))

    PERSONAL = {"note"}
    NOT_PERSONAL = {"id", "pilot", "session", "category", "amount", "spent_on"}

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spending")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="spending_amount_positive"),
            models.UniqueConstraint(fields=["session"], condition=Q(category=UNDIVIDED),
                                    name="spending_undivided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.amount}"
