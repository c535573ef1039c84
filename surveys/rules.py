"""Who may see surveys and their results. Answering needs no account."""

import rules

from pilots.rules import (
    is_contributor_of_any_pilot,
    is_contributor_of_pilot,
    is_coordinator,
    is_manager_of_any_pilot,
    is_manager_of_pilot,
    is_researcher,
)

rules.add_perm(
    "surveys.list_surveys", is_coordinator | is_manager_of_any_pilot | is_contributor_of_any_pilot | is_researcher
)
rules.add_perm("surveys.view_wave", is_coordinator | is_manager_of_pilot | is_contributor_of_pilot | is_researcher)
rules.add_perm("surveys.edit_wave", is_coordinator | is_manager_of_pilot)
# questionnaires belong to the programme: whoever leads one of its pilots may write them
rules.add_perm("surveys.edit_questionnaires", is_coordinator | is_manager_of_any_pilot)
rules.add_perm("surveys.export_operational", is_coordinator | is_manager_of_pilot)
rules.add_perm("surveys.export_research", is_coordinator | is_researcher)
rules.add_perm("surveys.export_answers", is_coordinator | is_manager_of_pilot | is_researcher)
# who reads single answers in people's own words
rules.add_perm("surveys.code_texts", is_coordinator | is_manager_of_pilot | is_researcher)
rules.add_perm("surveys.edit_webhooks", is_coordinator)
