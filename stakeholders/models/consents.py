"""What a stakeholder has agreed to, and the texts that were agreed to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.audit.recorded import Recorded
from foundation.translated import in_language
from stakeholders.consent_querysets import ConsentQuerySet, ConsentTextQuerySet
from stakeholders.models.register import Stakeholder
from stakeholders.vocabularies import load_vocabulary


class ConsentText(models.Model):
    """One version of what people are asked to agree to for one purpose, in one or more languages.

    A version is never reworded: another wording is another version. A language may be added later.
    """

    programme = models.ForeignKey(
        "pilots.Programme", models.CASCADE, related_name="consent_texts", verbose_name=_("programme")
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    version = models.CharField(_("version of the text"), max_length=40)
    texts = models.JSONField(_("text"))
    in_force_from = models.DateField(_("in force from"))

    objects = ConsentTextQuerySet.as_manager()
    history = Recorded()

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "programme", "purpose", "version", "texts", "in_force_from"}

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "-in_force_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "purpose", "version"], name="consent_text_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Consent(models.Model):
    """One entry of the ledger: a consent for one purpose as it was given, and how it ended.

    What was given is never rewritten. A row ends once: withdrawn by the person, or replaced by a renewal.
    """

    class Channel(models.TextChoices):
        PAPER = "paper", _("On paper")
        EMAIL = "email", _("By e-mail")
        WEB = "web", _("On a web page")
        IN_PERSON = "in_person", _("In person")
        UNSUBSCRIBE_LINK = "unsubscribe_link", _("Unsubscribe link")

    stakeholder = models.ForeignKey(
        Stakeholder, models.CASCADE, related_name="consents", verbose_name=_("stakeholder")
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    version = models.CharField(_("version of the text"), max_length=40)
    language = models.CharField(_("language of the text"), max_length=10, blank=True)
    given_on = models.DateField(_("given on"))
    channel = models.CharField(_("channel"), max_length=40, blank=True, choices=Channel.choices)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_channel = models.CharField(
        _("channel of the withdrawal"), max_length=40, blank=True, choices=Channel.choices
    )
    withdrawal_note = models.CharField(_("note on the withdrawal"), max_length=300, blank=True)
    replaced_on = models.DateField(_("renewed on"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()
    history = Recorded(within=("stakeholder",))

    PERSONAL = {
        "given_on", "withdrawn_on", "replaced_on", "channel", "withdrawal_channel", "evidence", "withdrawal_note",
        "language",
    }
    NOT_PERSONAL = {"id", "stakeholder", "purpose", "version"}

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["stakeholder", "purpose"],
                                    condition=Q(withdrawn_on__isnull=True, replaced_on__isnull=True),
                                    name="consent_current_once"),
            models.CheckConstraint(condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                                   name="consent_withdrawn_after_given"),
            models.CheckConstraint(condition=Q(replaced_on__isnull=True) | Q(replaced_on__gte=F("given_on")),
                                   name="consent_replaced_after_given"),
            models.CheckConstraint(condition=Q(withdrawn_on__isnull=True) | Q(replaced_on__isnull=True),
                                   name="consent_ends_one_way"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"

    @property
    def purpose_label(self) -> str:
        """What it is for, in the active language; a purpose that the vocabulary does not know is its own label."""
        labels = {term.code: term.label for term in load_vocabulary("consent_purposes")}
        return in_language(labels.get(self.purpose)) or self.purpose

    @property
    def is_open(self) -> bool:
        """Given, and neither withdrawn nor replaced."""
        return self.withdrawn_on is None and self.replaced_on is None
