"""What is kept back appears nowhere, though numbers that could leak are still in the row."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.factories.engagement import MethodFactory, SessionFactory
from tests.factories.pilots import PilotFactory
from tests.indicators.stored import body_of, store

# a suppressed row keeps these columns; each number is unmistakable
LEAKS = {
    "n_missing": 76541,
    "detail": {
        "identified": 76542, "attendances": 76543, "median": 76544, "raters": 76545,
        "distribution": {"1": 76546}, "categories": {"young": {"count": 76547, "ratio": 7.6548, "standing": "under"}},
    },
    "flags": ["much_missing"],
}
ADDRESSES = (
    "/pilots/own-here/dashboard/", "/pilots/own-here/dashboard/representation.svg?margin=age_band",
    "/pilots/own-here/dashboard/representation.csv?margin=age_band", "/pilots/own-here/dashboard/levels.svg",
    "/pilots/own-here/dashboard/levels.csv", "/pilots/own-here/dashboard/methods.svg",
    "/pilots/own-here/dashboard/methods.csv", "/programmes/own/dashboard/",
    "/programmes/own/compare/?indicator=participants", "/programmes/own/compare/chart.svg?indicator=participants",
    "/programmes/own/compare/table.csv?indicator=participants", "/programmes/own/one-size/",
    "/programmes/own/one-size/chart.svg", "/programmes/own/one-size/table.csv", "/programmes/own/one-size/walk/",
    "/programmes/own/one-size/walk/chart.svg", "/programmes/own/one-size/walk/table.csv",
    "/api/v1/values/?programme=own", "/api/v1/values/?pilot=own-here",
)


@pytest.fixture
def withheld(cast: Cast, client: Client) -> Client:
    client.force_login(cast.coordinator)
    method = MethodFactory(code="walk")
    SessionFactory(pilot=cast.pilot, method=method)
    for code in ("participants", "iap2_depth", "representativeness_age_band", "survey_response_rate_citizen"):
        store(cast.pilot, code, suppressed=True, **LEAKS)
    store(cast.pilot, "method_rating", method="walk", suppressed=True, **LEAKS)
    for _number in range(3):
        store(PilotFactory(programme=cast.programme), "participants", 30.0)
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_of_a_suppressed_value_leaves(withheld: Client, address: str) -> None:
    response = withheld.get(address)
    sent = body_of(response)
    assert (response.status_code in (200, 204), "7654" in sent, "7.65" in sent) == (True, False, False)


def test_the_same_numbers_do_leave_when_they_may(withheld: Client, cast: Cast) -> None:
    cast.pilot.indicator_values.filter(indicator="participants").update(suppressed=False, value=12.0, n=12)
    assert "76541" in body_of(withheld.get("/programmes/own/compare/table.csv?indicator=participants"))
    assert "76541" in body_of(withheld.get("/api/v1/values/?pilot=own-here"))
