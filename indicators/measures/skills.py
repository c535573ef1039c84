"""Family G: which skills managers find important and missing (importance and performance of the same person)."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from foundation.inference.intervals import Interval
from foundation.inference.likert import ImportancePerformance, importance_performance
from foundation.inference.multiple_testing import benjamini_hochberg_of_known
from indicators.measures.measure import Measure, measure
from indicators.respondents import SkillPairs

CLAIMED_BELOW = 0.05  # q values


def skills_gaps(skills: Iterable[SkillPairs], smallest_shown: int) -> dict[str, Measure]:
    """Mean of importance minus performance by skill, over those who gave both; withheld below smallest_shown persons.

    detail: importance, performance, t, df, p, q (Benjamini-Hochberg over the skills), dz, mwds (Borich), quadrant, and
    is_gap: whether a gap may be claimed.
    """
    answered = [skill for skill in skills if skill.pairs]
    found = [_summary(skill) for skill in answered]
    q = benjamini_hochberg_of_known([one.p for one in found])
    centre = _centre(found)
    return {
        f"skills_gap_{skill.skill}": measure(
            one.gap, n=one.n, limits=Interval(one.gap, one.lower, one.upper), persons=one.n,
            smallest_shown=smallest_shown, n_missing=skill.incomplete,
            flags=_flags(one),
            detail={
                "importance": one.importance, "performance": one.performance, "t": one.t, "df": one.df, "p": one.p,
                "q": q_value, "dz": one.dz, "mwds": one.mwds, "quadrant": _quadrant(one, centre),
                "is_gap": q_value is not None and q_value < CLAIMED_BELOW and (one.gap or 0) > 0,
            },
        )
        for skill, one, q_value in zip(answered, found, q, strict=True)
    }


def _summary(skill: SkillPairs) -> ImportancePerformance:
    given = [pair for pair, n in sorted(skill.pairs.items()) for _person in range(n)]
    return importance_performance([i for i, _p in given], [p for _i, p in given])


def _flags(one: ImportancePerformance) -> list[str]:
    if one.n == 1:
        return ["no_interval"]
    return ["zero_variance"] if one.t is None else []


def _centre(found: Sequence[ImportancePerformance]) -> tuple[float, float]:
    """Where the quadrants meet: the grand means of importance and performance."""
    if not found:
        return 0.0, 0.0
    return fmean(one.importance or 0.0 for one in found), fmean(one.performance or 0.0 for one in found)


def _quadrant(one: ImportancePerformance, centre: tuple[float, float]) -> str:
    """concentrate_here, keep_up, low_priority or overkill; what lies on a line counts as high."""
    important = (one.importance or 0.0) >= centre[0]
    performed = (one.performance or 0.0) >= centre[1]
    if important:
        return "keep_up" if performed else "concentrate_here"
    return "overkill" if performed else "low_priority"


def shown_gaps(skills: Sequence[SkillPairs], smallest_shown: int) -> dict[str, Measure]:
    """The gaps of one pilot's managers; nothing at all of fewer than smallest_shown of them, or while answers wait."""
    told = [s for s in skills if sum(s.pairs.values()) >= smallest_shown and not s.is_waiting]
    return skills_gaps(told, smallest_shown)


def stored_skills(skills: Iterable[SkillPairs]) -> dict[str, dict[str, Any]]:
    """What the programme needs of a pilot, as JSON: {skill: {pairs: [[importance, performance, n]], incomplete}}."""
    return {
        skill.skill: {
            "pairs": [[*pair, n] for pair, n in sorted(skill.pairs.items())], "incomplete": skill.incomplete
        }
        for skill in skills
    }


def pooled_skills(pilots: Iterable[Mapping[str, Mapping[str, Any]]]) -> list[SkillPairs]:
    """The stored skills of several pilots added up."""
    pairs: dict[str, dict[tuple[int, int], int]] = {}
    incomplete: dict[str, int] = {}
    for skills in pilots:
        for skill, stored in skills.items():
            mine = pairs.setdefault(skill, {})
            for importance, performance, n in stored["pairs"]:
                mine[importance, performance] = mine.get((importance, performance), 0) + n
            incomplete[skill] = incomplete.get(skill, 0) + stored["incomplete"]
    return [SkillPairs(skill, pairs[skill], incomplete[skill]) for skill in sorted(pairs)]
