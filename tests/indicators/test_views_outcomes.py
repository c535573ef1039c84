"""What stands beneath the ratings of methods: costs, shares, surveys, rankings, pairs, panel, looks."""

from typing import Any

import pytest
from django.test import Client

from indicators.actions.comparison import compare_programme
from indicators.models import AnalysisPlan, PilotComputation, Verdict
from pilots.models import Programme
from tests.cast import Cast
from tests.factories.engagement import MethodFactory
from tests.factories.pilots import PilotFactory
from tests.factories.surveys import make_wave
from tests.indicators.stored import store, store_verdict, table_rows
from tests.indicators.test_reduction import asked, row

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
FORBIDDEN = ["significant", "proves", "surely", "universal", "no difference", "works everywhere"]
LEVELS = {"walk": [4.5, 2.5, 4.4, 2.2, 4.6, 2.4], "jury": [3.4, 3.5, 3.6, 3.4, 3.5, 3.6],
          "cafe": [4.0, 4.1, 4.2, 4.0, 4.1, 4.2]}
SECRET = 4.9876


def compared(programme: Programme, cities: int = 6) -> None:
    """Six cities with three methods, costs and a survey; of the last one too few people rated the walk."""
    wave = make_wave(pilot=programme.pilots.get(slug="own-here"))
    survey = wave.questionnaire.code
    for code in LEVELS:
        MethodFactory(code=code, name={"en": code.capitalize()})
    for at in range(cities):
        pilot = PilotFactory(programme=programme, external_id=f"C{at}", name=f"City {at}")
        spread = [-0.2, 0.0, 0.1, 0.15]
        ratings = {code: row([means[at % 6] + s for s in spread]) for code, means in LEVELS.items()}
        if at == cities - 1:
            ratings["walk"] = row([SECRET] * 4, persons=4)
        PilotComputation.objects.create(pilot=pilot, units={
            "method_rating": ratings,
            "log_cost_overall": {"all": row([2.0 + s for s in spread])},
            "log_cost": {"walk": row([2.0 + s for s in spread])},
            "survey_item": {survey: {"rating": asked([1, 2, 3, 9, 5]), "age": asked([3, 3, 3])}},
            "proportion": {"return_rate": {"successes": 10 + at, "total": 40}},
        })
        for code in LEVELS:
            store(pilot, "method_rating", 4.0, method=code)
    compare_programme(programme)


@pytest.fixture
def reader(cast: Cast, client: Client) -> Client:
    client.force_login(cast.researcher)
    return client


