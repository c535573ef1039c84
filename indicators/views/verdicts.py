"""How a verdict stands on a page: its chip, its sentences, its figures and settings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from indicators.models import Verdict
from indicators.outcome_words import terms_of
from indicators.prediction import USUAL_CONTENT, content_of, foreseen_limits, percent_of
from indicators.reduction.outcomes import Kind
from indicators.wording import FORESEEABLE_FROM, NOT_ILLUSTRATIVE_FROM, VerdictFacts, VerdictWords, words_for
from pilots.models import Pilot

# chip of the words -> chip of the design system
CHIPS = {"alike_well": "alike-well", "alike_middling": "alike-middling", "alike_weakly": "alike-weakly",
         "alike": "alike", "depends": "depends", "not_enough": "insufficient"}
AMOUNTS = ("mu", "ci_lower", "ci_upper", "prediction_lower", "prediction_upper")  # on the scale of the outcome
LIMITS = ("prediction_lower", "prediction_upper")
PERCENT = {"I2": 1, "chance_new_city": 100, "content": 100}  # factor to per cent; the engine gives I2 in per cent
SETTINGS = ("delta", "alpha", "d0", "benchmark")
WHOLE = ("k", "units_needed_per_pilot", "Q_df")


@dataclass(frozen=True)
class Told:
    """A verdict in words, ready for a page."""

    chip: str
    chip_label: str
    text: str
    prediction: str
    illustrative: bool
    exceptions: str
    tell: str
    chance: str
    interim: bool
    caveats: tuple[str, ...] = ()


def teller(pilots: Iterable[Pilot], currency: str = "") -> Callable[[Verdict], Told]:
    """What tells verdicts of a programme: it knows the names of its cities and its currency."""
    names = city_names(pilots)
    return lambda verdict: told(verdict, names, currency)


def city_names(pilots: Iterable[Pilot]) -> dict[str, str]:
    """Names by the codes that verdicts use."""
    return {pilot.external_id or pilot.slug: pilot.name for pilot in pilots}


def told(verdict: Verdict, names: dict[str, str], currency: str = "") -> Told:
    """The words of a stored verdict."""
    figures = {**verdict.figures, "verdict": verdict.verdict, "reason": verdict.reason, "k": verdict.k}
    words = words_for(VerdictFacts.of_figures(
        figures, delta=verdict.settings.get("delta", 0.5), benchmark=figures.get("benchmark"), names=names,
        interim=verdict.interim, currency=currency,
        several_languages=len(verdict.settings.get("languages", [])) > 1,
    ))
    return _told(words, tell=what_would_tell(figures, verdict), chance=chance_of(figures, verdict.k),
                 interim=verdict.interim)


def told_relative(verdict: Verdict, names: dict[str, str]) -> Told | None:
    """The words of the column "relative to the city's other methods"; None where there is none."""
    column = verdict.working.get("adjusted")
    if not column:
        return None
    words = words_for(VerdictFacts.of_figures(
        column | {"scale": verdict.figures.get("scale", "rating")}, delta=verdict.settings.get("delta", 0.5),
        names=names, interim=verdict.interim, relative=True,
    ))
    return _told(words, tell="", chance="", interim=verdict.interim)


def _told(words: VerdictWords, *, tell: str, chance: str, interim: bool) -> Told:
    chip = CHIPS[words.code]
    return Told(
        chip=chip, chip_label=chip_labels()[chip], text=words.text, prediction=words.prediction or "",
        illustrative=words.illustrative, exceptions=words.exceptions, tell=tell, chance=chance, interim=interim,
        caveats=words.caveats,
    )


def chip_labels() -> dict[str, str]:
    """The chips in words, as the chip itself writes them."""
    return {
        "alike-well": _("Rated alike – well"), "alike-middling": _("Rated alike – middling"),
        "alike-weakly": _("Rated alike – weakly"), "alike": _("Alike"), "depends": _("Depends on the city"),
        "insufficient": _("Not enough evidence"),
    }


def what_would_tell(figures: dict[str, Any], verdict: Verdict) -> str:
    """What would most likely settle an open verdict, unless its sentence says it already."""
    if verdict.verdict != Verdict.Outcome.NOT_ENOUGH_EVIDENCE or verdict.reason in (
        "imprecise", "differs_but_size_unclear", "prediction_interval_too_wide"
    ):
        return ""
    if figures.get("scale", "rating") != "rating":
        return _("Most telling next: the same from a further city.")
    if verdict.reason == "too_few_pilots":
        return _("Most telling next: three rated sessions of it, with five people or more, in another city.")
    return _("Most telling next: use it in a further city.")


def chance_of(figures: dict[str, Any], k: int) -> str:
    """The chance that a new city rates it above the benchmark; hidden below five cities."""
    chance, benchmark = figures.get("chance_new_city"), figures.get("benchmark")
    if chance is None or benchmark is None or k < FORESEEABLE_FROM:
        return ""
    return _("Chance that a new city like these rates it above %(benchmark)s: %(chance)s %%.") % {
        "benchmark": number_format(benchmark, 1), "chance": chance_text(chance)}


def chance_text(chance: float) -> str:
    """A chance in per cent that never says never or always."""
    percent = round(100 * chance)
    return _("over 99") if percent >= 100 else _("under 1") if percent <= 0 else str(number_format(percent, 0))


def standing_sentence() -> str:
    """What stands beneath every verdict."""
    return _("Ratings by participants of self-selected pilots: their experience, not the effect of the method.")


def how_decided() -> str:
    """How a verdict is reached, in words."""
    return _(
        "Cities are compared by the means of their sessions. “Rated alike” needs at least five cities and evidence "
        "that they differ by less than the margin; “depends on the city” needs evidence that they differ by more. "
        "A difference that is merely not visible is not enough for either."
    )


def tally(lines: Iterable[Any]) -> list[dict[str, Any]]:
    """How many methods have which verdict, in the order of the chips; methods without one are left out."""
    told_ones = [line.told for line in lines if line.told]
    counts = {chip: sum(one.chip == chip for one in told_ones) for chip in CHIPS.values()}
    return [{"chip": chip, "count": count} for chip, count in counts.items() if count]


def figure_rows(verdict: Verdict, currency: str = "") -> list[list[str]]:
    """Name and number of every figure of the engine that a page shows; undefined ones say so."""
    scale = verdict.figures.get("scale", "rating")
    figures = verdict.figures | dict(zip(LIMITS, foreseen_limits(verdict.figures), strict=True))
    names = figure_names(verdict.k, scale, content_of(figures))
    if scale == Kind.RATING:
        return [[name, _figure_text(key, figures.get(key))] for key, name in names.items()]
    amount = terms_of(scale, verdict.settings["delta"], currency).amount
    return [
        [name, amount(figures[key]) if key in AMOUNTS and figures.get(key) is not None
         else _figure_text(key, figures.get(key))]
        for key, name in names.items() if key not in ("pi90_halfwidth", "chance_new_city")
    ]


def figure_names(k: int, scale: str = "rating", content: float = USUAL_CONTENT) -> dict[str, str]:
    """The figures by name; predictions for a new city are hidden below five cities."""
    median_name, needed_name = {
        "item": (_("Answers per city (median)"), _("Answers per city for an 80 % chance to confirm “alike”")),
        "proportion": (_("Cases per city (median)"), _("Cases per city for an 80 % chance to confirm “alike”")),
    }.get(scale, (_("Rated sessions per city (median)") if scale != "cost" else _("Sessions per city (median)"),
                  _("Sessions per city for an 80 % chance to confirm “alike”")))
    names = {
        "k": _("Cities that count"), "median_units": median_name, "units_needed_per_pilot": needed_name,
        "mu": _("Mean of the cities"), "ci_lower": _("Mean, lower 95 % limit"), "ci_upper": _("Mean, upper 95 % limit"),
        "tau": _("Spread between cities (τ)"), "tau_max": _("Largest spread that would not matter"),
        "I2": _("I² (shown, never decides)"), "Q": _("Q"), "Q_df": _("Degrees of freedom of Q"),
        "q_het": _("All alike? (adjusted p)"), "q_eq": _("Spread at least what matters? (adjusted p)"),
        "q_large": _("Spread at most what matters? (adjusted p)"),
        "p_het": _("All alike? (p)"), "p_eq": _("Spread at least what matters? (p)"),
        "p_large": _("Spread at most what matters? (p)"),
    }
    return names | prediction_names(k, content)


def prediction_names(k: int, content: float = USUAL_CONTENT) -> dict[str, str]:
    """The figures on a new city: none below five cities, headed illustrative below ten."""
    share = {"percent": percent_of(content)}
    if k < FORESEEABLE_FROM:
        return {}
    names = {
        "prediction_lower": _("New city, lower %(percent)s %% limit") % share,
        "prediction_upper": _("New city, upper %(percent)s %% limit") % share,
        "pi90_halfwidth": _("New city, half width of the 90 % limits"),
        "chance_new_city": _("New city, chance above the benchmark"),
    }
    if k >= NOT_ILLUSTRATIVE_FROM:
        return names
    return {key: _("%(figure)s (illustrative)") % {"figure": name} for key, name in names.items()}


def setting_rows(verdict: Verdict) -> list[list[str]]:
    """The settings of the analysis plan that the verdict was reached with."""
    settings, scale = verdict.settings, verdict.figures.get("scale", "rating")
    if scale != Kind.RATING:
        margin = terms_of(scale, settings["delta"]).margin
        first = [[_("Smallest difference that matters"), margin]]
        return first + [row for key, row in zip(_setting_names(), _setting_rows(settings), strict=True)
                        if key not in ("delta", "benchmark")]
    return _setting_rows(settings)


def _setting_rows(settings: dict[str, Any]) -> list[list[str]]:
    return [[name, _figure_text(key, settings.get(key))] for key, name in _setting_names().items()]


def _setting_names() -> dict[str, str]:
    return {
        "delta": _("Smallest difference that matters (points)"), "alpha": _("Alpha"),
        "content": _("Content of the prediction interval"), "d0": _("Weight of the pooled variance (sessions)"),
        "benchmark": _("Benchmark of a good rating"), "plan_version": _("Version of the analysis plan"),
    }


def _figure_text(key: str, value: Any) -> str:
    if value is None:
        return "–"
    if key in PERCENT:
        return f"{number_format(round(PERCENT[key] * value), 0)} %"
    if key in WHOLE or float(value).is_integer():
        return str(number_format(value, 0))
    if key[:2] in ("p_", "q_") and value < 0.001:
        return f"< {number_format(0.001, 3)}"
    places = 2 if key in SETTINGS else 3
    # number_format cuts digits off; it does not round
    return str(number_format(round(value, places), places))
