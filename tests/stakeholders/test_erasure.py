"""Erasing who somebody is leaves no name in any state of the history, and every row that is counted."""

import pytest
from django.core.exceptions import PermissionDenied

from foundation.audit.acting import acting
from foundation.audit.kinds import kinds
from foundation.audit.undoing import NotUndone, undo_change
from stakeholders.actions.erasure import erase_contact
from stakeholders.actions.register import change_stakeholder, register_stakeholder
from stakeholders.models import ContactDetails, Involvement, Stakeholder
from tests.cast import Cast

SECRETS = ("Ana Ruiz", "Ana Ruíz", "ana@example.org", "12 555", "Speaker of the square", "northern harbour")


def histories() -> str:
    """Every value of every recorded state."""
    return str([list(kind.history.values()) for kind in kinds()])


def test_no_earlier_state_knows_an_erased_person(cast: Cast) -> None:
    with acting(cast.manager) as entered:
        person = register_stakeholder(
            pilot=cast.pilot, kind="person", name="Ana Ruiz", helix="people", by=cast.manager,
            email="ana@example.org", phone="12 555", role="Speaker of the square", district="northern harbour")
    with acting(cast.manager) as renamed:
        change_stakeholder(stakeholder=person, name="Ana Ruíz", by=cast.manager)
    other = register_stakeholder(pilot=cast.pilot, kind="person", name="Bo Lind", helix="people", by=cast.manager)
    before = [secret in histories() for secret in SECRETS]
    with acting(cast.coordinator):
        erase_contact(stakeholder=person, by=cast.coordinator)
    told = histories()
    assert (before, [secret in told for secret in SECRETS], "Bo Lind" in told) == (
        [True] * len(SECRETS), [False] * len(SECRETS), True)
    assert (Stakeholder.objects.count(), Involvement.objects.count(), ContactDetails.objects.get().stakeholder) == (
        2, 2, other)
    for change in (entered, renamed):
        with pytest.raises((NotUndone, LookupError, PermissionDenied)):
            undo_change(change=change, by=cast.coordinator)
    assert ContactDetails.objects.count() == 1
