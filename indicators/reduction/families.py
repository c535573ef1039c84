"""Stored units of the pilots -> the families that are judged together.

The units of one family are read only when somebody asks for its subjects: new answers in one pilot change one family,
and of all the others the digests suffice.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import blake2b
from math import log
from typing import Any

import numpy as np

from foundation.inference.counted import counted
from foundation.inference.likert import Histogram
from foundation.inference.one_size import MethodUnits, PilotUnits, Settings
from indicators.reduction.outcomes import (
    BY_METHOD,
    COSTS_OVERALL,
    ITEM_PREFIX,
    PROPORTIONS,
    Kind,
    kind_of,
)

Stored = Mapping[str, Mapping[str, Any]]  # pilot -> its units as the map step leaves them
Digests = Mapping[str, Mapping[str, str]]  # pilot -> outcome -> digest of its units, see digests_of
Reader = Callable[[str], Stored]  # outcome -> the units of all pilots, at least what concerns that outcome
SKILLS = "skills"
FEWEST_SESSIONS, FEWEST_RESPONDENTS = 3, 5
USUAL_WIDTH = 4  # of the scale 1..5, for which the margin of the plan is given
SHARED_BY = 2  # pilots that ask the same question


@dataclass(frozen=True)
class Subject:
    """One method, question or the whole of a programme, with its own margin and the units behind each pilot.

    histograms stand for the units of a question; values are the units themselves, where they were stored.
    """

    name: str
    units: MethodUnits
    settings: Settings
    values: Mapping[str, tuple[float, ...]]
    histograms: Mapping[str, Histogram]
    languages: frozenset[str] = frozenset()

    @cached_property
    def counting(self) -> MethodUnits:
        """The pilots that have enough units of enough persons; no other may appear anywhere."""
        return self.units.counting(self.settings.min_units, self.settings.min_persons)

    def groups(self) -> list[Any] | None:
        """The units of the pilots that count, in their order; None where they were not stored."""
        names = [pilot.pilot for pilot in self.counting.pilots]
        if any(name not in self.values and name not in self.histograms for name in names):
            return None
        return [self._units_of(name) for name in names]

    def _units_of(self, pilot: str) -> Any:
        return np.asarray(self.values[pilot], dtype=float) if pilot in self.values else self.histograms[pilot]


@dataclass(frozen=True)
class Family:
    """All methods of one comparison, or all items of one survey. Families of one digest have the same subjects."""

    outcome: str
    kind: Kind
    digest: str
    read: Callable[[], tuple[Subject, ...]] = field(repr=False, compare=False)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """What is judged, read at the first call; none where too few pilots have the same question."""
        return self.read()


@dataclass(frozen=True)
class Shares:
    """Independent cases x of n, one pair a pilot; pilots with too few are left out."""

    outcome: str
    pilots: tuple[str, ...]
    successes: tuple[int, ...]
    totals: tuple[int, ...]
    delta: float


def settings_for(kind: Kind, plan: Mapping[str, Any]) -> Settings:
    """The plan's settings in the unit of a kind; only ratings have a benchmark."""
    common = {"alpha": plan["alpha"], "content": plan["content"], "d0": plan["d0"], "benchmark": None}
    if kind is Kind.RATING:
        return Settings(**common | {"delta": plan["delta"], "benchmark": plan["benchmark"]})
    if kind is Kind.SHARE:
        return Settings(**common, delta=plan["delta_share"])
    if kind is Kind.COST:
        return Settings(**common, delta=log(plan["delta_cost_factor"]), step=0)
    return Settings(**common, delta=plan["delta"], min_units=FEWEST_RESPONDENTS)


def digests_of(units: Mapping[str, Any]) -> dict[str, str]:
    """By outcome, and for the skills, a digest of what the units of one pilot say of it; where they say something."""
    languages = units.get("languages", {})
    rated = languages.get("session_feedback")
    parts = {outcome: [units.get(outcome), rated] for outcome in (*BY_METHOD, *COSTS_OVERALL) if units.get(outcome)}
    parts |= {
        ITEM_PREFIX + survey: [items, languages.get(survey)]
        for survey, items in units.get("survey_item", {}).items() if items
    }
    parts |= {SKILLS: skills} if (skills := units.get(SKILLS)) else {}
    return {outcome: digest(part) for outcome, part in parts.items()}


def digest(part: Any) -> str:
    """Of anything that JSON can hold."""
    return blake2b(json.dumps(part, sort_keys=True).encode(), digest_size=16).hexdigest()


def families_of(stored: Stored, plan: Mapping[str, Any]) -> list[Family]:
    """The families of units that have been read already."""
    return families_in({pilot: digests_of(units) for pilot, units in stored.items()}, lambda _outcome: stored, plan)


