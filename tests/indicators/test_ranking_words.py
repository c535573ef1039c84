"""Words on pairs of methods and rankings: what was found in these cities, and no foresight on few of them."""

from typing import Any

import pytest

from indicators.ranking_words import agreement_sentence, interaction_sentences, interaction_test, pair_words

NAMES = {"a": "Walk", "b": "Jury"}
PAIR: dict[str, Any] = {
    "a": "a", "b": "b", "k": 6, "mu": 0.53, "ci_lower": -0.18, "ci_upper": 1.24, "pi90_lower": -0.89,
    "pi90_upper": 1.95, "prob_superior_new_city": 0.76, "gail_simon_p": 0.31, "gail_simon_p_holm": 0.31,
    "cities_a_ahead": 4,
}


@pytest.mark.parametrize(("found", "text", "illustrative"), [
    ({}, "Walk wins in about 8 cities of 10.", True),
    ({"k": 12}, "Walk wins in about 8 cities of 10.", False),
    ({"prob_superior_new_city": 0.04}, "Jury wins in about 9 cities of 10.", True),
    ({"pi90_lower": 0.1}, "Walk is better in practically every city.", True),
    ({"pi90_lower": -2.0, "pi90_upper": -0.1}, "Jury is better in practically every city.", True),
    ({"gail_simon_p_holm": 0.04, "pi90_lower": 0.1}, "The better one depends on the city.", False),
    ({"k": 4, "cities_a_ahead": 1}, "Jury was rated higher in 3 of 4 cities.", False),
    ({"k": 3, "cities_a_ahead": 3, "pi90_lower": 0.1}, "Walk was rated higher in 3 of 3 cities.", False),
])
def test_a_pair_is_told_as_agreed(found: dict[str, Any], text: str, illustrative: bool) -> None:
    words = pair_words(PAIR | found, NAMES)
    assert (words.text, words.illustrative, words.names) == (text, illustrative, ("Walk", "Jury"))


def test_the_difference_has_its_sign_and_interval() -> None:
    assert pair_words(PAIR, NAMES).difference == "+0.53 [−0.18, +1.24]"
    assert pair_words(PAIR | {"mu": None}, NAMES).difference == "–"


@pytest.mark.parametrize(("reading", "start"), [
    ("changes", "The ranking of methods changes between cities"),
    ("alike", "The methods stand to each other much alike"),
    ("open", "Whether the ranking of methods changes between cities is open."),
])
def test_the_interaction_is_read_three_ways(reading: str, start: str) -> None:
    found = {"reading": reading, "tau_interaction": 0.36, "tau_max": 0.304, "F": 8.616, "df1": 21, "df2": 208,
             "p": 1e-9}
    first, size = interaction_sentences(found)
    assert first.startswith(start)
    assert size == ("How much fit varies beyond the level of a city: 0.36 points (up to 0.3 would not matter).")
    assert interaction_test(found) == (
        "Interaction of city and method, sessions as units: F(21, 208) = 8.62, p < 0.001.")


def test_without_an_interaction_the_page_says_what_is_missing() -> None:
    assert interaction_sentences(None)[0].startswith("Whether the ranking changes can be told once three cities")
    assert interaction_sentences({"reading": None})[0].startswith("Too few cities have used the same methods")
    assert (interaction_test(None), interaction_test({"F": None})) == ("", "")


def test_agreement_has_a_p_value_only_from_ten_cities_on() -> None:
    assert agreement_sentence(0.517, 9, 5, 0.02).endswith("(Kendall's W, from 0 to 1): 0.52.")
    assert agreement_sentence(0.517, 10, 5, 0.02).endswith("0.52. p = 0.020.")
    assert agreement_sentence(None, None, 0, None).startswith("No two methods were used often enough")
