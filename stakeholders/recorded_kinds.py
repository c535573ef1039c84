"""What has a history on this floor, and how people are called in it."""

from collections.abc import Iterable
from typing import Any

from foundation.audit.kinds import Kind, call_by, declare
from stakeholders.models import (
    Consent,
    ConsentText,
    ContactDetails,
    CustomField,
    GroupMembership,
    Involvement,
    MessageTemplate,
    PilotGroup,
    Relationship,
    Stakeholder,
    StakeholderGroup,
    Tag,
    Tagging,
)
from stakeholders.taken_back_elsewhere import NOBODY

NAMES = "stakeholders.view_name"


def names_of(user: Any, keys: Iterable[Any]) -> dict[Any, str]:
    """Names where the user may see them, pseudonyms else; one query."""
    rows: Any = Stakeholder.objects.with_names(user).filter(pk__in=list(keys))
    return {row.pk: row.shown_name or str(row) for row in rows}


def declare_kinds() -> None:
    """Groups belong to the programme or the pilot; everything else to its stakeholder."""
    call_by(Stakeholder, names_of)
    declare(
        Kind("stakeholder-group", StakeholderGroup, whole="programme", title="code"),
        Kind("stakeholder", Stakeholder, view="stakeholders.view_stakeholder", change="stakeholders.edit_stakeholder",
             names=NAMES, visible_to=Stakeholder.objects.visible_to, title="organisation_name",
             page="stakeholders:stakeholder-detail"),
        Kind("contact-details", ContactDetails, whole="stakeholder"),
        Kind("group-membership", GroupMembership, whole="stakeholder", title="group"),
        Kind("involvement", Involvement, whole="stakeholder", title="pilot"),
        # a ledger: entries are ended, never taken back, and an undone withdrawal would be mail against somebody's will
        Kind("consent", Consent, change=NOBODY, whole="stakeholder", title="purpose"),
        Kind("consent-text", ConsentText, change=NOBODY, whole="programme", title="purpose"),
        Kind("message-template", MessageTemplate, whole="programme", title="kind"),
        Kind("tag", Tag, whole="programme", title="name"),
        Kind("tagging", Tagging, whole="stakeholder", title="tag"),
        Kind("custom-field", CustomField, whole="programme", title="label"),
        Kind("relationship", Relationship, whole="source", title="kind"),
        Kind("pilot-group", PilotGroup, whole="pilot", title="group"),
    )
