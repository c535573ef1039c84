"""Who may see and change the register."""

import rules

from pilots.rules import (
    is_contributor_of_any_pilot,
    is_coordinator,
    is_manager_of_any_pilot,
    is_manager_of_pilot,
    is_researcher,
)

can_view_register = is_coordinator | is_manager_of_any_pilot | is_contributor_of_any_pilot | is_researcher

rules.add_perm("stakeholders.view_register", can_view_register)
# asked with a pilot: a manager sees the names of the own pilot's people
rules.add_perm("stakeholders.view_names", is_coordinator | is_manager_of_pilot)
rules.add_perm("stakeholders.edit_register", is_coordinator | is_manager_of_any_pilot)
