"""Every named constraint of the pilots floor, violated once."""

import datetime as dt
from collections.abc import Callable

import pytest

from pilots.models import (
    CensusShare,
    ImpactObservation,
    ImpactTarget,
    Membership,
    Phase,
    Pilot,
    Programme,
    Service,
)
from tests.constraints import assert_refused, constraints_of, twice
from tests.factories.accounts import UserFactory
from tests.factories.pilots import PilotFactory, ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
EARLY, LATE = dt.date(2026, 1, 1), dt.date(2026, 2, 1)


def two_pilots_of_one_code() -> None:
    programme = ProgrammeFactory()
    PilotFactory(programme=programme, external_id="P1")
    PilotFactory(programme=programme, external_id="P1")


def changed(**fields: object) -> Callable[[], object]:
    return lambda: Pilot.objects.filter(pk=PilotFactory().pk).update(**fields)


def membership(role: str, *, of_pilot: bool, times: int = 1) -> None:
    pilot, user = PilotFactory(), UserFactory()
    for _ in range(times):
        Membership.objects.create(
            programme=pilot.programme, pilot=pilot if of_pilot else None, user=user, role=role
        )


def two_observations_of_one_day() -> None:
    target = ImpactTarget.objects.create(pilot=PilotFactory(), name="Waiting time")
    twice(ImpactObservation, impact_target=target, observed=1.0, observed_on=EARLY)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "programme_currency_code": lambda: Programme.objects.create(slug="x", name="X", currency="eur"),
    "pilot_external_id_once": two_pilots_of_one_code,
    "pilot_ends_after_start": changed(start_date=LATE, end_date=EARLY),
    "pilot_latitude_range": changed(latitude=90.1),
    "pilot_longitude_range": changed(longitude=-180.1),
    "pilot_population_has_source": changed(population=1000, population_source=""),
    "pilot_ppp_has_source": changed(ppp_factor=1.2, ppp_source=""),
    "membership_programme_once": lambda: membership("coordinator", of_pilot=False, times=2),
    "membership_pilot_once": lambda: membership("manager", of_pilot=True, times=2),
    "membership_pilot_iff_pilot_role": lambda: membership("manager", of_pilot=False),
    "membership_role_known": lambda: membership("emperor", of_pilot=False),
    "service_name_once": lambda: twice(Service, pilot=PilotFactory(), name="Night bus"),
    "service_ends_after_start": lambda: Service.objects.create(
        pilot=PilotFactory(), name="Night bus", live_since=LATE, live_until=EARLY
    ),
    "phase_once": lambda: twice(Phase, pilot=PilotFactory(), code="design"),
    "phase_ends_after_start": lambda: Phase.objects.create(
        pilot=PilotFactory(), code="design", actual_start=LATE, actual_end=EARLY
    ),
    "census_category_once": lambda: twice(
        CensusShare, pilot=PilotFactory(), margin="gender", category="female", share=0.5
    ),
    "census_share_range": lambda: CensusShare.objects.create(
        pilot=PilotFactory(), margin="gender", category="female", share=1.01
    ),
    "impact_target_once": lambda: twice(ImpactTarget, pilot=PilotFactory(), name="Waiting time"),
    "impact_observation_once": two_observations_of_one_day,
}


@pytest.mark.parametrize("name", sorted(VIOLATIONS))
def test_the_database_refuses(name: str) -> None:
    assert_refused(name, VIOLATIONS[name])


def test_none_is_forgotten() -> None:
    assert constraints_of("pilots") == set(VIOLATIONS)
