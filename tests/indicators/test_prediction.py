"""The prediction for a new city holds the share of cities that the analysis plan asks for."""

from typing import Any

import pytest
from django.test import Client
from scipy.stats import t

from foundation.inference.meta_analysis import Effects, prediction_limits, random_effects
from indicators.charts import verdict_picture
from indicators.prediction import cities_in_words, content_of, foreseen_limits, percent_of
from indicators.reduction.families import families_of
from indicators.reduction.verdicts import judged
from indicators.wording import VerdictFacts, words_for
from tests.cast import Cast
from tests.factories.engagement import MethodFactory
from tests.indicators.stored import store_verdict, table_rows

PLAN = {"delta": 0.5, "delta_share": 0.1, "delta_cost_factor": 1.25, "alpha": 0.05, "content": 0.8, "d0": 4,
        "benchmark": 3.5, "plan_version": 1}
MEANS = (4.01, 4.08, 3.98, 4.05, 4.00, 4.03)


def figures(content: float) -> dict[str, Any]:
    rows = {f"P{i}": {"method_rating": {"walk": {
        "units": 14, "mean": mean, "variance": 0.16, "answers": 140, "persons": 140}}} for i, mean in enumerate(MEANS)}
    plan = PLAN | {"content": content}
    return judged(families_of(rows, plan), [], plan, {})[0].figures


@pytest.mark.parametrize("content", [0.9, 0.95])
def test_the_limits_are_those_of_the_engine_where_it_has_them(content: float) -> None:
    summary = random_effects(Effects((1.0, 2.0, 4.0), (0.1, 0.2, 0.1)))
    assert summary.mu is not None
    assert summary.se is not None
    assert summary.tau2 is not None
    known = {0.9: (summary.pi90_lower, summary.pi90_upper), 0.95: (summary.pi95_lower, summary.pi95_upper)}
    assert prediction_limits(summary.mu, summary.se, summary.tau2, 3, content) == pytest.approx(known[content])


def test_the_content_of_the_plan_sets_how_wide_the_prediction_is() -> None:
    narrow, usual = figures(0.8), figures(0.9)
    spread = (usual["tau2"] + usual["se"] ** 2) ** 0.5
    assert foreseen_limits(usual) == pytest.approx((usual["pi90_lower"], usual["pi90_upper"]))
    assert foreseen_limits(narrow) == pytest.approx(
        (narrow["mu"] - t.ppf(0.9, 5) * spread, narrow["mu"] + t.ppf(0.9, 5) * spread))
    assert (content_of(narrow), content_of({})) == (0.8, 0.9)


def test_words_and_picture_name_the_share_of_cities() -> None:
    narrow = figures(0.8)
    lower, upper = foreseen_limits(narrow)
    told = words_for(VerdictFacts.of_figures(narrow, delta=0.5, benchmark=3.5))
    assert told.prediction == (
        f"Among cities like these volunteers, 8 in 10 should rate it between {lower:.2f} and {upper:.2f}.")
    picture = verdict_picture("Walk", [], narrow, 3.5)
    assert [row[0] for row in picture.table.rows if "New cities" in str(row[0])] == [
        "New cities, 8 in 10 (illustrative)"]


@pytest.mark.parametrize(("content", "words", "percent"), [
    (0.9, "9 in 10", "90"), (0.95, "95 in 100", "95"), (0.8, "8 in 10", "80"), (0.975, "975 in 1000", "97.5"),
])
def test_a_share_of_cities_in_words(content: float, words: str, percent: str) -> None:
    assert (cities_in_words(content), percent_of(content)) == (words, percent)


def test_limits_need_two_cities_and_a_share() -> None:
    for k, content in ((1, 0.9), (5, 1.0), (5, 0.0)):
        with pytest.raises(ValueError, match="content lies between 0 and 1"):
            prediction_limits(3.0, 0.1, 0.0, k, content)


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize(("languages", "is_said"), [(["en", "it"], True), (["en"], False), ([], False)])
def test_the_page_of_a_method_says_that_cities_answered_in_different_languages(
    cast: Cast, client: Client, languages: list[str], is_said: bool
) -> None:
    MethodFactory(code="walk")
    verdict = store_verdict(cast.programme, "walk", settings={
        "delta": 0.5, "benchmark": 3.5, "content": 0.8, "languages": languages}, k=6, figures={
        "k": 6, "prediction_content": 0.8, "prediction_lower": 3.4, "prediction_upper": 4.4})
    client.force_login(cast.researcher)
    page = client.get("/programmes/own/one-size/walk/").content.decode()
    assert ("The cities answered in different languages: language is confounded with city." in page) == is_said
    rows = {row[0]: row[1] for row in table_rows(page) if "New city, " in row[0]}
    assert rows == {
        "New city, lower 80 % limit (illustrative)": "3.400", "New city, upper 80 % limit (illustrative)": "4.400",
        "New city, half width of the 90 % limits (illustrative)": "–",
        "New city, chance above the benchmark (illustrative)": "80 %",
    }, verdict.figures
