"""What of a wave is published when, and whether its answers may be linked with those of other waves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.choices import PublishedCounts, PublishedTexts
from surveys.models.questionnaires import Wave


class WavePolicy(models.Model):
    """What the people who answer a wave are promised; it stands from the launch on. A wave without one publishes
    nothing and links nothing."""

    wave = models.OneToOneField(Wave, models.CASCADE, related_name="policy", verbose_name=_("wave"))
    counts = models.CharField(
        _("counts are published"), max_length=14, choices=PublishedCounts.choices, default=PublishedCounts.NEVER
    )
    texts = models.CharField(
        _("free texts are published"), max_length=14, choices=PublishedTexts.choices, default=PublishedTexts.NEVER
    )
    links_answers = models.BooleanField(
        _("people may link their answers with those to another wave by a code of their own"), default=False
    )

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "wave", "counts", "texts", "links_answers"}

    class Meta:
        verbose_name = _("publication policy of a wave")
        verbose_name_plural = _("publication policies of waves")
        constraints = [
            models.CheckConstraint(condition=Q(counts__in=PublishedCounts.values), name="wave_policy_counts_known"),
            models.CheckConstraint(condition=Q(texts__in=PublishedTexts.values), name="wave_policy_texts_known"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.counts} {self.texts}"
