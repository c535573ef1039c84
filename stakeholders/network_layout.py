"""Where the nodes of a network stand: springs along the ties, repulsion between all, the same every time. No Django.

Fruchterman and Reingold, "Graph drawing by force-directed placement", Software: Practice and Experience 21, 1991;
started from a spiral instead of at random, so that the same network always looks the same.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

STEPS = 120
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
Point = tuple[float, float]


def most_tied(ties: Iterable[tuple[int, int]], limit: int) -> tuple[int, ...]:
    """At most ``limit`` nodes, those with the most ties first; among equals the smaller key."""
    degree: Counter[int] = Counter()
    for start, end in ties:
        degree.update((start, end))
    return tuple(sorted(degree, key=lambda node: (-degree[node], node))[:limit])


def place(nodes: Sequence[int], ties: Iterable[tuple[int, int]]) -> dict[int, Point]:
    """A point in the unit square for every node; ties to other nodes than these are left out.

    Cost grows with the square of the nodes: give at most a hundred.
    """
    if len(nodes) < 2:
        return dict.fromkeys(nodes, (0.5, 0.5))
    index = {node: number for number, node in enumerate(nodes)}
    edges = sorted({(min(index[a], index[b]), max(index[a], index[b])) for a, b in ties if a in index and b in index})
    points = [_on_spiral(number, len(nodes)) for number in range(len(nodes))]
    ideal = 1 / math.sqrt(len(nodes))
    for step in range(STEPS):
        points = _moved(points, edges, ideal, farthest=0.12 * (1 - step / STEPS) + 0.002)
    return dict(zip(nodes, _filling_the_square(points), strict=True))


def _on_spiral(number: int, total: int) -> Point:
    radius = 0.5 * math.sqrt((number + 0.5) / total)
    return radius * math.cos(number * GOLDEN_ANGLE), radius * math.sin(number * GOLDEN_ANGLE)


def _moved(points: list[Point], edges: list[tuple[int, int]], ideal: float, farthest: float) -> list[Point]:
    """One step: everybody pushes everybody away, ties pull, a little gravity keeps the parts together."""
    pushed = [[-0.3 * x, -0.3 * y] for x, y in points]
    for one, (x, y) in enumerate(points):
        for other in range(one):
            dx, dy = x - points[other][0], y - points[other][1]
            force = ideal**2 / max(dx * dx + dy * dy, 1e-6)
            pushed[one][0] += dx * force
            pushed[one][1] += dy * force
            pushed[other][0] -= dx * force
            pushed[other][1] -= dy * force
    for one, other in edges:
        dx, dy = points[one][0] - points[other][0], points[one][1] - points[other][1]
        force = math.hypot(dx, dy) / ideal
        pushed[one][0] -= dx * force
        pushed[one][1] -= dy * force
        pushed[other][0] += dx * force
        pushed[other][1] += dy * force
    return [_stepped(point, push, farthest) for point, push in zip(points, pushed, strict=True)]


def _stepped(point: Point, push: list[float], farthest: float) -> Point:
    length = math.hypot(*push) or 1.0
    scale = min(length, farthest) / length
    return point[0] + push[0] * scale, point[1] + push[1] * scale


def _filling_the_square(points: list[Point]) -> list[Point]:
    """Spread over the unit square, each direction by itself, crowds drawn apart."""
    across, down = (_spread(axis) for axis in zip(*points, strict=True))
    return list(zip(across, down, strict=True))


def _spread(values: tuple[float, ...]) -> list[float]:
    """Halfway between the stretched values and their even spacing in the same order, so that labels find room."""
    low, high = min(values), max(values)
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    rank = {index: place / (len(values) - 1) for place, index in enumerate(order)}
    if high - low < 1e-9:
        return [0.5] * len(values)
    return [round(0.4 * (value - low) / (high - low) + 0.6 * rank[index], 4) for index, value in enumerate(values)]
