"""Gold statistics of the comparison of cities: tests, random effects and the verdict."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from foundation.inference.association import cramers_v
from foundation.inference.classic_tests import cliffs_delta, dunn, games_howell, kruskal, welch_anova
from foundation.inference.contrasts import gail_simon, method_contrast, method_pilot_interaction
from foundation.inference.meta_analysis import (
    Effects,
    deleted_residuals,
    meta_regression,
    random_effects,
    random_effects_proportion,
)
from foundation.inference.multiple_testing import benjamini_hochberg_of_known, holm_of_known
from foundation.inference.one_size import Settings, one_size_family, one_size_proportion
from foundation.inference.pilot_units import MethodUnits, PilotUnits
from tests.gold.missing import complete, is_missing, known, known_groups, none_missing

Figures = dict[str, Any]
# every key of a verdict, null where fewer than three pilots leave it undefined
NO_FIGURES: Figures = dict.fromkeys((
    "k", "mu", "se", "ci_lower", "ci_upper", "tau2", "tau", "Q", "Q_df", "Q_p", "I2", "H2", "pi95_lower", "pi95_upper",
    "pi90_lower", "pi90_upper", "tau2_ci90_lower", "tau2_ci90_upper", "tau_max", "F_het", "df2_het", "p_het",
    "F_margin", "df2_margin", "p_eq", "p_large", "pi90_halfwidth", "q_het", "q_eq", "q_large", "sp2", "yi", "vi",
    "units_needed_per_pilot", "verdict", "reason",
))
NO_SHARES: Figures = dict.fromkeys(("p", "delta_logit", "p_pi90_lower", "p_pi90_upper"))


def units_of(method: str, groups: Iterable[list[float]]) -> MethodUnits:
    pilots = (PilotUnits.of_values(f"{i:03}", group) for i, group in enumerate(known_groups(groups)) if group)
    return MethodUnits(method, tuple(pilots))


def effects_of(yi: list[float], vi: list[float]) -> Effects:
    yi, vi = complete(yi, vi)
    return Effects(tuple(yi), tuple(vi))


def gold_kruskal(groups: list[list[float]]) -> Figures:
    test = asdict(kruskal(known_groups(groups)))
    return test | {"eta2_H": test.pop("eta2")}


def gold_meta(yi: list[float], vi: list[float], method: str = "REML", test: str = "adhoc") -> Figures:
    return asdict(random_effects(effects_of(yi, vi), method, test))


def gold_proportion(xi: list[float], ni: list[float]) -> Figures:
    summary = asdict(random_effects_proportion(*complete(xi, ni)))
    return summary.pop("logits") | summary


def gold_family(
    methods: dict[str, list[list[float]]], delta: float, step: float = 1, mbar: float = 1
) -> dict[str, Figures]:
    family = [units_of(name, groups) for name, groups in methods.items()]
    verdicts = one_size_family(family, Settings(delta=delta, step=step, mbar=mbar))
    return {verdict.method: NO_FIGURES | verdict.figures() for verdict in verdicts}


def gold_one_size_proportion(xi: list[float], ni: list[float], delta: float) -> Figures:
    return NO_FIGURES | NO_SHARES | one_size_proportion(*complete(xi, ni), delta).figures()


def gold_regression(yi: list[float], vi: list[float], x: list[float]) -> Figures:
    yi, vi, x = complete(yi, vi, x)
    return asdict(meta_regression(effects_of(yi, vi), x))


def gold_residuals(yi: list[float], vi: list[float]) -> Figures:
    """Arrays keep the order of the inputs; a city without estimate has no residual."""
    found = asdict(deleted_residuals(effects_of(yi, vi)))
    there = [not (is_missing(y) or is_missing(v)) for y, v in zip(yi, vi, strict=True)]
    places = {key: iter(values) for key, values in found.items()}
    return {key: [next(values) if is_there else None for is_there in there] for key, values in places.items()}


def gold_cramers_v(table: list[list[int | None]]) -> Figures:
    """A table of which a count is withheld has no figure."""
    return asdict(cramers_v(table if none_missing([c for row in table for c in row]) else []))


def gold_p_adjust(p: list[float | None]) -> Figures:
    tests = [None if is_missing(v) else v for v in p]
    return {"holm": holm_of_known(tests), "bh": benjamini_hochberg_of_known(tests)}


def gold_interaction(cells: list[dict[str, Any]]) -> Figures:
    methods: dict[str, list[PilotUnits]] = {}
    for cell in cells:
        if units := known(cell["units"]):
            methods.setdefault(cell["method"], []).append(PilotUnits.of_values(cell["pilot"], units))
    return asdict(method_pilot_interaction([MethodUnits(m, tuple(pilots)) for m, pilots in methods.items()]))


def gold_contrast(a: list[list[float]], b: list[list[float]], step: float = 1, mbar: float = 1) -> Figures:
    contrast = method_contrast(units_of("a", a), units_of("b", b), step=step, mbar=mbar)
    return asdict(contrast.summary) | {
        "d": contrast.effects.y,
        "v": contrast.effects.v,
        "prob_superior_new_city": contrast.prob_superior_new_city,
        "gail_simon_p": contrast.gail_simon_p,
        "cities_a_ahead": contrast.cities_a_ahead,
    }


COMPARISON_STATISTICS: dict[str, Callable[..., Figures]] = {
    "p_adjust": gold_p_adjust,
    "kruskal": gold_kruskal,
    "welch_anova": lambda groups: asdict(welch_anova(known_groups(groups))),
    "games_howell": lambda groups: {"pairs": [asdict(pair) for pair in games_howell(known_groups(groups))]},
    "dunn": lambda groups, adjust="holm": asdict(
        dunn(known_groups(groups), {"bh": "BH"}.get(adjust.lower(), adjust.lower()))
    ),
    "cliffs_delta": lambda a, b: asdict(cliffs_delta(known(a), known(b))),
    "cramers_v": gold_cramers_v,
    "gail_simon": lambda d, v: asdict(gail_simon(effects_of(d, v))),
    "random_effects_meta": gold_meta,
    "random_effects_proportion": gold_proportion,
    "meta_regression": gold_regression,
    "deleted_residuals": gold_residuals,
    "one_size_family": gold_family,
    "method_pilot_interaction": gold_interaction,
    "method_contrast": gold_contrast,
    "one_size_proportion": gold_one_size_proportion,
}
