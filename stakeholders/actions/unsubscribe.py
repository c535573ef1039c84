"""End and take back the consent for e-mail by the signed link of a mail, without signing in."""

from django.core import signing
from django.db import transaction
from django.utils import timezone

from stakeholders.actions.consents import EMAIL, give_consent, withdraw_consent
from stakeholders.actions.message_texts import SALT
from stakeholders.models import Consent, MessageRecipient, Stakeholder


def who_unsubscribes(token: str) -> Stakeholder | None:
    """Whom the link was sent to; None for a forged link and for a person who is no longer in the register.

    The recipient's row comes first: it follows the person when two entries of the register are merged.
    """
    try:
        recipient, stakeholder = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    row = MessageRecipient.objects.select_related("stakeholder__programme").filter(pk=recipient).first()
    if row is not None:
        return row.stakeholder
    return Stakeholder.objects.select_related("programme").filter(pk=stakeholder).first()


def language_of(token: str) -> str:
    """The language in which the mail with the link was written, "" where it is not known."""
    try:
        recipient, _stakeholder = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return ""
    row = MessageRecipient.objects.filter(pk=recipient).values_list("language", flat=True).first()
    return row or ""


@transaction.atomic
def unsubscribe(stakeholder: Stakeholder) -> bool:
    """Withdraw the open consent for e-mail; returns whether there was one. Asked twice it is one withdrawal."""
    Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)
    consent = stakeholder.consents.open().filter(purpose=EMAIL).first()
    if consent is None:
        return False
    # a consent entered with the day of a zone ahead of ours
    day = max(timezone.localdate(), consent.given_on)
    withdraw_consent(consent=consent, withdrawn_on=day, channel=Consent.Channel.UNSUBSCRIBE_LINK, by=None)
    return True


@transaction.atomic
def subscribe_again(stakeholder: Stakeholder) -> bool:
    """Take back what the link did, by a new consent to the version that was withdrawn; returns whether it did.

    Only where the last withdrawal came by the link: an old mail does not undo what somebody said in another way.
    """
    Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)
    last = withdrawn_by_link(stakeholder)
    if last is None or last.withdrawn_on is None:
        return False
    give_consent(
        stakeholder=stakeholder, purpose=EMAIL, version=last.version, language=last.language,
        channel=Consent.Channel.WEB, given_on=max(timezone.localdate(), last.withdrawn_on), by=None,
        evidence="Unsubscribe page: taken back",
    )
    return True


def is_subscribed(stakeholder: Stakeholder) -> bool:
    """Whether there is an open consent for e-mail."""
    return stakeholder.consents.open().filter(purpose=EMAIL).exists()


def withdrawn_by_link(stakeholder: Stakeholder) -> Consent | None:
    """The withdrawal that this person may take back: the last one, if it came by the link and none is open."""
    if is_subscribed(stakeholder):
        return None
    last: Consent | None = stakeholder.consents.withdrawn().filter(purpose=EMAIL).order_by(
        "-withdrawn_on", "-pk").first()
    if last is None or last.withdrawal_channel != Consent.Channel.UNSUBSCRIBE_LINK:
        return None
    return last
