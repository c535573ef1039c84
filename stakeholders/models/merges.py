"""Two entries that were one, with all that parts them again; and pairs that somebody said are two."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from stakeholders.import_querysets import MergeQuerySet
from stakeholders.models.register import Stakeholder


class Merge(models.Model):
    """The entry ``loser_id`` went into ``winner``. ``kept`` holds all that is needed to part them exactly:

    ``loser``: the serialized rows that were deleted, with what could not be moved; ``moved``: rows that now point at
    the winner; ``before`` and ``after``: the winner's own fields; ``emptied``: keys that the deletion emptied.
    """

    winner = models.ForeignKey(
        Stakeholder, models.CASCADE, related_name="merges", verbose_name=_("the entry that stayed")
    )
    loser_id = models.BigIntegerField(_("the entry that went"))
    kept = models.JSONField(_("what can be restored"), default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("merged by")
    )
    by_name = models.CharField(_("name of who merged"), max_length=200, blank=True)
    at = models.DateTimeField(_("merged at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("parted at"), null=True, blank=True)

    objects = MergeQuerySet.as_manager()
    # recorded so that a merge is taken back as a whole, here, and not row by row from a history page; what is kept
    # of a person lives no longer than this row
    history = Recorded(within=("winner",), excluded_fields=["kept"])

    PERSONAL = {"kept", "by", "by_name"}
    NOT_PERSONAL = {"id", "winner", "loser_id", "at", "undone_at"}

    class Meta:
        verbose_name = _("merge of two entries")
        verbose_name_plural = _("merges of entries")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(loser_id=F("winner")), name="merge_of_two"),
            models.UniqueConstraint(fields=["loser_id"], condition=Q(undone_at__isnull=True),
                                    name="merge_of_loser_once"),
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.winner_id}"


class NotTheSame(models.Model):
    """Somebody has looked at two entries and said that they are two."""

    first = models.ForeignKey(Stakeholder, models.CASCADE, related_name="+", verbose_name=_("one entry"))
    second = models.ForeignKey(Stakeholder, models.CASCADE, related_name="+", verbose_name=_("another entry"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("said by")
    )
    at = models.DateTimeField(_("said at"), auto_now_add=True)

    PERSONAL = {"by"}
    NOT_PERSONAL = {"id", "first", "second", "at"}

    class Meta:
        verbose_name = _("pair that is not the same")
        verbose_name_plural = _("pairs that are not the same")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_the_same_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_the_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