def page(client: Client, address: str = "") -> str:
    answer = client.get(f"/programmes/own/one-size/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_family_stands_below_the_methods(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    html = page(reader)
    titles = ["Cost per participation", "Coming back, and what became of promises", "Survey: Six kinds of question"]
    assert [title for title in titles if f"{title}</h2>" not in html] == []
    assert all(f">{name}</a>" in html for name in ("All sessions", "Return rate", "How good was it?"))
    assert "costs per participation are alike within a factor of 1.25" in html


def test_what_the_plan_does_not_name_is_exploratory(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    assert "exploratory" not in page(reader)
    AnalysisPlan.objects.create(programme=cast.programme, primary_indicators=["cost_per_participation"])
    html = page(reader)
    cost, rest = html.split("Coming back, and what became of promises</h2>")
    assert (cost.split("Cost per participation</h2>")[1].count(">exploratory<"), rest.count(">exploratory<")) == (0, 3)


def test_the_page_says_whether_the_ranking_changes(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    html = page(reader)
    assert "The ranking of methods changes between cities" in html
    assert "Interaction of city and method, sessions as units: F(" in html
    assert "The better one depends on the city." in html  # walk against jury
    assert "Cafe is better in practically every city." in html
    assert "With fewer than ten cities, what is said of other cities is illustrative." in html
    assert ["City 0", "1 (4.01)", "2 (3.41)"] in table_rows(html)  # the walk is not shared by all


def test_the_places_of_methods_are_drawn_and_taken_away_as_a_table(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    table = b"".join(reader.get("/programmes/own/one-size/ranking.csv")).decode("utf-8-sig").splitlines()
    drawn = reader.get("/programmes/own/one-size/ranking.svg").content.decode()
    assert table == ["City,Cafe,Jury", *(f"City {at},1.0,2.0" for at in range(6))]
    assert "Cafe, City 0: place 1" in drawn
    assert "one-size/ranking.svg" in page(reader)


def test_rankings_of_fewer_than_ten_cities_have_no_p_value(cast: Cast, reader: Client) -> None:
    compared(cast.programme, cities=9)
    few = page(reader).split("Kendall&#x27;s W")[1].split("</p>")[0]
    Verdict.objects.all().delete()
    assert ("over 9 cities" in page(reader), " p " in few) == (True, False)


def test_no_word_says_more_than_was_found(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    said = " ".join(page(reader, address) for address in ("", "walk/", "outcomes/log_cost_overall/all/")).lower()
    assert [word for word in FORBIDDEN if word in said] == []


def test_fewer_than_five_raters_are_on_no_page(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    for address in ("", "walk/", "outcomes/log_cost/walk/"):
        html = page(reader, address)
        assert (str(SECRET) in html, "4.99" in html) == (False, False)
    assert Verdict.objects.get(outcome="method_rating", subject="walk").k == 5


def test_the_method_page_shows_what_stands_beside(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    html = page(reader, "jury/")
    assert "Appendix: classic tests, which do not decide" in html
    assert all(name in html for name in ("Kruskal-Wallis", "Welch&#x27;s ANOVA", "ICC(1)", "City 0 – City 1"))
    assert "Looks so far: 1" in html
    assert "Year of the start" not in html  # from ten cities on


def test_a_disagreeing_test_is_flagged(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    verdict = Verdict.objects.get(outcome="method_rating", subject="jury")
    assert "not all agree" not in page(reader, "jury/")
    verdict.working["classic"]["disagree"] = ["welch"]
    verdict.save()
    html = page(reader, "jury/")
    assert "not all agree" in html
    assert "On the other side of alpha than the test behind the verdict: Welch&#x27;s ANOVA." in html


def test_the_relative_column_stands_beside_the_verdict(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    PilotComputation.objects.get(pilot__external_id="C5").delete()  # then all cities share all methods
    compare_programme(cast.programme)
    html = page(reader)
    assert "Verdicts as rated and relative to the city" in html
    assert "Relative to the city's other methods" in page(reader, "cafe/")


def test_the_page_of_an_outcome_shows_money(cast: Cast, reader: Client) -> None:
    compared(cast.programme)
    html = page(reader, "outcomes/log_cost_overall/all/")
    rows = {cells[0]: cells[1:] for cells in table_rows(html.replace("<details", "<div").replace("</details", "</div"))}
    assert rows["City 0"] == ["7.48 EUR", "7.48 EUR", "4"]
    assert "Spread between cities by other estimators: DerSimonian-Laird 0.0, Paule-Mandel 0.0" in html
    assert rows["Smallest difference that matters"] == ["a factor of 1.25"]
    assert rows["Mean of the cities"] == ["7.48 EUR"]
    assert reader.get("/programmes/own/one-size/outcomes/log_cost/nothing/").status_code == 404


def test_looks_stay_listed(cast: Cast, reader: Client) -> None:
    MethodFactory(code="walk")
    store_verdict(cast.programme, "walk", is_current=False)
    store_verdict(cast.programme, "walk", interim=False, settings={"delta": 0.5, "plan_version": 2})
    html = page(reader, "walk/")
    assert "Looks so far: 2" in html
    looks = [cells[1:] for cells in table_rows(html.replace("<details", "<div").replace("</details", "</div"))
             if cells[-1] in {"1", "2"} and len(cells) == 5]
    assert looks == [["Not enough evidence", "final", "4", "2"], ["Not enough evidence", "interim", "4", "1"]]


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_of_an_outcome_asks_the_same_for_any_size(cast: Cast, reader: Client, size: int,
                                                           django_assert_num_queries: Any) -> None:
    for number in range(size):
        PilotFactory(programme=cast.programme)
        store_verdict(cast.programme, "all", outcome="log_cost_overall", is_current=number == 0,
                      figures={"scale": "cost", "units": []})
    reader.get("/programmes/own/one-size/")
    with django_assert_num_queries(10):
        reader.get("/programmes/own/one-size/outcomes/log_cost_overall/all/")
