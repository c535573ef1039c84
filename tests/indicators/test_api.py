"""The read API of values, verdicts and pilots."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.indicators.stored import store, store_verdict

LISTS = ("/api/v1/values/", "/api/v1/verdicts/", "/api/v1/pilots/")


@pytest.fixture
def reader(cast: Cast, client: Client) -> Client:
    client.force_login(cast.researcher)
    return client


def found(client: Client, address: str) -> list[dict[str, Any]]:
    return client.get(address).json()["results"]


def test_values_carry_what_must_travel_with_them(cast: Cast, reader: Client) -> None:
    stored = store(cast.pilot, "return_rate", 1 / 3, lower=0.25, upper=0.5, n=30, n_missing=2, numerator=10,
                   denominator=30, flags=["partly_identified"])
    assert found(reader, "/api/v1/values/") == [{
        "programme": "own", "pilot": "own-here", "indicator": "return_rate", "definition_version": 1, "method": "",
        "period": "all", "split": "", "value": 1 / 3, "lower": 0.25, "upper": 0.5, "boot_lower": None,
        "boot_upper": None, "n": 30, "n_missing": 2, "numerator": 10.0, "denominator": 30.0, "coverage": None,
        "suppressed": False, "flags": ["partly_identified"], "as_of": stored.as_of.isoformat().replace("+00:00", "Z"),
        "last_computation_failed": False,
    }]


def test_a_suppressed_value_is_null_and_says_so(cast: Cast, reader: Client) -> None:
    store(cast.pilot, "participants", suppressed=True, n_missing=3)
    (value,) = found(reader, "/api/v1/values/")
    figures = ("value", "lower", "upper", "boot_lower", "boot_upper", "n", "n_missing", "numerator", "denominator",
               "coverage")
    assert (value["suppressed"], {name: value[name] for name in figures}) == (True, dict.fromkeys(figures))


@pytest.mark.parametrize(("query", "expected"), [
    ("", [("own-here", "participants", ""), ("own-there", "method_rating", "walk"),
          ("own-there", "participants", "")]),
    ("?pilot=own-here", [("own-here", "participants", "")]),
    ("?indicator=participants", [("own-here", "participants", ""), ("own-there", "participants", "")]),
    ("?programme=own&method=walk", [("own-there", "method_rating", "walk")]),
    ("?limit=1&offset=1", [("own-there", "method_rating", "walk")]),
])
def test_values_are_filtered_and_paged(cast: Cast, reader: Client, query: str,
                                       expected: list[tuple[str, str, str]]) -> None:
    store(cast.pilot, "participants", 12.0)
    store(cast.other_pilot, "participants", 12.0)
    store(cast.other_pilot, "method_rating", 4.0, method="walk")
    store(cast.foreign_pilot, "participants", 12.0)
    store(cast.pilot, "participants", 11.0, definition_version=2, is_current=False)
    rows = found(reader, f"/api/v1/values/{query}")
    assert [(row["pilot"], row["indicator"], row["method"]) for row in rows] == expected


def test_only_the_newest_look_is_a_verdict(cast: Cast, reader: Client) -> None:
    store_verdict(cast.programme, "walk", is_current=False, verdict="FITS_ALL", reason="equivalent")
    store_verdict(cast.programme, "walk")
    store_verdict(cast.programme, "jury")
    store_verdict(cast.foreign_pilot.programme, "walk")
    verdicts = found(reader, "/api/v1/verdicts/?method=walk")
    assert [(v["programme"], v["subject"], v["reason"], v["figures"]["mu"]) for v in verdicts] == [
        ("own", "walk", "imprecise", 3.9)]


def test_pilots_of_the_own_programmes(cast: Cast, reader: Client) -> None:
    assert [pilot["slug"] for pilot in found(reader, "/api/v1/pilots/")] == ["own-here", "own-there"]
    here = reader.get("/api/v1/pilots/own-here/").json()
    assert (here["name"], here["population"], "sponsor" in here) == ("Here", 100_000, False)


@pytest.mark.parametrize("address", LISTS)
def test_anonymous_visitors_are_refused(address: str, client: Client, db: Any) -> None:
    assert client.get(address).status_code == 401


@pytest.mark.parametrize(("role", "address", "status"), [
    ("operator", "/api/v1/values/?programme=own", 403), ("outsider", "/api/v1/values/?programme=own", 404),
    ("operator", "/api/v1/values/?pilot=own-here", 403), ("outsider", "/api/v1/values/?pilot=own-here", 404),
    ("operator", "/api/v1/verdicts/?programme=own", 403), ("outsider", "/api/v1/verdicts/?programme=own", 404),
    ("outsider", "/api/v1/pilots/own-here/", 404), ("operator", "/api/v1/pilots/own-here/", 200),
    ("manager", "/api/v1/values/?pilot=own-there", 200), ("manager", "/api/v1/values/?pilot=none", 404),
])
def test_each_role_gets_its_answer(cast: Cast, client: Client, role: str, address: str, status: int) -> None:
    client.force_login(getattr(cast, role))
    assert client.get(address).status_code == status


def test_the_operator_sees_no_rows(cast: Cast, client: Client) -> None:
    store(cast.pilot, "participants", 12.0)
    client.force_login(cast.operator)
    assert found(client, "/api/v1/values/") == []


def test_writing_is_not_offered(reader: Client) -> None:
    assert {reader.post(address).status_code for address in LISTS} <= {403, 405}


@pytest.mark.parametrize("size", [1, 3])
def test_lists_ask_the_same_for_any_length(cast: Cast, reader: Client, size: int,
                                           django_assert_num_queries: Any) -> None:
    for code in ("participants", "sessions_held", "person_hours")[:size]:
        store(cast.pilot, code, 12.0)
    with django_assert_num_queries(4):
        reader.get("/api/v1/values/")


def test_parts_of_a_pilot_are_given_only_where_asked_for(cast: Cast, reader: Client) -> None:
    for period, split in (("all", ""), ("2025-Q3", ""), ("all", "helix:people")):
        store(cast.pilot, "participants", 12.0, period=period, split=split)

    asked = ("", "?period=2025-Q3", "?split=helix:people", "?period=2025-Q3&split=helix:people")
    got = {query: [(row["period"], row["split"]) for row in found(reader, f"/api/v1/values/{query}")]
           for query in asked}

    assert got == {
        "": [("all", "")], "?period=2025-Q3": [("2025-Q3", "")], "?split=helix:people": [("all", "helix:people")],
        "?period=2025-Q3&split=helix:people": [],
    }
