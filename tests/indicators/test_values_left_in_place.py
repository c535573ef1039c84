"""Computing again writes only what says something else."""

from pathlib import Path

import pytest
from django.db.models import F

from engagement.models import Session
from indicators.actions.comparison import compare_programme
from indicators.actions.pilot_values import compute_pilot
from indicators.models import IndicatorValue
from peripheria.world.loading import load_world
from pilots.models import Programme
from tests.peripheria.tiny_world import write_tiny_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return load_world(folder=write_tiny_world(tmp_path), name="Tiny").programme


def keys(**fields: object) -> dict[tuple[str, str, str, str], int]:
    rows = IndicatorValue.objects.filter(**fields).values_list("indicator", "method", "period", "split", "pk")
    return {(indicator, method, period, split): key for indicator, method, period, split, key in rows}


def test_values_that_say_the_same_keep_their_row_and_get_a_new_time(programme: Programme) -> None:
    pilot = programme.pilots.select_related("programme").get(external_id="A")
    compute_pilot(pilot)
    before = keys(pilot=pilot)
    computed = IndicatorValue.objects.filter(pilot=pilot).latest("as_of").as_of

    compute_pilot(pilot)

    assert keys(pilot=pilot) == before
    assert IndicatorValue.objects.filter(pilot=pilot, as_of__lte=computed).count() == 0


def test_only_values_that_changed_get_a_new_row(programme: Programme) -> None:
    pilot = programme.pilots.select_related("programme").get(external_id="A")
    compute_pilot(pilot)
    before = keys(pilot=pilot)
    Session.objects.filter(pilot=pilot).update(cost=F("cost") + 100)

    compute_pilot(pilot)

    after = keys(pilot=pilot)
    changed = {place[0] for place in after if after[place] != before.get(place)}
    assert changed
    assert all(indicator.startswith("cost_") for indicator in changed)
    assert after.keys() == before.keys()


def test_values_over_the_programme_stay_in_place_too(programme: Programme) -> None:
    compare_programme(programme)
    before = keys(pilot=None)

    compare_programme(programme)

    assert keys(pilot=None) == before
    assert before
