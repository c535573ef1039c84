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
from foundation.inference.multiple_testing import benjamini_hochberg, holm
from foundation.inference.one_size import Settings, one_size_family, one_size_proportion
from foundation.inference.pilot_units import MethodUnits, PilotUnits

Figures = dict[str, Any]


def units_of(method: str, groups: Iterable[list[float]]) -> MethodUnits:
    pilots = (PilotUnits.of_values(f"{i:03}", group) for i, group in enumerate(groups) if group)
    return MethodUnits(method, tuple(pilots))


def effects_of(yi: list[float], vi: list[float]) -> Effects:
    return Effects(tuple(yi), tuple(vi))


def gold_kruskal(groups: list[list[float]]) -> Figures:
    test = asdict(kruskal(groups))
    return test | {"eta2_H": test.pop("eta2")}


def gold_meta(yi: list[float], vi: list[float], method: str = "REML", test: str = "adhoc") -> Figures:
    return asdict(random_effects(effects_of(yi, vi), method, test))


def gold_proportion(xi: list[float], ni: list[float]) -> Figures:
    summary = asdict(random_effects_proportion(xi, ni))
    return summary.pop("logits") | summary


def gold_family(
    methods: dict[str, list[list[float]]], delta: float, step: float = 1, mbar: float = 1
) -> dict[str, Figures]:
    family = [units_of(name, groups) for name, groups in methods.items()]
    verdicts = one_size_family(family, Settings(delta=delta, step=step, mbar=mbar))
    return {verdict.method: verdict.figures() for verdict in verdicts}


def gold_interaction(cells: list[dict[str, Any]]) -> Figures:
    methods: dict[str, list[PilotUnits]] = {}
    for cell in cells:
        if cell["units"]:
            methods.setdefault(cell["method"], []).append(PilotUnits.of_values(cell["pilot"], cell["units"]))
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
    "p_adjust": lambda p: {"holm": holm(p), "bh": benjamini_hochberg(p)},
    "kruskal": gold_kruskal,
    "welch_anova": lambda groups: asdict(welch_anova(groups)),
    "games_howell": lambda groups: {"pairs": [asdict(pair) for pair in games_howell(groups)]},
    "dunn": lambda groups, adjust="holm": asdict(dunn(groups, adjust)),
    "cliffs_delta": lambda a, b: asdict(cliffs_delta(a, b)),
    "cramers_v": lambda table: asdict(cramers_v(table)),
    "gail_simon": lambda d, v: asdict(gail_simon(effects_of(d, v))),
    "random_effects_meta": gold_meta,
    "random_effects_proportion": gold_proportion,
    "meta_regression": lambda yi, vi, x: asdict(meta_regression(effects_of(yi, vi), x)),
    "deleted_residuals": lambda yi, vi: asdict(deleted_residuals(effects_of(yi, vi))),
    "one_size_family": gold_family,
    "method_pilot_interaction": gold_interaction,
    "method_contrast": gold_contrast,
    "one_size_proportion": lambda xi, ni, delta: one_size_proportion(xi, ni, delta).figures(),
}
