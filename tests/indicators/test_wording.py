"""The words of verdicts: said as agreed, useful, and never more than was found."""

from dataclasses import replace
from itertools import product

import pytest
from django.utils import translation

from foundation.inference.one_size import MethodUnits, PilotUnits, Settings, one_size_family
from indicators.wording import CityMean, VerdictFacts, chip_code, words_for

REASONS = [
    ("FITS_ALL", "equivalent"), ("FITS_ALL", "small_real_differences"),
    ("CONTEXT_DEPENDENT", "strong"), ("CONTEXT_DEPENDENT", "moderate"),
    ("NOT_ENOUGH_EVIDENCE", "imprecise"), ("NOT_ENOUGH_EVIDENCE", "differs_but_size_unclear"),
    ("NOT_ENOUGH_EVIDENCE", "too_few_pilots"), ("NOT_ENOUGH_EVIDENCE", "too_few_pilots_to_confirm"),
    ("NOT_ENOUGH_EVIDENCE", "prediction_interval_too_wide"),
]
FORBIDDEN = ["significant", "proves", "surely", "universal", "no difference", "works everywhere"]
CAVEAT = "Ratings by participants of self-selected pilots: their experience, not the effect of the method."
FITS = VerdictFacts(
    "FITS_ALL", "equivalent", 6, 0.5, mu=4.02, pi90_lower=3.93, pi90_upper=4.11,
    lowest=CityMean("Alpha", 3.98), highest=CityMean("Beta", 4.08), units_needed=9, median_units=13.0,
)


def test_alike_from_six_cities_is_illustrative() -> None:
    words = words_for(FITS)
    assert (words.code, words.chip, words.illustrative, words.caveats, words.exceptions, words.interim) == (
        "alike_well", "Rated alike - well", True, (CAVEAT,), "", "",
    )
    assert words.text == (
        "One size fits these cities: ratings are alike within 0.5 points, and there was enough evidence to see a "
        "difference had there been one."
    )
    assert words.prediction == (
        "Among cities like these volunteers, 9 in 10 should rate it between 3.93 and 4.11."
    )


def test_from_ten_cities_the_prediction_stands_without_that_heading() -> None:
    words = words_for(replace(FITS, k=10, reason="small_real_differences"))
    assert (words.illustrative, words.prediction is None) == (False, False)
    assert words.text == "Cities do differ, but by too little to matter (less than 0.5 points)."


def test_sameness_is_not_goodness() -> None:
    limits = [(3.6, 4.0), (3.5, 4.0), (3.0, 3.5), (3.0, 3.4)]
    assert [chip_code(replace(FITS, pi90_lower=a, pi90_upper=b)) for a, b in limits] == [
        "alike_well", "alike_middling", "alike_middling", "alike_weakly",
    ]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("strong", "The differences exceed 0.5 points by more than chance allows."),
        ("moderate", "The differences are real and probably larger than 0.5 points."),
    ],
)
def test_depends_names_the_ends(reason: str, sentence: str) -> None:
    words = words_for(replace(FITS, verdict="CONTEXT_DEPENDENT", reason=reason))
    assert (words.chip, words.prediction) == ("Depends on the city", None)
    assert words.text == (
        f"It depends on the city. Averages range from 3.98 (Alpha) to 4.08 (Beta). {sentence} "
        "Try it locally before you copy it."
    )


def test_imprecise_says_how_many_sessions_would_tell() -> None:
    facts = replace(FITS, verdict="NOT_ENOUGH_EVIDENCE", reason="imprecise", units_needed=18, median_units=4.5)
    start = "We cannot tell yet: the data would fit both 'alike everywhere' and 'different by city'."
    assert words_for(facts).text == (
        f"{start} About 18 sessions per city (now median 4.5) would give an 80 % chance to tell, "
        "if the cities are alike."
    )
    assert words_for(replace(facts, median_units=18.0)).text == (
        f"{start} More cities, rather than more sessions, would tell."
    )
    assert words_for(replace(facts, units_needed=None)).text == start


def test_too_few_counts_cities() -> None:
    facts = replace(FITS, verdict="NOT_ENOUGH_EVIDENCE", reason="too_few_pilots")
    assert [words_for(replace(facts, k=k)).text.split(" used")[0] for k in (0, 1, 2)] == [
        "No city", "Only 1 city", "Only 2 cities",
    ]


