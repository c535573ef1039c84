"""Write the register: a person or organisation with name, groups and the involvement in a pilot, all or nothing."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.models import Pilot
from stakeholders.actions.describing import merged_custom, write_tags
from stakeholders.actions.involvements import STANDING
from stakeholders.models import ContactDetails, GroupMembership, Involvement, Stakeholder, StakeholderGroup

CONTACT = ("email", "phone", "language", "do_not_contact")
FACTS = ("helix", "age_band", "gender", "district", "demographics_source", "organisation", "owner")
DESCRIPTION = ("tags", "custom")  # names of tags; values of the programme's own fields by code


@transaction.atomic
def register_stakeholder(*, pilot: Pilot, kind: str, name: str, helix: str, by: Any,
                         groups: Iterable[StakeholderGroup] = (), **details: Any) -> Stakeholder:
    """Enter a person or organisation that takes part in ``pilot``.

    ``details`` are names of FACTS, CONTACT, DESCRIPTION and STANDING; what is not given stays unset. Raises
    ValidationError on an empty name, an unfitting organisation, keeper or value of the programme's own fields,
    TypeError on another name of a detail.
    """
    _refuse_unknown(details)
    is_person = kind == Stakeholder.Kind.PERSON
    _check(name, details, is_person, pilot.programme_id)
    stakeholder = Stakeholder.objects.create(
        programme_id=pilot.programme_id, kind=kind, organisation_name="" if is_person else name, helix=helix,
        joined_on=pilot.local_date(), **_only(details, FACTS),
    )
    _write_contact(stakeholder, name, _only(details, CONTACT))
    _write_description(stakeholder, details)
    _write_groups(stakeholder, groups)
    Involvement.objects.create(
        stakeholder=stakeholder, pilot=pilot, valid_from=pilot.local_date(), **_only(details, STANDING)
    )
    record("stakeholder.register", stakeholder, by=by, pilot=pilot.pk)
    note_change(pilot=pilot, reason="stakeholder")
    return stakeholder


@transaction.atomic
def change_stakeholder(*, stakeholder: Stakeholder, name: str, by: Any,
                       groups: Iterable[StakeholderGroup] | None = None, **details: Any) -> Stakeholder:
    """Write name, facts, contact and groups of a register entry; details that are not named stay as they are.

    Raises as ``register_stakeholder``.
    """
    _refuse_unknown(details, FACTS + CONTACT + DESCRIPTION)
    is_person = stakeholder.kind == Stakeholder.Kind.PERSON
    _check(name, details, is_person, stakeholder.programme_id)
    facts = _only(details, FACTS) | ({} if is_person else {"organisation_name": name})
    for field, value in facts.items():
        setattr(stakeholder, field, value)
    stakeholder.save(update_fields=list(facts))
    _write_contact(stakeholder, name, _only(details, CONTACT))
    _write_description(stakeholder, details)
    if groups is not None:
        _write_groups(stakeholder, groups)
    record("stakeholder.change", stakeholder, by=by, fields=sorted(details))
    _note_everywhere(stakeholder)
    return stakeholder


def _check(name: str, details: dict[str, Any], is_person: bool, programme_id: int) -> None:
    if not name.strip():
        raise ValidationError({"name": _("Give a name.")})
    owner, organisation = details.get("owner"), details.get("organisation")
    if owner is not None and not owner.memberships.filter(programme=programme_id).exists():
        raise ValidationError({"owner": _("Choose somebody of this programme.")})
    if organisation is None:
        return
    if not is_person:
        raise ValidationError({"organisation": _("An organisation does not belong to another one.")})
    if organisation.programme_id != programme_id or organisation.kind != Stakeholder.Kind.ORGANISATION:
        raise ValidationError({"organisation": _("Choose an organisation of this register.")})


def _write_contact(stakeholder: Stakeholder, name: str, contact: dict[str, Any]) -> None:
    """A person always has a contact row (it holds the name), an organisation only for an address."""
    if stakeholder.kind == Stakeholder.Kind.PERSON or any(contact.values()) or hasattr(stakeholder, "contact"):
        ContactDetails.objects.update_or_create(stakeholder=stakeholder, defaults={"name": name, **contact})


def _write_description(stakeholder: Stakeholder, details: dict[str, Any]) -> None:
    if "tags" in details:
        write_tags(stakeholder, details["tags"])
    if details.get("custom"):
        stakeholder.custom = merged_custom(stakeholder, details["custom"])
        stakeholder.save(update_fields=["custom"])


def _write_groups(stakeholder: Stakeholder, groups: Iterable[StakeholderGroup]) -> None:
    wanted = list(groups)
    stakeholder.group_memberships.exclude(group__in=wanted).delete()
    for group in wanted:
        GroupMembership.objects.get_or_create(stakeholder=stakeholder, group=group)


def _note_everywhere(stakeholder: Stakeholder) -> None:
    for pilot in Pilot.objects.filter(involvements__stakeholder=stakeholder).distinct():
        note_change(pilot=pilot, reason="stakeholder")


def _only(details: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: details[name] for name in names if name in details}


def _refuse_unknown(details: dict[str, Any], known: tuple[str, ...] = FACTS + CONTACT + DESCRIPTION + STANDING) -> None:
    if unknown := set(details) - set(known):
        raise TypeError(f"A stakeholder has no detail {', '.join(sorted(unknown))}.")
