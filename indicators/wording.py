"""Verdicts in plain words. Codes are computed elsewhere; here they become sentences a city can act on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from indicators.outcome_words import Terms, relative_terms, terms_of
from indicators.prediction import USUAL_CONTENT, cities_in_words, content_of, foreseen_limits

FORESEEABLE_FROM = 5  # cities; below, nothing is said about a new city
NOT_ILLUSTRATIVE_FROM = 10


@dataclass(frozen=True, slots=True)
class CityMean:
    """A city by its name on the page and its average."""

    city: str
    mean: float


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """What the words need of a verdict; numbers in the unit of the outcome, None where undefined."""

    verdict: str
    reason: str
    k: int
    delta: float
    mu: float | None = None
    pi90_lower: float | None = None
    pi90_upper: float | None = None
    prediction_lower: float | None = None
    prediction_upper: float | None = None
    content: float = USUAL_CONTENT
    lowest: CityMean | None = None
    highest: CityMean | None = None
    exceptions: tuple[str, ...] = ()
    units_needed: int | None = None
    median_units: float | None = None
    benchmark: float = 3.5
    chance_in_new_city: float | None = None
    interim: bool = False
    several_languages: bool = False
    scale: str = "rating"
    currency: str = ""
    relative: bool = False  # to the city's other methods: no level, so neither good nor bad

    @property
    def terms(self) -> Terms:
        """How the numbers of this kind of comparison are named."""
        if self.relative:
            return relative_terms(self.scale, self.delta)
        return terms_of(self.scale, self.delta, self.currency)

    @classmethod
    def of_figures(
        cls,
        figures: Mapping[str, Any],
        *,
        delta: float,
        benchmark: float | None = None,
        names: Mapping[str, str] | None = None,
        interim: bool = False,
        several_languages: bool = False,
        currency: str = "",
        relative: bool = False,
    ) -> "VerdictFacts":
        """From the flat figures of the engine (stored or fresh); names: pilot -> name of its city."""
        called = names or {}
        means = [
            CityMean(called.get(pilot, pilot), mean)
            for pilot, mean in zip(figures.get("pilots") or (), figures.get("yi") or (), strict=False)
        ]
        return cls(
            verdict=figures["verdict"],
            reason=figures["reason"],
            k=figures["k"],
            delta=delta,
            mu=figures.get("mu"),
            pi90_lower=figures.get("pi90_lower"),
            pi90_upper=figures.get("pi90_upper"),
            prediction_lower=foreseen_limits(figures)[0],
            prediction_upper=foreseen_limits(figures)[1],
            content=content_of(figures),
            lowest=min(means, key=lambda city: city.mean, default=None),
            highest=max(means, key=lambda city: city.mean, default=None),
            exceptions=tuple(called.get(pilot, pilot) for pilot in figures.get("exceptions") or ()),
            units_needed=figures.get("units_needed_per_pilot"),
            median_units=figures.get("median_units"),
            benchmark=3.5 if benchmark is None else benchmark,
            chance_in_new_city=figures.get("chance_new_city", figures.get("chance_in_new_city")),
            interim=interim,
            several_languages=several_languages,
            scale=figures.get("scale", "rating"),
            currency=currency,
            relative=relative,
        )


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """chip: two to four words with a code for the style; text: sentences; caveats stand beneath, always.

    prediction is None unless said; illustrative asks for that heading above it.
    """

    code: str
    chip: str
    text: str
    prediction: str | None
    illustrative: bool
    exceptions: str
    caveats: tuple[str, ...]
    interim: str


def words_for(facts: VerdictFacts) -> VerdictWords:
    """The words of a verdict in the active language. Raises ValueError for an unknown verdict or reason."""
    caveats = [_caveat(facts.scale)]
    if facts.several_languages:
        caveats.append(_("The cities answered in different languages: language is confounded with city."))
    prediction = _prediction(facts)
    return VerdictWords(
        code=chip_code(facts),
        chip=_chips()[chip_code(facts)],
        text=_sentences(facts),
        prediction=prediction,
        illustrative=prediction is not None and facts.k < NOT_ILLUSTRATIVE_FROM,
        exceptions=_exceptions(facts),
        caveats=tuple(caveats),
        interim=_("interim") if facts.interim else "",
    )


def _caveat(scale: str) -> str:
    if scale in {"rating", "share"}:
        return _("Ratings by participants of self-selected pilots: their experience, not the effect of the method.")
    if scale == "item":
        return _("Answers from self-selected pilots: what those who answered think, not the effect of a method.")
    return _("Records of self-selected pilots: what happened there, not the effect of a method.")


def chip_code(facts: VerdictFacts) -> str:
    """alike_well, alike_middling, alike_weakly, depends or not_enough; sameness is not goodness.

    alike where no benchmark says what would be good: of costs, shares and answers to a question.
    """
    if facts.verdict == "CONTEXT_DEPENDENT":
        return "depends"
    if facts.verdict == "NOT_ENOUGH_EVIDENCE":
        return "not_enough"
    if facts.verdict != "FITS_ALL":
        raise ValueError(f"unknown verdict {facts.verdict!r}")
    if facts.scale != "rating" or facts.relative:
        return "alike"
    if facts.pi90_lower is not None and facts.pi90_lower > facts.benchmark:
        return "alike_well"
    if facts.pi90_upper is not None and facts.pi90_upper < facts.benchmark:
        return "alike_weakly"
    return "alike_middling"


def _chips() -> dict[str, str]:
    return {
        "alike_well": _("Rated alike - well"),
        "alike_middling": _("Rated alike - middling"),
        "alike_weakly": _("Rated alike - weakly"),
        "alike": _("Alike"),
        "depends": _("Depends on the city"),
        "not_enough": _("Not enough evidence"),
    }


def _sentences(facts: VerdictFacts) -> str:
    if facts.reason in {"strong", "moderate"}:
        return _depends(facts)
    if facts.reason == "imprecise":
        return _cannot_tell(facts)
    if facts.reason == "too_few_pilots":
        return facts.terms.too_few(facts.k)
    plain = {
        "equivalent": _(
            "One size fits these cities: %(what)s are alike within %(margin)s, and there was enough "
            "evidence to see a difference had there been one."
        ),
        "small_real_differences": _(
            "Cities do differ, but by too little to matter (less than %(margin)s)."
        ),
        "differs_but_size_unclear": _("The cities do differ, but whether by enough to matter is open.")
        + " " + facts.terms.more_cities,
        "too_few_pilots_to_confirm": _(
            "The %(what)s look alike within %(margin)s, but at least 5 cities are needed to call it "
            "alike."
        ),
        "prediction_interval_too_wide": _(
            "The cities seem alike, but what to expect in a further city is still open by more than "
            "%(margin)s. More cities would tell."
        ),
    }
    if facts.reason not in plain:
        raise ValueError(f"unknown reason {facts.reason!r}")
    return plain[facts.reason] % {"what": facts.terms.what, "margin": facts.terms.margin}


def _depends(facts: VerdictFacts) -> str:
    terms = facts.terms
    size = (
        _("The differences exceed %(margin)s by more than chance allows.")
        if facts.reason == "strong"
        else _("The differences are real and probably larger than %(margin)s.")
    )
    sentences = [_("It depends on the city.")]
    if facts.lowest and facts.highest:
        averages = {
            "low": terms.amount(facts.lowest.mean), "low_city": facts.lowest.city,
            "high": terms.amount(facts.highest.mean), "high_city": facts.highest.city,
        }
        sentences.append(
            _("Averages range from %(low)s (%(low_city)s) to %(high)s (%(high_city)s).") % averages
        )
    sentences.append(size % {"margin": terms.margin})
    if facts.scale in {"rating", "share"}:
        sentences.append(_("Try it locally before you copy it."))
    return " ".join(sentences)


def _cannot_tell(facts: VerdictFacts) -> str:
    first = _("We cannot tell yet: the data would fit both 'alike everywhere' and 'different by city'.")
    if facts.units_needed is None or facts.median_units is None:
        return first
    if facts.median_units >= facts.units_needed:
        return f"{first} {facts.terms.more_cities}"
    return f"{first} {facts.terms.needed(facts.units_needed, _plain(facts.median_units))}"


def _prediction(facts: VerdictFacts) -> str | None:
    """Said only of what fits, from 5 cities on."""
    if facts.relative:
        return None
    if facts.verdict != "FITS_ALL" or facts.k < FORESEEABLE_FROM:
        return None
    lower, upper = facts.prediction_lower, facts.prediction_upper
    if lower is None and facts.content == USUAL_CONTENT:
        lower, upper = facts.pi90_lower, facts.pi90_upper
    if lower is None or upper is None:
        return None
    terms = facts.terms
    return terms.foreseen % {
        "lower": terms.amount(lower), "upper": terms.amount(upper), "share": cities_in_words(facts.content)}


def _exceptions(facts: VerdictFacts) -> str:
    if not facts.exceptions:
        return ""
    cities = ", ".join(facts.exceptions)
    if facts.verdict == "FITS_ALL":
        return _("Except: %(cities)s.") % {"cities": cities}
    return _("Apart from the others: %(cities)s.") % {"cities": cities}


def _plain(median: float) -> str:
    return str(number_format(median, 0 if median % 1 == 0 else 1))
