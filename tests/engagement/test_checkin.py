"""The door: let in, take back, sent twice, badges, counts, devices."""

import json
import uuid
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from engagement.actions.attendance import add_walk_in
from engagement.actions.checkin import issue_badges
from engagement.models import Attendance, DeviceEntry, Registration, Session, SessionPlan
from stakeholders.models import ContactDetails, Stakeholder
from tests.cast import Cast
from tests.factories.engagement import MethodFactory, SessionFactory
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory

JSON = {"Accept": "application/json"}


def signed_in(user: Any, **how: Any) -> Client:
    client = Client(**how)
    client.force_login(user)
    return client


def send(client: Client, session: Session, key: uuid.UUID | None = None, **content: str) -> Any:
    return client.post(f"/sessions/{session.pk}/check-in/arrivals/", {"key": str(key or uuid.uuid4()), **content},
                       headers=JSON)


@pytest.fixture
def session(cast: Cast) -> Session:
    return SessionFactory(pilot=cast.pilot)


def somebody(cast: Cast, name: str = "Alva Exempel") -> Stakeholder:
    return ContactDetailsFactory(stakeholder=InvolvementFactory(pilot=cast.pilot).stakeholder, name=name).stakeholder


def test_the_same_entry_sent_twice_is_one_row_with_an_equal_answer(cast: Cast, session: Session) -> None:
    client, key = signed_in(cast.manager), uuid.uuid4()
    answers = [send(client, session, key, kind="walk_in", name=" Alva  Exempel ") for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert list(ContactDetails.objects.values_list("name", flat=True)) == ["Alva Exempel"]
    assert (Attendance.objects.count(), DeviceEntry.objects.count()) == (1, 1)


def test_other_content_under_the_same_key_is_refused(cast: Cast, session: Session) -> None:
    client, key = signed_in(cast.manager), uuid.uuid4()
    send(client, session, key, kind="walk_in", name="Alva Exempel")
    answer = send(client, session, key, kind="walk_in", name="Bo Provsson")
    other = send(client, SessionFactory(pilot=cast.pilot), key, kind="walk_in", name="Alva Exempel")
    assert (answer.status_code, other.status_code) == (409, 409)
    assert answer.json() == {"reason": "This entry was sent before with other content."}
    assert Attendance.objects.count() == 1


def test_a_walk_in_without_a_name_is_a_head(cast: Cast, session: Session) -> None:
    client = signed_in(cast.manager)
    answers = [send(client, session, kind="walk_in").json(), send(client, session, kind="head").json()]
    assert [answer["kind"] for answer in answers] == ["head", "head"]
    assert client.get(f"/sessions/{session.pk}/").context["total"] == 2
    assert Stakeholder.objects.count() == 0


def test_somebody_let_in_twice_is_here_once_and_undoing_the_second_keeps_the_first(
        cast: Cast, session: Session) -> None:
    client, person, keys = signed_in(cast.manager), somebody(cast), [uuid.uuid4(), uuid.uuid4()]
    answers = [send(client, session, key, kind="person", stakeholder=str(person.pk)).json() for key in keys]
    assert [(answer["is_new"], answer["name"]) for answer in answers] == [
        (True, "Alva Exempel"), (False, "Alva Exempel")]
    undo = f"/sessions/{session.pk}/check-in/undo/"
    client.post(undo, {"key": str(keys[1])}, headers=JSON)
    assert list(session.attendances.values_list("stakeholder", flat=True)) == [person.pk]
    client.post(undo, {"key": str(keys[0])}, headers=JSON)
    assert session.attendances.count() == 0


def test_taking_back_twice_is_taking_back_once(cast: Cast, session: Session) -> None:
    client, key = signed_in(cast.manager), uuid.uuid4()
    send(client, session, key, kind="walk_in", name="Alva Exempel")
    undo = f"/sessions/{session.pk}/check-in/undo/"
    answers = [client.post(undo, {"key": str(key)}, headers=JSON) for _time in range(2)]
    assert [(answer.status_code, answer.json()["is_undone"]) for answer in answers] == [(200, True)] * 2
    assert (Attendance.objects.count(), Stakeholder.objects.count()) == (0, 0)
    assert client.post(undo, {"key": str(uuid.uuid4())}, headers=JSON).status_code == 404


def test_a_person_known_from_elsewhere_stays_in_the_register_when_taken_back(cast: Cast, session: Session) -> None:
    client, person, key = signed_in(cast.manager), somebody(cast), uuid.uuid4()
    send(client, session, key, kind="person", stakeholder=str(person.pk))
    client.post(f"/sessions/{session.pk}/check-in/undo/", {"key": str(key)}, headers=JSON)
    assert list(Stakeholder.objects.all()) == [person]


def test_a_badge_lets_its_owner_in_also_by_its_whole_address(cast: Cast, session: Session) -> None:
    person, client = somebody(cast), signed_in(cast.manager)
    assert issue_badges(session=session, people=[person], by=cast.manager) == 1
    assert issue_badges(session=session, people=[person], by=cast.manager) == 0
    token = session.badges.get().token
    answers = [send(client, session, kind="badge", token=said).json()
               for said in (f"http://somewhere.example/badges/{token}/", token)]
    assert [(answer["person"], answer["is_new"]) for answer in answers] == [(person.pk, True), (person.pk, False)]


@pytest.mark.parametrize("content", [
    {"kind": "badge", "token": "not-a-badge"}, {"kind": "badge"}, {"kind": "person", "stakeholder": "x"},
    {"kind": "person", "stakeholder": "999999"},
])
def test_what_fits_nobody_is_refused_with_its_reason(cast: Cast, session: Session, content: dict) -> None:
    answer = send(signed_in(cast.manager), session, **content)
    assert (answer.status_code, bool(answer.json()["reason"]), DeviceEntry.objects.count()) == (422, True, 0)


def test_people_and_badges_of_other_places_are_refused(cast: Cast, session: Session) -> None:
    there = InvolvementFactory(pilot=cast.other_pilot).stakeholder
    other = SessionFactory(pilot=cast.other_pilot)
    issue_badges(session=other, people=[there], by=None)
    client = signed_in(cast.manager)
    answers = [send(client, session, kind="person", stakeholder=str(there.pk)),
               send(client, session, kind="badge", token=other.badges.get().token)]
    assert [answer.status_code for answer in answers] == [422, 422]


def test_a_session_that_was_called_off_lets_nobody_in(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, status="cancelled")
    assert send(signed_in(cast.manager), session, kind="head").status_code == 422


def test_an_entry_without_key_or_with_an_unknown_kind_is_no_entry(cast: Cast, session: Session) -> None:
    client, path = signed_in(cast.manager), f"/sessions/{session.pk}/check-in/arrivals/"
    answers = [client.post(path, sent, headers=JSON).status_code for sent in (
        {}, {"key": "x", "kind": "head"}, {"key": str(uuid.uuid4()), "kind": "session"})]
    assert answers == [400] * 3


@pytest.mark.parametrize(("role", "status"), [
    ("coordinator", 200), ("manager", 200), ("contributor", 403), ("other_manager", 404), ("researcher", 403),
    ("outsider", 404),
])
def test_who_may_let_people_in(cast: Cast, session: Session, role: str, status: int) -> None:
    assert send(signed_in(getattr(cast, role)), session, kind="head").status_code == status


def test_the_forms_work_without_scripts_and_offer_to_take_the_last_one_back(cast: Cast, session: Session) -> None:
    client, key = signed_in(cast.manager), str(uuid.uuid4())
    page, door = f"/sessions/{session.pk}/check-in/", f"/sessions/{session.pk}/check-in/arrivals/"
    answer = client.post(door, {"key": key, "kind": "walk_in", "name": "Alva Exempel"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "Alva Exempel is here." in answer.content.decode()
    assert str(answer.context["undo"].initial["key"]) == key
    client.post(f"{page}undo/", {"key": key})
    assert session.attendances.count() == 0


def test_the_door_counts_who_is_here_and_who_is_expected(cast: Cast, session: Session) -> None:
    people = [somebody(cast, name) for name in ("Alva Exempel", "Bo Provsson")]
    issue_badges(session=session, people=people, by=None)
    client = signed_in(cast.manager)
    send(client, session, kind="person", stakeholder=str(people[1].pk))
    send(client, session, kind="head")
    answer = client.get(f"/sessions/{session.pk}/check-in/state/").json()
    tokens = dict(session.badges.values_list("stakeholder", "token"))
    assert answer["counts"] == {"present": 2, "expected": 2, "capacity": None, "warning": ""}
    assert answer["people"] == [
        {"id": people[0].pk, "name": "Alva Exempel", "token": tokens[people[0].pk], "present": False},
        {"id": people[1].pk, "name": "Bo Provsson", "token": tokens[people[1].pk], "present": True},
    ]


def test_the_search_needs_the_names_of_the_register(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, logged_by=cast.contributor)
    person = somebody(cast)
    found = {}
    for role in ("manager", "contributor"):
        answer = signed_in(getattr(cast, role)).get(f"/sessions/{session.pk}/check-in/", {"q": "exempel alva"})
        found[role] = [hit["id"] for hit in answer.context["hits"]]
    assert found == {"manager": [person.pk], "contributor": []}


def test_typing_gets_the_hits_alone(cast: Cast, session: Session) -> None:
    somebody(cast)
    path = f"/sessions/{session.pk}/check-in/"
    answer = signed_in(cast.manager).get(path, {"q": "alva"}, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in answer, "Alva Exempel" in answer) == (False, True)


def test_people_who_registered_are_expected_found_and_let_in_once(cast: Cast, session: Session) -> None:
    known = somebody(cast, "Alva Exempel")
    Registration.objects.create(session=session, name="Alva E.", stakeholder=known)
    free = Registration.objects.create(session=session, name="Bo Provsson", email="bo@example.org")
    Registration.objects.create(session=session, name="Ci Testby", status="cancelled")
    Registration.objects.create(session=session, name="Di Testby", status="waiting")
    SessionPlan.objects.create(session=session, capacity=1)
    client = signed_in(cast.manager)
    page = client.get(f"/sessions/{session.pk}/check-in/", {"q": "bo"})
    client.post(f"/sessions/{session.pk}/badges/")
    token = session.badges.get(registration=free).token
    answers = [send(client, session, kind="signup", registration=str(free.pk)).json(),
               send(client, session, kind="badge", token=token).json(),
               send(client, session, kind="person", stakeholder=str(known.pk)).json()]
    free.refresh_from_db()
    state = client.get(f"/sessions/{session.pk}/check-in/state/").json()
    assert ([person["name"] for person in page.context["people"]], [hit["id"] for hit in page.context["hits"]]) == (
        ["Alva Exempel", "Bo Provsson", "Di Testby"], [f"r{free.pk}"])
    assert [(answer["person"], answer["is_new"]) for answer in answers] == [
        (free.stakeholder_id, True), (free.stakeholder_id, False), (known.pk, True)]
    assert free.stakeholder is not None
    assert free.stakeholder.contact.email == "bo@example.org"
    assert state["counts"] == {
        "present": 2, "expected": 2, "capacity": 1,
        "warning": "More people than places: 2 here, 1 place. You can let in more."}
    assert [person["present"] for person in state["people"]] == [True, True, False]


def test_a_registration_of_another_session_is_refused(cast: Cast, session: Session) -> None:
    other = Registration.objects.create(session=SessionFactory(pilot=cast.pilot), name="Bo Provsson")
    client = signed_in(cast.manager)
    answers = [send(client, session, kind="signup", registration=said).status_code for said in (str(other.pk), "x")]
    assert answers == [422, 422]


@pytest.mark.parametrize("number", [1, 3])
def test_the_door_takes_the_same_queries_for_any_number(cast: Cast, session: Session, number: int,
                                                        django_assert_num_queries: Any) -> None:
    issue_badges(session=session, people=[somebody(cast, f"P {n}") for n in range(number)], by=None)
    for at in range(number):
        Registration.objects.create(session=session, name=f"P free {at}")
    client = signed_in(cast.manager)
    path = f"/sessions/{session.pk}/check-in/"
    client.get(path)
    with django_assert_num_queries(15):
        client.get(path, {"q": "P"})


def test_a_badge_page_shows_no_name_and_the_sheet_shows_all(cast: Cast, session: Session) -> None:
    person = add_walk_in(session=session, name="Alva Exempel", helix="people", by=None).stakeholder
    client = signed_in(cast.manager)
    before = client.get(f"/sessions/{session.pk}/badges/").context["without"]
    client.post(f"/sessions/{session.pk}/badges/")
    badge = session.badges.get()
    sheet = client.get(f"/sessions/{session.pk}/badges/").content.decode()
    own = Client().get(badge.get_absolute_url())
    picture = Client().get(f"{badge.get_absolute_url()}qr.svg")
    assert (before, badge.stakeholder, "Alva Exempel" in sheet, badge.get_absolute_url() in sheet) == (
        1, person, True, True)
    assert (own.status_code, "Alva" in own.content.decode(), own["X-Robots-Tag"]) == (200, False, "noindex")
    assert picture["Content-Type"] == "image/svg+xml"
    assert Client().get("/badges/AAAAAAAAAAAAAAAA/").status_code == 404


def test_the_sheet_as_a_pdf_has_every_name(cast: Cast, session: Session) -> None:
    issue_badges(session=session, people=[somebody(cast, f"Person #{n} *x*") for n in range(9)], by=None)
    answer = signed_in(cast.manager).get(f"/sessions/{session.pk}/badges.pdf")
    reader = PdfReader(BytesIO(answer.content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert [f"Person #{n} *x*" in text for n in range(9)] == [True] * 9


def test_a_device_gets_a_pass_that_works_and_none_when_signed_out(cast: Cast, session: Session) -> None:
    client = signed_in(cast.manager, enforce_csrf_checks=True)
    given = client.get("/device/pass/")
    entry = {"key": str(uuid.uuid4()), "kind": "head"}
    path = f"/sessions/{session.pk}/check-in/arrivals/"
    refused = client.post(path, entry, headers=JSON).status_code
    taken = client.post(path, entry, headers=JSON | {"X-CSRFToken": given.json()["token"]}).status_code
    assert (given.json()["user"], given["Cache-Control"], refused, taken) == (
        str(cast.manager.pk), "no-store", 403, 200)
    assert Client().get("/device/pass/").status_code == 401
    assert Client().post(path, entry, headers=JSON).status_code == 302


def queued(cast: Cast, **fields: Any) -> dict[str, Any]:
    key = str(uuid.uuid4())
    return {"pilot": cast.pilot.pk, "method": MethodFactory().pk, "day": "other", "held_on": "2026-05-04",
            "head_count": "12", "submission": key, "key": key} | fields


def test_a_queued_session_sent_twice_is_one_session_and_changed_it_is_refused(cast: Cast) -> None:
    client, path, sent = signed_in(cast.manager), "/programmes/own/sessions/log/queued/", queued(cast)
    answers = [client.post(path, sent, headers=JSON) for _time in range(2)]
    changed = client.post(path, sent | {"head_count": "13"}, headers=JSON)
    session = Session.objects.get()
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"key": sent["key"], "session": session.pk, "url": session.get_absolute_url()})] * 2
    assert (changed.status_code, session.head_count, str(session.held_on)) == (409, 12, "2026-05-04")


def test_a_queued_session_that_went_through_before_its_answer_was_lost_is_one_session(cast: Cast) -> None:
    client, sent = signed_in(cast.manager), queued(cast)
    client.post("/programmes/own/sessions/log/", sent)
    answer = client.post("/programmes/own/sessions/log/queued/", sent, headers=JSON)
    assert (answer.status_code, Session.objects.count()) == (200, 1)


def test_a_queued_session_takes_over_what_same_as_last_time_means(cast: Cast) -> None:
    client, path = signed_in(cast.manager), "/programmes/own/sessions/log/queued/"
    last = SessionFactory(pilot=cast.pilot, place="Town hall", duration_hours=2.0)
    foreign = SessionFactory(pilot=cast.foreign_pilot, place="Elsewhere", duration_hours=3.0)
    found = []
    for like in (last.pk, foreign.pk, ""):
        answer = client.post(path, queued(cast, like=str(like)), headers=JSON)
        made = Session.objects.get(pk=answer.json()["session"])
        found.append((made.place, made.duration_hours))
    assert found == [("Town hall", 2.0), ("", None), ("", None)]


def test_a_queued_session_completed_before_its_answer_was_lost_is_not_overwritten(cast: Cast) -> None:
    client, sent = signed_in(cast.manager), queued(cast)
    last = SessionFactory(pilot=cast.pilot, place="Town hall")
    client.post("/programmes/own/sessions/log/", sent)
    client.post("/programmes/own/sessions/log/queued/", sent | {"like": str(last.pk)}, headers=JSON)
    assert [made.place for made in Session.objects.exclude(pk=last.pk)] == [""]


def test_a_queued_session_that_does_not_fit_is_refused_with_its_reason(cast: Cast) -> None:
    client, path = signed_in(cast.manager), "/programmes/own/sessions/log/queued/"
    answers = [client.post(path, sent, headers=JSON) for sent in (
        queued(cast, held_on="2099-01-01"), queued(cast, submission="x"), queued(cast, pilot=cast.other_pilot.pk))]
    assert [(answer.status_code, bool(json.loads(answer.content)["reason"])) for answer in answers] == [
        (422, True)] * 3
    assert Session.objects.count() == 0


def test_the_worker_comes_from_the_root_and_the_page_without_network_holds_nothing(cast: Cast) -> None:
    client = signed_in(cast.manager)
    worker, page = client.get("/sw.js"), client.get("/offline/").content.decode()
    assert (worker.status_code, worker["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "There is no network" in page
