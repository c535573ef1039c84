"""The pages of contributions, decisions and commitments, and the trace from said to done."""

import contextlib
import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from engagement.actions.commitments import add_commitment, change_commitment
from engagement.actions.contributions import add_contribution, change_contribution
from engagement.actions.decisions import add_decision, add_decision_role, change_decision, review_decision
from engagement.choices import CommitmentState
from engagement.models import Commitment, Contribution, Decision, DecisionRole
from engagement.validators import TRANSITIONS
from engagement.views.trace import steps_of
from foundation.audit.models import AuditEvent
from tests.cast import Cast
from tests.factories.engagement import (
    AttendanceFactory,
    CommitmentFactory,
    ContributionFactory,
    DecisionFactory,
    SessionFactory,
)
from tests.factories.stakeholders import (
    ContactDetailsFactory,
    InvolvementFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
)

DAY = dt.date(2026, 5, 4)


def later(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def go_public(cast: Cast) -> None:
    cast.programme.is_public = True
    cast.programme.save()


@pytest.fixture
def session(cast: Cast) -> Any:
    return SessionFactory(pilot=cast.pilot, held_on=DAY)


@pytest.mark.parametrize(("before", "after", "passes"), [
    ("received", "under_review", True), ("under_review", "accepted", True), ("accepted", "implemented", True),
    ("received", "implemented", False), ("rejected", "accepted", False), ("implemented", "received", False),
    ("rejected", "under_review", True), ("accepted", "accepted", True),
])
def test_a_contribution_goes_only_where_it_may(cast: Cast, before: str, after: str, passes: bool) -> None:
    row = ContributionFactory(pilot=cast.pilot, status=before, reason="so")
    with contextlib.nullcontext() if passes else pytest.raises(ValidationError, match="does not follow"):
        change_contribution(contribution=row, status=after, reason="so", by=cast.manager)
    row.refresh_from_db()
    assert row.status == (after if passes else before)


def test_every_status_can_be_left_again_by_somebody() -> None:
    assert {after for follows in TRANSITIONS.values() for after in follows} | {"received"} == set(TRANSITIONS)


def test_a_contribution_is_noted_with_who_said_it_by_group_and_corrected(cast: Cast, session: Any) -> None:
    group, person = StakeholderGroupFactory(), StakeholderFactory(programme=cast.programme)
    AttendanceFactory(session=session, stakeholder=person)
    decision = DecisionFactory(pilot=cast.pilot)
    client = signed_in(cast.manager)
    client.post(f"/sessions/{session.pk}/contributions/add/", {"said-text": "Lihgt", "said-group": group.pk})
    row = Contribution.objects.get()
    page = client.get(f"/contributions/{row.pk}/")
    client.post(f"/contributions/{row.pk}/", {
        "text": "Light", "stakeholder": person.pk, "group": "", "decision": decision.pk, "status": "rejected",
        "reason": "No money", "answered_on": "2026-05-10", "told_channel": "email"})
    noted = (row.group, row.text)
    row.refresh_from_db()
    assert (page.status_code, noted) == (200, (group, "Lihgt"))
    assert (row.text, row.stakeholder, row.group, row.decision, row.status, row.reason, row.answered_on,
            row.told_channel) == ("Light", person, None, decision, "rejected", "No money", later(6), "email")


def test_what_is_wrong_on_the_page_of_a_contribution_is_said_and_kept(cast: Cast, session: Any) -> None:
    row = add_contribution(session=session, text="Light", by=cast.manager)
    refused = signed_in(cast.manager).post(f"/contributions/{row.pk}/", {"text": "More light", "status": "rejected"})
    page = refused.content.decode()
    row.refresh_from_db()
    assert (refused.status_code, "More light</textarea>" in page, "people are told the reason" in page, row.text) == (
        200, True, True, "Light")


def test_a_contribution_is_published_in_other_words_and_taken_back(cast: Cast, session: Any) -> None:
    go_public(cast)
    row = add_contribution(session=session, text="Bo Provsson says: light!", by=cast.manager)
    client, where = signed_in(cast.manager), f"/contributions/{row.pk}/publish/"
    refused = client.post(where, {"public-public_text": " "})
    client.post(where, {"public-public_text": "More light"})
    public = Client().get("/pilots/own-here/").content.decode()
    published = Contribution.objects.published().values_list("public_text", flat=True).get()
    client.post(where, {"withdraw": "1"})
    row.refresh_from_db()
    assert (refused.status_code, published, "More light" in public, "Bo Provsson" in public) == (
        200, "More light", True, False)
    assert (row.published_at, row.public_text, row.text) == (None, "More light", "Bo Provsson says: light!")
    assert list(AuditEvent.objects.filter(action__startswith="contribution.").order_by("pk").values_list(
        "action", flat=True)) == ["contribution.add", "contribution.publish", "contribution.withdraw"]


def test_who_is_turned_down_is_told_the_reason_in_public_too(cast: Cast, session: Any) -> None:
    row = add_contribution(session=session, text="Light", by=cast.manager)
    change_contribution(contribution=row, status="rejected", reason="No money", by=cast.manager)
    client = signed_in(cast.manager)
    refused = client.post(f"/contributions/{row.pk}/publish/", {"public-public_text": "Light"})
    row.refresh_from_db()
    assert (refused.status_code, list(refused.context["publish_form"].errors), row.published_at) == (
        200, ["public_reason"], None)


def test_a_decision_has_roles_of_the_own_staff_and_of_stakeholders(cast: Cast, session: Any) -> None:
    person = InvolvementFactory(pilot=cast.pilot, stakeholder__helix="business").stakeholder
    ContactDetailsFactory(stakeholder=person, name="Alva Exempel")
    decision = add_decision(session=session, title="Lamps", by=cast.manager, decided_on=DAY)
    client = signed_in(cast.manager)
    for party, role in (("staff:", "initiates"), (f"person:{person.pk}", "co_decides"), ("helix:people", "decides")):
        client.post(f"/decisions/{decision.pk}/roles/add/", {"role-party": party, "role-role": role})
    shown = client.get(f"/decisions/{decision.pk}/").content.decode()
    kept = list(DecisionRole.objects.order_by("pk").values_list("role", "helix", "stakeholder", "own_staff"))
    client.post(f"/decisions/{decision.pk}/roles/{DecisionRole.objects.first().pk}/remove/")
    assert kept == [("initiates", "public", None, True), ("co_decides", "business", person.pk, False),
                    ("decides", "people", None, False)]
    assert ["Alva Exempel" in shown, DecisionRole.objects.count()] == [True, 2]


def test_a_role_names_nobody_to_who_may_not_read_names(cast: Cast, session: Any) -> None:
    person = InvolvementFactory(pilot=cast.pilot).stakeholder
    ContactDetailsFactory(stakeholder=person, name="Alva Exempel")
    decision = add_decision(session=session, title="Lamps", by=cast.manager)
    add_decision_role(decision=decision, role="decides", stakeholder=person, by=cast.manager)
    pages = [signed_in(who).get(f"/sessions/{session.pk}/").content.decode()
             for who in (cast.manager, cast.researcher)]
    assert ["Alva Exempel" in page for page in pages] == [True, False]


def test_a_decision_rests_on_contributions_and_is_reviewed(cast: Cast, session: Any) -> None:
    first, second = (add_contribution(session=session, text=text, by=cast.manager) for text in ("a", "b"))
    decision = add_decision(session=session, title="Lamps", by=cast.manager, decided_on=DAY)
    client = signed_in(cast.manager)
    for chosen in ([first.pk, second.pk], [second.pk]):
        client.post(f"/decisions/{decision.pk}/", {
            "title": "Lamps", "decided_on": "2026-05-04", "review_on": "2026-06-04", "contributions": chosen})
    due = [list(Decision.objects.to_review(later(days))) for days in (30, 31)]
    today = client.get("/today/?programme=own").content.decode()
    client.post(f"/decisions/{decision.pk}/review/", {
        "review-reviewed_on": "2026-06-05", "review-review_note": "Still right", "review-review_on": ""})
    decision.refresh_from_db()
    assert list(decision.contributions.all()) == [second]
    assert due == [[], [decision]]
    assert "Decisions to review" in today
    assert (decision.review_on, decision.reviewed_on, decision.review_note) == (None, later(32), "Still right")
    assert list(Decision.objects.to_review(later(900))) == []


def test_a_decision_is_not_linked_across_pilots_or_reviewed_before_it_was_taken(cast: Cast, session: Any) -> None:
    decision = add_decision(session=session, title="Lamps", by=cast.manager, decided_on=DAY)
    with pytest.raises(ValidationError, match="another pilot"):
        change_decision(decision=decision, title="x", decided_on=DAY, by=cast.manager,
                        contributions=[ContributionFactory(pilot=cast.other_pilot)])
    with pytest.raises(ValidationError) as early:
        review_decision(decision=decision, reviewed_on=later(-1), by=cast.manager)
    with pytest.raises(ValidationError) as soon:
        review_decision(decision=decision, reviewed_on=later(1), review_on=later(1), by=cast.manager)
    assert [list(refused.value.message_dict) for refused in (early, soon)] == [["reviewed_on"], ["review_on"]]


def test_promises_are_typed_line_by_line(cast: Cast, session: Any) -> None:
    client, where = signed_in(cast.manager), f"/sessions/{session.pk}/commitments/add/"
    answer = client.post(where, {"promised-line": "Works · a price for lamps · in 2 weeks"}, follow=True)
    wrong = client.post(where, {"promised-line": "Works · a price · some day"}).content.decode()
    assert list(Commitment.objects.values_list("owner", "text", "due_on")) == [
        ("Works", "a price for lamps", later(14))]
    assert answer.redirect_chain == [(f"/sessions/{session.pk}/#id_promised-line", 302)]
    assert 'id="id_promised-line"' in answer.content.decode()
    assert ["“some day” is not a day" in wrong, 'value="Works · a price · some day"' in wrong] == [True, True]


def test_a_promise_comes_of_a_decision_and_is_corrected(cast: Cast, session: Any) -> None:
    decision = add_decision(session=session, title="Lamps", by=cast.manager)
    client = signed_in(cast.manager)
    added = client.post(f"/sessions/{session.pk}/commitments/add/", {
        "promised-line": "Works · a price", "promised-decided_by": decision.pk})
    row = Commitment.objects.get()
    client.post(f"/commitments/{row.pk}/", {
        "owner": "Parks", "text": "A tree", "due_on": "2026-06-01", "decided_by": decision.pk, "decision": "accepted",
        "decided_on": "2026-05-05"})
    row.refresh_from_db()
    assert (added.url, row.decided_by, row.owner, row.text, row.due_on, row.decision) == (
        f"/decisions/{decision.pk}/", decision, "Parks", "A tree", later(28), "accepted")


@pytest.mark.parametrize(("fields", "state"), [
    ({}, CommitmentState.OPEN), ({"due_on": later(0)}, CommitmentState.OPEN),
    ({"due_on": later(-1)}, CommitmentState.LATE), ({"due_on": later(-1), "delivered_on": DAY}, CommitmentState.DONE),
    ({"decision": "rejected", "due_on": later(-1)}, CommitmentState.DROPPED),
    ({"dropped_on": DAY, "reason": "No money"}, CommitmentState.DROPPED),
])
def test_where_a_promise_stands_is_derived(fields: dict, state: CommitmentState) -> None:
    assert Commitment(**fields).state(DAY) == state


@pytest.mark.parametrize(("fields", "field"), [
    ({"dropped_on": later(1)}, "reason"), ({"dropped_on": later(-1), "reason": "x"}, "dropped_on"),
    ({"dropped_on": later(1), "reason": "x", "delivered_on": later(1)}, "dropped_on"),
])
def test_a_promise_is_dropped_with_a_reason_and_not_when_done(cast: Cast, session: Any, fields: dict,
                                                             field: str) -> None:
    row = add_commitment(session=session, owner="a", text="b", by=None)
    with pytest.raises(ValidationError) as refused:
        change_commitment(commitment=row, decision="accepted", by=None, **fields)
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize("kind", ["contribution", "decision", "commitment"])
def test_what_was_noted_by_mistake_is_deleted(cast: Cast, session: Any, kind: str) -> None:
    factory = {"contribution": ContributionFactory, "decision": DecisionFactory, "commitment": CommitmentFactory}[kind]
    row, client = factory(pilot=cast.pilot, session=session), signed_in(cast.manager)
    asked = client.get(f"/{kind}s/{row.pk}/remove/")
    gone = client.post(f"/{kind}s/{row.pk}/remove/")
    assert (asked.url, gone.url, type(row).objects.count()) == (
        f"/{kind}s/{row.pk}/", f"/sessions/{session.pk}/#{kind}s", 0)


def chain(cast: Cast, said: int = 0, decided: int | None = None, promised: int | None = None, done: int | None = None,
          told: int | None = None, status: str = "accepted", pilot: Any = None) -> Contribution:
    """A contribution with its steps, each on a day counted from DAY."""
    pilot = pilot or cast.pilot
    decision = None if decided is None else DecisionFactory(pilot=pilot, decided_on=later(decided))
    row = ContributionFactory(pilot=pilot, received_on=later(said), decision=decision, status=status, text="Light",
                              answered_on=None if told is None else later(told))
    if promised is not None:
        CommitmentFactory(pilot=pilot, decided_by=decision, contribution=None if decision else row,
                          raised_on=later(promised), delivered_on=None if done is None else later(done))
    return row


@pytest.mark.parametrize(("steps", "waits_for", "since"), [
    ({"status": "received"}, "decision", 0), ({"status": "under_review"}, "decision", 0), ({}, "promise", 0),
    ({"decided": 10}, "promise", 10), ({"decided": 10, "status": "received"}, "promise", 10),
    ({"decided": 10, "promised": 12}, "delivery", 12), ({"promised": 3}, "delivery", 3),
    ({"decided": 10, "promised": 12, "done": 40}, "answer", 40), ({"status": "rejected"}, "answer", 0),
    ({"status": "rejected", "told": 5}, "", None), ({"status": "implemented"}, "answer", 0),
    ({"status": "implemented", "told": 5}, "", None), ({"decided": 1, "promised": 1, "done": 2, "told": 3}, "", None),
])
def test_the_open_end_of_a_chain_is_its_first_missing_step(cast: Cast, steps: dict, waits_for: str,
                                                          since: int | None) -> None:
    chain(cast, **steps)
    assert Contribution.objects.with_trace().values_list("waits_for", "waits_since").get() == (
        waits_for, None if since is None else later(since))


def test_the_median_days_of_each_step(cast: Cast) -> None:
    for decided in (1, 3, 10, 100):
        chain(cast, decided=decided, promised=decided + 2)
    chain(cast, decided=7, promised=9, done=10, told=60)
    chain(cast, decided=7, told=20, said=30)  # told before it was said: in no median
    chain(cast, decided=500, pilot=cast.other_pilot)
    assert [(step["days"], step["number"]) for step in steps_of(cast.pilot)] == [
        (7.0, 5), (2.0, 5), (1.0, 1), (60.0, 1)]
    assert [step["days"] for step in steps_of(cast.foreign_pilot)] == [None] * 4


def test_the_median_of_an_even_number_lies_between(cast: Cast) -> None:
    for told in (1, 3, 10, 100):
        chain(cast, told=told)
    assert steps_of(cast.pilot)[3]["days"] == 6.5


def test_the_trace_lists_names_open_ends_and_narrows(cast: Cast) -> None:
    waiting = chain(cast, decided=10, promised=12, said=(cast.pilot.local_date() - DAY).days - 60)
    Commitment.objects.update(raised_on=cast.pilot.local_date() - dt.timedelta(days=42))
    done = chain(cast, decided=1, promised=1, done=2, told=3)
    Contribution.objects.filter(pk=done.pk).update(text="Benches")
    client = signed_in(cast.researcher)
    queries = ("", "?waits=delivery", "?waits=finished", "?q=bench", "?waits=answer")
    pages = {query: client.get(f"/pilots/own-here/trace/{query}") for query in queries}
    assert {query: list(page.context["page_obj"]) for query, page in pages.items()} == {
        "": [waiting, done], "?waits=delivery": [waiting], "?waits=finished": [done], "?q=bench": [done],
        "?waits=answer": []}
    assert "waits for being carried out since 42 days" in pages[""].content.decode()
    assert "Nothing fits" in pages["?waits=answer"].content.decode()


def test_one_contribution_is_followed_step_by_step(cast: Cast) -> None:
    row = chain(cast, decided=10, promised=12, done=40, told=41)
    items = signed_in(cast.manager).get(f"/pilots/own-here/trace/{row.pk}/").context["items"]
    assert [(item["title"], item["when"]) for item in items] == [
        ("Said", "4 May 2026"), ("Decided", "14 May 2026 · 10 days later"), ("Promised", "16 May 2026 · 2 days later"),
        ("Carried out", "13 June 2026 · 28 days later"), ("Told back", "14 June 2026 · 41 days later")]


def test_an_empty_trace_says_where_to_begin(cast: Cast) -> None:
    assert "Nothing said yet" in signed_in(cast.manager).get("/pilots/own-here/trace/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_trace_takes_the_same_queries_for_any_number(cast: Cast, number: int, django_assert_num_queries: Any,
                                                         ) -> None:
    for _row in range(number):
        chain(cast, decided=1, promised=2)
    client = signed_in(cast.manager)
    client.get("/pilots/own-here/trace/")
    with django_assert_num_queries(13):
        client.get("/pilots/own-here/trace/")


@pytest.mark.parametrize("number", [1, 3])
def test_a_session_takes_the_same_queries_for_any_number_of_outcomes(cast: Cast, session: Any, number: int) -> None:
    from django.db import connection  # noqa: PLC0415 - only here
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - only here

    def add() -> None:
        said = add_contribution(session=session, text="x", group=StakeholderGroupFactory(), by=None,
                                stakeholder=StakeholderFactory(programme=cast.programme))
        decision = add_decision(session=session, title="x", by=None)
        add_decision_role(decision=decision, role="decides", by=None,
                          stakeholder=StakeholderFactory(programme=cast.programme))
        add_commitment(session=session, owner="a", text="b", by=None, contribution=said)

    client, where = signed_in(cast.manager), f"/sessions/{session.pk}/"
    add()
    client.get(where)
    counted = []
    for _time in range(2):
        with CaptureQueriesContext(connection, ) as queries:
            client.get(where)
        counted.append(len(queries))
        for _row in range(number):
            add()
    assert counted[0] == counted[1]


def test_the_public_page_shows_what_was_published_and_nothing_else(cast: Cast) -> None:
    go_public(cast)
    words = {"text": "Bo Provsson: light", "reason": "Bo asked too late"}
    told = ContributionFactory(pilot=cast.pilot, status="rejected", received_on=DAY, answered_on=later(5), **words,
                               public_text="More light", public_reason="No money this year",
                               published_at=dt.datetime(2026, 5, 9, tzinfo=dt.UTC))
    ContributionFactory(pilot=cast.pilot, answered_on=later(5), text="Not for the public")
    for text, of, day in (("Lamps by the river", told, later(9)), ("A bench", None, None)):
        CommitmentFactory(pilot=cast.pilot, contribution=of, text=f"{text} (Bo)", public_text=text, delivered_on=day,
                          due_on=later(60), owner="Bo Provsson", published_at=dt.datetime(2026, 5, 9, tzinfo=dt.UTC))
    CommitmentFactory(pilot=cast.pilot, text="Secret works", delivered_on=DAY)
    page = Client().get("/pilots/own-here/").content.decode()
    shown = ["More light", "No money this year", "said on 4 May 2026", "answered on 9 May 2026", "Lamps by the river",
             "done on 13 May 2026", "A bench", "promised for 3 July 2026", "2 contributions received"]
    hidden = ["Bo Provsson", "Bo asked", "Not for the public", "Secret works"]
    assert ([words for words in shown if words not in page], [words for words in hidden if words in page]) == ([], [])


def test_a_public_page_without_anything_published_says_so(cast: Cast) -> None:
    go_public(cast)
    ContributionFactory(pilot=cast.pilot, text="Not for the public")
    page = Client().get("/pilots/own-here/").content.decode()
    assert ["Nothing to report yet" in page, "1 contribution received" in page] == [True, True]


def test_reviews_are_brought_to_mind_of_those_who_can_do_them(cast: Cast) -> None:
    DecisionFactory(pilot=cast.pilot, title="Lamps", review_on=cast.pilot.local_date())
    pages = [signed_in(who).get("/today/").content.decode() for who in (cast.manager, cast.researcher)]
    assert ["Decisions to review" in page for page in pages] == [True, False]


def test_every_form_can_be_sent(cast: Cast, session: Any) -> None:
    said = add_contribution(session=session, text="x", by=None)
    decision = add_decision(session=session, title="x", by=None)
    promise = add_commitment(session=session, owner="a", text="b", by=None)
    client = signed_in(cast.manager)
    places = [f"/sessions/{session.pk}/", f"/contributions/{said.pk}/", f"/decisions/{decision.pk}/",
              f"/commitments/{promise.pk}/", "/pilots/own-here/costs/", "/pilots/own-here/files/"]
    pages = {where: client.get(where).content.decode().split('<main id="main"')[1] for where in places}
    forms = {where: (page.count('method="post"'), page.count('name="csrfmiddlewaretoken"'))
             for where, page in pages.items()}
    assert [where for where, (sent, tokens) in forms.items() if not sent or sent != tokens] == []
