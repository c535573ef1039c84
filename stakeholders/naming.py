"""One way to call a stakeholder on a page."""

from typing import Any

from foundation.accounts.access import allowed
from stakeholders.models import Stakeholder


def display_name(stakeholder: Stakeholder, user: Any) -> str:
    """The name where ``user`` may see it, else the pseudonym.

    Rows from ``with_names(user)`` bring the answer along; others cost a query or two.
    """
    if hasattr(stakeholder, "shown_name"):
        return stakeholder.shown_name or str(stakeholder)
    if stakeholder.organisation_name:
        return stakeholder.organisation_name
    if hasattr(stakeholder, "contact") and allowed(user, "stakeholders.view_name", stakeholder):
        return stakeholder.contact.name
    return stakeholder.pseudonym
