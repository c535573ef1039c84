"""Why somebody does not get a message; one list for preview, sending and status."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeftOut(models.TextChoices):
    """Named reasons, the strongest first: who has several gets the first."""

    GONE = "gone", _("Erased or merged with another entry")
    DO_NOT_CONTACT = "do_not_contact", _("Do not contact")
    NO_ADDRESS = "no_address", _("No e-mail address")
    BOUNCED = "bounced", _("The mail server refused the address")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed by the link in a mail")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Consent for e-mail withdrawn")
    NO_CONSENT = "no_consent", _("No consent for e-mail")
    ALREADY_GOT = "already_got", _("Already got this message")
    DUPLICATE_ADDRESS = "duplicate_address", _("Another recipient has the same address")


class Failed(models.TextChoices):
    """Why a mail did not go out."""

    REFUSED = "refused", _("The mail server refused the address for good")
    REJECTED = "rejected", _("The mail server did not take the mail")
    GIVEN_UP = "given_up", _("The mail server could not be reached, tried several times")
    UNSENDABLE = "unsendable", _("The mail could not be made")


LABELS = dict([*LeftOut.choices, *Failed.choices])
