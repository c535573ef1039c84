"""How many people were at a session, from all that was noted of them."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.models.sessions import Session
from foundation.audit.recorded import Recorded


class StatedTotal(models.Model):
    """A total that somebody states against the computed one, and why; without this row the computed one holds."""

    session = models.OneToOneField(
        Session, models.CASCADE, related_name="stated_total", verbose_name=_("session")
    )
    people = models.PositiveIntegerField(_("people in all"))
    note = models.CharField(_("why it differs"), max_length=300)

    history = Recorded(within=("session",))

    PERSONAL = {"note"}
    NOT_PERSONAL = {"id", "session", "people"}

    class Meta:
        verbose_name = _("stated total")
        verbose_name_plural = _("stated totals")
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="stated_total_explained")]

    def __str__(self) -> str:
        return f"{self.people}"


@dataclass(frozen=True)
class Heads:
    """What is known of the number of people at one session.

    counted: heads in all, None where nobody counted; named: persons on the list; grouped: heads counted by group and
    not named, None without such a count; at_door: heads let in without a name; stated: a total against the computed.
    """

    counted: int | None = None
    named: int = 0
    grouped: int | None = None
    at_door: int = 0
    stated: int | None = None

    @property
    def one_by_one(self) -> int:
        """People of whom more is known than that somebody came: names, groups, the door."""
        return self.named + (self.grouped or 0) + self.at_door

    @property
    def computed(self) -> int | None:
        """The larger of all heads and what was noted one by one; None where nothing was noted."""
        if self.counted is None and self.grouped is None and not self.one_by_one:
            return None
        return max(self.counted or 0, self.one_by_one)

    @property
    def total(self) -> int | None:
        """The computed number, or the stated one, which can't be below the names."""
        return self.computed if self.stated is None else max(self.stated, self.named)

    @property
    def unknown(self) -> int:
        """Heads of which nothing else is known."""
        return max(0, (self.total or 0) - self.one_by_one)

    @property
    def as_head_count(self) -> int | None:
        """What counts as the heads of the session beside its named rows: the head count itself where that is all."""
        if self.stated is not None:
            return self.total
        return self.computed if self.grouped or self.at_door else self.counted
