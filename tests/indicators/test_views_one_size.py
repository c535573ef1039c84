"""Does one size fit all?"""

from typing import Any

import pytest
from django.test import Client

from pilots.models import Pilot
from tests.cast import Cast
from tests.factories.engagement import MethodFactory
from tests.factories.pilots import PilotFactory
from tests.indicators.stored import body_of, store, store_verdict, table_rows

SIX = {"k": 6, "pilots": ["own-here"], "yi": [4.0], "pi90_lower": 3.6, "pi90_upper": 4.3}


@pytest.fixture
def reader(cast: Cast, client: Client) -> Client:
    client.force_login(cast.researcher)
    return client


def rate(pilot: Pilot, method: str, value: float | None = None, **fields: Any) -> None:
    store(pilot, "method_rating", value, method=method, **({"n": 5} if value else {}) | fields)


def test_nothing_rated_says_what_to_do(cast: Cast, reader: Client) -> None:
    assert "No method has been rated yet" in reader.get("/programmes/own/one-size/").content.decode()


def test_a_rated_method_without_verdict_is_not_computed_yet(cast: Cast, reader: Client) -> None:
    MethodFactory(code="walk", name={"en": "Walk"})
    rate(cast.pilot, "walk", 4.0)
    for address in ("/programmes/own/one-size/", "/programmes/own/one-size/walk/"):
        html = reader.get(address).content.decode()
        assert ("Not computed yet" in html, 'class="verdict"' in html) == (True, False)


@pytest.mark.parametrize(("verdict", "chip", "sentence"), [
    ({"verdict": "FITS_ALL", "reason": "equivalent", "k": 6, "figures": SIX}, "alike-well", "One size fits these"),
    ({"verdict": "CONTEXT_DEPENDENT", "reason": "strong", "k": 6, "figures": SIX}, "depends", "It depends on the city"),
    ({}, "insufficient", "About 12 sessions per city (now median 5)"),
    ({"reason": "too_few_pilots", "k": 2, "figures": {"mu": None}}, "insufficient", "three rated sessions of it"),
])
def test_each_verdict_has_its_chip_and_sentence(cast: Cast, reader: Client, verdict: dict[str, Any], chip: str,
                                                sentence: str) -> None:
    MethodFactory(code="walk", name={"en": "Walk"})
    rate(cast.pilot, "walk", 4.0)
    store_verdict(cast.programme, "walk", **verdict)
    for address in ("/programmes/own/one-size/", "/programmes/own/one-size/walk/"):
        html = reader.get(address).content.decode()
        assert (f'data-verdict="{chip}"' in html, sentence in html, "(interim)" in html) == (True, True, True)
        assert "their experience, not the effect of the method" in html


def test_the_interim_mark_goes_with_the_look_date(cast: Cast, reader: Client) -> None:
    MethodFactory(code="walk")
    rate(cast.pilot, "walk", 4.0)
    store_verdict(cast.programme, "walk", interim=False)
    assert "(interim)" not in reader.get("/programmes/own/one-size/").content.decode()


def test_cities_without_a_rating_are_kept_apart(cast: Cast, reader: Client) -> None:
    third = PilotFactory(programme=cast.programme, name="Third")
    PilotFactory(programme=cast.programme, name="Void")
    for code in ("walk", "jury"):
        MethodFactory(code=code, name={"en": code.capitalize()})
    rate(cast.pilot, "walk", 4.25)
    rate(cast.other_pilot, "walk", suppressed=True)
    rate(third, "walk", n=0)
    rate(cast.pilot, "jury", 3.5)
    lines = body_of(reader.get("/programmes/own/one-size/table.csv")).splitlines()[1:]
    assert lines == [
        "Walk,Here,4.25,5,,", "Walk,There,,,Kept back,", "Walk,Third,,,Not rated,", "Walk,Void,,,Nothing logged,",
        "Jury,Here,3.5,5,,", "Jury,There,,,Not used,", "Jury,Third,,,Not used,", "Jury,Void,,,Nothing logged,",
    ]


def test_predictions_are_hidden_below_five_cities_and_illustrative_below_ten(cast: Cast, reader: Client) -> None:
    MethodFactory(code="walk")
    rate(cast.pilot, "walk", 4.0)
    verdict = store_verdict(cast.programme, "walk", k=4)
    seen = {}
    for k in (4, 6, 12):
        verdict.k, verdict.figures["k"] = k, k
        verdict.save()
        html = reader.get("/programmes/own/one-size/walk/").content.decode()
        seen[k] = [row[0] for row in table_rows(html) if row[0].startswith("New city, lower")]
    assert seen == {4: [], 6: ["New city, lower 90 % limit (illustrative)"], 12: ["New city, lower 90 % limit"]}


@pytest.mark.parametrize("size", [1, 3])
def test_the_pages_ask_the_same_for_any_size(cast: Cast, reader: Client, size: int,
                                             django_assert_num_queries: Any) -> None:
    for number in range(size):
        code = MethodFactory(code=f"m{number}").code
        rate(PilotFactory(programme=cast.programme), code, 4.0)
        store_verdict(cast.programme, code)
    reader.get("/programmes/own/one-size/")  # the first look remembers the programme in the session
    with django_assert_num_queries(14):
        reader.get("/programmes/own/one-size/")
    with django_assert_num_queries(11):
        reader.get("/programmes/own/one-size/m0/")
