"""Who may make and take away reports."""

import rules

from pilots.rules import is_coordinator, is_researcher

rules.add_perm("reports.export_research", is_coordinator | is_researcher)
