"""The working behind a number: rule, counts, what was left out and why, and the rows by permission."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from engagement.models import Session
from foundation.audit.models import AuditEvent
from indicators.actions.pilot_values import compute_pilot
from indicators.models import IndicatorValue, PilotComputation
from indicators.views.left_out import reasons_for
from indicators.views.parts import Part
from pilots.models import Pilot
from tests.cast import Cast
from tests.factories.engagement import (
    AttendanceFactory,
    CommitmentFactory,
    ContributionFactory,
    DecisionFactory,
    MethodFactory,
    SessionFactory,
)
from tests.factories.stakeholders import ContactDetailsFactory, StakeholderFactory
from tests.indicators.stored import store, table_rows

CUTOFF = dt.date(2026, 6, 30)
ADDRESS = "/pilots/own-here/dashboard/working/"


@pytest.fixture
def here(cast: Cast) -> Pilot:
    """A pilot with a cut-off, seven named people at two sessions, and rows that do not count."""
    cast.programme.data_cutoff = CUTOFF
    cast.programme.save()
    cast.pilot.refresh_from_db()
    method = MethodFactory(code="walk")
    first = SessionFactory(pilot=cast.pilot, method=method, held_on=dt.date(2026, 5, 4), duration_hours=2, cost=100)
    last = SessionFactory(pilot=cast.pilot, method=method, held_on=dt.date(2026, 6, 4))
    for number in range(7):
        person = StakeholderFactory(programme=cast.programme, helix="people" if number < 6 else "public",
                                    gender="" if number == 0 else "female")
        ContactDetailsFactory(stakeholder=person, name=f"Alva {number}")
        AttendanceFactory(session=first, stakeholder=person)
    AttendanceFactory(session=last, stakeholder=person)
    for _number in range(6):
        AttendanceFactory(session=first, stakeholder__programme=cast.programme, present=False)
    late = SessionFactory(pilot=cast.pilot, method=method, held_on=dt.date(2026, 7, 1))
    AttendanceFactory(session=late, stakeholder__programme=cast.programme)
    SessionFactory(pilot=cast.pilot, method=method, status="cancelled")
    return cast.pilot


def told(pilot: Pilot, indicator: str, method: str = "") -> dict[str, str]:
    return {r.label: r.text for r in reasons_for(pilot, indicator, method=method, cutoff=CUTOFF)}


SESSIONS = {"Sessions that were cancelled": "1", "Sessions held after the cut-off": "1"}
ROWS = {"Attendances marked as absent": "6", "Attendances after the cut-off": "fewer than five"}


@pytest.mark.parametrize(("indicator", "also"), [
    ("participants", ROWS),
    ("engagement_reach", ROWS | {"People who do not take part as citizens": "fewer than five"}),
    ("representativeness_gender", ROWS | {"People who do not take part as citizens": "fewer than five",
                                          "Citizens whose category is not known": "fewer than five"}),
    ("session_completion", ROWS | {"Attendances without a word on whether the person stayed to the end": "8"}),
    ("participation_intensity", ROWS | {
        "Attendances without hours: the duration of the session is taken": "7",
        "Attendances without hours at sessions without a duration: they add nothing": "fewer than five"}),
    ("cost_per_participation", {"Held sessions without a cost (a free session counts as 0)": "1"}),
    ("iap2_depth", {"Held sessions without a participation level": "2"}),
    ("sessions_held", {}),
])
def test_what_is_left_out_is_counted_by_reason(here: Pilot, indicator: str, also: dict[str, str]) -> None:
    assert told(here, indicator) == SESSIONS | also


def test_only_the_sessions_of_the_method_are_spoken_of(here: Pilot) -> None:
    SessionFactory(pilot=here, status="postponed")
    assert told(here, "method_rating", "walk") == SESSIONS | {"Held sessions that nobody rated": "2"}


def test_records_say_why_they_do_not_count(here: Pilot) -> None:
    after, long_ago = CUTOFF + dt.timedelta(1), dt.date(2026, 1, 2)
    for decision in ("pending", "accepted", "rejected"):
        CommitmentFactory(pilot=here, decision=decision)
    CommitmentFactory(pilot=here, raised_on=after)
    for day in (long_ago, CUTOFF - dt.timedelta(60), CUTOFF - dt.timedelta(59), after, None):
        ContributionFactory(pilot=here, received_on=day)
    DecisionFactory(pilot=here, decided_on=long_ago)
    DecisionFactory(pilot=here)
    assert {code: told(here, code) for code in (
        "delivery_days_median", "feedback_closure_60d", "influence_rate", "shared_decision_share", "obstacle_load",
    )} == {
        "delivery_days_median": {
            "Commitments raised after the cut-off": "1", "Commitments not decided yet": "1",
            "Commitments that were rejected": "1", "Accepted commitments without a day of decision": "1"},
        "feedback_closure_60d": {
            "Contributions received after the cut-off": "1", "Contributions without a day of receipt": "1",
            "Contributions received less than 60 days before the cut-off": "1"},
        "influence_rate": {"Contributions received after the cut-off": "1", "Contributions not decided yet": "4"},
        "shared_decision_share": {"Decisions not taken yet": "1", "Decisions without a word on who decided": "1"},
        "obstacle_load": {},
    }


def test_the_page_shows_the_counts_that_a_computation_stored(here: Pilot, cast: Cast, client: Client) -> None:
    compute_pilot(here)
    client.force_login(cast.contributor)
    context = client.get(f"{ADDRESS}return_rate/").context
    assert context["counts"] == [("Numerator", "fewer than five"), ("Denominator", "7"), ("Cases used (n)", "7"),
                                 ("Cases missing", "0"), ("Share of the cases that is known", "100 %")]
    assert (context["cutoff"], context["may_open"], context["rows_url"]) == (CUTOFF, False, "")
    html = client.get(f"{ADDRESS}cost_per_participation/").content.decode()
    assert table_rows(html) == [["Sessions that were cancelled", "1"], ["Sessions held after the cut-off", "1"],
                                ["Held sessions without a cost (a free session counts as 0)", "1"]]


def test_of_a_suppressed_value_only_the_rule_is_shown(here: Pilot, cast: Cast, client: Client) -> None:
    store(here, "participants", suppressed=True)
    IndicatorValue.objects.create(programme=here.programme, pilot=here, indicator="participants", value=7777.0, n=7,
                                  definition_version=9, is_current=False, as_of=timezone.now())
    client.force_login(cast.coordinator)
    response = client.get(f"{ADDRESS}participants/")
    html = response.content.decode()
    assert [word for word in ("Kept back", "The rule", "The counts", "What is not counted", "The rows", "7,777")
            if word in html] == ["Kept back", "The rule"]
    assert {"counts", "detail", "reasons", "older", "rows_url"} & set(response.context.keys()) == set()
    assert client.get(f"{ADDRESS}participants/rows/")["Location"] == f"{ADDRESS}participants/"
    assert AuditEvent.objects.filter(action="rows.open").count() == 0


def test_values_of_earlier_versions_stand_beside(here: Pilot, cast: Cast, client: Client) -> None:
    store(here, "participants", 9.0, definition_version=3)
    store(here, "participants", 8.0, definition_version=2, is_current=False,
          as_of=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    store(here, "participants", suppressed=True, definition_version=1, is_current=False,
          as_of=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    client.force_login(cast.researcher)
    assert client.get(f"{ADDRESS}participants/").context["older"] == [
        ["2", "8", "2026-05-01"], ["1", "Kept back: fewer than five people", "2026-04-01"],
    ]


@pytest.mark.parametrize(("role", "people"), [
    ("coordinator", [f"Alva {number}" for number in range(7)]), ("manager", [f"Alva {number}" for number in range(7)]),
    ("researcher", ["Person"] * 7),
])
def test_rows_are_shown_with_names_or_pseudonyms_and_that_is_noted(here: Pilot, cast: Cast, client: Client, role: str,
                                                                   people: list[str]) -> None:
    compute_pilot(here)
    client.force_login(getattr(cast, role))
    html = client.get(f"{ADDRESS}participants/rows/").content.decode()
    rows = table_rows(html)
    assert [row[0] if role != "researcher" else row[0].split()[0] for row in rows] == people
    assert [row[2:4] for row in rows] == [["1", "2"]] * 6 + [["2", "2"]]
    assert ("Alva" in html) == (role != "researcher")
    event = AuditEvent.objects.get(action="rows.open")
    assert (event.actor_id, event.pilot_id, event.details) == (
        getattr(cast, role).pk, here.pk, {"indicator": "participants", "page": 1, "rows": 7})


@pytest.mark.parametrize(("role", "status"), [("contributor", 403), ("other_manager", 403), ("outsider", 404)])
def test_others_get_no_rows(here: Pilot, cast: Cast, client: Client, role: str, status: int) -> None:
    compute_pilot(here)
    client.force_login(getattr(cast, role))
    assert client.get(f"{ADDRESS}participants/rows/").status_code == status
    assert AuditEvent.objects.filter(action="rows.open").count() == 0


def test_titles_and_texts_are_for_those_who_may_read_names(here: Pilot, cast: Cast, client: Client) -> None:
    Session.objects.filter(pilot=here).update(title="Evening with Alva Exempel")
    ContributionFactory(pilot=here, text="Alva Exempel wants a bench", received_on=dt.date(2026, 1, 2))
    compute_pilot(here)
    read = {}
    for role in ("manager", "researcher"):
        client.force_login(getattr(cast, role))
        read[role] = ["Alva" in client.get(f"{ADDRESS}{code}/rows/").content.decode()
                      for code in ("sessions_held", "digital_share", "answer_days_median")]
    # nobody's way of taking part is recorded, so that number has no cases and its rows are still those that came
    assert read == {"manager": [True, True, True], "researcher": [False, False, False]}


def test_answers_are_never_shown_one_by_one(here: Pilot, cast: Cast, client: Client) -> None:
    store(here, "likert_mean_trust_1", 3.5)
    client.force_login(cast.coordinator)
    assert client.get(f"{ADDRESS}likert_mean_trust_1/rows/")["Location"] == f"{ADDRESS}likert_mean_trust_1/"
    assert "never shown one by one" in client.get(f"{ADDRESS}likert_mean_trust_1/").content.decode()


def test_a_value_of_a_method_and_one_over_the_programme(here: Pilot, cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    store(here, "method_rating", 4.0, method="walk")
    IndicatorValue.objects.create(programme=here.programme, indicator="method_overlap", value=0.5, n=3,
                                  as_of=timezone.now(), detail={"used_by_all": ["walk"]})
    rated = client.get(f"{ADDRESS}method_rating/?method=walk")
    assert rated.context["rows_url"] == f"{ADDRESS}method_rating/rows/?method=walk"
    assert client.get(f"{ADDRESS}method_rating/").context["value"] is None
    overlap = client.get("/programmes/own/working/method_overlap/")
    assert overlap.context["detail"] == [{"label": "Methods used by all", "text": "walk"}]


@pytest.mark.parametrize(("address", "status"), [
    (f"{ADDRESS}nothing/", 404), (f"{ADDRESS}likert_mean_%3Cquestion%3E/", 404), (f"{ADDRESS}participants/", 200),
    (f"{ADDRESS}participants/rows/?page=x", 302), ("/programmes/own/working/nothing/", 404),
    (f"{ADDRESS}participants/?method={'x' * 200}", 200), (f"{ADDRESS}participants/?method=%00", 404),
])
def test_bad_addresses_are_answered(cast: Cast, client: Client, address: str, status: int) -> None:
    client.force_login(cast.coordinator)
    assert client.get(address).status_code == status


def test_a_failed_pilot_still_shows_its_working(here: Pilot, cast: Cast, client: Client) -> None:
    compute_pilot(here)
    Pilot.objects.filter(pk=here.pk).update(time_zone="Mars/Olympus")
    PilotComputation.objects.filter(pilot=here).update(state="failed", error="x")
    client.force_login(cast.manager)
    assert "The last computation failed" in client.get(f"{ADDRESS}participants/").content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_pages_ask_the_same_for_any_size(here: Pilot, cast: Cast, client: Client, size: int,
                                             django_assert_num_queries: Any) -> None:
    for _number in range(size):
        AttendanceFactory(session=Session.objects.filter(pilot=here).first(), stakeholder__programme=cast.programme)
    compute_pilot(here)
    client.force_login(cast.manager)
    client.get(f"{ADDRESS}participants/")  # the first look remembers the programme in the session
    with django_assert_num_queries(11):
        client.get(f"{ADDRESS}participants/")
    with django_assert_num_queries(11):
        client.get(f"{ADDRESS}participants/rows/")
    with django_assert_num_queries(12):
        client.get(f"{ADDRESS}digital_share/rows/")


# --- parts ---


def test_the_working_of_a_quarter_counts_only_its_own_rows(here: Pilot, cast: Cast, client: Client) -> None:
    SessionFactory(pilot=here, held_on=dt.date(2026, 2, 4), status="postponed")
    compute_pilot(here)
    client.force_login(cast.coordinator)
    page = client.get(f"{ADDRESS}sessions_held/?period=2026-Q2")
    assert (page.context["subject"], page.context["value"].value) == ("2026, quarter 2", 2)
    assert page.context["reason_rows"] == [["Sessions that were cancelled", "1"]]
    winter = {r.label: r.text for r in reasons_for(
        here, "sessions_held", method="", cutoff=CUTOFF, part=Part("2026-Q1"))}
    assert winter == {"Sessions that were postponed": "1"}
    rows = client.get(f"{ADDRESS}sessions_held/rows/?period=2026-Q2")
    assert [row[0] for row in table_rows(rows.content.decode())] == ["4 May 2026, Walk", "4 Jun 2026, Walk"]


def test_people_who_do_not_count_in_a_part_are_not_counted(here: Pilot) -> None:
    found = reasons_for(here, "participants", method="", cutoff=CUTOFF, part=Part("2026-Q2"))
    assert {r.label: r.text for r in found} == {
        "Sessions that were cancelled": "1", "Attendances marked as absent": "some"}


def test_the_working_names_its_parts_and_leads_to_them(here: Pilot, cast: Cast, client: Client) -> None:
    store(here, "participants", 21.0)
    for period, split, value in (("2026-Q2", "", 9.0), ("phase:design", "", 8.0), ("2025-Q4", "", 7.0),
                                 ("all", "helix:people", 6.0), ("all", "group:residents", None)):
        store(here, "participants", value, period=period, split=split, suppressed=value is None)
    store(here, "likert_mean_q", 3.0, split="wave:endline")
    client.force_login(cast.contributor)
    page = client.get(f"{ADDRESS}participants/")
    assert [(part.label, part.line.shown.state, part.line.query) for part in page.context["parts"]] == [
        ("2025, quarter 4", "ok", "?period=2025-Q4"), ("2026, quarter 2", "ok", "?period=2026-Q2"),
        ("Phase: Design", "ok", "?period=phase%3Adesign"), ("Speaking for: People", "ok", "?split=helix%3Apeople"),
        ("Group: residents", "suppressed", "?split=group%3Aresidents"),
    ]
    for part in page.context["parts"]:
        own = client.get(f"{ADDRESS}participants/{part.line.query}")
        assert (own.status_code, own.context["subject"], own.context["parts"], own.context["whole_url"]) == (
            200, part.label, [], f"{ADDRESS}participants/")
    assert client.get(f"{ADDRESS}likert_mean_q/?split=wave:endline").context["subject"] == "Wave: Endline"


@pytest.mark.parametrize("query", ["?period=2026-Q5", "?period=soon", "?split=mood:good", "?period=phase:party"])
def test_a_part_that_cannot_be_is_not_found(here: Pilot, cast: Cast, client: Client, query: str) -> None:
    client.force_login(cast.coordinator)
    assert client.get(f"{ADDRESS}participants/{query}").status_code == 404


def test_the_rows_of_a_helix_are_its_own_people(here: Pilot, cast: Cast, client: Client) -> None:
    store(here, "participants", 6.0, split="helix:people")
    store(here, "person_hours", 12.0, split="helix:public")
    client.force_login(cast.researcher)
    people = client.get(f"{ADDRESS}participants/rows/?split=helix:people")
    assert (people.context["total"], people.context["subject"]) == (6, "Speaking for: People")
    # hours of a helix are those of its attendances, not of whole sessions
    assert client.get(f"{ADDRESS}person_hours/rows/?split=helix:public").context["total"] == 2


@pytest.mark.parametrize("size", [1, 4])
def test_the_working_asks_the_same_for_any_number_of_parts(here: Pilot, cast: Cast, client: Client, size: int,
                                                           django_assert_num_queries: Any) -> None:
    store(here, "participants", 21.0)
    for number in range(size):
        store(here, "participants", 9.0, period=f"2026-Q{number + 1}")
        store(here, "participants", 9.0, split=f"group:g{number}")
    client.force_login(cast.coordinator)
    client.get(f"{ADDRESS}participants/")
    with django_assert_num_queries(11):
        client.get(f"{ADDRESS}participants/")
