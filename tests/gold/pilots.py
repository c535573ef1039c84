"""Gold statistics on whole tables: the indicators of every pilot and of the programme."""

from collections.abc import Callable
from typing import Any

from indicators.measures import Measure, measure_methods, measure_pilot, method_group_fit, method_overlap
from indicators.measures.measure import NO_DATA
from indicators.samples import MARGINS
from tests.gold.tables import Tables, fit_cells, samples

# a margin that the census does not hold has no value, which is said
NO_CENSUS = {f"representativeness_{margin}": NO_DATA for margin in MARGINS}
METHOD_CODES = {"rating": "method_rating", "top2": "method_top2"}


def plain(measure: Measure) -> dict[str, Any]:
    shown = {k: getattr(measure, k) for k in ("value", "lower", "upper", "n", "suppressed")}
    largest = measure.detail.get("largest")
    return shown if largest is None else {**shown, "largest": largest}


def gold_pilot_indicators(tables: Tables, cutoff: str) -> dict[str, Any]:
    result = {}
    for pilot, sample in samples(tables, cutoff).items():
        rows = measure_methods(sample)
        methods = {
            method: {short: plain(rows[code, method]) for short, code in METHOD_CODES.items()}
            for method in {method for _code, method in rows}
        }
        measures = NO_CENSUS | measure_pilot(sample)
        result[pilot] = {code: plain(m) for code, m in measures.items()} | {"methods": methods}
    return result


def gold_governance(tables: Tables, cutoff: str) -> dict[str, Any]:
    found = samples(tables, cutoff)
    used = {p: frozenset(s.method for s in sample.sessions if s.method) for p, sample in found.items()}
    overlap = method_overlap(used)
    fit = method_group_fit(fit_cells(tables))
    pilots = {p: {code: plain(m) for code, m in measure_pilot(s).items()} for p, s in found.items()}
    return pilots | {
        "programme": {
            "method_overlap": {**plain(overlap), **overlap.detail},
            "method_group_fit": {m: {g: plain(v) for g, v in row.items()} for m, row in fit.items()},
        }
    }


PILOT_STATISTICS: dict[str, Callable[..., dict[str, Any]]] = {
    "pilot_indicators": gold_pilot_indicators,
    "governance_indicators": gold_governance,
}
