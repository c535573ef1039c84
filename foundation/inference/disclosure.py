"""Disclosure control: what of few persons is withheld, and what must go with it so that nobody can work it out.

All that the house publishes about people passes through these functions, and through nothing else: breakdowns with a
total, tables with margins, parts of a whole, and what changes from one refresh to the next. "Few" is 1 .. k - 1.

Guarded against: adding and subtracting published figures, however many. Not guarded against: guessing from bounds, and
knowing all but one of the people of a group beforehand.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeVar

SMALLEST_SHOWN = 5  # a value of fewer persons, but not of none, is withheld

Name = Hashable
Part = TypeVar("Part", bound=Hashable)


def is_disclosive(persons: int, k: int = SMALLEST_SHOWN) -> bool:
    """Whether a value computed from that many persons must be withheld: 1 .. k - 1; 0 is shown."""
    if persons < 0 or k < 1:
        raise ValueError(f"persons must not be negative and k at least 1: {persons}, {k}")
    return 0 < persons < k


def suppress_counts(counts: Sequence[int], k: int = SMALLEST_SHOWN) -> tuple[int | None, ...]:
    """Counts of a breakdown whose total is shown, with those of 1 .. k - 1 persons withheld (None).

    The total gives away what the withheld counts add up to: were it one count, or of few persons, the next smallest
    count of persons goes with them (complementary suppression); a 0 goes only where there is nothing else.
    """
    hidden = {i for i, c in enumerate(counts) if is_disclosive(c, k)}
    while hidden and (len(hidden) == 1 or is_disclosive(sum(counts[i] for i in hidden), k)):
        others = [i for i in range(len(counts)) if i not in hidden]
        people = [i for i in others if counts[i]]
        if not people and (len(hidden) > 1 or not others):
            break
        hidden.add(min(people or others, key=lambda i: (counts[i], i)))
    return tuple(None if i in hidden else c for i, c in enumerate(counts))


def suppress_choices(counts: Sequence[int], answered: int, k: int = SMALLEST_SHOWN) -> tuple[int | None, ...]:
    """Counts of choices of which each person may take several: each splits the same people in two.

    Withheld where few took the choice or few of those who answered did not. Raises ValueError for a choice that more
    took than answered.
    """
    if any(c > answered for c in counts):
        raise ValueError(f"more took a choice than answered: {max(counts)} of {answered}")
    return tuple(None if is_disclosive(c, k) or is_disclosive(answered - c, k) else c for c in counts)


def merged_neighbours(counts: Sequence[int], k: int = SMALLEST_SHOWN) -> tuple[tuple[int, int], ...]:
    """First and last positions of neighbouring counts to show as one, so that none is of 1 .. k - 1 persons.

    For ordered bins. All of them together may still be of few persons, and then must be withheld.
    """
    spans: list[tuple[int, int]] = []
    start = total = 0
    for i, count in enumerate(counts):
        total += count
        if not is_disclosive(total, k):
            spans.append((start, i))
            start, total = i + 1, 0
    while total and spans and is_disclosive(total, k):
        start, end = spans.pop()
        total += sum(counts[start:end + 1])
    return (*spans, (start, len(counts) - 1)) if start < len(counts) else tuple(spans)


def merged_rest(counts: Sequence[int], k: int = SMALLEST_SHOWN, most: int = 30) -> tuple[int, ...]:
    """Positions of counts to show, the largest first and at most ``most``; the others are shown as one rest.

    For many cells without an order, such as places. The rest is of nobody or of k persons and more, unless all are few.
    """
    order = sorted(range(len(counts)), key=lambda i: (-counts[i], i))
    shown = [i for i in order if counts[i] >= k][:most]
    rest = sum(counts) - sum(counts[i] for i in shown)
    while shown and is_disclosive(rest, k):
        rest += counts[shown.pop()]
    return tuple(shown)


@dataclass(frozen=True)
class Figure:
    """A figure that may be published: its name and the parts of people that it adds up.

    Parts are disjoint groups of persons, as fine as anything published; a total has all of them. ``is_kept``: it is
    published as long as it is not of few persons itself, so that others give way.
    """

    name: Name
    parts: frozenset[Name]
    is_kept: bool = False


def isolated(
    published: Iterable[frozenset[Name]], persons: Mapping[Any, int], k: int = SMALLEST_SHOWN
) -> frozenset[Name] | None:
    """The smallest group of 1 .. k - 1 persons that adding and subtracting the published figures singles out.

    published: the parts that each figure adds up; persons: how many each part has. None where there is no such group.
    A group is singled out where its indicator vector lies in the row space of the figures.
    """
    parts = sorted((part for part, n in persons.items() if n > 0), key=lambda part: (persons[part], str(part)))
    rows = [[float(part in figure) for part in parts] for figure in published]
    if not parts or not rows:
        return None
    from foundation.inference import row_space  # noqa: PLC0415 - brings numpy; the web process loads this module

    away = row_space.outside(rows)
    few = [i for i, part in enumerate(parts) if persons[part] < k]
    for size in range(1, k):
        for group in combinations(few, size):
            if sum(persons[parts[i]] for i in group) >= k:
                continue
            if row_space.holds(away, group):
                return frozenset(parts[i] for i in group)
    return None


def differences(
    published: Mapping[Name, Iterable[Name]], persons: Mapping[Name, int], k: int = SMALLEST_SHOWN
) -> list[frozenset[Name]]:
    """Groups of 1 .. k - 1 persons that a published figure, or a combination of several, isolates; disjoint ones.

    The check of the attacker, empty where nothing can be isolated: published maps each figure to the parts of people
    that it adds up, persons says how many each part has.
    """
    found: list[frozenset[Name]] = []
    left = dict(persons)
    figures = [frozenset(parts) for parts in published.values()]
    while (group := isolated(figures, left, k)) is not None:
        found.append(group)
        left = {part: n for part, n in left.items() if part not in group}
    return found


def withheld(
    figures: Sequence[Figure], persons: Mapping[Any, int], k: int = SMALLEST_SHOWN, hidden: Iterable[Name] = ()
) -> frozenset[Any]:
    """Names of the figures to withhold so that no combination of the others isolates 1 .. k - 1 persons.

    ``hidden`` are withheld anyway. What goes beside those of few persons is the figure of the fewest persons that the
    combination needs. Figures to be kept go last. Works for one-way breakdowns, tables with margins and nested totals.
    """
    size = {figure.name: sum(persons[part] for part in figure.parts) for figure in figures}
    away = set(hidden) | {name for name, n in size.items() if is_disclosive(n, k)}
    while True:
        shown = [figure for figure in figures if figure.name not in away and size[figure.name]]
        group = isolated([figure.parts for figure in shown], persons, k)
        if group is None:
            return frozenset(away)
        used = _needed(shown, group)
        away.add(min(used, key=lambda f: (f.is_kept, size[f.name], str(f.name))).name)


def suppress_table(
    rows: Sequence[Sequence[int]], k: int = SMALLEST_SHOWN
) -> tuple[tuple[int | None, ...], ...]:
    """Counts of a two-way table whose row, column and grand totals are shown, with what must be withheld as None.

    Where a total of few persons cannot be shown either, show `suppress_margins` in place of the totals.
    """
    hidden = _hidden_of_table(rows, k)
    return tuple(
        tuple(None if (i, j) in hidden else n for j, n in enumerate(row)) for i, row in enumerate(rows)
    )


def suppress_margins(
    rows: Sequence[Sequence[int]], k: int = SMALLEST_SHOWN
) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
    """Row totals and column totals of a two-way table that may be shown beside `suppress_table`."""
    hidden = _hidden_of_table(rows, k)
    columns = [sum(row[j] for row in rows) for j in range(len(rows[0]))] if rows else []
    return (
        tuple(None if (i, None) in hidden else sum(row) for i, row in enumerate(rows)),
        tuple(None if (None, j) in hidden else n for j, n in enumerate(columns)),
    )


def _hidden_of_table(rows: Sequence[Sequence[int]], k: int) -> frozenset[Name]:
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("every row of a table needs as many counts")
    persons: dict[Name, int] = {(i, j): n for i, row in enumerate(rows) for j, n in enumerate(row)}
    cells = [Figure(name, frozenset({name})) for name in persons]
    across = [Figure((i, None), frozenset((i, j) for j in range(len(row))), True) for i, row in enumerate(rows)]
    down = [
        Figure((None, j), frozenset((i, j) for i in range(len(rows))), True) for j in range(len(rows[0]) if rows else 0)
    ]
    return withheld([*cells, *across, *down, Figure("total", frozenset(persons), True)], persons, k)


def withheld_parts(
    whole: int, parts: Mapping[Part, int | None], k: int = SMALLEST_SHOWN, *, hidden: Iterable[Part] = ()
) -> frozenset[Part]:
    """Disjoint parts to withhold beside a whole that is published, so that what they leave over is not of few persons.

    whole: its persons; parts: persons by part, None for what is withheld anyway, as are ``hidden``. The attacker
    subtracts the published parts from the whole. What is in no part counts as withheld. Two parts at least are
    withheld, or none, so that none can be had by subtraction; a part of nobody never is.
    """
    away = {name for name, n in parts.items() if n is None or is_disclosive(n, k)} | set(hidden)
    while True:
        shown = [name for name, n in parts.items() if n and name not in away]
        left = whole - sum(parts[name] or 0 for name in shown)
        if not shown or not (is_disclosive(max(left, 0), k) or len(away) == 1):
            return frozenset(away)
        away.add(min(shown, key=lambda name: (parts[name], str(name))))


def withheld_overlapping(
    whole: int, parts: Mapping[Part, int | None], k: int = SMALLEST_SHOWN, *, hidden: Iterable[Part] = (),
    has_rest: bool = False,
) -> frozenset[Part]:
    """Parts to withhold beside a published whole that they make up, where the same persons may be in several of them.

    A part goes where few of the whole are outside it. What adds up (hours, say) gives away the withheld parts
    together, and each of them may be of the same few: so one of them must be of k persons by itself. ``has_rest``:
    something of the whole is in no part. whole, parts and hidden as in `withheld_parts`.
    """
    away = withheld_members(whole, parts, k) | set(hidden)
    shown = [name for name, n in parts.items() if n and name not in away]
    is_enough = any((parts.get(name) or 0) >= k for name in away)
    if (away or has_rest) and not is_enough and shown:
        away |= {min(shown, key=lambda name: (parts[name], str(name)))}
    return frozenset(away)


def withheld_members(
    whole: int, members: Mapping[Part, int | None], k: int = SMALLEST_SHOWN
) -> frozenset[Part]:
    """Which groups to withhold that lie within a published whole and overlap, such as people by interest.

    A group is withheld where it is of few persons, or where few of the whole are outside it. members: persons by
    group, None for what is withheld anyway.
    """
    return frozenset(
        name for name, n in members.items()
        if n is None or is_disclosive(n, k) or n and 0 < whole - n < k
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers to one question that wait to be published.

    given: answers that came minus those taken back; moves: came plus taken back; not_given: the same difference for
    people who were asked and gave none; shown: given answers that are published already.
    """

    given: int
    moves: int
    not_given: int
    shown: int

    def __post_init__(self) -> None:
        """Refuse a difference larger than the moves it is made of, and less than nothing shown."""
        if abs(self.given) > self.moves or self.shown < 0:
            raise ValueError(f"given must lie within moves and shown not below 0: {self}")


def may_be_released(batch: Batch, k: int = SMALLEST_SHOWN) -> bool:
    """Whether the figures before and after its release differ by k people or more, so that no few are isolated.

    What was shown of few was withheld: there is nothing to subtract from, and all may be let out together. k = 1
    protects nobody.
    """
    if k == 1:
        return True
    if abs(batch.given + batch.not_given) < k:
        return False
    return batch.moves == 0 or abs(batch.given) >= k or batch.shown < k


def _needed(shown: Sequence[Figure], group: frozenset[Name]) -> list[Figure]:
    """Figures with a share in the combination that isolates the group."""
    parts = sorted(frozenset().union(*(figure.parts for figure in shown)), key=str)
    rows = [[float(part in figure.parts) for part in parts] for figure in shown]
    from foundation.inference import row_space  # noqa: PLC0415 - as above

    weights = row_space.combination(rows, [float(part in group) for part in parts])
    return [figure for figure, weight in zip(shown, weights, strict=True) if abs(weight) > 1e-7]
