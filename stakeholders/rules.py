"""Who may see and change the register."""

from typing import Any

import rules

from pilots.choices import Role
from pilots.rules import (
    is_contributor_of_any_pilot,
    is_contributor_of_pilot,
    is_coordinator,
    is_manager_of_any_pilot,
    is_manager_of_pilot,
    is_researcher,
    roles_of,
)


def _is_involved_where(user: Any, stakeholder: Any, role: str) -> bool:
    pilots = {pilot for _programme, pilot, held in roles_of(user) if held == role}
    return bool(pilots) and stakeholder.involvements.filter(pilot__in=pilots).exists()


@rules.predicate
def manages_their_pilot(user: Any, stakeholder: Any) -> bool:
    """The user manages a pilot in which the stakeholder is or was involved."""
    return _is_involved_where(user, stakeholder, Role.MANAGER)


@rules.predicate
def contributes_to_their_pilot(user: Any, stakeholder: Any) -> bool:
    """The user contributes to a pilot in which the stakeholder is or was involved."""
    return _is_involved_where(user, stakeholder, Role.CONTRIBUTOR)


@rules.predicate
def manages_all_their_pilots(user: Any, stakeholder: Any) -> bool:
    """Every pilot in which the stakeholder is or was involved is one that the user manages, and there is one."""
    managed = {pilot for _programme, pilot, held in roles_of(user) if held == Role.MANAGER}
    pilots = set(stakeholder.involvements.values_list("pilot", flat=True)) if managed else set()
    return bool(pilots) and pilots <= managed


can_view_register = is_coordinator | is_manager_of_any_pilot | is_contributor_of_any_pilot | is_researcher

rules.add_perm("stakeholders.view_register", can_view_register)
# asked with a pilot: a manager sees the names of the own pilot's people
rules.add_perm("stakeholders.view_names", is_coordinator | is_manager_of_pilot)
rules.add_perm("stakeholders.edit_register", is_coordinator | is_manager_of_any_pilot)
# asked with a stakeholder
rules.add_perm(
    "stakeholders.view_stakeholder",
    is_coordinator | is_researcher | manages_their_pilot | contributes_to_their_pilot,
)
rules.add_perm("stakeholders.view_name", is_coordinator | manages_their_pilot)
rules.add_perm("stakeholders.edit_stakeholder", is_coordinator | manages_their_pilot)
# it cannot be undone, and another pilot may still need the name
rules.add_perm("stakeholders.erase_stakeholder", is_coordinator | manages_all_their_pilots)
# asked with a pilot: write somebody's standing there
rules.add_perm("stakeholders.edit_involvement", is_coordinator | is_manager_of_pilot)
# asked with a programme: may the user write messages to stakeholders of some pilot
rules.add_perm("stakeholders.write_messages", is_coordinator | is_manager_of_any_pilot)
# asked with a message: of the whole programme it is the coordinator's
rules.add_perm("stakeholders.view_message", is_coordinator | is_manager_of_pilot)
# asked with a pilot: see influence, interest and contact of everybody there (names are asked for apart)
rules.add_perm(
    "stakeholders.view_involvements",
    is_coordinator | is_researcher | is_manager_of_pilot | is_contributor_of_pilot,
)
