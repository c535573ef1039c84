"""Who: the register, what people agreed to."""

from stakeholders.models.consents import Consent
from stakeholders.models.register import (
    ContactDetails,
    GroupMembership,
    Involvement,
    PilotGroup,
    Stakeholder,
    StakeholderGroup,
)

__all__ = [
    "Consent", "ContactDetails", "GroupMembership", "Involvement", "PilotGroup", "Stakeholder", "StakeholderGroup",
]
