"""Who may read indicators and comparisons: every member of the programme but operators; suppressed for all."""

import rules

from pilots.rules import (
    is_contributor_of_any_pilot,
    is_coordinator,
    is_manager_of_any_pilot,
    is_manager_of_pilot,
    is_researcher,
)

rules.add_perm(
    "indicators.view_values", is_coordinator | is_manager_of_any_pilot | is_contributor_of_any_pilot | is_researcher
)
# asked with a pilot
rules.add_perm("indicators.view_rows", is_coordinator | is_manager_of_pilot | is_researcher)
