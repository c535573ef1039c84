"""Does the better method change between cities? Stored figures in plain words, never more than was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.outcome_words import plain, signed
from indicators.wording import FORESEEABLE_FROM, NOT_ILLUSTRATIVE_FROM

ALPHA = 0.05
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PairWords:
    """One pair of methods: what to say, its difference in numbers, and whether it foresees on few cities."""

    names: tuple[str, str]
    text: str
    difference: str
    k: int
    illustrative: bool


def pair_words(pair: Figures, names: Mapping[str, str]) -> PairWords:
    """The words of two methods compared in the same cities.

    What a new city would find is said from five cities on; that the better one changes, of these cities.
    """
    a, b = names.get(pair["a"], pair["a"]), names.get(pair["b"], pair["b"])
    text, foresees = _pair_text(pair, a, b)
    return PairWords((a, b), text, _difference(pair), pair["k"], foresees and pair["k"] < NOT_ILLUSTRATIVE_FROM)


def _pair_text(pair: Figures, a: str, b: str) -> tuple[str, bool]:
    crossover = pair.get("gail_simon_p_holm")
    if crossover is not None and crossover < ALPHA:
        return _("The better one depends on the city."), False
    k, ahead, chance = pair["k"], pair["cities_a_ahead"], pair.get("prob_superior_new_city")
    if k < FORESEEABLE_FROM or chance is None or pair.get("pi90_lower") is None:
        return _ahead(a, b, ahead, k), False
    if pair["pi90_lower"] > 0 or pair["pi90_upper"] < 0:
        better = a if pair["pi90_lower"] > 0 else b
        return _("%(method)s is better in practically every city.") % {"method": better}, True
    better, chance = (a, chance) if chance >= 0.5 else (b, 1 - chance)
    # practically every city is said only where the interval says so
    cities = min(9, round(10 * chance))
    return _("%(method)s wins in about %(cities)s cities of 10.") % {"method": better, "cities": cities}, True


def _ahead(a: str, b: str, ahead: int, k: int) -> str:
    better, times = (a, ahead) if 2 * ahead >= k else (b, k - ahead)
    return ngettext(
        "%(method)s was rated higher in %(times)s of %(k)s city.",
        "%(method)s was rated higher in %(times)s of %(k)s cities.", k,
    ) % {"method": better, "times": times, "k": k}


def _difference(pair: Figures) -> str:
    if pair.get("mu") is None:
        return "–"
    if pair.get("ci_lower") is None:
        return signed(pair["mu"])
    return f"{signed(pair['mu'])} [{signed(pair['ci_lower'])}, {signed(pair['ci_upper'])}]"


def interaction_sentences(found: Figures | None) -> list[str]:
    """Whether some methods fit some cities better, beyond some cities rating everything higher."""
    if found is None:
        return [_("Whether the ranking changes can be told once three cities have used two methods often enough.")]
    if found.get("reading") is None:
        return [_("Too few cities have used the same methods to tell whether the ranking changes between cities.")]
    margin = {"spread": plain(found["tau_interaction"]), "harmless": plain(found["tau_max"])}
    first = {
        "changes": _("The ranking of methods changes between cities: some methods fit some cities better, beyond a "
                     "city's rating everything higher."),
        "alike": _("The methods stand to each other much alike in all cities; a city's level is what differs."),
        "open": _("Whether the ranking of methods changes between cities is open."),
    }[found["reading"]]
    size = _("How much fit varies beyond the level of a city: %(spread)s points (up to %(harmless)s would not "
             "matter).") % margin
    return [first, size]


def interaction_test(found: Figures | None) -> str:
    """The F test in one line, for those who want it."""
    if found is None or found.get("F") is None:
        return ""
    return _("Interaction of city and method, sessions as units: F(%(df1)s, %(df2)s) = %(F)s, p %(p)s.") % {
        "df1": found["df1"], "df2": found["df2"], "F": plain(found["F"]), "p": p_text(found["p"])}


def agreement_sentence(w: float | None, n: int | None, methods: int, p: float | None) -> str:
    """How far the cities agree on the ranking; its p value only from ten cities on."""
    if w is None or not n:
        return _("No two methods were used often enough in every one of three cities or more, so rankings cannot be "
                 "compared.")
    said = _("Agreement of the rankings over %(cities)s cities and %(methods)s methods (Kendall's W, from 0 to 1): "
             "%(w)s.") % {"cities": n, "methods": methods, "w": plain(w)}
    if n < NOT_ILLUSTRATIVE_FROM or p is None:
        return said
    return f"{said} p {p_text(p)}."


def p_text(p: float | None) -> str:
    """A p value with its sign of comparison."""
    if p is None:
        return "–"
    return f"< {number_format(0.001, 3)}" if p < 0.001 else f"= {number_format(round(p, 3), 3)}"
