"""What a programme adds to describe its register: tags, and fields of its own."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from stakeholders.choices import FieldKind


class Tag(models.Model):
    """A word of the programme's own to find people again; upper and lower case are the same word."""

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="tags", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=60)

    history = Recorded()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "name"}

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("programme", Lower("name"), name="tag_once"),
            models.CheckConstraint(condition=~Q(name=""), name="tag_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A stakeholder carries a tag."""

    stakeholder = models.ForeignKey(
        "stakeholders.Stakeholder", models.CASCADE, related_name="taggings", verbose_name=_("stakeholder")
    )
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", verbose_name=_("tag"))

    history = Recorded(within=("stakeholder",))

    PERSONAL = {"tag"}
    NOT_PERSONAL = {"id", "stakeholder"}

    class Meta:
        verbose_name = _("tag of a stakeholder")
        verbose_name_plural = _("tags of stakeholders")
        constraints = [models.UniqueConstraint(fields=["stakeholder", "tag"], name="tagging_once")]

    def __str__(self) -> str:
        return f"{self.stakeholder_id} {self.tag}"


class CustomField(models.Model):
    """A field that a programme keeps of every stakeholder; the values lie in ``Stakeholder.custom`` by its code.

    The kind is settled at the start: what was typed as a date stays a date. A field that is no longer wanted is
    switched off, and what was typed stays.
    """

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="custom_fields", verbose_name=_("programme")
    )
    code = models.CharField(_("code"), max_length=60)
    label = models.CharField(_("label"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=FieldKind.choices)
    options = models.JSONField(_("choices"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = Recorded()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "code", "label", "kind", "options", "is_active"}

    class Meta:
        verbose_name = _("field of the programme's own")
        verbose_name_plural = _("fields of the programme's own")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="custom_field_once"),
            models.CheckConstraint(condition=Q(kind__in=FieldKind.values), name="custom_field_kind_known"),
            models.CheckConstraint(condition=~Q(label=""), name="custom_field_labelled"),
        ]

    def __str__(self) -> str:
        return self.label
