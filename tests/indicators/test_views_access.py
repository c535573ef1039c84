"""Who may open which page, picture and table of this floor."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.engagement import MethodFactory

PROGRAMME = ["dashboard", "compare", "compare-svg", "compare-csv", "one-size", "one-size-svg", "one-size-csv"]
METHOD = ["one-size-method", "one-size-method-svg", "one-size-method-csv"]
PILOT = ["pilot-dashboard"] + [f"pilot-{n}-{k}" for n in ("levels", "representation", "months", "methods")
                               for k in ("svg", "csv")]
ANSWERS = {"coordinator": 200, "manager": 200, "contributor": 200, "other_manager": 200, "researcher": 200,
           "operator": 403, "outsider": 404}


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
    method = MethodFactory(code="walk").code
    return [
        *(reverse(f"indicators:{name}", args=[cast.programme.slug]) for name in PROGRAMME),
        *(reverse(f"indicators:{name}", args=[cast.programme.slug, method]) for name in METHOD),
        *(reverse(f"indicators:{name}", args=[cast.pilot.slug]) for name in PILOT),
    ]


@pytest.mark.parametrize("role", ANSWERS)
def test_each_role_gets_its_answer_everywhere(cast: Cast, addresses: list[str], role: str, client: Client) -> None:
    client.force_login(getattr(cast, role))
    # nothing is stored yet: a picture or table without content says 204
    answers = {address: client.get(address).status_code for address in addresses}
    empty = ("svg", "csv")
    assert answers == {
        address: 204 if ANSWERS[role] == 200 and address.endswith(empty) else ANSWERS[role] for address in addresses
    }


def test_anonymous_visitors_are_sent_to_sign_in(cast: Cast, addresses: list[str], client: Client) -> None:
    sent = {address: client.get(address)["Location"] for address in addresses}
    assert sent == {address: f"{reverse('account_login')}?next={address}" for address in addresses}


@pytest.mark.parametrize(("address", "status"), [
    ("/programmes/none/compare/", 404), ("/programmes/own/compare/?indicator=nothing", 404),
    ("/programmes/own/compare/?indicator=likert_mean_%3Cquestion%3E", 404), ("/programmes/own/one-size/none/", 404),
    ("/pilots/none/dashboard/", 404), ("/indicators/nothing/", 404), ("/indicators/participants/", 200),
    ("/programmes/own/compare/?sort=x&reference=y", 200), ("/programmes/own/compare/chart.svg?width=-1", 204),
])
def test_bad_input_is_answered(cast: Cast, client: Client, address: str, status: int) -> None:
    client.force_login(cast.coordinator)
    assert client.get(address).status_code == status


def test_definitions_are_public(client: Client, db: Any) -> None:
    assert "Wilson" in client.get("/indicators/engagement_reach/").content.decode()