@pytest.mark.parametrize(
    ("reason", "k", "interim", "languages"), list(product(REASONS, [3, 7, 20], [False, True], [False, True]))
)
def test_no_verdict_says_more_than_was_found(
    reason: tuple[str, str], k: int, interim: bool, languages: bool
) -> None:
    facts = replace(
        FITS, verdict=reason[0], reason=reason[1], k=k, interim=interim, several_languages=languages,
        exceptions=("Gamma",),
    )
    words = words_for(facts)
    said = " ".join([words.chip, words.text, words.prediction or "", words.exceptions, *words.caveats]).lower()
    assert [word for word in FORBIDDEN if word in said] == []
    assert words.caveats[0] == CAVEAT
    assert ("language is confounded" in said, words.interim, "gamma" in said, "%" in said.replace("80 %", "")) == (
        languages, "interim" if interim else "", True, False,
    )


TERMS = {
    "rating": ("ratings", "0.5 points", "3.98", "About 18 sessions"),
    "share": ("shares", "50 percentage points", "398 %", "About 18 sessions"),
    "cost": ("costs per participation", "a factor of 1.65", "53.52 EUR", "About 18 sessions"),
    "item": ("answers", "0.5 points", "3.98", "About 18 answers"),
    "proportion": ("shares", "50 percentage points", "98 %", "About 18 sessions"),
}


@pytest.mark.parametrize("scale", TERMS)
def test_each_kind_is_named_in_its_own_terms(scale: str) -> None:
    what, margin, lowest, needed = TERMS[scale]
    facts = replace(FITS, scale=scale, currency="EUR", several_languages=True)
    told = {reason: words_for(replace(facts, verdict=verdict, reason=reason, units_needed=18, median_units=4.5))
            for verdict, reason in REASONS}
    assert told["equivalent"].text.startswith(f"One size fits these cities: {what} are alike within {margin}, and")
    assert told["small_real_differences"].text.endswith(f"(less than {margin}).")
    assert f"Averages range from {lowest} (Alpha)" in told["strong"].text
    assert f"exceed {margin} by more than chance" in told["strong"].text
    assert f"{needed} per city (now median 4.5)" in told["imprecise"].text
    assert told["equivalent"].chip == ("Rated alike - well" if scale == "rating" else "Alike")
    assert ("Try it locally" in told["moderate"].text) == (scale in {"rating", "share"})
    said = " ".join(f"{w.text} {w.prediction} {' '.join(w.caveats)}" for w in told.values()).lower()
    assert [word for word in FORBIDDEN if word in said] == []


@pytest.mark.parametrize(("scale", "lowest", "highest"), [
    ("rating", "−0.4", "+0.53"), ("share", "−40 %", "+53 %"), ("cost", "× 0.67", "× 1.7"),
])
def test_differences_to_the_other_methods_have_a_sign_and_are_neither_good_nor_bad(
    scale: str, lowest: str, highest: str
) -> None:
    facts = replace(FITS, scale=scale, relative=True, lowest=CityMean("Alpha", -0.4), highest=CityMean("Beta", 0.53))
    depends = words_for(replace(facts, verdict="CONTEXT_DEPENDENT", reason="strong"))
    assert f"Averages range from {lowest} (Alpha) to {highest} (Beta)." in depends.text
    assert (words_for(facts).chip, words_for(facts).prediction) == ("Alike", None)


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown verdict"):
        words_for(replace(FITS, verdict="MAYBE"))
    with pytest.raises(ValueError, match="unknown reason"):
        words_for(replace(FITS, reason="because"))


def test_facts_come_from_the_figures_of_the_engine() -> None:
    units = MethodUnits("m", tuple(PilotUnits(f"P{i}", 8, mean, 0.1, 60, 20) for i, mean in enumerate([4.5, 2.0, 3.0])))
    (found,) = one_size_family([units], Settings())
    facts = VerdictFacts.of_figures(found.figures(), delta=0.5, names={"P0": "Alpha", "P1": "Beta"}, interim=True)
    assert (facts.lowest, facts.highest, facts.k, facts.median_units, facts.interim) == (
        CityMean("Beta", 2.0), CityMean("Alpha", 4.5), 3, 8, True,
    )
    assert words_for(facts).chip == "Depends on the city"


def test_numbers_follow_the_language() -> None:
    with translation.override("de"):
        assert "3,93" in (words_for(FITS).prediction or "")
