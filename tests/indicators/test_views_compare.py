"""One indicator across pilots."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from indicators.models import PilotComputation
from pilots.models import Pilot
from tests.cast import Cast
from tests.factories.pilots import PilotFactory
from tests.indicators.stored import body_of, store, table_rows

CODE = "attendance_per_session"
AT = timezone.datetime(2026, 5, 4, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def cities(cast: Cast, client: Client) -> dict[str, Pilot]:
    """Seven further cities: three to compare, one each too few, of another version, kept back, failed."""
    client.force_login(cast.researcher)
    names = ("Alpha", "Beta", "Gamma", "Few", "Old", "Secret", "Broken")
    found = {name: PilotFactory(programme=cast.programme, name=name, slug=name.lower()) for name in names}
    two = {"definition_version": 2, "as_of": AT}
    store(found["Alpha"], CODE, 10.0, lower=9.0, upper=11.0, **two)
    store(found["Beta"], CODE, 30.0, lower=10.0, upper=50.0, **two)
    store(found["Gamma"], CODE, 20.0, lower=18.0, upper=22.5, **two)
    store(found["Few"], CODE, 90.0, n=2, **two)
    store(found["Old"], CODE, 80.0, as_of=AT)
    store(found["Secret"], CODE, suppressed=True, as_of=AT)
    PilotComputation.objects.create(pilot=found["Broken"], state="failed", error="x")
    return found


def names(client: Client, query: str) -> list[str]:
    html = client.get(f"/programmes/own/compare/?indicator={CODE}&{query}").content.decode()
    return [row[0] for row in table_rows(html)]


def test_each_pilot_stands_with_its_value_or_its_reason(cities: dict[str, Pilot], client: Client) -> None:
    html = client.get(f"/programmes/own/compare/?indicator={CODE}").content.decode()
    assert table_rows(html) == [
        ["Alpha", "10", "9–11", "40", ""], ["Beta", "30", "10–50", "40", ""],
        ["Broken", "Could not be computed", "", "", ""],
        ["Few", "90", "", "2", "Not comparable: too few cases"],
        ["Gamma", "20", "18–22.50", "40", ""],
        ["Here", "No data yet", "", "", ""],
        ["Old", "80", "", "40", "Not comparable: computed by another version of the definition"],
        ["Secret", "Kept back: fewer than five people", "", "", ""],
        ["There", "No data yet", "", "", ""],
    ]
    assert "These are self-selected pilots; this describes them and does not explain why." in html


def test_the_order_is_chosen_and_what_cannot_be_compared_stands_behind(cities: dict[str, Pilot],
                                                                      client: Client) -> None:
    rest = ["Broken", "Here", "Secret", "There"]
    assert {
        "estimate": names(client, "sort=estimate"), "certainty": names(client, "sort=certainty"),
        "pinned": names(client, "sort=estimate&reference=alpha"),
    } == {
        "estimate": ["Beta", "Gamma", "Alpha", "Few", "Old", *rest],
        "certainty": ["Alpha", "Gamma", "Beta", "Few", "Old", *rest],
        "pinned": ["Alpha Reference", "Beta", "Gamma", "Few", "Old", *rest],
    }


def test_the_table_leaves_as_it_is_stored(cities: dict[str, Pilot], client: Client) -> None:
    lines = body_of(client.get(f"/programmes/own/compare/table.csv?indicator={CODE}&sort=estimate")).splitlines()
    at = AT.isoformat()
    assert lines[:6] == [
        "pilot,indicator,period,definition_version,value,lower,upper,interval,n,n_missing,state,not_comparable,flags,"
        "as_of,last_computation_failed",
        f"beta,{CODE},all,2,30.0,10.0,50.0,student_t,40,,ok,,,{at},false",
        f"gamma,{CODE},all,2,20.0,18.0,22.5,student_t,40,,ok,,,{at},false",
        f"alpha,{CODE},all,2,10.0,9.0,11.0,student_t,40,,ok,,,{at},false",
        f"few,{CODE},all,2,90.0,,,,2,,ok,too_few_cases,,{at},false",
        f"old,{CODE},all,1,80.0,,,,40,,ok,other_version,,{at},false",
    ]


def test_two_comparable_pilots_are_not_compared(cities: dict[str, Pilot], client: Client) -> None:
    cities["Gamma"].indicator_values.all().delete()
    html = client.get(f"/programmes/own/compare/?indicator={CODE}").content.decode()
    assert ("Needs at least 3 pilots" in html, "<picture" in html) == (True, False)
    assert client.get(f"/programmes/own/compare/chart.svg?indicator={CODE}").status_code == 204


def test_the_chart_says_why_a_city_is_apart(cities: dict[str, Pilot], client: Client) -> None:
    svg = body_of(client.get(f"/programmes/own/compare/chart.svg?indicator={CODE}&width=900"))
    said = ["Not comparable", "too few cases", "Kept back", "Could not be computed", "No data yet"]
    assert [text for text in said if text in svg] == said


@pytest.mark.parametrize("size", [1, 3])
def test_the_comparison_asks_the_same_for_any_number_of_pilots(cast: Cast, client: Client, size: int,
                                                               django_assert_num_queries: Any) -> None:
    client.force_login(cast.researcher)
    for _number in range(size):
        store(PilotFactory(programme=cast.programme), CODE, 10.0, lower=9.0, upper=11.0)
    client.get(f"/programmes/own/compare/?indicator={CODE}")  # the first look remembers the programme in the session
    with django_assert_num_queries(9):
        client.get(f"/programmes/own/compare/?indicator={CODE}")


SPRING = "2026-Q2"


@pytest.fixture
def spring(cities: dict[str, Pilot]) -> dict[str, Pilot]:
    """Four cities with a value of a quarter, one of them kept back; Gamma has none of it."""
    for name, value in (("Alpha", 11.0), ("Beta", 31.0), ("Few", 12.0)):
        store(cities[name], CODE, value, lower=value - 1, upper=value + 1, definition_version=2, period=SPRING,
              as_of=AT)
    store(cities["Secret"], CODE, suppressed=True, period=SPRING, as_of=AT)
    return cities


def test_a_quarter_is_compared_and_what_is_of_another_time_stands_apart(spring: dict[str, Pilot],
                                                                        client: Client) -> None:
    response = client.get(f"/programmes/own/compare/?indicator={CODE}&period={SPRING}")
    apart = "Not comparable: of another time: the whole time"
    assert table_rows(response.content.decode()) == [
        ["Alpha", "11", "10–12", "40", ""], ["Beta", "31", "30–32", "40", ""],
        ["Broken", "Could not be computed", "", "", ""],
        ["Few", "12", "11–13", "40", ""],
        ["Gamma", "20", "18–22.50", "40", apart],
        ["Here", "No data yet", "", "", ""],
        ["Old", "80", "", "40", apart],
        ["Secret", "Kept back: fewer than five people", "", "", ""],
        ["There", "No data yet", "", "", ""],
    ]
    assert [(c.code, c.label, c.is_chosen) for c in response.context["comparison"].periods] == [
        ("all", "The whole time", False), (SPRING, "2026, quarter 2", True)]
    assert f"/pilots/alpha/dashboard/working/{CODE}/?period={SPRING}" in response.content.decode()


def test_the_chart_and_the_table_are_of_the_chosen_quarter(spring: dict[str, Pilot], client: Client) -> None:
    asked = f"indicator={CODE}&period={SPRING}"
    svg = body_of(client.get(f"/programmes/own/compare/chart.svg?{asked}&width=900"))
    assert [text for text in ("of another time", "Not comparable") if text in svg] == [
        "of another time", "Not comparable"]
    lines = body_of(client.get(f"/programmes/own/compare/table.csv?{asked}&sort=estimate")).splitlines()
    at = AT.isoformat()
    assert lines[1:6] == [
        f"beta,{CODE},{SPRING},2,31.0,30.0,32.0,student_t,40,,ok,,,{at},false",
        f"few,{CODE},{SPRING},2,12.0,11.0,13.0,student_t,40,,ok,,,{at},false",
        f"alpha,{CODE},{SPRING},2,11.0,10.0,12.0,student_t,40,,ok,,,{at},false",
        f"old,{CODE},all,1,80.0,,,,40,,ok,other_period,,{at},false",
        f"gamma,{CODE},all,2,20.0,18.0,22.5,student_t,40,,ok,other_period,,{at},false",
    ]


def test_a_period_that_nobody_has_is_the_whole_time(cities: dict[str, Pilot], client: Client) -> None:
    shown = client.get(f"/programmes/own/compare/?indicator={CODE}&period=1999-Q1")
    assert (shown.status_code, shown.context["comparison"].period) == (200, "all")


def test_who_wants_another_mix_stands_apart(cast: Cast, client: Client) -> None:
    client.force_login(cast.researcher)
    for name, detail in (("Alpha", {}), ("Beta", {}), ("Gamma", {}), ("Own", {"targets": {"people": 1.0}})):
        store(PilotFactory(programme=cast.programme, name=name), "helix_balance", 0.5, detail=detail)
    html = client.get("/programmes/own/compare/?indicator=helix_balance").content.decode()
    assert {row[0]: row[4] for row in table_rows(html) if row[1] == "0.50"} == {
        "Alpha": "", "Beta": "", "Gamma": "", "Own": "Not comparable: measured against another target"}
