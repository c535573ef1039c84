"""``compute_indicators``: only what changed, everything, and the check that writes nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.models import IndicatorValue, PilotComputation, Verdict
from peripheria.world.loading import load_world
from pilots.models import Pilot, Programme
from tests.peripheria.tiny_world import write_tiny_world

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return load_world(folder=write_tiny_world(tmp_path), name="Tiny").programme


def compute(*options: str) -> list[str]:
    out = StringIO()
    call_command("compute_indicators", "--programme", "Tiny", *options, stdout=out)
    return out.getvalue().splitlines()


def refused(*options: str) -> tuple[list[str], str]:
    """Lines written and the sentence of the refusal; the exit code of a CommandError is 1."""
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("compute_indicators", "--programme", "Tiny", *options, stdout=out)
    assert caught.value.returncode == 1
    return out.getvalue().splitlines(), str(caught.value)


def test_computes_what_changed_or_everything(programme: Programme) -> None:
    assert compute() == ["1/2 Hilltown: done", "2/2 Lakeville: done", "2 pilots computed, 4 verdicts."]
    assert compute() == ["0 pilots computed, 4 verdicts."]
    assert compute("--full")[-1] == "2 pilots computed, 4 verdicts."


def test_verify_agrees_after_a_computation(programme: Programme) -> None:
    compute()

    assert compute("--verify") == ["All stored values agree with the rows."]


def test_verify_lists_drift_and_writes_nothing(programme: Programme) -> None:
    compute()
    tampered = IndicatorValue.objects.all_time().filter(pilot__external_id="A", indicator="sessions_held")
    tampered.update(value=99)
    IndicatorValue.objects.all_time().filter(pilot__external_id="B", indicator="sessions_held").delete()
    IndicatorValue.objects.filter(pilot=None, indicator="method_overlap").update(value=0.123)
    verdicts = Verdict.objects.filter(outcome="method_rating")
    verdicts.update(reason="strong", working={})
    PilotComputation.objects.filter(pilot__external_id="B").update(units={})
    before = list(IndicatorValue.objects.order_by("pk").values()), list(Verdict.objects.values())

    lines, sentence = refused("--verify")

    assert [line.split(":")[0] for line in lines] == [
        "tiny-a sessions_held/all", "tiny-b sessions_held/all", "tiny-b units of the comparison",
        "programme method_overlap/all", "verdict method_rating/world_cafe",
    ]
    assert "'covariates': {}" in lines[-1]
    assert "'value': 99.0" in lines[0]
    assert sentence == "5 stored values differ from the rows. Run again with --full."
    assert (list(IndicatorValue.objects.order_by("pk").values()), list(Verdict.objects.values())) == before


def test_one_pilot_that_fails_does_not_stop_the_others(programme: Programme) -> None:
    Programme.objects.update(data_cutoff=None)
    Pilot.objects.filter(external_id="A").update(time_zone="Nowhere")

    lines, sentence = refused()

    assert lines[0].startswith("1/2 Hilltown: failed: ZoneInfoNotFoundError")
    assert lines[1:] == ["2/2 Lakeville: done", "1 pilots computed, 0 verdicts."]
    assert sentence == "Not computed: Hilltown. Their old values stay."
    assert list(PilotComputation.objects.order_by("pilot__external_id").values_list("state", flat=True)) == [
        "failed", "done",
    ]


def test_an_unknown_programme_is_refused(db: None) -> None:
    for command, options in (("compute_indicators", []), ("export_values", ["--format", "json"])):
        with pytest.raises(CommandError, match="There is no programme named 'Nowhere'."):
            call_command(command, "--programme", "Nowhere", *options)


def test_the_export_goes_to_a_file(programme: Programme, tmp_path: Path) -> None:
    compute()
    target, out = tmp_path / "values.json", StringIO()

    call_command("export_values", str(target), "--programme", "Tiny", "--format", "json")
    call_command("export_values", "--programme", "Tiny", "--format", "json", stdout=out)

    assert target.read_text() == out.getvalue()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_values", str(tmp_path / "no" / "such"), "--programme", "Tiny", "--format", "json")
