"""Erase who somebody is: name and addresses, in the row and in every earlier state. What was counted stays."""

from typing import Any

from django.db import transaction

from foundation.audit.forgetting import blank_personal
from foundation.audit.kinds import history_of, kind_of, with_parts
from foundation.audit.record import record
from stakeholders.models import ContactDetails, Stakeholder


@transaction.atomic
def erase_contact(*, stakeholder: Stakeholder, by: Any) -> None:
    """Delete the contact details with their history, and blank what the history of the person's rows says of them.

    The register entry stays under its pseudonym. It cannot be undone.
    """
    record("stakeholder.erase", stakeholder, by=by)
    for contact in ContactDetails.objects.filter(stakeholder=stakeholder):
        contact.delete()
    forget_person(stakeholder)


@transaction.atomic
def forget_person(stakeholder: Stakeholder) -> int:
    """Take the personal values of a person and of all their parts out of the history; how many states were blanked.

    Their contact details' history goes altogether, also that of details deleted by an undo.
    """
    ContactDetails.history.filter(stakeholder_id=stakeholder.pk).delete()
    person, blanked = kind_of(Stakeholder), 0
    for part in with_parts(person):
        name = part.model._meta.pk.attname
        keys = set(history_of(part, person, stakeholder.pk).values_list(name, flat=True))
        blanked += blank_personal(part.model, list(keys))
    return blanked
