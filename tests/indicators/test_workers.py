"""Pilots shared by several processes: needs a database that they can all write to."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from indicators.management.commands.compute_indicators import workers_for
from indicators.models import IndicatorValue, PilotComputation
from peripheria.world.loading import load_world
from tests.peripheria.tiny_world import write_tiny_world

pytestmark = pytest.mark.django_db(transaction=True)
SAID = ("pilot__external_id", "indicator", "method", "period", "split", "value", "lower", "upper", "boot_lower", "n",
        "suppressed", "flags", "detail")


def compute(*options: str) -> list[str]:
    out = StringIO()
    call_command("compute_indicators", "--programme", "Tiny", "--full", *options, stdout=out)
    return out.getvalue().splitlines()


def stored() -> list[tuple[Any, ...]]:
    return sorted(IndicatorValue.objects.values_list(*SAID), key=str)


def test_two_processes_store_what_one_does(tmp_path: Path) -> None:
    load_world(folder=write_tiny_world(tmp_path), name="Tiny")
    compute("--workers", "1")
    alone = stored()
    IndicatorValue.objects.all().delete()

    lines = compute("--workers", "2")

    assert {line.split(" ", 1)[1] for line in lines[:2]} == {"Hilltown: done", "Lakeville: done"}
    assert lines[2:] == ["2 pilots computed, 4 verdicts."]
    assert stored() == alone


def test_a_pilot_that_fails_in_its_process_is_named_and_stops_no_other(tmp_path: Path) -> None:
    programme = load_world(folder=write_tiny_world(tmp_path), name="Tiny").programme
    programme.pilots.filter(external_id="A").update(time_zone="Nowhere/Land")
    programme.data_cutoff = None
    programme.save()

    with pytest.raises(CommandError) as caught:
        compute("--workers", "2")

    assert str(caught.value) == "Not computed: Hilltown. Their old values stay."
    assert sorted(PilotComputation.objects.values_list("pilot__external_id", "state")) == [
        ("A", "failed"), ("B", "done"),
    ]


def test_refuses_no_workers(tmp_path: Path) -> None:
    load_world(folder=write_tiny_world(tmp_path), name="Tiny")

    with pytest.raises(CommandError) as caught:
        compute("--workers", "0")

    assert str(caught.value) == "--workers must be 1 or more, not 0."


def test_few_pilots_take_one_process() -> None:
    assert [workers_for(pilots) for pilots in (0, 3)] == [1, 1]
    assert workers_for(1000) >= 1
