"""Who: the register, what people agreed to, what was sent to them."""

from stakeholders.models.consents import Consent, ConsentText
from stakeholders.models.describing import CustomField, Tag, Tagging
from stakeholders.models.imports import ColumnMeaning, ImportRow, RegisterImport
from stakeholders.models.merges import Merge, NotTheSame
from stakeholders.models.messages import BouncedAddress, Message, MessageKind, MessageRecipient, MessageTemplate
from stakeholders.models.register import (
    ContactDetails,
    GroupMembership,
    Involvement,
    PilotGroup,
    Stakeholder,
    StakeholderGroup,
)
from stakeholders.models.relationships import Relationship

__all__ = [
    "BouncedAddress", "Consent", "ConsentText", "ContactDetails", "GroupMembership", "Involvement", "Message",
    "MessageKind", "MessageRecipient", "MessageTemplate", "PilotGroup", "Stakeholder", "StakeholderGroup",
    "CustomField", "Relationship", "Tag", "Tagging",
    "ColumnMeaning", "ImportRow", "Merge", "NotTheSame", "RegisterImport",
]
