"""What was spent: the lines, a session's cost as their sum, and the page of a pilot."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from engagement.actions.costs import add_spending, change_spending, remove_spending
from engagement.models import Session, Spending
from engagement.spending_sums import by_category, totals_of
from indicators.extraction.engagement import session_facts
from pilots.models import PilotChange
from tests.cast import Cast
from tests.factories.engagement import SessionFactory, SpendingFactory

DAY = dt.date(2026, 5, 4)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines(session: Any) -> tuple[Decimal | None, list[tuple[str, Decimal]]]:
    """The session's cost and its lines as they are stored."""
    session.refresh_from_db()
    return session.cost, list(session.spending.values_list("category", "amount"))


def spend(session: Any, amount: str, category: str = "venue") -> Spending:
    return add_spending(pilot=session.pilot, session=session, category=category, amount=Decimal(amount), by=None)


def test_a_session_costs_the_sum_of_its_lines(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot)
    first, second = spend(session, "200.10"), spend(session, "99.90", "catering")
    both = lines(session)
    change_spending(line=first, category="travel", amount=Decimal("1.10"), by=None)
    changed = lines(session)
    remove_spending(line=first, by=None)
    remove_spending(line=second, by=None)
    assert both == (Decimal("300.00"), [("venue", Decimal("200.10")), ("catering", Decimal("99.90"))])
    assert changed[0] == Decimal("101.00")
    assert lines(session) == (None, [])
    assert PilotChange.objects.filter(pilot=cast.pilot, reason="spending").count() == 5


@pytest.mark.parametrize(("typed", "amounts", "cost", "stored"), [
    ("500", ["200"], "500.00", [("undivided", "300.00"), ("venue", "200.00")]),
    ("500", ["200", "300"], "500.00", [("venue", "200.00"), ("venue", "300.00")]),
    ("500", ["200", "400"], "600.00", [("venue", "200.00"), ("venue", "400.00")]),
    ("500", ["800"], "800.00", [("venue", "800.00")]), ("0", ["5"], "5.00", [("venue", "5.00")]),
    (None, ["5"], "5.00", [("venue", "5.00")]),
])
def test_a_total_that_was_typed_is_broken_down_and_not_lost(cast: Cast, typed: Any, amounts: list[str], cost: str,
                                                           stored: list) -> None:
    session = SessionFactory(pilot=cast.pilot, cost=typed)
    for amount in amounts:
        spend(session, amount)
    found = lines(session)
    assert (found[0], sorted(found[1])) == (Decimal(cost), sorted((code, Decimal(sum_)) for code, sum_ in stored))


def test_indicators_read_the_same_cost_before_and_after_it_is_broken_down(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, cost="500.00", head_count=5)
    before = session_facts(cast.pilot, dt.date(2026, 12, 31))
    spend(session, "200")
    assert session_facts(cast.pilot, dt.date(2026, 12, 31)) == before


@pytest.mark.parametrize(("fields", "field"), [
    ({"category": "whim"}, "category"), ({"amount": Decimal(0)}, "amount"), ({"amount": Decimal(-1)}, "amount"),
])
def test_a_line_is_of_a_known_category_and_above_zero(cast: Cast, fields: dict, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        add_spending(**({"pilot": cast.pilot, "category": "venue", "amount": Decimal(1), "by": None} | fields))
    assert (list(refused.value.message_dict), Spending.objects.count()) == ([field], 0)


def test_a_session_of_another_pilot_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="another pilot"):
        add_spending(pilot=cast.other_pilot, session=SessionFactory(pilot=cast.pilot), category="venue",
                     amount=Decimal(1), by=None)


