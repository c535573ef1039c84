"""Who may read indicators and comparisons: every member of the programme but operators; suppressed for all."""

import rules

from pilots.rules import (
    is_contributor_of_any_pilot,
    is_coordinator,
    is_manager_of_any_pilot,
    is_manager_of_pilot,
    is_operator,
    is_researcher,
)

rules.add_perm(
    "indicators.view_values", is_coordinator | is_manager_of_any_pilot | is_contributor_of_any_pilot | is_researcher
)
# asked with a pilot
rules.add_perm("indicators.view_rows", is_coordinator | is_manager_of_pilot | is_researcher)
# jobs of a programme: everybody sees their own, coordinator and operator all
rules.add_perm("indicators.view_jobs", is_coordinator | is_operator | is_manager_of_any_pilot | is_researcher)
# asked with a pilot, or with a programme for all of its pilots
rules.add_perm("indicators.view_pilot_jobs", is_coordinator | is_operator | is_manager_of_pilot)
rules.add_perm("indicators.recompute", is_coordinator | is_operator | is_manager_of_pilot)
