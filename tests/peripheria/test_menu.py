"""The menu offers what a person may open, and nothing else."""

import re

import pytest
from django.test import Client

from tests.cast import Cast
from tests.factories.pilots import MembershipFactory

ALL = ["Today", "Sessions", "Stakeholders", "Surveys", "Dashboard", "Compare", "One size"]


def menu_of(page: str) -> list[str]:
    """The entries of the unfolded menu."""
    nav = page.split('class="nav nav--open"')[1].split("</nav>")[0]
    return re.findall(r"<a [^>]*>([^<]+)</a>", nav)


@pytest.mark.parametrize(("role", "entries"), [
    ("coordinator", [*ALL, "Reports", "Computation"]),
    ("manager", ALL),
    ("contributor", ALL),
    ("researcher", [*ALL, "Reports"]),
    ("operator", ["Today", "Computation"]),
])
def test_menu_by_role(role: str, entries: list[str], cast: Cast, client: Client) -> None:
    client.force_login(getattr(cast, role))
    assert menu_of(client.get("/today/").content.decode()) == entries


@pytest.mark.parametrize("role", ["coordinator", "operator"])
def test_the_entry_of_the_computation_opens_its_page(role: str, cast: Cast, client: Client) -> None:
    client.force_login(getattr(cast, role))
    page = client.get("/programmes/own/computation/")
    assert (page.status_code, 'computation/" aria-current="page">Computation' in page.content.decode()) == (200, True)


@pytest.mark.parametrize(("role", "offered"), [("manager", True), ("researcher", False)])
def test_log_session_is_offered_to_those_who_may(role: str, offered: bool, cast: Cast, client: Client) -> None:
    client.force_login(getattr(cast, role))
    assert ('data-key="l"' in client.get("/today/").content.decode()) is offered


def test_another_programme_is_one_click_away_and_remembered(cast: Cast, client: Client) -> None:
    MembershipFactory(programme=cast.foreign_pilot.programme, user=cast.researcher, role="researcher")
    client.force_login(cast.researcher)
    first = client.get("/today/")
    other = first.context["other_programmes"][0]
    client.get(f"/programmes/{other.slug}/")
    assert client.get("/today/").context["current_programme"] == other
