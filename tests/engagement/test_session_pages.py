"""Log, list and complete a session: works, anonymous, other pilot, wrong role, bad input, missing."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from engagement.actions.attendance import add_walk_in
from engagement.models import Session
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, CommitmentFactory, MethodFactory, SessionFactory
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory

LOG = "/programmes/own/sessions/log/"
LIST = "/programmes/own/sessions/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def entry(cast: Cast, **fields: Any) -> dict[str, Any]:
    return {"pilot": cast.pilot.pk, "method": MethodFactory().pk, "day": "today", "head_count": "12",
            "submission": str(uuid.uuid4())} | fields


def test_a_form_sent_twice_is_one_session(cast: Cast) -> None:
    sent, client = entry(cast, duration_hours="1.5"), signed_in(cast.manager)
    answers = [client.post(LOG, sent).status_code for _time in range(2)]
    found = Session.objects.values_list("pilot", "status", "held_on", "head_count", "duration_hours", "logged_by")
    assert answers == [302, 302]
    assert list(found) == [(cast.pilot.pk, "held", cast.pilot.local_date(), 12, 1.5, cast.manager.pk)]


def test_an_unknown_head_count_stays_unknown_and_nobody_came_is_zero(cast: Cast) -> None:
    client = signed_in(cast.manager)
    client.post(LOG, entry(cast, head_count=""))
    client.post(LOG, entry(cast, head_count="7", status="nobody_came"))
    assert list(Session.objects.order_by("pk").values_list("head_count", flat=True)) == [None, 0]


def test_a_planned_session_may_lie_ahead_and_a_held_one_may_not(cast: Cast) -> None:
    ahead = (cast.pilot.local_date() + dt.timedelta(days=7)).isoformat()
    behind = (cast.pilot.local_date() - dt.timedelta(days=7)).isoformat()
    client = signed_in(cast.manager)
    answers = [
        client.post(LOG, entry(cast, day="other", held_on=day, status=status)).status_code
        for day, status in ((ahead, "planned"), (ahead, "held"), (behind, "planned"), ("", "held"))
    ]
    assert answers == [302, 200, 200, 200]
    assert list(Session.objects.values_list("status", "head_count")) == [("planned", None)]


def test_a_session_logged_twice_is_saved_and_noticed_until_somebody_says_that_they_are_two(cast: Cast) -> None:
    sent = entry(cast)
    signed_in(cast.contributor).post(LOG, sent)
    first, client = Session.objects.get(), signed_in(cast.manager)
    page = client.post(LOG, sent | {"submission": str(uuid.uuid4()), "head_count": "13"}, follow=True)
    second = Session.objects.exclude(pk=first.pk).get()
    keep = f"/sessions/{second.pk}/merge/{first.pk}/keep-both/"
    noticed = [first.get_absolute_url() in page.content.decode(), keep in page.content.decode()]
    client.post(keep)
    after = [keep in client.get(path).content.decode() for path in (second.get_absolute_url(), keep)]
    other_way = client.get(first.get_absolute_url()).context["twins"]
    assert (noticed, after, other_way) == ([True, True], [False, False], [])


def test_same_as_last_time_is_filled_in(cast: Cast) -> None:
    last = SessionFactory(pilot=cast.pilot, duration_hours=2.0)
    foreign = SessionFactory(pilot=cast.foreign_pilot, duration_hours=2.0)
    client = signed_in(cast.manager)
    initial = [client.get(LOG, {"like": key}).context["form"].initial.get("duration_hours")
               for key in (last.pk, foreign.pk, "x", "9" * 30)]
    assert initial == ["2", None, None, None]


def test_logging_into_a_pilot_of_somebody_else_is_refused(cast: Cast) -> None:
    answer = signed_in(cast.other_manager).post(LOG, entry(cast))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["pilot"])


@pytest.mark.parametrize(("role", "status"), [
    ("coordinator", 302), ("manager", 302), ("contributor", 403), ("other_manager", 404), ("researcher", 403),
    ("outsider", 404),
])
@pytest.mark.parametrize(("path", "sent"), [
    ("facts/", None), ("heads/", {"heads-head_count": "3"}), ("level/", {"level-level": "3"}),
    ("effort/", {"effort-staff_hours": "2"}), ("notes/", {"notes-notes": "Rain"}), ("group-heads/", {}),
    ("attendees/walk-in/", {"new-name": "Alva", "new-helix": "people"}),
    ("contributions/add/", {"said-text": "Light"}), ("decisions/add/", {"decided-title": "Lamps"}),
    ("commitments/add/", {"promised-owner": "Works", "promised-text": "A price"}),
    ("close/", {"status": "held", "held_on": "2026-05-04"}),
])
def test_who_may_complete_a_session(cast: Cast, role: str, status: int, path: str, sent: dict | None) -> None:
    session = SessionFactory(pilot=cast.pilot)
    if sent is None:
        sent = {"facts-method": session.method_id, "facts-status": "held", "facts-held_on": "2026-05-04"}
    assert signed_in(getattr(cast, role)).post(f"/sessions/{session.pk}/{path}", sent).status_code == status


def test_nobody_completes_a_session_without_signing_in(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot)
    answer = Client().post(f"/sessions/{session.pk}/notes/", {"notes-notes": "x"})
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/account/login/")


def test_a_contributor_completes_what_they_logged(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, logged_by=cast.contributor)
    signed_in(cast.contributor).post(f"/sessions/{session.pk}/notes/", {"notes-notes": "Rain"})
    session.refresh_from_db()
    assert session.notes == "Rain"


@pytest.mark.parametrize(("path", "sent", "form"), [
    ("heads/", {"heads-head_count": "-1"}, "heads_form"), ("effort/", {"effort-cost": "-1"}, "effort_form"),
    ("effort/", {"effort-staff_hours": "-1"}, "effort_form"), ("level/", {"level-level": "9"}, "level_form"),
    ("attendees/walk-in/", {"new-helix": "people"}, "walk_in_form"),
    ("contributions/add/", {"said-text": " "}, "contribution_form"),
    ("decisions/add/", {"decided-title": "x", "decided-decision_type": "whim"}, "decision_form"),
    ("commitments/add/", {"promised-owner": "a", "promised-text": "b", "promised-due_on": "2026-05-03"},
     "commitment_form"),
    ("facts/", {"facts-status": "held"}, "facts_form"),
])
def test_bad_input_comes_back_on_the_page(cast: Cast, path: str, sent: dict, form: str) -> None:
    session = SessionFactory(pilot=cast.pilot)
    answer = signed_in(cast.manager).post(f"/sessions/{session.pk}/{path}", sent)
    assert (answer.status_code, bool(answer.context[form].errors)) == (200, True)


def test_rows_of_another_session_are_not_found(cast: Cast) -> None:
    session, other = SessionFactory(pilot=cast.pilot), SessionFactory(pilot=cast.pilot)
    promise = CommitmentFactory(pilot=cast.pilot, session=other)
    client = signed_in(cast.manager)
    answers = [client.post(f"/sessions/{session.pk}/{path}").status_code for path in (
        f"commitments/{promise.pk}/", "contributions/1/", "decisions/1/roles/add/", "attendees/1/remove/")]
    assert answers == [404] * 4


@pytest.mark.parametrize(("role", "name", "pseudonym"), [
    ("coordinator", True, False), ("manager", True, False), ("contributor", False, False),
    ("researcher", False, True),
])
def test_names_of_attendees_by_role(cast: Cast, role: str, name: bool, pseudonym: bool) -> None:
    session = SessionFactory(pilot=cast.pilot, notes="A secret note")
    person = add_walk_in(session=session, name="Alva Exempel", helix="people", by=None).stakeholder
    CommitmentFactory(pilot=cast.pilot, session=session, owner="Bo Provsson", text="A price")
    page = signed_in(getattr(cast, role)).get(f"/sessions/{session.pk}/").content.decode()
    assert [word in page for word in ("Alva Exempel", "Bo Provsson", "A secret note", person.pseudonym)] == [
        name, name, name, pseudonym]


@pytest.mark.parametrize(("heads", "named", "total"), [(None, 0, None), (5, 0, 5), (1, 2, 2), (None, 2, 2), (0, 0, 0)])
def test_the_total_is_the_larger_of_heads_and_names(cast: Cast, heads: Any, named: int, total: Any) -> None:
    session = SessionFactory(pilot=cast.pilot, head_count=heads)
    AttendanceFactory.create_batch(named, session=session)
    assert signed_in(cast.manager).get(f"/sessions/{session.pk}/").context["total"] == total


def test_the_search_finds_only_the_pilots_own_people(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot)
    here = InvolvementFactory(pilot=cast.pilot).stakeholder
    for person in (here, InvolvementFactory(pilot=cast.other_pilot).stakeholder):
        ContactDetailsFactory(stakeholder=person, name="Alva Exempel")
    answer = signed_in(cast.manager).get(f"/sessions/{session.pk}/", {"person": "alva"})
    assert answer.context["hits"] == [here]


def test_the_list_narrows_and_puts_the_unlogged_on_top(cast: Cast) -> None:
    held = SessionFactory(pilot=cast.pilot, title="River")
    late = SessionFactory(pilot=cast.pilot, status="planned", held_on=dt.date(2026, 1, 1))
    SessionFactory(pilot=cast.other_pilot)
    client = signed_in(cast.manager)
    shown = [list(client.get(LIST, query).context["page_obj"]) for query in (
        {}, {"q": "riv"}, {"status": "planned"}, {"method": held.method.code}, {"pilot": "own-there"})]
    waiting = client.get(LIST).context["waiting"]
    assert shown == [[held, late], [held], [late], [held], [held, late]]
    assert waiting == [{"session": late, "may_log": True}]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(cast: Cast, number: int,
                                                        django_assert_num_queries: Any) -> None:
    method = MethodFactory()
    for _session in range(number):
        AttendanceFactory(session=SessionFactory(pilot=cast.pilot, method=method))
        SessionFactory(pilot=cast.pilot, method=method, status="planned", held_on=dt.date(2026, 1, 1))
    client = signed_in(cast.manager)
    client.get(LIST)
    with django_assert_num_queries(11):
        client.get(LIST)


def test_the_api_lists_what_the_caller_may_see(cast: Cast) -> None:
    first = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 1), head_count=4, notes="secret")
    SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 2))
    SessionFactory(pilot=cast.other_pilot, held_on=dt.date(2026, 5, 1))
    client = signed_in(cast.manager)
    query = {"from": "2026-05-01", "to": "2026-05-02", "status": "held"}
    found = client.get("/api/v1/sessions/", query).json()
    one = client.get(f"/api/v1/sessions/{first.pk}/").json()
    assert (found["count"], found["results"], one["people"], "secret" in str(one)) == (1, [one], 4, False)


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("other_manager", 404), ("outsider", 404)])
def test_one_session_of_the_api_by_role(cast: Cast, role: str, status: int) -> None:
    session = SessionFactory(pilot=cast.pilot)
    assert signed_in(getattr(cast, role)).get(f"/api/v1/sessions/{session.pk}/").status_code == status


def test_the_api_refuses_strangers_and_bad_filters(cast: Cast) -> None:
    client = signed_in(cast.manager)
    answers = [client.get("/api/v1/sessions/", query).status_code for query in ({"from": "May"}, {"status": "gone"})]
    assert [*answers, Client().get("/api/v1/sessions/").status_code] == [400, 400, 401]
