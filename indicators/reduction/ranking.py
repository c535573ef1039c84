"""Does the ranking of methods change between cities: interaction, pairs of methods, agreement of rankings."""

from dataclasses import asdict
from itertools import combinations
from typing import Any

from foundation.inference.agreement import RankAgreement, friedman
from foundation.inference.contrasts import Contrast, Interaction, method_contrast, method_pilot_interaction
from foundation.inference.multiple_testing import holm
from foundation.inference.one_size import MethodUnits
from indicators.reduction.families import Family, Subject

FEWEST_PILOTS, FEWEST_METHODS = 3, 2
UNITS_OF_A_PAIR = 2  # of each method in a pilot


def interaction_of(family: Family) -> dict[str, Any] | None:
    """F test of pilot x method on the cells that count, read against the margin; None below 3 pilots, 2 methods.

    reading: changes (differs, and by more than matters), alike (less than matters confirmed) or open.
    """
    counting = [subject.counting for subject in family.subjects]
    methods = [method for method in counting if method.pilots]
    pilots = {pilot.pilot for method in methods for pilot in method.pilots}
    if len(methods) < FEWEST_METHODS or len(pilots) < FEWEST_PILOTS:
        return None
    settings = family.subjects[0].settings
    found = method_pilot_interaction(methods, settings.tau_max)
    tau = None if found.tau2_interaction is None else found.tau2_interaction**0.5
    return asdict(found) | {
        "methods": len(methods), "pilots": len(pilots), "tau_interaction": tau, "tau_max": settings.tau_max,
        "reading": _reading(found, tau, settings.tau_max, settings.alpha),
    }


def _reading(found: Interaction, tau: float | None, tau_max: float, alpha: float) -> str | None:
    if found.p is None or tau is None:
        return None
    if found.p_eq is not None and found.p_eq < alpha:
        return "alike"
    return "changes" if found.p < alpha and tau > tau_max else "open"


def pairs_of(family: Family) -> list[dict[str, Any]]:
    """Every two methods that at least three pilots used twice or more, with Holm over the tests of crossover."""
    methods = {subject.name: _of_enough_persons(subject) for subject in family.subjects}
    found = []
    for a, b in combinations(family.subjects, 2):
        shared = {p.pilot for p in methods[a.name].pilots} & {p.pilot for p in methods[b.name].pilots}
        if len(shared) >= FEWEST_PILOTS:
            contrast = method_contrast(methods[a.name], methods[b.name], a.settings.step, a.settings.d0)
            found.append((a.name, b.name, contrast))
    known = [c.gail_simon_p for _, _, c in found if c.gail_simon_p is not None]
    adjusted = iter(holm(known))
    return [
        _pair(a, b, contrast, None if contrast.gail_simon_p is None else next(adjusted)) for a, b, contrast in found
    ]


def _of_enough_persons(subject: Subject) -> MethodUnits:
    return subject.units.counting(UNITS_OF_A_PAIR, subject.settings.min_persons)


def _pair(a: str, b: str, contrast: Contrast, crossover: float | None) -> dict[str, Any]:
    s = contrast.summary
    return {
        "a": a, "b": b, "k": s.k, "mu": s.mu, "se": s.se, "ci_lower": s.ci_lower, "ci_upper": s.ci_upper,
        "tau2": s.tau2, "pi90_lower": s.pi90_lower, "pi90_upper": s.pi90_upper,
        "prob_superior_new_city": contrast.prob_superior_new_city, "gail_simon_p": contrast.gail_simon_p,
        "gail_simon_p_holm": crossover, "cities_a_ahead": contrast.cities_a_ahead,
    }


def rankings_of(family: Family) -> tuple[RankAgreement, dict[str, Any]] | None:
    """Agreement of the pilots' rankings of the methods that all of them used often enough, and the table behind it.

    The table: methods, pilots and their means, a row a pilot. None where fewer than two methods or three pilots remain.
    """
    counting = {subject.name: subject.counting for subject in family.subjects}
    used = {name: {p.pilot: p.mean for p in units.pilots} for name, units in counting.items()}
    pilots = sorted({pilot for means in used.values() for pilot in means})
    methods = [name for name, means in used.items() if len(means) == len(pilots)]
    if len(methods) < FEWEST_METHODS or len(pilots) < FEWEST_PILOTS:
        return None
    means = [[used[method][pilot] for method in methods] for pilot in pilots]
    return friedman(means), {"methods": methods, "pilots": pilots, "means": means}
