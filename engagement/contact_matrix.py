"""Influence against interest as five times five cells with their points, and the tray of those not placed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engagement.contacts import NOT_PLACED
from stakeholders.contact_limits import quadrant_of

POINTS_SHOWN = 8
"""Points drawn in a cell; the list holds all."""
TRAY_SHOWN = 24
SIZES: dict[str, tuple[float, ...]] = {"hours": (0, 2, 8, 24), "people": (1, 5, 20, 100)}
"""Upper ends of the four smaller sizes of a point; beyond the last it is the largest."""
SCORES = range(1, 6)


@dataclass(frozen=True)
class Cell:
    """Those with one pair of scores; ``more`` are not drawn."""

    influence: int
    interest: int
    points: tuple[Any, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.points)

    @property
    def code(self) -> int:
        return self.influence * 10 + self.interest

    @property
    def quadrant(self) -> Any:
        return quadrant_of(self.influence, self.interest)

    @property
    def is_corner(self) -> bool:
        """The cell that carries the name of its quadrant."""
        return self.influence in (1, 5) and self.interest in (1, 5)


@dataclass(frozen=True)
class Tray:
    """Those of whom influence or interest is not set."""

    points: tuple[Any, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.points)


def size_of(number: float, measure: str) -> int:
    """1 (nothing, or one person) to 5; steps instead of a scale, so that one giant does not hide the rest."""
    return 1 + sum(number > step for step in SIZES[measure])


def laid_out(rows: Iterable[Any], counts: Mapping[int, int]) -> tuple[list[list[Cell]], Tray]:
    """Lines of cells from influence 5 down to 1, interest 1 to 5, and the tray."""
    by_cell: dict[int, list[Any]] = {}
    for row in rows:
        by_cell.setdefault(row.cell, []).append(row)
    lines = [[_cell(influence, interest, by_cell, counts) for interest in SCORES] for influence in reversed(SCORES)]
    unset = by_cell.get(NOT_PLACED, [])[:TRAY_SHOWN]
    return lines, Tray(tuple(unset), counts.get(NOT_PLACED, 0))


def _cell(influence: int, interest: int, by_cell: Mapping[int, list[Any]], counts: Mapping[int, int]) -> Cell:
    code = influence * 10 + interest
    return Cell(influence, interest, tuple(by_cell.get(code, [])[:POINTS_SHOWN]), counts.get(code, 0))
