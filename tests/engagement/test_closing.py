"""The ten-minute close and the recap for participants."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from engagement.models import Commitment, Contribution, DecisionRole, Session, SessionPlan
from tests.cast import Cast
from tests.factories.engagement import CommitmentFactory, ContributionFactory, DecisionFactory, SessionFactory
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory

SENT = {
    "head_count": "14", "said_1": "More light", "said_2": "Fewer cars", "said_3": "", "decided": "Lamps at the quay",
    "decided_by": "people", "promise_1": "A price", "owner_1": "Works", "due_1": "2030-01-01",
}


@pytest.fixture
def session(cast: Cast) -> Session:
    return SessionFactory(pilot=cast.pilot, status="planned", held_on=cast.pilot.local_date(), title="River table")


def test_the_close_asks_in_a_fixed_order_and_stores_all(cast: Cast, session: Session, client: Client) -> None:
    client.force_login(cast.manager)
    path = f"/sessions/{session.pk}/wrap-up/"
    steps = [step["id"] for step in client.get(path).context["form"].steps]
    answers = [client.post(path, SENT).url for _time in range(2)]
    assert (steps, answers) == (["heads", "said", "decided", "promised"], [f"/sessions/{session.pk}/recap/"] * 2)
    assert list(Session.objects.values_list("status", "head_count")) == [("held", 14)]
    assert sorted(Contribution.objects.values_list("text", flat=True)) == ["Fewer cars", "More light"]
    assert list(DecisionRole.objects.values_list("decision__title", "role", "helix")) == [
        ("Lamps at the quay", "decides", "people")]
    assert list(Commitment.objects.values_list("text", "owner", "due_on")) == [
        ("A price", "Works", dt.date(2030, 1, 1))]


@pytest.mark.parametrize(("sent", "faulty"), [
    ({"decided_by": "people"}, "decided"), ({"owner_1": "Works"}, "promise_1"), ({"head_count": "-1"}, "head_count"),
    ({"promise_1": "A price", "due_1": "2020-01-01"}, "due_1"),
])
def test_a_faulty_close_stores_nothing_and_keeps_what_was_typed(cast: Cast, session: Session, client: Client,
                                                                sent: dict[str, str], faulty: str) -> None:
    client.force_login(cast.manager)
    answer = client.post(f"/sessions/{session.pk}/wrap-up/", {"said_1": "More light"} | sent)
    assert (list(answer.context["form"].errors), "More light" in answer.content.decode(), Contribution.objects.count(),
            Session.objects.get().status) == ([faulty], True, 0, "planned")


def test_participants_read_what_came_of_it_without_names(cast: Cast, session: Session, client: Client) -> None:
    person = InvolvementFactory(pilot=cast.pilot).stakeholder
    ContactDetailsFactory(stakeholder=person, name="Alva Exempel")
    ContributionFactory(pilot=cast.pilot, session=session, text="More light", stakeholder=person)
    DecisionFactory(pilot=cast.pilot, session=session, title="Lamps")
    CommitmentFactory(pilot=cast.pilot, session=session, text="A price", owner="Bo Provsson",
                      due_on=dt.date(2030, 1, 1))
    manager = Client()
    manager.force_login(cast.manager)
    address = f"/sessions/{session.pk}/recap/"
    manager.post(address, {"shared": "yes"})
    recap = SessionPlan.objects.get().get_absolute_url()
    page = client.get(recap)
    text = page.content.decode()
    manager.post(address, {"shared": "no"})
    closed = client.get(recap).status_code
    assert (page.status_code, page["X-Robots-Tag"], closed) == (200, "noindex, nofollow", 404)
    assert [word in text for word in ("More light", "Lamps", "A price", "1 January 2030", session.feedback_code)] == [
        True] * 5
    assert [word in text for word in ("Alva", "Exempel", "Bo Provsson")] == [False] * 3


def test_a_recap_is_not_found_before_it_is_shared(session: Session, client: Client) -> None:
    plan = SessionPlan.objects.create(session=session)
    assert [client.get(path).status_code for path in (plan.get_absolute_url(), "/recap/guessed/")] == [404, 404]


@pytest.mark.parametrize("status", ["cancelled", "postponed", "nobody_came"])
def test_what_did_not_take_place_has_nothing_to_close(cast: Cast, session: Session, client: Client,
                                                      status: str) -> None:
    Session.objects.update(status=status)
    client.force_login(cast.manager)
    answer: Any = client.post(f"/sessions/{session.pk}/wrap-up/", SENT)
    assert (answer.url, Contribution.objects.count()) == (session.get_absolute_url(), 0)
