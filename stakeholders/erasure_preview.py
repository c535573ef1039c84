"""What an erasure would take and what it would leave, counted; and what a receipt says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.audit.kinds import history_of, kind_of, with_parts
from foundation.audit.models import AuditEvent
from stakeholders.actions.erasure import ERASED, copied_columns
from stakeholders.actions.erasure_texts import count_mentions
from stakeholders.import_traces import rows_about
from stakeholders.models import (
    BouncedAddress,
    ContactDetails,
    ImportRow,
    Merge,
    MessageRecipient,
    NotTheSame,
    Relationship,
    Stakeholder,
    Tagging,
)
from stakeholders.relations import relations

REASONS = {
    "asked": gettext_lazy("The person asked for it"), "retention": gettext_lazy("The time for keeping names is over"),
    "mistake": gettext_lazy("Entered by mistake"), "other": gettext_lazy("Another reason"),
}
TAKEN = {
    "contact": gettext_lazy("Name and contact details"), "copies": gettext_lazy("Registrations without the name now"),
    "import_rows": gettext_lazy("Emptied rows of imported tables"),
    "texts": gettext_lazy("Texts that say the pseudonym now"), "messages": gettext_lazy("Messages stopped"),
    "earlier_states": gettext_lazy("Earlier states without the name now"),
}
GOES = (ContactDetails, Tagging, Relationship, BouncedAddress, NotTheSame, ImportRow, Merge)


@dataclass(frozen=True)
class Part:
    """A kind of thing and how many there are of it."""

    label: str
    number: int


def what_goes(stakeholder: Stakeholder) -> list[Part]:
    """What an erasure would delete or empty; kinds of which there is nothing are left out."""
    rows = MessageRecipient.objects.filter(stakeholder=stakeholder, state=MessageRecipient.State.QUEUED)
    parts = [Part(_("Name, e-mail address, telephone and language"), int(hasattr(stakeholder, "contact")))]
    if stakeholder.kind == Stakeholder.Kind.PERSON:
        parts += _of_person(stakeholder)
    parts += [Part(_("Messages that wait to be sent"), rows.count()),
              Part(_("Earlier states in the history, emptied"), _earlier_states(stakeholder))]
    return [part for part in parts if part.number]


def _of_person(stakeholder: Stakeholder) -> Iterator[Part]:
    parts = stakeholder.involvements.exclude(role="", stance__isnull=True)
    ties = [Relationship.objects.filter(**{end: stakeholder}).count() for end in ("source", "target")]
    yield Part(_("Code elsewhere"), int(bool(stakeholder.external_id)))
    yield Part(_("Values in fields of the programme's own"), len(stakeholder.custom))
    yield Part(_("Tags"), Tagging.objects.filter(stakeholder=stakeholder).count())
    yield Part(_("Relationships"), sum(ties))
    yield Part(_("Roles and stances in pilots"), parts.count())
    yield Part(_("Rows of imported tables, emptied"), len(rows_about(stakeholder)[0]))
    yield Part(_("Merges that can no longer be taken back"),
               Merge.objects.filter(winner=stakeholder, undone_at__isnull=True).count())
    for relation, _names in copied_columns():
        number = relation.model._base_manager.filter(**{relation.name: stakeholder}).count()
        yield Part(_("%(what)s, with the pseudonym instead of the name") % {
            "what": str(relation.model._meta.verbose_name_plural).capitalize()}, number)


def what_stays(stakeholder: Stakeholder) -> list[Part]:
    """What would stay under the pseudonym, because it is counted."""
    found: dict[str, int] = {}
    for relation in relations():
        if relation.model in GOES:
            continue
        label = str(relation.model._meta.verbose_name_plural)
        number = relation.model._base_manager.filter(**{relation.name: stakeholder}).count()
        found[label] = found.get(label, 0) + number
    return [Part(label.capitalize(), number) for label, number in found.items() if number]


def what_is_mentioned(stakeholder: Stakeholder) -> list[Part]:
    """Texts of the programme that say the name, an address or a number of the person."""
    if stakeholder.kind != Stakeholder.Kind.PERSON:
        return []
    return [Part(label.capitalize(), number) for label, number in count_mentions(stakeholder).items()]


def _earlier_states(stakeholder: Stakeholder) -> int:
    person = kind_of(Stakeholder)
    return sum(history_of(part, person, stakeholder.pk).count() for part in with_parts(person))


def receipts_of(stakeholder: Stakeholder) -> Any:
    """The erasures of an entry, the newest first."""
    return AuditEvent.objects.filter(
        action=ERASED, object_type=Stakeholder._meta.label, object_id=str(stakeholder.pk)).order_by("-pk")


def said_on_receipt(receipt: AuditEvent) -> list[Part]:
    """What the erasure did, in the words of the page."""
    return [Part(str(label), receipt.details[name]) for name, label in TAKEN.items() if receipt.details.get(name)]
