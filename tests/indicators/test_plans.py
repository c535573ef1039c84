"""The analysis plan: changed in place while it is open, and only as a version beside once it is not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.audit.models import AuditEvent
from indicators.actions.comparison import compare_programme
from indicators.actions.plans import SETTINGS, change_plan, freeze_plan, plan_of
from indicators.models import AnalysisPlan, PilotComputation, PlanVersion, Verdict
from pilots.models import Programme
from tests.cast import Cast
from tests.factories.pilots import PilotFactory, ProgrammeFactory
from tests.indicators.stored import store_verdict, table_rows

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
GIVEN = {"delta": "0.4", "delta_share": "0.1", "delta_cost_factor": "1.25", "alpha": "0.05", "content": "0.9",
         "d0": "4", "benchmark": "3.5", "look_dates": "2026-12-31\n2026-06-30", "primary_indicators": ["method_rating"]}


def versions(programme: Programme) -> list[tuple[int, float]]:
    rows = PlanVersion.objects.filter(plan__programme=programme).order_by("number")
    return [(row.number, row.settings["delta"]) for row in rows]


def test_an_open_plan_changes_in_place() -> None:
    programme = ProgrammeFactory()

    changed = change_plan(programme=programme, by=None, delta=0.4, look_dates=["2026-06-30"])

    assert (changed.version, changed.delta, changed.look_dates) == (1, 0.4, ["2026-06-30"])
    assert versions(programme) == []
    assert plan_of(programme) == changed


def test_what_does_not_change_anything_is_no_change() -> None:
    programme = ProgrammeFactory()
    freeze_plan(programme=programme, by=None)
    before = AuditEvent.objects.count()

    assert change_plan(programme=programme, by=None, delta=0.5).version == 1
    assert AuditEvent.objects.count() == before


def test_a_frozen_plan_stays_beside_its_next_version(cast: Cast) -> None:
    frozen = freeze_plan(programme=cast.programme, by=cast.coordinator)
    freeze_plan(programme=cast.programme, by=cast.coordinator)

    with pytest.raises(ValueError, match="needs a reason"):
        change_plan(programme=cast.programme, by=cast.coordinator, delta=0.4)
    changed = change_plan(programme=cast.programme, by=cast.coordinator, delta=0.4, reason="The scale was halved.")

    assert (changed.version, changed.delta, changed.exploratory, changed.reason) == (
        2, 0.4, False, "The scale was halved.")
    assert changed.frozen_at is not None
    (kept,) = PlanVersion.objects.all()
    assert (kept.number, kept.frozen_at) == (1, frozen.frozen_at)
    assert {name: kept.settings[name] for name in SETTINGS} == {
        name: getattr(AnalysisPlan(), name) for name in SETTINGS}
    events = AuditEvent.objects.filter(action__startswith="plan.").order_by("pk")
    assert [(one.action, one.actor_id, one.programme_id, one.details["version"]) for one in events] == [
        ("plan.freeze", cast.coordinator.pk, cast.programme.pk, 1),
        ("plan.change", cast.coordinator.pk, cast.programme.pk, 2),
    ]
    assert (events[1].details["before"], events[1].details["after"]) == ({"delta": 0.5}, {"delta": 0.4})


def test_a_change_after_a_look_is_exploratory_and_leaves_the_look_alone() -> None:
    programme = ProgrammeFactory()
    row = {"units": 4, "mean": 4.0, "variance": 0.2, "answers": 30, "persons": 30}
    for number in range(3):
        PilotComputation.objects.create(
            pilot=PilotFactory(programme=programme, external_id=f"P{number}"),
            units={"method_rating": {"walk": row | {"mean": 3.0 + number}}},
        )
    compare_programme(programme)

    changed = change_plan(programme=programme, by=None, delta=2.5, reason="Less is no matter here.")
    compare_programme(programme)

    assert (changed.version, changed.exploratory, changed.frozen_at) == (2, True, None)
    looks = Verdict.objects.filter(programme=programme).order_by("pk")
    assert [(one.is_current, one.settings["delta"], one.settings["plan_version"]) for one in looks] == [
        (False, 0.5, 1), (True, 2.5, 2)]
    assert looks[0].figures["tau_max"] < looks[1].figures["tau_max"]


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="a plan has no version"):
        change_plan(programme=ProgrammeFactory(), by=None, version=9)


def test_the_coordinator_changes_and_freezes_everybody_reads(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    answer = client.post("/programmes/own/analysis-plan/change/", GIVEN)
    assert (answer.status_code, answer["Location"]) == (302, "/programmes/own/analysis-plan/")
    client.post("/programmes/own/analysis-plan/freeze/")

    client.force_login(cast.researcher)
    html = client.get("/programmes/own/analysis-plan/").content.decode()
    rows = dict(table_rows(html))
    assert rows["Smallest difference that matters, in points of a scale from 1 to 5"] == "0.4"
    assert (rows["Look dates"], rows["Primary indicators"]) == ("2026-06-30, 2026-12-31", "Rating of a method")
    assert ("Version 1, frozen on" in html, "Change the plan" in html) == (True, False)


@pytest.mark.parametrize(("given", "sentence"), [
    ({"delta": "0"}, "greater than or equal to 0.05"),
    ({"delta_cost_factor": "1"}, "greater than or equal to 1.01"),
    ({"look_dates": "30.6.2026"}, "Write every date as year-month-day"),
    ({"primary_indicators": ["nonsense"]}, "Select a valid choice"),
    ({"alpha": ""}, "This field is required"),
])
def test_what_has_no_meaning_comes_back(cast: Cast, client: Client, given: dict[str, Any], sentence: str) -> None:
    client.force_login(cast.coordinator)
    answer = client.post("/programmes/own/analysis-plan/change/", GIVEN | given)
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert not AnalysisPlan.objects.filter(delta=0.4).exists()


def test_a_plan_that_was_looked_at_asks_why(cast: Cast, client: Client) -> None:
    store_verdict(cast.programme, "walk", as_of=timezone.now() - timedelta(days=1))
    client.force_login(cast.coordinator)

    refused = client.post("/programmes/own/analysis-plan/change/", GIVEN)
    client.post("/programmes/own/analysis-plan/change/", GIVEN | {"reason": "A wrong margin."})
    html = client.get("/programmes/own/analysis-plan/").content.decode()

    assert (refused.status_code, "Why the plan changes" in refused.content.decode()) == (200, True)
    assert versions(cast.programme) == [(1, 0.5)]
    said = ("changed after data were looked at", "A wrong margin.", "Version 1, replaced")
    assert [words for words in said if words not in html] == []
