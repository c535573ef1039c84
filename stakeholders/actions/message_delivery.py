"""The one place from which mail goes to stakeholders.

Every mail passes ``mail_stakeholder``, which asks again whether the person may be written to. A row is claimed before
its mail is sent and never returns to the queue unless the mail server has certainly not taken it: a person gets a
message once at most. What was being sent when the sender died is "unknown", not "sent" and not "failed".
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone

from stakeholders.actions.message_recipients import address_digest, block_reason
from stakeholders.actions.message_texts import Mail, mail_for
from stakeholders.message_reasons import Failed
from stakeholders.models import BouncedAddress, ContactDetails, Message, MessageRecipient, Stakeholder

log = logging.getLogger(__name__)
State = MessageRecipient.State
# longer than every time-out of one mail together
CLAIM = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
# how long to wait after each temporary failure; after the last one it is given up
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


class Blocked(Exception):
    """Nothing may be sent to this person; the only argument is the reason, one of ``LeftOut``."""


@dataclass(frozen=True)
class Fault:
    """How a mail failed. ``is_temporary``: certainly not taken, may be tried again."""

    reason: str
    is_temporary: bool = False
    is_address: bool = False
    code: int | None = None


def mail_stakeholder(*, stakeholder: Stakeholder, mail: Mail) -> Fault | None:
    """Send one mail to one stakeholder now; returns None when the mail server took it, else the fault.

    Raises Blocked where the person may not be written to, and whatever leaves it open whether the mail was taken.
    """
    if reason := block_reason(stakeholder.pk):
        raise Blocked(reason)
    address = ContactDetails.objects.values_list("email", flat=True).get(stakeholder=stakeholder)
    connection = get_connection()
    try:
        letter = _letter(mail, address, connection)
        letter.message()  # a header that cannot be written fails here, before anything is sent
    except (ValueError, UnicodeError):
        return Fault(Failed.UNSENDABLE)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        return Fault(Failed.GIVEN_UP, is_temporary=True)
    try:
        letter.send()
    except smtplib.SMTPException as error:
        if fault := fault_of(error):
            if fault.is_address:
                note_bounce(stakeholder, address, fault.code)
            return fault
        raise
    finally:
        _close(connection)
    return None


def fault_of(error: smtplib.SMTPException) -> Fault | None:
    """What an answer of the mail server means; None where the connection broke and nobody knows.

    4xx is temporary and 5xx final (RFC 5321, 4.2.1); only a refused recipient says something about the address.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = min((answer[0] for answer in error.recipients.values()), default=550)
        if code >= 500:
            return Fault(Failed.REFUSED, is_address=True, code=code)
        return Fault(Failed.GIVEN_UP, is_temporary=True, code=code)
    if isinstance(error, smtplib.SMTPResponseException):
        return Fault(Failed.REJECTED if error.smtp_code >= 500 else Failed.GIVEN_UP,
                     is_temporary=error.smtp_code < 500, code=error.smtp_code)
    return None


def note_bounce(stakeholder: Stakeholder, address: str, code: int | None) -> None:
    """Remember that the address does not work; nothing goes to it until the register has another one."""
    BouncedAddress.objects.get_or_create(
        stakeholder=stakeholder, digest=address_digest(address), defaults={"answer": code})


def send_next(message: Message) -> MessageRecipient | None:
    """Claim and send one waiting row of the message; None where nothing is due. Never raises for one mail's sake."""
    row = _claim(message)
    if row is None:
        return None
    try:
        mail = _mail(message, row)
    except Exception:  # whatever is wrong with the text, the other recipients get theirs
        log.exception("The mail to recipient %s could not be made.", row.pk)
        return _settle(row, State.FAILED, reason=str(Failed.UNSENDABLE))
    try:
        fault = mail_stakeholder(stakeholder=row.stakeholder, mail=mail)
    except Blocked as blocked:
        return _settle(row, State.SKIPPED, reason=str(blocked))
    except (smtplib.SMTPException, OSError) as error:
        # neither address nor text: what stands in the log is not personal
        log.warning("Recipient %s: it is not known whether the mail was taken (%s).", row.pk, type(error).__name__)
        return _settle(row, State.UNKNOWN)
    if fault is None:
        return _settle(row, State.SENT, sent_at=timezone.now())
    if fault.is_temporary and row.attempts <= len(BACK_OFF):
        return _put_back(row)
    return _settle(row, State.FAILED, reason=str(fault.reason))


