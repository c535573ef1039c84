"""How a verdict stands on a page: its chip, its sentences, its figures and settings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from indicators.models import Verdict
from indicators.wording import FORESEEABLE_FROM, NOT_ILLUSTRATIVE_FROM, VerdictFacts, words_for
from pilots.models import Pilot

# chip of the words -> chip of the design system
CHIPS = {"alike_well": "alike-well", "alike_middling": "alike-middling", "alike_weakly": "alike-weakly",
         "depends": "depends", "not_enough": "insufficient"}
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


def teller(pilots: Iterable[Pilot]) -> Callable[[Verdict], Told]:
    """What tells verdicts of a programme: it knows the names of its cities."""
    names = {pilot.external_id or pilot.slug: pilot.name for pilot in pilots}
    return lambda verdict: told(verdict, names)


def told(verdict: Verdict, names: dict[str, str]) -> Told:
    """The words of a stored verdict."""
    figures = {**verdict.figures, "verdict": verdict.verdict, "reason": verdict.reason, "k": verdict.k}
    facts = VerdictFacts.of_figures(
        figures, delta=verdict.settings.get("delta", 0.5), benchmark=figures.get("benchmark"), names=names,
        interim=verdict.interim,
    )
    words = words_for(facts)
    chip = CHIPS[words.code]
    return Told(
        chip=chip, chip_label=chip_labels()[chip], text=words.text, prediction=words.prediction or "",
        illustrative=words.illustrative, exceptions=words.exceptions, tell=what_would_tell(figures, verdict),
        chance=chance_of(figures, verdict.k), interim=verdict.interim,
    )


def chip_labels() -> dict[str, str]:
    """The chips in words, as the chip itself writes them."""
    return {
        "alike-well": _("Rated alike – well"), "alike-middling": _("Rated alike – middling"),
        "alike-weakly": _("Rated alike – weakly"), "depends": _("Depends on the city"),
        "insufficient": _("Not enough evidence"),
    }


def what_would_tell(figures: dict[str, Any], verdict: Verdict) -> str:
    """What would most likely settle an open verdict, unless its sentence says it already."""
    if verdict.verdict != Verdict.Outcome.NOT_ENOUGH_EVIDENCE or verdict.reason in (
        "imprecise", "differs_but_size_unclear", "prediction_interval_too_wide"
    ):
        return ""
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


def figure_rows(verdict: Verdict) -> list[list[str]]:
    """Name and number of every figure of the engine that a page shows; undefined ones say so."""
    return [[name, _figure_text(key, verdict.figures.get(key))] for key, name in figure_names(verdict.k).items()]


def figure_names(k: int) -> dict[str, str]:
    """The figures by name; predictions for a new city are hidden below five cities."""
    names = {
        "k": _("Cities that count"), "median_units": _("Rated sessions per city (median)"),
        "units_needed_per_pilot": _("Sessions per city for an 80 % chance to confirm “alike”"),
        "mu": _("Mean of the cities"), "ci_lower": _("Mean, lower 95 % limit"), "ci_upper": _("Mean, upper 95 % limit"),
        "tau": _("Spread between cities (τ)"), "tau_max": _("Largest spread that would not matter"),
        "I2": _("I² (shown, never decides)"), "Q": _("Q"), "Q_df": _("Degrees of freedom of Q"),
        "q_het": _("All alike? (adjusted p)"), "q_eq": _("Spread at least what matters? (adjusted p)"),
        "q_large": _("Spread at most what matters? (adjusted p)"),
        "p_het": _("All alike? (p)"), "p_eq": _("Spread at least what matters? (p)"),
        "p_large": _("Spread at most what matters? (p)"),
    }
    return names | prediction_names(k)


def prediction_names(k: int) -> dict[str, str]:
    """The figures on a new city: none below five cities, headed illustrative below ten."""
    if k < FORESEEABLE_FROM:
        return {}
    names = {
        "pi90_lower": _("New city, lower 90 % limit"), "pi90_upper": _("New city, upper 90 % limit"),
        "pi90_halfwidth": _("New city, half width"), "chance_new_city": _("New city, chance above the benchmark"),
    }
    if k >= NOT_ILLUSTRATIVE_FROM:
        return names
    return {key: _("%(figure)s (illustrative)") % {"figure": name} for key, name in names.items()}


def setting_rows(verdict: Verdict) -> list[list[str]]:
    """The settings of the analysis plan that the verdict was reached with."""
    names = {
        "delta": _("Smallest difference that matters (points)"), "alpha": _("Alpha"),
        "content": _("Content of the prediction interval"), "d0": _("Weight of the pooled variance (sessions)"),
        "benchmark": _("Benchmark of a good rating"),
    }
    return [[name, _figure_text(key, verdict.settings.get(key))] for key, name in names.items()]


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
