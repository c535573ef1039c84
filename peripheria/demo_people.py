"""The demo sign-ins: one person a role. They exist only where ``manage.py demo`` ran."""

from dataclasses import dataclass

from foundation.accounts.models import User
from pilots.choices import PILOT_ROLES, Role
from pilots.models import Membership, Pilot, Programme

DEMO_PASSWORD = "demo-peripheria"  # noqa: S105  public on purpose; the command refuses a database with real people


@dataclass(frozen=True)
class DemoPerson:
    """``pilot`` is the code of a pilot of the made-up programme, for the roles that belong to one."""

    email: str
    name: str
    role: Role
    pilot: str = ""


DEMO_PEOPLE = (
    DemoPerson("coordinator@example.org", "Demo Coordinator", Role.COORDINATOR),
    DemoPerson("manager@example.org", "Demo Manager", Role.MANAGER, "P001"),
    DemoPerson("contributor@example.org", "Demo Contributor", Role.CONTRIBUTOR, "P001"),
    DemoPerson("other-manager@example.org", "Demo Manager Elsewhere", Role.MANAGER, "P002"),
    DemoPerson("researcher@example.org", "Demo Researcher", Role.RESEARCHER),
    DemoPerson("operator@example.org", "Demo Operator", Role.OPERATOR),
)


def create_demo_people(*, made_up: Programme, documented: Programme) -> list[User]:
    """The demo people with their memberships; those that are there already stay as they are.

    Roles of a whole programme hold in both programmes, roles of a pilot in the made-up one.
    """
    return [_create(person, made_up, documented) for person in DEMO_PEOPLE]


def _create(person: DemoPerson, made_up: Programme, documented: Programme) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, DEMO_PASSWORD, name=person.name, is_demo=True)
    if person.role in PILOT_ROLES:
        pilot = Pilot.objects.get(programme=made_up, external_id=person.pilot)
        Membership.objects.get_or_create(programme=made_up, pilot=pilot, user=user, role=person.role)
    else:
        for programme in (made_up, documented):
            Membership.objects.get_or_create(programme=programme, pilot=None, user=user, role=person.role)
    return user
