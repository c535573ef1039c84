"""The network of a programme's register as far as a user may see it: what is drawn, and what is not."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from stakeholders.models import Relationship, Stakeholder
from stakeholders.network_layout import most_tied, place
from stakeholders.relationship_kinds import relationship_kinds, relationship_words

DRAWN_AT_MOST = 50
ISOLATED_NAMED = 60
WIDTH, HEIGHT, MARGIN = 1100, 760, 70


@dataclass(frozen=True)
class Node:
    """A stakeholder in the drawing; ``x`` and ``y`` are of its middle, ``radius`` grows with its ties."""

    stakeholder: Stakeholder
    x: int
    y: int
    radius: int
    ties: int
    label_above: bool

    @property
    def label_y(self) -> int:
        return self.y - self.radius - 6 if self.label_above else self.y + self.radius + 15


@dataclass(frozen=True)
class Line:
    """A tie between two drawn nodes, from rim to rim."""

    x1: int
    y1: int
    x2: int
    y2: int
    code: str
    is_mutual: bool
    is_conflict: bool
    words: str


@dataclass(frozen=True)
class Network:
    """What is drawn, and how many entries with ties there are in all."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    tied: int

    @property
    def is_capped(self) -> bool:
        return self.tied > len(self.nodes)


def ties_on(programme: Any, user: Any, day: dt.date, kind: str = "") -> QuerySet[Any]:
    """The ties of the programme that hold on that day and of which the user may see both ends."""
    rows = Relationship.objects.filter(source__programme=programme).visible_to(user).on_day(day)
    return rows.filter(kind=kind) if kind else rows


def isolated(register: QuerySet[Any], programme: Any, user: Any, day: dt.date) -> QuerySet[Any]:
    """Entries of ``register`` without any tie on that day."""
    ties = ties_on(programme, user, day)
    return register.exclude(Q(pk__in=ties.values("source")) | Q(pk__in=ties.values("target")))


def draw(ties: QuerySet[Any], user: Any, around: int | None = None) -> Network:
    """The drawing: the most tied entries, or one with its neighbours and theirs; two queries."""
    rows: list[tuple[int, int, str]] = list(ties.order_by("pk").values_list("source", "target", "kind"))
    pairs = [(source, target) for source, target, _kind in rows]
    if around is not None:
        near = _within_two(pairs, around)
        rows = [row for row in rows if row[0] in near and row[1] in near]
        pairs = [(source, target) for source, target, _kind in rows]
    degree = Counter(end for pair in pairs for end in set(pair))
    chosen = most_tied(pairs, DRAWN_AT_MOST)
    if around is not None and around in degree and around not in chosen:
        chosen = (*chosen[:-1], around)
    named: dict[int, Any] = Stakeholder.objects.with_names(user).in_bulk(chosen)
    points = place(chosen, pairs)
    nodes = {key: _node(named[key], *points[key], degree[key]) for key in chosen}
    lines = [_line(nodes[source], nodes[target], kind) for source, target, kind in rows
             if source in nodes and target in nodes]
    return Network(tuple(nodes.values()), tuple(lines), len(degree))


def _within_two(pairs: list[tuple[int, int]], around: int) -> set[int]:
    near = {around}
    for _step in range(2):
        near |= {end for pair in pairs if near & set(pair) for end in pair}
    return near


def _node(stakeholder: Stakeholder, x: float, y: float, ties: int) -> Node:
    across, down = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    return Node(stakeholder, round(MARGIN + x * across), round(MARGIN + y * down), min(22, 6 + 3 * ties), ties, y < 0.5)


def _line(start: Node, end: Node, code: str) -> Line:
    dx, dy = end.x - start.x, end.y - start.y
    length = max(1.0, (dx * dx + dy * dy) ** 0.5)
    kind = relationship_kinds().get(code)
    rim = min(length / 2, float(start.radius)), min(length / 2, end.radius + 4.0)
    return Line(
        round(start.x + dx * rim[0] / length), round(start.y + dy * rim[0] / length),
        round(end.x - dx * rim[1] / length), round(end.y - dy * rim[1] / length),
        code, kind is None or kind.is_mutual, kind is not None and kind.is_conflict, relationship_words(code),
    )
