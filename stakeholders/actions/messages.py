"""Write, release and cancel messages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.record import record
from foundation.jobs.models import Job
from foundation.jobs.running import enqueue
from pilots.models import Pilot, Programme
from stakeholders.actions.message_recipients import Sorted, digest_of, queued_rows, sort_out
from stakeholders.message_templates import Wording, built_in
from stakeholders.models import Message, MessageKind, MessageRecipient, MessageTemplate
from stakeholders.personal_links import available_links
from stakeholders.placeholders import ALWAYS, check, without_unavailable

SEND = "stakeholders.send_message"


class ListChanged(Exception):
    """The recipients or the texts are not those that were seen before "send"."""


def available_in(message: Message) -> frozenset[str]:
    """The placeholders that can be filled in for what the message is about."""
    return ALWAYS | {name for name, value in message.about.items() if value} | available_links(message.about_key)


def wording_for(programme: Programme, kind: str, language: str) -> Wording | None:
    """The programme's own wording, else the built-in one, in exactly this language; None where there is neither."""
    own = programme.message_templates.filter(kind=kind, language=language).first()
    return Wording(own.subject, own.body) if own else built_in(kind, language)


@transaction.atomic
def draft_message(*, programme: Programme, pilot: Pilot | None, kind: str, selection: dict[str, Any], by: Any,
                  about: dict[str, Any] | None = None, about_key: str = "", repeats: bool = False) -> Message:
    """Start a message with the programme's wording in each of its languages.

    ``selection``: ``{"ids": [...]}`` or a filter of the register; ``about``: values of placeholders (title and place
    as text, ``date`` as ISO day, ``time`` as HH:MM, links as absolute addresses). What cannot be filled in is left out
    of the wording. Nothing is sent.
    """
    message = Message(
        programme=programme, pilot=pilot, kind=kind, selection=selection, about=about or {}, about_key=about_key,
        repeats=repeats, created_by=by if getattr(by, "pk", None) else None, created_by_name=str(by or "")[:200],
    )
    message.texts = _first_texts(message)
    message.save()
    record("message.draft", message, by=by, kind=kind, about=about_key)
    return message


@transaction.atomic
def change_message(*, message: Message, texts: dict[str, dict[str, str]], repeats: bool, by: Any) -> Message:
    """Write the texts of a draft. Raises ValidationError on a faulty placeholder, no text in the programme's default
    language, and where the message is released."""
    message = _lock(message)
    if message.state != Message.State.DRAFT:
        raise ValidationError(_("This message has been released; it can no longer be changed."))
    kept = {language: text for language, text in texts.items() if text["subject"].strip() and text["body"].strip()}
    if message.programme.default_language not in kept:
        raise ValidationError(_("Write subject and text in the programme's default language."))
    for text in kept.values():
        for part in ("subject", "body"):
            check(text[part], available_in(message))
    message.texts, message.repeats = kept, repeats
    message.save(update_fields=["texts", "repeats"])
    record("message.change", message, by=by)
    return message


@transaction.atomic
def release_message(*, message: Message, seen: str, by: Any) -> Message:
    """Queue one row for everybody of the selection and start the sending; once, however often it is asked.

    ``seen`` is ``digest_of`` what the person had before them: raises ListChanged where it is another list or text by
    now, ValidationError where nobody would get the message.
    """
    message = _lock(message)
    if message.state != Message.State.DRAFT:
        return message
    recipients = sort_out(message, by)
    if digest_of(message, recipients) != seen:
        raise ListChanged
    if not recipients.to:
        raise ValidationError(_("Nobody would get this message."))
    message.state, message.released_at = Message.State.RELEASED, timezone.now()
    message.save(update_fields=["state", "released_at"])
    MessageRecipient.objects.bulk_create(queued_rows(message, recipients), batch_size=500)
    _start(message, by)
    record("message.release", message, by=by, kind=message.kind, about=message.about_key, to=len(recipients.to),
           left_out=_counts(recipients))
    return message


@transaction.atomic
def cancel_message(*, message: Message, by: Any) -> int:
    """Call back what has not been sent; returns how many rows. What is being sent or was sent stays as it is."""
    message = _lock(message)
    if message.state == Message.State.DRAFT:
        raise ValidationError(_("A draft is not being sent."))
    states = MessageRecipient.State
    number = message.recipients.filter(state=states.QUEUED).update(state=states.CANCELLED)
    if message.state == Message.State.RELEASED and number:
        message.state = Message.State.CANCELLED
        message.save(update_fields=["state"])
        record("message.cancel", message, by=by, not_sent=number)
    return number


@transaction.atomic
def resume_message(*, message: Message, by: Any) -> bool:
    """Start the sending again where a failed job has left rows waiting; returns whether that was so."""
    message = _lock(message)
    waiting = message.recipients.filter(state=MessageRecipient.State.QUEUED).exists()
    if message.state != Message.State.RELEASED or not waiting or is_being_sent(message):
        return False
    _start(message, by)
    record("message.resume", message, by=by)
    return True


@transaction.atomic
def delete_draft(*, message: Message, by: Any) -> None:
    """Throw a draft away. Raises ValidationError on anything else."""
    message = _lock(message)
    if message.state != Message.State.DRAFT:
        raise ValidationError(_("Only a draft can be thrown away."))
    record("message.delete", message, by=by)
    message.delete()


@transaction.atomic
def save_template(*, programme: Programme, kind: str, language: str, subject: str, body: str,
                  by: Any) -> MessageTemplate:
    """Write the programme's own wording. Raises ValidationError naming every unknown placeholder."""
    if kind not in MessageKind.values or language not in programme.languages:
        raise ValidationError(_("There is no such template."))
    check(subject)
    check(body)
    template, _is_new = MessageTemplate.objects.update_or_create(
        programme=programme, kind=kind, language=language, defaults={"subject": subject, "body": body})
    record("message_template.save", template, by=by, kind=kind, language=language)
    return template


@transaction.atomic
def reset_template(*, template: MessageTemplate, by: Any) -> None:
    """Return to the built-in wording."""
    record("message_template.reset", template, by=by, kind=template.kind, language=template.language)
    template.delete()


def sending_jobs(message: Message) -> Any:
    return Job.objects.filter(kind=SEND, arguments__message_id=message.pk)


def is_being_sent(message: Message) -> bool:
    """Whether a job is on its way or waits for its time."""
    return sending_jobs(message).unfinished().exists()


def _start(message: Message, by: Any) -> None:
    enqueue(SEND, by=by, programme_id=message.programme_id, pilot_id=message.pilot_id, message_id=message.pk)


def _lock(message: Message) -> Message:
    stored: Message = Message.objects.select_for_update().get(pk=message.pk)
    return stored


def _first_texts(message: Message) -> dict[str, dict[str, str]]:
    programme, available = message.programme, available_in(message)
    texts = {}
    for language in programme.languages:
        wording = wording_for(programme, message.kind, language)
        if wording is None and language == programme.default_language:
            wording = wording_for(programme, message.kind, "en")  # the coordinator translates what is there
        if wording is None:
            continue
        subject = without_unavailable(wording.subject, available) or str(message.get_kind_display())
        texts[language] = {"subject": subject, "body": without_unavailable(wording.body, available)}
    return texts


def _counts(recipients: Sorted) -> dict[str, int]:
    reasons = list(recipients.left_out.values())
    return {reason: reasons.count(reason) for reason in sorted(set(reasons))}
