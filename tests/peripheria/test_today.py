"""Today: what waits, in the order of its days, of the pilots that one has to do with; constant queries."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.factories.engagement import CommitmentFactory, SessionFactory


def days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def titles(page: Any, part: str) -> list[str]:
    return [str(getattr(row, "title", "") or row.text) for row in page.context[part]]


def fill(cast: Cast) -> None:
    for title, day, status in (("Late", -9, "planned"), ("Later", -2, "planned"), ("Logged", -1, "held"),
                               ("Called off", -3, "cancelled"), ("Far", 30, "planned"), ("Near", 3, "planned")):
        SessionFactory(pilot=cast.pilot, title=title, held_on=days(day), status=status)
    SessionFactory(pilot=cast.foreign_pilot, title="Foreign", held_on=days(-5), status="planned")
    for text, due, fields in (("Soon", 2, {}), ("Overdue", -4, {}), ("Without a day", None, {}),
                              ("Done", 1, {"delivered_on": days(-1)}), ("Refused", 1, {"decision": "rejected"})):
        CommitmentFactory(pilot=cast.pilot, text=text, due_on=days(due) if due is not None else None, **fields)


def test_what_waits_stands_in_the_order_of_its_days(cast: Cast, client: Client) -> None:
    fill(cast)
    client.force_login(cast.manager)
    page = client.get("/today/")
    assert {part: titles(page, part) for part in ("unlogged", "coming", "latest", "commitments")} == {
        "unlogged": ["Late", "Later"], "coming": ["Near", "Far"], "latest": ["Logged"],
        "commitments": ["Overdue", "Soon"]}


def test_nothing_waits_is_said(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    page = client.get("/today/")
    assert {part: titles(page, part) for part in ("unlogged", "coming", "latest", "commitments")} == {
        "unlogged": [], "coming": [], "latest": [], "commitments": []}
    assert "data-state=\"empty\"" in page.content.decode()


def test_somebody_without_a_programme_is_told_what_to_do(db: None, client: Client, django_user_model: Any) -> None:
    client.force_login(django_user_model.objects.create(email="nobody@example.org"))
    page = client.get("/today/")
    assert (page.status_code, "today/no_programme.html" in [one.name for one in page.templates]) == (200, True)


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_the_same_queries_for_any_number(cast: Cast, number: int, client: Client,
                                                  django_assert_num_queries: Any) -> None:
    for _again in range(number):
        fill(cast)
    client.force_login(cast.manager)
    client.get("/today/")
    with django_assert_num_queries(12):
        client.get("/today/")