def test_amounts_are_added_corrected_and_removed_on_the_pages(cast: Cast) -> None:
    session, client = SessionFactory(pilot=cast.pilot, held_on=DAY), signed_in(cast.manager)
    added = client.post(f"/sessions/{session.pk}/spending/add/", {
        "spent-category": "venue", "spent-amount": "12.50", "spent-note": "Hall"})
    line = Spending.objects.get()
    client.post(f"/spending/{line.pk}/", {"category": "catering", "amount": "13", "note": "Soup", "spent_on": ""})
    stored = Spending.objects.values_list("session", "category", "amount", "spent_on", "note").get()
    ignored = client.post(f"/sessions/{session.pk}/effort/", {"effort-staff_hours": "2", "effort-cost": "999"})
    costs = lines(session)[0]
    client.post(f"/spending/{line.pk}/remove/")
    assert (added.url, stored) == (f"/sessions/{session.pk}/#effort",
                                   (session.pk, "catering", Decimal("13.00"), None, "Soup"))
    assert (ignored.status_code, costs, lines(session)) == (302, Decimal("13.00"), (None, []))


def test_a_bad_amount_comes_back_as_it_was_typed(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot)
    page = signed_in(cast.manager).post(f"/sessions/{session.pk}/spending/add/", {
        "spent-category": "venue", "spent-amount": "a lot", "spent-note": "Hall"}).content.decode()
    assert ["Enter a number." in page, 'value="a lot"' in page, 'value="Hall"' in page] == [True] * 3


def test_the_sums_of_a_pilot(cast: Cast) -> None:
    broken_down = SessionFactory(pilot=cast.pilot, cost="100", staff_hours=2, volunteer_hours=1)
    spend(broken_down, "60")
    SessionFactory(pilot=cast.pilot, cost="7", staff_hours=0.5)
    SessionFactory(pilot=cast.pilot, cost="3", status="cancelled")
    SessionFactory(pilot=cast.pilot)
    SpendingFactory(pilot=cast.pilot, category="technology", amount="1000")
    SpendingFactory(pilot=cast.other_pilot, amount="5000")
    totals = totals_of(cast.pilot)
    assert totals == {
        "spent": Decimal("110.00"), "held_spent": Decimal("107.00"), "own": Decimal("1000.00"),
        "all": Decimal("1110.00"),
        "staff": 2.5, "volunteers": 1.0, "held": 3, "with_cost": 2, "with_hours": 2}
    assert by_category(cast.pilot, totals["spent"]) == [
        ("technology", Decimal("1000.00")), ("venue", Decimal("60.00")), ("undivided", Decimal("50.00"))]


def test_the_page_and_its_csv(cast: Cast) -> None:
    cast.programme.currency = "SEK"
    cast.programme.save()
    session = SessionFactory(pilot=cast.pilot, held_on=DAY, title="=River", cost="100", staff_hours=2)
    add_spending(pilot=cast.pilot, session=session, category="venue", amount=Decimal(60), note="Paid to Bo", by=None)
    client = signed_in(cast.manager)
    client.post("/pilots/own-here/costs/add/", {"spent-category": "technology", "spent-amount": "1000",
                                               "spent-spent_on": "2026-05-01"})
    page = client.get("/pilots/own-here/costs/").content.decode()
    texts = [b"".join(signed_in(who).get("/pilots/own-here/costs.csv").streaming_content).decode("utf-8-sig")
             for who in (cast.manager, cast.researcher)]
    assert [part in page for part in ("1,100.00 SEK", "Not broken down", "Rooms and equipment")] == [True] * 3
    assert texts[0].split("\r\n") == [
        "day,session,status,category,what for,amount in SEK,staff hours,volunteer hours",
        "2026-05-01,,,Software and technology,,1000.00,,",
        "2026-05-04,'=River,Held,Not broken down,,40.00,2.0,",
        "2026-05-04,'=River,Held,Rooms and equipment,Paid to Bo,60.00,,",
        ""]
    assert ["Paid to Bo" in text for text in texts] == [True, False]


def test_a_pilot_without_costs_says_so(cast: Cast) -> None:
    page = signed_in(cast.researcher).get("/pilots/own-here/costs/").content.decode()
    assert ["No session has hours or cost yet" in page, "Add amount" in page] == [True, False]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(cast: Cast, number: int,
                                                        django_assert_num_queries: Any) -> None:
    for _row in range(number):
        spend(SessionFactory(pilot=cast.pilot), "3")
        SpendingFactory(pilot=cast.pilot)
    client = signed_in(cast.manager)
    client.get("/pilots/own-here/costs/")
    with django_assert_num_queries(12):
        client.get("/pilots/own-here/costs/")
    assert Session.objects.count() == number
