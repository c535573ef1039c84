"""What is computed over all pilots of a programme at once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from foundation.inference.disclosure import SMALLEST_SHOWN, is_disclosive
from indicators.measures.measure import Measure, measure
from indicators.measures.skills import pooled_skills, skills_gaps
from indicators.samples import FitCell

FEWEST_PILOTS = 3  # a comparison of fewer says nothing


def method_overlap(methods: Mapping[str, frozenset[str]]) -> Measure:
    """Mean Jaccard index of the method sets over all pairs of pilots; pilots without methods are in no pair.

    methods: pilot -> main methods of its held sessions. detail: used_by_all, used_by_one, not_logged.
    Fewer than three pilots with a method: None.
    """
    logged = {pilot: used for pilot, used in methods.items() if used}
    k = len(logged)
    users = Counter(m for used in logged.values() for m in used)
    sets = Counter(logged.values())  # many pilots use the same methods, and every two of those overlap wholly
    alike = sum(c * (c - 1) // 2 for c in sets.values())
    apart = sum(c * d * len(a & b) / len(a | b) for (a, c), (b, d) in combinations(sets.items(), 2))
    return measure(
        (alike + apart) / (k * (k - 1) // 2) if k >= FEWEST_PILOTS else None,
        n=k,
        detail={
            "used_by_all": tuple(sorted(m for m, c in users.items() if c == k)),
            "used_by_one": tuple(sorted(m for m, c in users.items() if c == 1)),
            "not_logged": tuple(sorted(pilot for pilot, used in methods.items() if not used)),
        },
    )


def programme_skills(
    stored: Iterable[Mapping[str, Mapping[str, Any]]], told: Mapping[str, Measure] | None = None,
    smallest_shown: int = SMALLEST_SHOWN,
) -> dict[str, Measure]:
    """Skills gaps by code over the managers of all pilots, from what each pilot has stored under ``skills``.

    Pilots of few managers count only if together they have smallest_shown of them: the others tell their own gaps, and
    subtracted from all these would leave the few. told: the gaps that are published. They stay, all of them, until none
    differs by fewer than smallest_shown managers from its new one: so that no refresh tells what a few said.
    """
    fresh = skills_gaps(pooled_skills(_tellable(stored, smallest_shown)), smallest_shown)
    before = {code: m for code, m in (told or {}).items() if m.n is not None and code in fresh}
    moved = [abs((fresh[code].n or 0) - (m.n or 0)) for code, m in before.items()]
    return {**fresh, **before} if any(is_disclosive(n, smallest_shown) for n in moved) else fresh


def _tellable(
    stored: Iterable[Mapping[str, Mapping[str, Any]]], smallest_shown: int
) -> list[dict[str, Mapping[str, Any]]]:
    """Without the skills that few managers of some pilots answered, where other pilots tell their own."""
    pilots = list(stored)
    answered = [
        {skill: sum(n for *_pair, n in one["pairs"]) for skill, one in skills.items()} for skills in pilots
    ]
    few: Counter[str] = Counter()
    for counts in answered:
        few.update({skill: n for skill, n in counts.items() if is_disclosive(n, smallest_shown)})
    alone = {
        skill for skill, n in few.items()
        if is_disclosive(n, smallest_shown) and any(counts.get(skill, 0) >= smallest_shown for counts in answered)
    }
    return [
        {skill: one for skill, one in skills.items()
         if skill not in alone or counts[skill] >= smallest_shown}
        for skills, counts in zip(pilots, answered, strict=True)
    ]


def method_group_fit(
    cells: Iterable[FitCell], smallest_shown: int = SMALLEST_SHOWN
) -> dict[str, dict[str, Measure]]:
    """Mean of the managers' ratings per method and group; withheld below five distinct raters."""
    result: dict[str, dict[str, Measure]] = {}
    for cell in sorted(cells, key=lambda c: (c.method, c.group)):
        if cell.ratings:
            result.setdefault(cell.method, {})[cell.group] = measure(
                cell.total / cell.ratings,
                n=cell.ratings,
                persons=cell.raters,
                smallest_shown=smallest_shown,
                numerator=cell.total,
                denominator=cell.ratings,
            )
    return result
