"""What has a way of its own to be taken back: imports row by row, merges as a whole.

A history page cannot take back a change that a row of these is part of, because nobody may change them there.
"""

import rules

from foundation.audit.kinds import Kind, declare
from stakeholders.models import Merge, RegisterImport

NOBODY = "stakeholders.change_by_history"


def declare_kinds_taken_back_elsewhere() -> None:
    """Call in ``AppConfig.ready``."""
    if not rules.perm_exists(NOBODY):
        rules.add_perm(NOBODY, rules.always_deny)
    declare(
        Kind("register-import", RegisterImport, change=NOBODY, whole="programme", title="file_name"),
        Kind("merge", Merge, change=NOBODY, whole="winner", title="loser_id"),
    )
