"""Every named constraint of the indicators floor, violated once."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from indicators.models import AnalysisPlan, IndicatorValue, PlanVersion, Verdict
from pilots.models import Pilot
from tests.constraints import assert_refused, constraints_of, twice
from tests.factories.pilots import PilotFactory, ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def values(pilot: Pilot, *, over_programme: bool, times: int = 1, **fields: object) -> None:
    for _ in range(times):
        IndicatorValue.objects.create(
            programme=pilot.programme, pilot=None if over_programme else pilot, indicator="participants",
            as_of=timezone.now(), **fields,
        )


def plan(**fields: object) -> Callable[[], object]:
    return lambda: AnalysisPlan.objects.create(programme=ProgrammeFactory(), **fields)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "value_pilot_once": lambda: values(PilotFactory(), over_programme=False, times=2),
    "value_programme_once": lambda: values(PilotFactory(), over_programme=True, times=2),
    "value_suppressed_is_empty": lambda: values(PilotFactory(), over_programme=False, suppressed=True, n=3),
    "plan_delta_positive": plan(delta=0),
    "plan_alpha_range": plan(alpha=1),
    "plan_content_range": plan(content=0),
    "plan_share_range": plan(delta_share=1),
    "plan_factor_above_one": plan(delta_cost_factor=1),
    "plan_version_once": lambda: twice(
        PlanVersion, plan=AnalysisPlan.objects.create(programme=ProgrammeFactory()), number=1, settings={},
        replaced_at=timezone.now(),
    ),
    "verdict_current_once": lambda: twice(
        Verdict, programme=ProgrammeFactory(), outcome="method_rating", subject="world_cafe", verdict="FITS_ALL",
        reason="equivalent", k=5, figures={}, as_of=timezone.now(),
    ),
}


@pytest.mark.parametrize("name", sorted(VIOLATIONS))
def test_the_database_refuses(name: str) -> None:
    assert_refused(name, VIOLATIONS[name])


def test_none_is_forgotten() -> None:
    assert constraints_of("indicators") == set(VIOLATIONS)


@pytest.mark.parametrize("field", ["value", "lower", "upper", "boot_lower", "boot_upper", "n", "numerator",
                                   "denominator"])
def test_nothing_of_a_suppressed_value_is_stored(field: str) -> None:
    assert_refused(
        "value_suppressed_is_empty",
        lambda: values(PilotFactory(), over_programme=False, suppressed=True, **{field: 1}),
    )
