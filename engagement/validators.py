"""What outcomes of a session must satisfy, whoever writes them. Raise ValidationError keyed by field."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

REFUSALS = frozenset({"rejected", "out_of_scope"})
# from a contribution's status to those that may follow; a wrong word is taken back by going to review again
TRANSITIONS: dict[str, tuple[str, ...]] = {
    "received": ("under_review", "accepted", "accepted_in_part", "rejected", "out_of_scope"),
    "under_review": ("accepted", "accepted_in_part", "rejected", "out_of_scope"),
    "accepted": ("implemented", "under_review"),
    "accepted_in_part": ("implemented", "under_review"),
    "implemented": ("under_review",),
    "rejected": ("under_review",),
    "out_of_scope": ("under_review",),
}


def check_transition(before: str, after: str) -> None:
    """A contribution goes only where ``TRANSITIONS`` leads; staying where it is always passes."""
    if after != before and after not in TRANSITIONS.get(before, ()):
        raise ValidationError({"status": _("This does not follow on where it stands. Choose “Under review” first.")})


def check_reason(status: str, reason: str) -> None:
    """Whoever is turned down is told why."""
    if status in REFUSALS and not reason.strip():
        raise ValidationError({"reason": _("Say why: people are told the reason.")})


def check_order(field: str, later: dt.date | None, earlier: dt.date | None) -> None:
    """``field`` (its value is ``later``) cannot lie before ``earlier``; unknown days pass."""
    if later and earlier and later < earlier:
        raise ValidationError({field: _("This day lies before %(day)s.") % {"day": earlier.isoformat()}})


def check_resolved_with_note(now: dt.date | None, before: dt.date | None, note: str) -> None:
    """Whoever resolves an obstacle says how: others have the same one."""
    if now and not before and not note.strip():
        raise ValidationError({"note": _("Say how it was resolved.")})


def check_session_day(status: str, held_on: dt.date, today: dt.date) -> None:
    """What is over cannot lie ahead, what is planned cannot lie behind."""
    if status in {"held", "nobody_came"} and held_on > today:
        raise ValidationError({"held_on": _("This day is still to come. Choose “Planned” to announce the session.")})
    if status == "planned" and held_on < today:
        raise ValidationError({"held_on": _("This day has passed. Say what became of the session.")})


def check_known(field: str, code: str, vocabulary: Any) -> None:
    """``code`` is empty or a term of ``vocabulary``."""
    if code and code not in {term.code for term in vocabulary}:
        raise ValidationError({field: _("%(code)s is not in the list.") % {"code": code}})