def families_in(digests: Digests, read: Reader, plan: Mapping[str, Any]) -> list[Family]:
    """Ratings, shares and costs by method, the cost of all sessions, and one family a survey; empty ones left out."""
    there = {outcome for known in digests.values() for outcome in known}
    by_method = [outcome for outcome in (*BY_METHOD, *COSTS_OVERALL) if outcome in there]
    return [
        Family(
            outcome, kind_of(outcome),
            digest([outcome, dict(plan), [[pilot, known.get(outcome)] for pilot, known in digests.items()]]),
            partial(_subjects, outcome, read, plan),
        )
        for outcome in (*by_method, *sorted(outcome for outcome in there if outcome.startswith(ITEM_PREFIX)))
    ]


def _subjects(outcome: str, read: Reader, plan: Mapping[str, Any]) -> tuple[Subject, ...]:
    stored = read(outcome)
    if outcome.startswith(ITEM_PREFIX):
        return _survey(outcome.removeprefix(ITEM_PREFIX), stored, plan)
    return _by_subject(outcome, kind_of(outcome), stored, plan)


def shares_of(stored: Stored, plan: Mapping[str, Any]) -> list[Shares]:
    """The independent proportions that at least one pilot has cases for."""
    found = []
    for code in PROPORTIONS:
        fewest = FEWEST_RESPONDENTS if code == "return_rate" else FEWEST_SESSIONS
        rows = [
            (pilot, row["successes"], row["total"]) for pilot, units in stored.items()
            if (row := units.get("proportion", {}).get(code)) and row["total"] >= fewest
        ]
        if rows:
            pilots, successes, totals = zip(*rows, strict=True)
            found.append(Shares(code, pilots, successes, totals, plan["delta_share"]))
    return found


def _by_subject(outcome: str, kind: Kind, stored: Stored, plan: Mapping[str, Any]) -> tuple[Subject, ...]:
    names = sorted({name for units in stored.values() for name in units.get(outcome, {})})
    settings = settings_for(kind, plan)
    rated = kind in (Kind.RATING, Kind.SHARE)
    subjects = []
    for name in names:
        rows = {pilot: units[outcome][name] for pilot, units in stored.items() if name in units.get(outcome, {})}
        subjects.append(Subject(
            name, MethodUnits(name, tuple(_pilot_units(pilot, row) for pilot, row in rows.items())), settings,
            {pilot: tuple(row["values"]) for pilot, row in rows.items() if "values" in row}, {},
            _languages(stored, "session_feedback", rows) if rated else frozenset(),
        ))
    return tuple(subjects)


def _pilot_units(pilot: str, row: Mapping[str, Any]) -> PilotUnits:
    return PilotUnits(pilot, row["units"], row["mean"], row["variance"], row["answers"], row["persons"])


def _languages(stored: Stored, survey: str, pilots: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        language for pilot in pilots for language in stored[pilot].get("languages", {}).get(survey, ())
    )


def _survey(survey: str, stored: Stored, plan: Mapping[str, Any]) -> tuple[Subject, ...]:
    asked = {pilot: units["survey_item"][survey] for pilot, units in stored.items()
             if survey in units.get("survey_item", {})}
    questions = sorted({question for rows in asked.values() for question in rows})
    subjects = (
        _item(question, {pilot: rows[question] for pilot, rows in asked.items() if question in rows}, plan)
        for question in questions
    )
    return tuple(
        replace(subject, languages=_languages(stored, survey, subject.histograms)) for subject in subjects if subject
    )


def _item(question: str, rows: dict[str, Any], plan: Mapping[str, Any]) -> Subject | None:
    """A question as most pilots ask it: same family of versions, same scale; None where only one pilot does."""
    forms = Counter((row["family"], row["lowest"], row["highest"]) for row in rows.values())
    form, pilots = max(forms.items(), key=lambda pair: (pair[1], pair[0]))
    if pilots < SHARED_BY:
        return None
    _family, lowest, highest = form
    alike = {pilot: row for pilot, row in rows.items() if (row["family"], row["lowest"], row["highest"]) == form}
    histograms = {pilot: Histogram(lowest, highest, tuple(row["counts"])) for pilot, row in alike.items()}
    settings = settings_for(Kind.ITEM, plan)
    settings = replace(settings, delta=settings.delta * (highest - lowest) / USUAL_WIDTH)
    return Subject(question, MethodUnits(question, _respondents(alike, histograms)), settings, {}, histograms)


def _respondents(rows: Mapping[str, Any], answers: Mapping[str, Histogram]) -> tuple[PilotUnits, ...]:
    """The respondents of each pilot as units; all pilots at once, since there may be hundreds."""
    known = counted(list(answers.values()))
    return tuple(
        PilotUnits(pilot, n, mean, squares / (n - 1) if n > 1 else None, n, row["persons"])
        for (pilot, row), n, mean, squares in zip(
            rows.items(), known.sizes.astype(int).tolist(), known.means.tolist(), known.squares.tolist(), strict=True
        )
    )
