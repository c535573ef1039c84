"""Who may see, log and edit the engagement record."""

from typing import Any

import rules

from pilots.rules import (
    is_contributor_of_any_pilot,
    is_contributor_of_pilot,
    is_coordinator,
    is_manager_of_any_pilot,
    is_manager_of_pilot,
    is_researcher,
)


@rules.predicate
def logged_it(user: Any, obj: Any) -> bool:
    """The user logged this session."""
    return getattr(obj, "logged_by_id", None) == user.pk


# asked with a programme: may the user log or list at all
can_log_somewhere = is_coordinator | is_manager_of_any_pilot | is_contributor_of_any_pilot
rules.add_perm("engagement.log_somewhere", can_log_somewhere)
rules.add_perm("engagement.list_sessions", can_log_somewhere | is_researcher)
# asked with a pilot
can_log = is_coordinator | is_manager_of_pilot | is_contributor_of_pilot
rules.add_perm("engagement.log_session", can_log)
rules.add_perm("engagement.view_capacity", can_log | is_researcher)
# trace and costs of a pilot
rules.add_perm("engagement.view_record", can_log | is_researcher)
rules.add_perm("engagement.record_capacity", is_coordinator | is_manager_of_pilot)
# asked with a session
rules.add_perm("engagement.view_session", can_log | is_researcher)
rules.add_perm(
    "engagement.edit_session", is_coordinator | is_manager_of_pilot | (is_contributor_of_pilot & logged_it)
)
rules.add_perm(
    "engagement.view_attendees", is_coordinator | is_manager_of_pilot | (is_contributor_of_pilot & logged_it)
)
# asked with a session: write messages to its people
rules.add_perm("engagement.write_message", is_coordinator | is_manager_of_pilot)
