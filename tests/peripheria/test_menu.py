"""The menu offers what a person may open, and nothing else."""

import re

import pytest
from django.test import Client

from tests.cast import Cast
from tests.factories.pilots import MembershipFactory
from tests.factories.stakeholders import InvolvementFactory

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


@pytest.mark.parametrize(("page", "marked"), [
    ("/programmes/own/sessions/", ["page Sessions"]), ("/programmes/own/sessions/plan/", ["true Sessions"]),
    ("/programmes/own/stakeholders/", ["page Stakeholders"]), ("/pilots/own-here/influence/", ["true Stakeholders"]),
    ("/stakeholders/{key}/", ["true Stakeholders"]), ("/stakeholders/{key}/timeline/", ["true Stakeholders"]),
    ("/stakeholders/{key}/sessions/", ["true Stakeholders"]), ("/programmes/own/surveys/", ["page Surveys"]),
    ("/today/", ["page Today"]), ("/components/", []),
])
def test_the_menu_marks_where_a_page_belongs(page: str, marked: list[str], cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    person = InvolvementFactory(pilot=cast.pilot, stakeholder__programme=cast.programme).stakeholder
    html = client.get(page.format(key=person.pk)).content.decode()
    nav = html.partition('class="nav nav--open"')[2].partition("</nav>")[0]
    assert [" ".join(found) for found in re.findall(r'aria-current="(\w+)">([^<]+)</a>', nav)] == marked


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
