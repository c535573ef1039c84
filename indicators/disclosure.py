"""One pass over all values of a pilot before they are stored: what must be withheld beside what is of few persons.

A value is withheld by its own measure where it rests on few persons. Here a value goes too where it could be subtracted
from others: the quarters or phases from the whole time, a helix, a group or a wave from everybody. Page, chart, API,
export and report read what is stored, so none of them can show two numbers that differ by a few persons.

The value over the whole time of everybody is what the definitions say; but where fewer than five people ever took part,
what follows from their number goes with it: beside the heads of the sessions it would tell what single people did.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from foundation.inference.disclosure import (
    SMALLEST_SHOWN,
    Figure,
    is_disclosive,
    withheld,
    withheld_members,
    withheld_overlapping,
    withheld_parts,
)
from indicators.periods import is_quarter, phase_period, quarter_of
from indicators.samples import SessionFacts

ALL, EVERYBODY = "all", ""
ATTENDED = "participants"  # says how many persons stand behind the rows of attendance of a cell
IN_HELICES = "stakeholder_diversity"  # its n leaves out whoever is of none of the helices
ROUNDING = 1e-9
EMPTY = ("value", "lower", "upper", "boot_lower", "boot_upper", "n", "n_missing", "numerator", "denominator",
         "coverage")
Cell = tuple[str, str]  # period, split
Part = tuple[str, str]  # quarter, phase
NO_ROWS: Mapping[Part, int] = {}
Way = Literal["disjoint", "overlapping", "members"]


AnyValue = TypeVar("AnyValue")  # an indicator value, stored or not


@dataclass(frozen=True)
class Basis:
    """Which persons a family of indicators rests on.

    codes: how the codes begin; persons: the number of a value. by_attendance: it goes where few persons attended,
    whatever its own number, for one person may have many rows.
    """

    codes: tuple[str, ...]
    persons: Callable[[Any], float | None]
    by_attendance: bool = True


def _n(value: Any) -> float | None:
    return value.n


def _numerator(value: Any) -> float | None:
    return value.numerator


def _raters(value: Any) -> float | None:
    return value.detail.get("raters") if value.detail else None


BASES = (
    Basis(("engagement_reach",), _numerator),
    Basis(
        ("participants", "participation_", "stakeholder_diversity", "stakeholder_evenness", "helix_",
         "representativeness_", "weighting_deff", "return_rate", "retention_", "cost_per_participant",
         "session_completion", "digital_share"), _n,
    ),
    Basis(("method_rating",), _raters, by_attendance=False),
    Basis(
        ("method_top2", "likert_mean_", "top2_", "item_nonresponse_", "within_pilot_agreement_", "nps", "recommend",
         "survey_response_rate_", "survey_completion_rate_", "skills_gap_"), _n, by_attendance=False,
    ),
)
SCALE = Basis((), _n, by_attendance=False)  # <scale>_alpha and <scale>_omega
# told of any number of people by their definitions, but in the same breath as how many they are
OF_FEW = (ATTENDED, "helix_coverage", "cost_per_participant")
RATED = ("method_rating", "method_top2")
LATE: Part = ("", "")  # ratings that count in no period
# about sessions and money as long as they are about everybody; of a part of the people they are about these people
OF_SESSIONS = Basis(("person_hours", "attendance_per_session", "cost_per_participation", "cost_per_person_hour"), _n)

# How parts make up their whole. Everything additive (hours, rows, answers) adds up over quarters, phases and waves, but
# the same persons may be in several; a person has one helix; a group is some of the people, and groups overlap.
WAYS: dict[str, Way] = {
    "quarter": "overlapping", "phase": "overlapping", "wave": "overlapping", "helix": "disjoint", "group": "members",
}


def basis_of(indicator: str, split: str) -> Basis | None:
    """The persons that an indicator rests on; None where it holds no personal data."""
    found = next((basis for basis in BASES if indicator.startswith(basis.codes)), None)
    if found is None and indicator.endswith(("_alpha", "_omega")):
        return SCALE
    if found is None and split != EVERYBODY and indicator.startswith(OF_SESSIONS.codes):
        return OF_SESSIONS
    return found


def protect(
    values: Sequence[AnyValue], k: int = SMALLEST_SHOWN, *, sessions: Iterable[SessionFacts] = ()
) -> Sequence[AnyValue]:
    """Withhold, in place, whatever of one pilot's values could be used to isolate 1 .. k - 1 persons; returns them.

    sessions: the held ones, from which it is known how quarters and phases overlap.
    """
    sessions = tuple(sessions)
    lines: dict[tuple[str, str], dict[Cell, Any]] = defaultdict(dict)
    value: Any
    for value in values:
        lines[value.indicator, value.method][value.period, value.split] = value
    _withhold_few_of_all(lines, k)
    people = lines.pop((ATTENDED, ""), {})
    outside = _outside_helices(people, lines.get((IN_HELICES, ""), {}))
    attended = _protect_line(people, frozenset(), k, outside, _rows_by_time(sessions))
    for (indicator, method), cells in lines.items():
        if cells.keys() != {(ALL, EVERYBODY)}:
            _protect_line(cells, attended, k, {}, _ratings_by_time(sessions, method) if indicator in RATED else NO_ROWS)
    return values


def _withhold_few_of_all(lines: Mapping[tuple[str, str], Mapping[Cell, Any]], k: int) -> None:
    """Withhold what tells how many people ever took part, where they are few."""
    wholes = [cells[ALL, EVERYBODY] for cells in lines.values() if (ALL, EVERYBODY) in cells]
    if any(value.indicator == ATTENDED and is_disclosive(int(value.n or 0), k) for value in wholes):
        for value in wholes:
            if value.indicator.startswith(OF_FEW):
                withhold(value)


def withhold(value: Any) -> None:
    """Empty a value of every number."""
    for name in EMPTY:
        setattr(value, name, None)
    value.suppressed, value.flags, value.detail = True, [], {}


def _rows_by_time(sessions: Iterable[SessionFacts]) -> Mapping[Part, int]:
    """Rows of attendance by quarter and phase at once, the finest parts of what is published by time."""
    rows: Counter[Part] = Counter()
    for session in sessions:
        rows[quarter_of(session.day), phase_period(session.phase or "")] += session.named
    return rows


def _ratings_by_time(sessions: Iterable[SessionFacts], method: str) -> Mapping[Part, int]:
    """Ratings of a method by quarter and phase at once, and beside them those that count over the whole time alone."""
    rows: Counter[Part] = Counter()
    for session in sessions:
        if session.method == method:
            told = session.in_time().ratings
            rows[quarter_of(session.day), phase_period(session.phase or "")] += told
            rows[LATE] += session.ratings - told
    return {part: max(n, 0) for part, n in rows.items()}


def _outside_helices(people: Mapping[Cell, Any], in_helices: Mapping[Cell, Any]) -> dict[str, int]:
    """By period, how many people are of none of the helices: anybody can subtract the two published numbers."""
    return {
        period: int(people[period, split].n - value.n)
        for (period, split), value in in_helices.items()
        if split == EVERYBODY and value.n is not None and (period, split) in people
        and people[period, split].n is not None
    }


def _protect_line(cells: Mapping[Cell, Any], attended_by_few: frozenset[Cell], k: int,
                  outside: Mapping[str, int], rows: Mapping[Part, int] = NO_ROWS) -> frozenset[Cell]:
    """Withhold parts of one indicator until nothing more has to go; returns the withheld cells.

    attended_by_few: cells in which the number of people itself is withheld; outside: by period, people of no helix;
    rows: as of `_rows_by_time`, or of `_ratings_by_time`: these are disjoint and all there is, so that nothing need be
    assumed of how quarters and phases overlap.
    """
    known = {"quarter", "phase"} if LATE in rows else set()
    persons = {cell: _persons(value, cell[1]) for cell, value in cells.items()}
    hidden = {cell for cell, value in cells.items() if value.suppressed or _is_few(cell, value, persons[cell], k)}
    hidden |= {
        cell for cell in attended_by_few & cells.keys()
        if (basis := basis_of(cells[cell].indicator, cell[1])) and basis.by_attendance
    }
    before = None
    while before != len(hidden):
        before = len(hidden)
        for whole, kind, parts in _wholes(cells):
            if whole not in hidden and kind not in known:
                own = {cell: persons[cell] for cell in parts}
                everybody = _persons(cells[whole], parts[0][1]) or 0
                everybody -= outside.get(whole[0], 0) if kind == "helix" else 0
                hidden |= _beside(cells, whole, everybody, WAYS.get(kind, "overlapping"), own, hidden, k)
        if rows:
            hidden |= _between_periods(cells, hidden, rows, k)
    for cell in hidden:
        withhold(cells[cell])
    return frozenset(hidden)


def _persons(value: Any, split: str) -> int | None:
    """Persons behind a value, as in that split; None where it was withheld, 0 where it holds no personal data."""
    basis = basis_of(value.indicator, split)
    return None if value.suppressed else int((basis and basis.persons(value)) or 0)


def _is_few(cell: Cell, value: Any, persons: int | None, k: int) -> bool:
    return cell != (ALL, EVERYBODY) and persons is not None and is_disclosive(persons, k)


def _wholes(cells: Mapping[Cell, Any]) -> list[tuple[Cell, str, list[Cell]]]:
    """Each value of which others are parts, with the kind of the parts."""
    found: dict[tuple[Cell, str], list[Cell]] = defaultdict(list)
    for period, split in cells:
        if period != ALL:
            found[(ALL, split), kind_of_period(period)].append((period, split))
        if split != EVERYBODY:
            found[(period, EVERYBODY), split.partition(":")[0]].append((period, split))
    return [(whole, kind, sorted(parts)) for (whole, kind), parts in sorted(found.items()) if whole in cells]


def kind_of_period(period: str) -> str:
    """quarter, or what stands before the colon."""
    return "quarter" if is_quarter(period) else period.partition(":")[0]


def _beside(cells: Mapping[Cell, Any], whole: Cell, everybody: int, way: Way, parts: dict[Cell, int | None],
            hidden: set[Cell], k: int) -> frozenset[Cell]:
    """The parts that go because the whole, of that many persons, is published."""
    if not everybody:
        return frozenset()
    away = hidden & parts.keys()
    if way == "members":
        return withheld_members(everybody, parts, k)
    if way == "disjoint":
        return withheld_parts(everybody, parts, k, hidden=away)
    rest = _is_more(cells[whole], [cells[cell] for cell in parts if cell not in away])
    return withheld_overlapping(everybody, parts, k, hidden=away, has_rest=rest)


def _is_more(total: Any, parts: Iterable[Any]) -> bool:
    """Whether the whole adds up more than these parts do: something lies outside all of them."""
    parts = list(parts)
    return any(
        of_total is not None and of_total > sum(getattr(part, name) or 0 for part in parts) + ROUNDING
        for name in ("numerator", "denominator") if (of_total := getattr(total, name)) is not None
    )


def _between_periods(cells: Mapping[Cell, Any], hidden: set[Cell], attended: Mapping[Part, int],
                     k: int) -> set[Cell]:
    """Quarters and phases that could be subtracted from each other: a phase may be two quarters but for one session."""
    figures = [
        Figure(cell, frozenset(part for part in attended if cell[0] in (ALL, *part)), is_kept=cell[0] == ALL)
        for cell in cells if cell[1] == EVERYBODY
    ]
    away = withheld(figures, attended, k, hidden={cell for cell in hidden if cell[1] == EVERYBODY})
    return set(away) - {(ALL, EVERYBODY)}