def allowance() -> int:
    """How many mails may go now, over all messages of the installation."""
    tried = MessageRecipient.objects.filter(tried_at__gt=timezone.now() - MINUTE).count()
    return max(0, settings.MAIL_PER_MINUTE - tried)


def settle_dead(message: Message) -> int:
    """Say of rows whose sender has gone silent that nobody knows; returns how many."""
    silent = message.recipients.filter(state=State.SENDING, claimed_until__lt=timezone.now())
    return silent.update(state=State.UNKNOWN)


def next_time(message: Message) -> datetime | None:
    """When there is something to do for the message again, None when it is through."""
    if Message.objects.filter(pk=message.pk).exclude(state=Message.State.RELEASED).exists():
        waiting = None
    else:
        waiting = message.recipients.filter(state=State.QUEUED).aggregate(first=Min("not_before"))["first"]
    if waiting is not None and not allowance():
        oldest = MessageRecipient.objects.filter(tried_at__gt=timezone.now() - MINUTE).aggregate(
            first=Min("tried_at"))["first"]
        waiting = max(waiting, (oldest or timezone.now()) + MINUTE)
    sending = message.recipients.filter(state=State.SENDING).aggregate(first=Min("claimed_until"))["first"]
    return min((moment for moment in (waiting, sending) if moment is not None), default=None)


def _claim(message: Message) -> MessageRecipient | None:
    """Take the next waiting row; committed before anything is sent."""
    now = timezone.now()
    while row := message.recipients.due(now).order_by("not_before", "pk").first():
        with transaction.atomic():
            taken = MessageRecipient.objects.filter(
                pk=row.pk, state=State.QUEUED, message__in=Message.objects.filter(state=Message.State.RELEASED),
            ).update(state=State.SENDING, claimed_until=now + CLAIM, tried_at=now, attempts=F("attempts") + 1)
        if taken:
            return MessageRecipient.objects.select_related("stakeholder").get(pk=row.pk)
    return None


def _mail(message: Message, row: MessageRecipient) -> Mail:
    contact = ContactDetails.objects.filter(stakeholder=row.stakeholder_id).first()
    name = contact.name if contact else str(row.stakeholder)
    row.language = (contact.language if contact else "") or row.language
    return mail_for(message, row, name)


def _letter(mail: Mail, address: str, connection: Any) -> EmailMultiAlternatives:
    letter = EmailMultiAlternatives(
        mail.subject, mail.text, mail.sender, [address], connection=connection,
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "List-Unsubscribe": f"<{mail.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Content-Language": mail.language, "Message-ID": mail.message_id,
        },
    )
    letter.attach_alternative(mail.html, "text/html")
    return letter


def _settle(row: MessageRecipient, state: str, **fields: Any) -> MessageRecipient:
    """Write how it ended, unless somebody else has taken the row; also where it was given up as unknown meanwhile."""
    mine = MessageRecipient.objects.filter(
        pk=row.pk, attempts=row.attempts, state__in=[State.SENDING, State.UNKNOWN])
    mine.update(state=state, claimed_until=None, **fields)
    row.refresh_from_db()
    return row


def _put_back(row: MessageRecipient) -> MessageRecipient:
    """Wait and try again; a message that was called back meanwhile stays called back."""
    wait = BACK_OFF[row.attempts - 1]
    is_cancelled = Message.objects.filter(pk=row.message_id, state=Message.State.CANCELLED).exists()
    return _settle(row, State.CANCELLED if is_cancelled else State.QUEUED, not_before=timezone.now() + wait)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        log.info("The mail server ended the connection first.")
