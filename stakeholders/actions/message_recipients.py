"""Who gets a message and who does not, each with a named reason; one answer for preview, release and sending."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from stakeholders.actions.consents import EMAIL
from stakeholders.message_querysets import TAKEN
from stakeholders.message_reasons import LeftOut
from stakeholders.models import BouncedAddress, Consent, Involvement, Message, MessageRecipient, Stakeholder


@dataclass(frozen=True)
class Sorted:
    """``to``: stakeholder → language, in the order of the register; ``left_out``: stakeholder → reason."""

    to: dict[int, str]
    left_out: dict[int, str]


def address_digest(address: str) -> str:
    """A keyed hash of an address: the same however it is written in capitals, and not to be guessed from outside."""
    return salted_hmac("stakeholders.address", address.strip().lower(), algorithm="sha256").hexdigest()


def candidates(message: Message, user: Any) -> QuerySet[Any]:
    """The stakeholders that the message's selection names, as far as ``user`` may write to them."""
    selection: dict[str, Any] = message.selection
    found = Stakeholder.objects.filter(programme_id=message.programme_id)
    if "ids" in selection:
        return found.filter(pk__in=selection["ids"])
    found = found.visible_to(user)
    involved = Involvement.objects.filter(valid_until__isnull=True)
    if message.pilot_id:
        involved = involved.filter(pilot=message.pilot_id)
    if level := selection.get("planned_level"):
        involved = involved.filter(planned_level__gte=level)
    found = found.filter(pk__in=involved.values("stakeholder"))
    for name in ("helix", "kind"):
        if selection.get(name):
            found = found.filter(**{name: selection[name]})
    if group := selection.get("group"):
        found = found.filter(group_memberships__group=group)
    if tag := selection.get("tag"):
        found = found.filter(tags=tag)
    return found.distinct()


def sort_out(message: Message, user: Any) -> Sorted:
    """Everybody of the selection, once: to whom the message goes, and who is left out why. Seven queries at most."""
    people = candidates(message, user)
    rows = _addresses(people)
    reasons = _reasons(rows, people)
    had = set() if message.repeats else _already_got(message)
    to: dict[int, str] = {}
    left_out: dict[int, str] = {}
    seen: set[str] = set()
    for row in rows:
        reason = reasons.get(row["pk"]) or (LeftOut.ALREADY_GOT if row["pk"] in had else "")
        address = (row["contact__email"] or "").strip().lower()
        if not reason and address in seen:
            reason = LeftOut.DUPLICATE_ADDRESS
        if reason:
            left_out[row["pk"]] = str(reason)
        else:
            seen.add(address)
            to[row["pk"]] = row["contact__language"] or ""
    # who was named and is not in the register any more: erased, or merged with another entry
    gone = set(message.selection.get("ids", ())) - set(to) - set(left_out)
    return Sorted(to, left_out | {key: str(LeftOut.GONE) for key in sorted(gone)})


def block_reason(stakeholder_id: int) -> str:
    """Why nothing may be sent to this stakeholder now, "" if something may; asked again right before each mail."""
    people = Stakeholder.objects.filter(pk=stakeholder_id)
    rows = _addresses(people)
    return str(_reasons(rows, people).get(stakeholder_id, "")) if rows else str(LeftOut.GONE)


def digest_of(message: Message, recipients: Sorted) -> str:
    """What somebody has seen before they say "send": the list and the texts."""
    seen = json.dumps([sorted(recipients.to), message.texts, message.repeats], sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def _addresses(people: QuerySet[Any]) -> list[dict[str, Any]]:
    fields = ["pk", "kind", "contact__pk", "contact__email", "contact__language", "contact__do_not_contact"]
    return list(people.order_by("pk").values(*fields))


def _reasons(rows: Iterable[dict[str, Any]], people: QuerySet[Any]) -> dict[int, str]:
    """The strongest reason against each of the stakeholders that has one."""
    keys = people.order_by().values("pk")
    given = Consent.objects.standing().filter(purpose=EMAIL, stakeholder__in=keys)
    agreed = set(given.values_list("stakeholder", flat=True))
    withdrawn = dict(
        Consent.objects.withdrawn().filter(purpose=EMAIL, stakeholder__in=keys).order_by("withdrawn_on", "pk")
        .values_list("stakeholder", "withdrawal_channel")
    )
    bounced = set(BouncedAddress.objects.filter(stakeholder__in=keys).values_list("stakeholder", "digest"))
    found = {row["pk"]: _reason(row, agreed, withdrawn, bounced) for row in rows}
    return {key: reason for key, reason in found.items() if reason}


def _reason(row: dict[str, Any], agreed: set[int], withdrawn: dict[int, str], bounced: set[tuple[int, str]]) -> str:
    key, address = row["pk"], row["contact__email"]
    is_erased = row["contact__pk"] is None and row["kind"] == Stakeholder.Kind.PERSON
    if is_erased:
        return LeftOut.GONE
    if row["contact__do_not_contact"]:
        return LeftOut.DO_NOT_CONTACT
    if not address:
        return LeftOut.NO_ADDRESS
    if (key, address_digest(address)) in bounced:
        return LeftOut.BOUNCED
    if key in agreed:
        return ""
    if key in withdrawn:
        by_link = withdrawn[key] == Consent.Channel.UNSUBSCRIBE_LINK
        return LeftOut.UNSUBSCRIBED if by_link else LeftOut.CONSENT_WITHDRAWN
    return LeftOut.NO_CONSENT


def _already_got(message: Message) -> set[int]:
    """Who has, or may have, another message of the same kind about the same; without a session: of the same text."""
    same = MessageRecipient.objects.filter(
        message__programme=message.programme_id, message__kind=message.kind, message__about_key=message.about_key,
        state__in=TAKEN,
    ).exclude(message=message.pk)
    if not message.about_key:
        same = same.filter(message__texts=message.texts)
    return set(same.values_list("stakeholder", flat=True))


def queued_rows(message: Message, recipients: Sorted) -> list[MessageRecipient]:
    """One row for everybody of the selection, unsaved: to send, or left out with the reason."""
    now = timezone.now()
    states = MessageRecipient.State
    known = set(Stakeholder.objects.filter(pk__in=recipients.left_out).values_list("pk", flat=True))
    return [
        *(MessageRecipient(message=message, stakeholder_id=key, language=language, not_before=now)
          for key, language in recipients.to.items()),
        *(MessageRecipient(message=message, stakeholder_id=key, state=states.SKIPPED, reason=reason, not_before=now)
          for key, reason in recipients.left_out.items() if key in known),
    ]
