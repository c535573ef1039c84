"""The fixed cast: one person per role, in a programme with two pilots, and an outsider from another programme."""

from dataclasses import dataclass

import pytest

from foundation.accounts.models import User
from pilots.choices import Role
from pilots.models import Pilot, Programme
from tests.factories.accounts import UserFactory
from tests.factories.pilots import MembershipFactory, PilotFactory, ProgrammeFactory


@dataclass(frozen=True)
class Cast:
    programme: Programme
    pilot: Pilot
    other_pilot: Pilot
    foreign_pilot: Pilot
    coordinator: User
    manager: User
    contributor: User
    other_manager: User
    researcher: User
    operator: User
    outsider: User


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody by role; ``manager`` and ``contributor`` belong to ``pilot``, ``outsider`` coordinates elsewhere."""
    programme = ProgrammeFactory(slug="own", name="Own programme")
    pilot = PilotFactory(programme=programme, slug="own-here", name="Here", is_public=True)
    other = PilotFactory(programme=programme, slug="own-there", name="There")
    foreign = PilotFactory(programme__slug="foreign", programme__name="Foreign programme", slug="foreign-far",
                           name="Far")

    def member(name: str, role: str, at: Pilot | None = None, of: Programme = programme) -> User:
        user = UserFactory(email=f"{name}@example.org", name=name.capitalize())
        MembershipFactory(programme=of, user=user, role=role, pilot=at)
        return user

    return Cast(
        programme=programme, pilot=pilot, other_pilot=other, foreign_pilot=foreign,
        coordinator=member("coordinator", Role.COORDINATOR),
        manager=member("manager", Role.MANAGER, pilot),
        contributor=member("contributor", Role.CONTRIBUTOR, pilot),
        other_manager=member("other-manager", Role.MANAGER, other),
        researcher=member("researcher", Role.RESEARCHER),
        operator=member("operator", Role.OPERATOR),
        outsider=member("outsider", Role.COORDINATOR, of=foreign.programme),
    )
