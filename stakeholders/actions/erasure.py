"""Erase who somebody is: in the register, in every earlier state, and wherever a copy lies. What was counted stays."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from foundation.audit.acting import unrecorded
from foundation.audit.forgetting import blank_personal, delete_history
from foundation.audit.kinds import history_of, kind_of, with_parts
from foundation.audit.record import record
from stakeholders.actions.erasure_texts import replace_mentions
from stakeholders.import_traces import rows_about
from stakeholders.message_reasons import LeftOut
from stakeholders.models import (
    BouncedAddress,
    Consent,
    ContactDetails,
    ImportRow,
    Involvement,
    Merge,
    MessageRecipient,
    Relationship,
    Stakeholder,
    Tagging,
)
from stakeholders.relations import relations

ERASED = "stakeholder.erase"
CHUNK = 500
COPIES = {"name": "pseudonym", "email": "", "phone": ""}
"""Columns of other rows about a person that repeat who they are, and what stands there afterwards."""


@transaction.atomic
def erase_contact(*, stakeholder: Stakeholder, by: Any, reason: str = "", is_taken_from_texts: bool = False) -> int:
    """Delete the contact details with their history, and blank whatever else says who the person is: own fields, code
    elsewhere, tags, relationships, role, keeper, rows of imports, what merges kept, copies in registrations; with
    ``is_taken_from_texts`` also the name in notes, promises and messages. Nothing waiting is sent.

    The register entry stays under its pseudonym, with the facts that are counted. Of an organisation only the contact
    details go. Returns the number of the event, which is the receipt. It cannot be undone; done twice it does no more.
    """
    # no change of anybody's: a recorded one would offer to be taken back, and keep what stood before
    with unrecorded():
        done = _erase(stakeholder, is_taken_from_texts=is_taken_from_texts)
    return record(ERASED, stakeholder, by=by, reason=reason, **done).pk


def _erase(stakeholder: Stakeholder, *, is_taken_from_texts: bool) -> dict[str, Any]:
    """What was erased, by the names of the receipt."""
    done: dict[str, Any] = {}
    if stakeholder.kind == Stakeholder.Kind.PERSON:
        done["texts"] = replace_mentions(stakeholder) if is_taken_from_texts else 0
        done["import_rows"] = _blank_import_rows(stakeholder)
        done["copies"] = _blank_copies(stakeholder)
        _blank_own(stakeholder)
    done["messages"] = _stop_messages(stakeholder)
    done["contact"] = 0
    for contact in ContactDetails.objects.filter(stakeholder=stakeholder):
        contact.delete()
        done["contact"] += 1
    gone = [stakeholder.pk, *_merged_keys(stakeholder)]
    Merge.objects.filter(winner=stakeholder).update(kept={})
    done["earlier_states"] = sum(_forget(key) for key in gone)
    return done


@transaction.atomic
def forget_person(stakeholder: Stakeholder) -> int:
    """Take the personal values of a person and of all their parts out of the history; how many states were blanked.

    Their contact details' history goes altogether, also that of details deleted by an undo.
    """
    return _forget(stakeholder.pk)


def _forget(key: int) -> int:
    ContactDetails.history.filter(stakeholder_id=key).delete()
    person, blanked = kind_of(Stakeholder), 0
    for part in with_parts(person):
        name = part.model._meta.pk.attname
        keys = set(history_of(part, person, key).values_list(name, flat=True))
        blanked += blank_personal(part.model, list(keys))
    # JSON has no blank of its own, so the general rule leaves it
    Stakeholder.history.filter(id=key).update(custom={})
    return blanked


def _merged_keys(stakeholder: Stakeholder) -> list[int]:
    """Entries that went into this one: they were the same person."""
    return list(Merge.objects.filter(winner=stakeholder, undone_at__isnull=True).values_list("loser_id", flat=True))


def _blank_own(stakeholder: Stakeholder) -> None:
    """What the register itself says of the person beyond what is counted; ties and tags with their history."""
    stakeholder.external_id, stakeholder.custom, stakeholder.owner = "", {}, None
    stakeholder.save(update_fields=["external_id", "custom", "owner"])
    Involvement.objects.filter(stakeholder=stakeholder).update(role="", stance=None)
    Consent.objects.filter(stakeholder=stakeholder).update(evidence="", withdrawal_note="")
    _remove(Tagging, Tagging.objects.filter(stakeholder=stakeholder), Tagging.history.filter(
        stakeholder_id=stakeholder.pk))
    for end in ("source", "target"):
        _remove(Relationship, Relationship.objects.filter(**{end: stakeholder}), Relationship.history.filter(
            **{f"{end}_id": stakeholder.pk}))


def _remove(model: Any, rows: Any, history: Any) -> None:
    rows._raw_delete(rows.db)
    delete_history(model, history)


def _stop_messages(stakeholder: Stakeholder) -> int:
    """Leave the person out of what has not been sent; returns how many mails."""
    BouncedAddress.objects.filter(stakeholder=stakeholder).delete()
    states = MessageRecipient.State
    rows = MessageRecipient.objects.filter(stakeholder=stakeholder)
    stopped = rows.filter(state=states.QUEUED).update(state=states.SKIPPED, reason=LeftOut.GONE)
    rows.update(language="")
    return stopped


def _blank_import_rows(stakeholder: Stakeholder) -> int:
    """Empty every row of a table that is about the person, applied or not."""
    about, alike = rows_about(stakeholder)
    for start in range(0, len(alike), CHUNK):
        ImportRow.objects.filter(pk__in=alike[start:start + CHUNK]).update(changes={})
    for start in range(0, len(about), CHUNK):
        ImportRow.objects.filter(pk__in=about[start:start + CHUNK]).update(
            cells=[], values={}, problems=[], candidates=[], changes={}, written={}, stakeholder=None, choice="")
    return len(about)


def _blank_copies(stakeholder: Stakeholder) -> int:
    """Names and addresses that rows of higher floors repeat, such as a registration for a session."""
    number = 0
    for relation, names in copied_columns():
        blank = {name: stakeholder.pseudonym if COPIES[name] else "" for name in names}
        number += relation.model._base_manager.filter(**{relation.name: stakeholder.pk}).update(**blank)
    return number


def copied_columns() -> Iterable[tuple[Any, list[str]]]:
    """Keys to a stakeholder of models that repeat a name or an address, each with the columns."""
    for relation in relations():
        columns = {field.name for field in relation.model._meta.concrete_fields}
        names = sorted(columns & set(COPIES) & set(getattr(relation.model, "PERSONAL", ())))
        if relation.model is not ContactDetails and names:
            yield relation, names
