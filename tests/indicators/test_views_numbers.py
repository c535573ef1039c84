"""The numbers over all pilots, the way to their working, and what each pilot brings in."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from indicators.models import IndicatorValue
from indicators.views.over_all import source_of
from pilots.models import Programme
from tests.cast import Cast
from tests.indicators.stored import store, table_rows

PAGE = "/programmes/own/numbers/"
WORKING = "/programmes/own/working/"


def over_all(programme: Programme, indicator: str, value: float | None, **fields: Any) -> IndicatorValue:
    fields = {"n": None if value is None else 12, "as_of": timezone.now()} | fields
    return IndicatorValue.objects.create(programme=programme, indicator=indicator, value=value, **fields)


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Rank agreement, the rating of a method between pilots, a fit kept back, and pilots' ratings."""
    over_all(cast.programme, "method_rank_agreement", 0.4)
    over_all(cast.programme, "pilot_icc_method_rating", 0.2, method="walk", lower=0.1, upper=0.3)
    over_all(cast.programme, "method_group_fit", None, method="walk", split="residents", suppressed=True)
    store(cast.pilot, "method_rating", 4.0, method="walk", lower=3.5, upper=4.5)
    store(cast.other_pilot, "method_rating", None, method="walk", suppressed=True)
    store(cast.other_pilot, "method_rating", 3.0, method="cafe")
    store(cast.pilot, "method_rating", 5.0, method="walk", period="2026-Q1")
    return cast


def test_every_number_over_all_pilots_is_listed_with_its_working(told: Cast, client: Client) -> None:
    client.force_login(told.contributor)
    page = client.get(PAGE)
    assert [(family["letter"], [(line.shown.label, line.shown.state, line.query) for line in family["lines"]])
            for family in page.context["families"]] == [
        ("H", [("Variance between pilots (method rating) · walk", "ok", "?method=walk"),
               ("Agreement on the ranking of methods", "ok", "")]),
        ("I", [("Fit of method and group · walk · residents", "suppressed", "?method=walk&split=residents")]),
    ]
    html = page.content.decode()
    for query in ("pilot_icc_method_rating/?method=walk", "method_rank_agreement/",
                  "method_group_fit/?method=walk&amp;split=residents"):
        assert f'href="{WORKING}{query}"' in html
        assert client.get(f"{WORKING}{query.replace('&amp;', '&')}").status_code == 200


def test_the_working_shows_what_each_pilot_brings_in(told: Cast, client: Client) -> None:
    client.force_login(told.researcher)
    rows = table_rows(client.get(f"{WORKING}pilot_icc_method_rating/?method=walk").content.decode())
    assert rows == [["Here Rating of a method · walk", "4.00", "3.50–4.50", "40"],
                    ["There Rating of a method · walk", "Kept back: fewer than five people", "", ""]]
    whole = client.get(f"{WORKING}method_rank_agreement/").context["contributions"]
    assert [(one.pilot.slug, one.line.query, one.line.shown.state) for one in whole] == [
        ("own-here", "?method=walk", "ok"), ("own-there", "?method=cafe", "ok"),
        ("own-there", "?method=walk", "suppressed")]
    assert client.get(f"{WORKING}method_group_fit/?method=walk&split=residents").context["contributions"] == []


@pytest.mark.parametrize(("indicator", "split", "source"), [
    ("pilot_icc_trust_1", "", "likert_mean_trust_1"), ("skills_gap_law", "", "skills_gap_law"),
    ("profile_association", "decision_outcomes", "commitment_acceptance"), ("method_overlap", "", "method_variety"),
    ("method_group_fit", "residents", ""), ("participants", "", ""),
])
def test_which_number_of_a_pilot_stands_behind_one_over_all(indicator: str, split: str, source: str) -> None:
    assert source_of(indicator, split) == source


def test_before_the_first_computation_the_page_says_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    assert "Not computed yet" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_values(cast: Cast, client: Client, size: int,
                                                         django_assert_num_queries: Any) -> None:
    for number in range(size):
        over_all(cast.programme, f"pilot_icc_q{number}", 0.2)
    client.force_login(cast.coordinator)
    client.get(PAGE)
    with django_assert_num_queries(7):
        client.get(PAGE)
