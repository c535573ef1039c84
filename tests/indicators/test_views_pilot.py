"""The dashboard of a pilot."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from engagement.choices import ContributionStatus, SessionStatus
from engagement.models import DeviceEntry, GroupHeadCount, StatedTotal
from indicators.models import PilotComputation
from indicators.views.activity import session_counts
from indicators.views.left_out import reasons_for
from pilots.models import PilotChange
from tests.cast import Cast
from tests.factories.engagement import (
    AttendanceFactory,
    CommitmentFactory,
    ContributionFactory,
    MethodFactory,
    SessionFactory,
)
from tests.factories.pilots import PilotFactory
from tests.factories.stakeholders import StakeholderGroupFactory
from tests.indicators.stored import body_of, store, table_rows

KEPT_BACK, NO_DATA, FAILED = "Kept back: fewer than five people", "No data yet", "Could not be computed"
CATEGORIES = {
    "young": {"position": 0, "count": 10, "ratio": 0.5, "lower": 0.3, "upper": 0.7, "standing": "under"},
    "old": {"position": 1, "count": None, "ratio": None, "lower": None, "upper": None, "standing": "unclear"},
}


@pytest.fixture
def page(cast: Cast, client: Client) -> Any:
    client.force_login(cast.manager)
    return lambda: client.get(f"/pilots/{cast.pilot.slug}/dashboard/").content.decode()


def test_the_states_of_values_read_differently(cast: Cast, page: Any) -> None:
    store(cast.pilot, "participants", 1234.0)
    store(cast.pilot, "stakeholder_diversity", 0.5, boot_lower=0.25, boot_upper=0.75, flags=["much_missing"])
    store(cast.pilot, "return_rate", 0.5, lower=0.25, upper=0.75)
    store(cast.pilot, "retention_90d", suppressed=True)
    store(cast.pilot, "digital_share", n=0)
    assert table_rows(page()) == [
        ["Participants", "1,234", "", "40", ""],
        ["Stakeholder diversity", "0.50", "0.25–0.75 bootstrap", "40", "More than one case in five is missing."],
        ["Return rate", "50 %", "25–75", "40", ""],
        ["Retention after 90 days", KEPT_BACK, "", "", ""],
        ["Digital share", NO_DATA, "", "", ""],
    ]


def test_a_failed_computation_keeps_old_numbers_and_says_why(cast: Cast, page: Any) -> None:
    PilotComputation.objects.create(pilot=cast.pilot, state="failed", error="No space left.", as_of=timezone.now())
    store(cast.pilot, "participants", 12.0)
    store(cast.pilot, "digital_share", n=0)
    html = page()
    assert table_rows(html) == [["Participants", "12", "", "40", ""], ["Digital share", FAILED, "", "", ""]]
    assert "No space left." in html


@pytest.mark.parametrize(("state", "dirty", "as_of", "said"), [
    (None, False, False, "have not been computed yet"), ("running", False, False, "being updated"),
    ("done", True, True, "being updated"), ("failed", False, False, "The last computation failed"),
])
def test_the_page_says_how_far_its_numbers_are(cast: Cast, page: Any, state: str | None, dirty: bool, as_of: bool,
                                               said: str) -> None:
    if state:
        PilotComputation.objects.create(pilot=cast.pilot, state=state, as_of=timezone.now() if as_of else None)
    if dirty:
        PilotChange.objects.create(pilot=cast.pilot, reason="test")
    told = ["have not been computed yet", "being updated", "The last computation failed"]
    html = page()
    assert [text for text in told if text in html] == [said]


def test_a_computed_clean_pilot_is_not_being_updated(cast: Cast, page: Any) -> None:
    PilotComputation.objects.create(pilot=cast.pilot, state="done", as_of=timezone.now())
    assert "being updated" not in page()


def test_the_record_is_counted(cast: Cast, page: Any, client: Client) -> None:
    today = cast.pilot.local_date()
    held = SessionFactory(pilot=cast.pilot, status=SessionStatus.HELD)
    AttendanceFactory(session=held)
    SessionFactory(pilot=cast.pilot, status=SessionStatus.HELD)
    SessionFactory(pilot=cast.pilot, status=SessionStatus.PLANNED, held_on=today + dt.timedelta(3))
    SessionFactory(pilot=cast.pilot, status=SessionStatus.PLANNED, held_on=today - dt.timedelta(3))
    SessionFactory(pilot=cast.other_pilot)
    response = client.get(f"/pilots/{cast.pilot.slug}/dashboard/")
    assert response.context["sessions"] == {"planned": 1, "unlogged": 1, "held": 2, "attended": 1}


def test_a_session_counted_in_any_way_is_logged(cast: Cast) -> None:
    counted, by_group, stated, at_door, absent, silent = (
        SessionFactory(pilot=cast.pilot, head_count=heads) for heads in (0, None, None, None, None, None))
    GroupHeadCount.objects.create(session=by_group, group=StakeholderGroupFactory(), heads=0)
    StatedTotal.objects.create(session=stated, people=7, note="from the report")
    for is_undone, session in ((False, at_door), (True, silent)):
        DeviceEntry.objects.create(session=session, key=uuid.uuid4(), kind="head", is_undone=is_undone)
    AttendanceFactory(session=absent, present=False)
    assert session_counts(cast.pilot) == {"planned": 0, "unlogged": 0, "held": 6, "attended": 4}
    left_out = reasons_for(cast.pilot, "attendance_per_session", method="", cutoff=dt.date(2030, 1, 1))
    assert [(reason.label, reason.count) for reason in left_out if "who came" in reason.label] == [
        ("Held sessions without a word on who came: they count as 0 people", 2)]


def test_the_way_of_a_contribution_is_counted(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    for status in (ContributionStatus.RECEIVED, ContributionStatus.REJECTED, ContributionStatus.IMPLEMENTED):
        ContributionFactory(pilot=cast.pilot, status=status)
    ContributionFactory(pilot=cast.pilot, answered_on=dt.date(2026, 1, 2))
    CommitmentFactory(pilot=cast.pilot, decision="accepted", decided_on=dt.date(2026, 1, 2),
                      delivered_on=dt.date(2026, 1, 9))
    store(cast.pilot, "delivery_days_median", 7.0)
    trace = client.get(f"/pilots/{cast.pilot.slug}/dashboard/").context["trace"]
    assert [(step["label"], step["count"], step["days"].value if step.get("days") else None) for step in trace] == [
        ("Sessions held", 0, None), ("Contributions received", 4, None), ("Contributions decided", 2, None),
        ("Changes delivered", 1, "7"), ("Told back", 1, None),
    ]


def test_whom_the_pilot_misses_is_said_in_people(cast: Cast, page: Any, client: Client) -> None:
    store(cast.pilot, "representativeness_age_band", 0.8, n=30, detail={"categories": CATEGORIES})
    assert "To look like the city: about 10 more people from “young”" in page()
    csv = body_of(client.get(f"/pilots/{cast.pilot.slug}/dashboard/representation.csv?margin=age_band"))
    assert csv.splitlines()[1:] == ["young,0.5,0.3,0.7,10,", "old,,,,,Kept back"]


def test_the_median_level_comes_before_the_mean(cast: Cast, page: Any) -> None:
    levels = {"1": 1, "2": 0, "3": 4, "4": 4, "5": 0}
    store(cast.pilot, "iap2_depth", 3.2, n=9, detail={"distribution": levels, "median": 3.5})
    html = page()
    assert html.index("Median level: Involve – Collaborate") < html.index("3.20")


def test_four_returned_answers_are_not_counted_out(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    store(cast.pilot, "survey_response_rate_citizen", 0.25, numerator=10, denominator=40)
    store(cast.pilot, "survey_response_rate_manager", 0.5, numerator=4, denominator=8)
    returned = client.get(f"/pilots/{cast.pilot.slug}/dashboard/").context["returned"]
    assert [(entry["label"], entry["shown"].text, entry["note"]) for entry in returned] == [
        ("Surveys returned: citizen", "25 %", "10 of 40 invited"), ("Surveys returned: manager", "50 %", ""),
    ]


def test_pictures_are_drawn_in_the_asked_theme_and_kept_by_what_they_show(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    SessionFactory(pilot=cast.pilot)
    address = f"/pilots/{cast.pilot.slug}/dashboard/months.svg"
    light, dark = client.get(f"{address}?width=300"), client.get(f"{address}?width=300&theme=dark")
    assert (light["Content-Type"], light.content[:4], dark.content[:4]) == ("image/svg+xml", b"<svg", b"<svg")
    assert light["ETag"] != dark["ETag"]
    assert client.get(f"{address}?width=300", headers={"if-none-match": light["ETag"]}).status_code == 304


def test_the_programme_shows_which_pilot_lags(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    PilotComputation.objects.create(pilot=cast.other_pilot, state="failed", error="x")
    PilotChange.objects.create(pilot=cast.pilot, reason="test")
    SessionFactory(pilot=cast.pilot)
    store(cast.pilot, "participants", 12.0)
    store(cast.pilot, "engagement_reach", 0.001, flags=["mostly_unidentified"])
    store(cast.pilot, "person_hours", suppressed=True)
    assert table_rows(client.get("/programmes/own/dashboard/").content.decode()) == [
        ["Here", "1", "0", "12", "100.0 per 100,000 most people not known by name", "Kept back", "0", "being updated"],
        ["There", "0", "0", FAILED, FAILED, FAILED, "0", "failed"],
    ]


@pytest.mark.parametrize("size", [1, 3])
def test_the_dashboards_ask_the_same_for_any_size(cast: Cast, client: Client, size: int,
                                                  django_assert_num_queries: Any) -> None:
    client.force_login(cast.coordinator)
    for number in range(size):
        method = MethodFactory(code=f"m{number}")
        SessionFactory(pilot=cast.pilot, method=method)
        store(cast.pilot, "method_rating", 4.0, method=method.code)
        store(PilotFactory(programme=cast.programme), "participants", 30.0)
    client.get(f"/pilots/{cast.pilot.slug}/dashboard/")  # the first look remembers the programme in the session
    with django_assert_num_queries(13):
        client.get(f"/pilots/{cast.pilot.slug}/dashboard/")
    with django_assert_num_queries(8):
        client.get(f"/programmes/{cast.programme.slug}/dashboard/")


def options(html: str) -> list[tuple[str, str, bool]]:
    """(value, label, selected) of the choice of a period."""
    found = re.search(r'<select id="period".*?</select>', html, re.DOTALL)
    pattern = r'<option value="([^"]*)"( selected)?>([^<]*)<'
    return [(value, label, bool(mark)) for value, mark, label in re.findall(pattern, found[0] if found else "")]


def test_a_period_that_was_computed_can_be_chosen(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    for period, value in (("all", 40.0), ("phase:design", 8.0), ("2025-Q3", 12.0), ("2024-Q4", 9.0)):
        store(cast.pilot, "participants", value, period=period)
    store(cast.pilot, "iap2_depth", 3.0)
    store(cast.pilot, "participants", 6.0, period="2025-Q1", split="helix:people")
    address = f"/pilots/{cast.pilot.slug}/dashboard/"
    periods = [("all", "The whole time"), ("2024-Q4", "2024, quarter 4"), ("2025-Q3", "2025, quarter 3"),
               ("phase:design", "Phase: Design")]

    pages = {asked: client.get(address, {"period": asked} if asked else {}).content.decode()
             for asked in ("", "2025-Q3", "phase:design", "2025-Q1", "no such period")}

    chosen = {"": "all", "2025-Q1": "all", "no such period": "all"}
    for asked, html in pages.items():
        assert options(html) == [(code, label, code == chosen.get(asked, asked)) for code, label in periods]
    assert {asked: [row[1] for row in table_rows(html)] for asked, html in pages.items()} == {
        "": ["40", "3.00"], "2025-Q3": ["12"], "phase:design": ["8"], "2025-Q1": ["40", "3.00"],
        "no such period": ["40", "3.00"],
    }


def test_without_periods_there_is_nothing_to_choose(cast: Cast, page: Any) -> None:
    store(cast.pilot, "participants", 12.0)
    assert options(page()) == []
