"""Methods × pilots heat map: shade for the value, n in the cell, the verdict beside the method."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from foundation.charts.canvas import (
    HATCH,
    PHONE,
    Datum,
    Sheet,
    Spec,
    layer,
    pixel,
    rects,
    sheet_spec,
    text_datum,
    texts,
)
from foundation.charts.fitting import shorten, text_width, wrap
from foundation.charts.legend import Entry, draw, place
from foundation.charts.numbers import NumberFormat, Table
from foundation.charts.theme import BODY, LIGHT, SMALL, Theme, on

State = Literal["value", "unused", "unlogged", "suppressed", "incomparable"]
HEADER = 150  # px of the upright column names
CELL = 26  # px; below it a cell has no room for its n


@dataclass(frozen=True)
class Cell:
    """One method in one pilot. Not used, not logged, suppressed and not comparable are kept apart."""

    state: State
    value: float | None = None
    n: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.state == "value") != (self.value is not None):
            raise ValueError("a cell has a value in the state 'value' and in no other")


@dataclass(frozen=True)
class Presence:
    """``cells[method][pilot]``; one verdict text a method ("" = none); ``domain`` = range of the shades."""

    methods: tuple[str, ...]
    pilots: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    verdicts: tuple[str, ...]
    domain: tuple[float, float]

    def __post_init__(self) -> None:
        if not self.methods or not self.pilots:
            raise ValueError("a heat map needs at least one method and one pilot")
        if len(self.cells) != len(self.methods) or len(self.verdicts) != len(self.methods):
            raise ValueError("one row of cells and one verdict a method")
        if any(len(row) != len(self.pilots) for row in self.cells):
            raise ValueError("one cell a pilot in every row")
        if not self.domain[0] < self.domain[1]:
            raise ValueError("the domain's ends are turned")


@dataclass(frozen=True)
class PresenceWords:
    """Translated texts; the last four name the states that are not values."""

    description: str
    method: str
    pilot: str
    value: str
    n: str
    verdict: str
    note: str
    unused: str
    unlogged: str
    suppressed: str
    incomparable: str


@dataclass(frozen=True)
class _Grid:
    sheet: Sheet
    turned: bool  # pilots as rows
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    column_verdicts: tuple[str, ...]
    row_step: float
    column_step: float


def presence(
    data: Presence,
    words: PresenceWords,
    *,
    width: int = 640,
    theme: Theme = LIGHT,
    number: NumberFormat | None = None,
) -> Spec:
    """The specification. Many pilots become rows, so that the sheet grows longer and never wider."""
    number = number or NumberFormat()
    legend = place(_entries(data, words, theme, number), width - 16)
    grid = _grid(data, width, legend.height)
    layers = [
        *_cells(data, grid, words, theme, number),
        *_names(grid, theme),
        *draw(legend, grid.sheet.left, grid.sheet.top, theme),
    ]
    return sheet_spec(grid.sheet, layers, theme, words.description)


def presence_table(data: Presence, words: PresenceWords) -> Table:
    """Long form: one row a method and pilot, so that every n and reason has its place."""
    rows: list[list[Any]] = []
    for method, row, verdict in zip(data.methods, data.cells, data.verdicts, strict=True):
        for pilot, cell in zip(data.pilots, row, strict=True):
            rows.append([method, pilot, cell.value, cell.n, _said(cell, words), verdict])
    return Table([words.method, words.pilot, words.value, words.n, words.note, words.verdict], rows)


def _said(cell: Cell, words: PresenceWords) -> str:
    if cell.state == "value":
        return cell.reason
    name = str(getattr(words, cell.state))
    return f"{name}: {cell.reason}" if cell.reason else name


def _shade(value: float, data: Presence) -> int:
    low, high = data.domain
    return min(4, max(0, int((value - low) / (high - low) * 5)))


def _entries(data: Presence, words: PresenceWords, theme: Theme, number: NumberFormat) -> list[Entry]:
    low, high = data.domain
    width = (high - low) / 5
    bounds = [(low + width * at, low + width * (at + 1)) for at in range(5)]
    shades = zip(theme.sequential, bounds, strict=True)
    entries = [Entry("box", colour, number.interval(*bound)) for colour, bound in shades]
    present = {cell.state for row in data.cells for cell in row}
    keys = {
        "unused": Entry("outline", theme.grid, words.unused),
        "unlogged": Entry("box", theme.grid, words.unlogged),
        "suppressed": Entry("outline", theme.muted, f"* {words.suppressed}"),
        "incomparable": Entry("hatch", theme.violet, words.incomparable),
    }
    return entries + [entry for state, entry in keys.items() if state in present]


def _grid(data: Presence, width: int, legend: float) -> _Grid:
    methods = tuple(
        f"{name} · {verdict}" if verdict else name
        for name, verdict in zip(data.methods, data.verdicts, strict=True)
    )
    left = width * (0.36 if width < PHONE else 0.34)
    turned = (width - left - 8) / len(data.pilots) < CELL and len(data.pilots) > len(data.methods)
    rows, columns = (data.pilots, data.methods) if turned else (methods, data.pilots)
    verdicts = data.verdicts if turned else ("",) * len(data.pilots)
    header = min(max(text_width(name, SMALL) for name in columns + verdicts), HEADER) + 10
    most = 4 if width < PHONE and not turned else 2
    room = round(left) - 16
    lines = max(len(wrap(name, room, BODY, most)) for name in rows)
    row_step = max(28.0, 14.0 * lines + 8)
    sheet = Sheet(width, row_step * len(rows), round(left), 8, round(legend + header), 10)
    step = min(sheet.plot_width / len(columns), 56.0)
    return _Grid(sheet, turned, rows, columns, verdicts, row_step, step)


def _names(grid: _Grid, theme: Theme) -> list[Spec]:
    rows: list[Datum] = []
    for index, name in enumerate(grid.rows):
        lines = wrap(name, grid.sheet.left - 16, BODY, int(grid.row_step // 14))
        first = (index + 0.5) * grid.row_step - 7 * (len(lines) - 1)
        rows += [text_datum(line, -8, first + 14 * at) for at, line in enumerate(lines)]
    two = grid.column_step >= 2 * SMALL + 2  # px: room for the verdict as a second line
    columns: list[Datum] = []
    for index, (name, verdict) in enumerate(zip(grid.columns, grid.column_verdicts, strict=True)):
        parts = [part for part in (name, verdict) if part]
        lines = parts if two else [" · ".join(parts)]
        first = (index + 0.5) * grid.column_step - 6 * (len(lines) - 1)
        fitted = [shorten(text, HEADER, SMALL) for text in lines]
        columns += [text_datum(text, first + 12 * at, -6) for at, text in enumerate(fitted)]
    return [texts(rows, theme.ink, align="right"), texts(columns, theme.ink, angle=270, fontSize=SMALL)]


def _cells(
    data: Presence, grid: _Grid, words: PresenceWords, theme: Theme, number: NumberFormat
) -> list[Spec]:
    boxes: list[Datum] = []
    hatched: list[Datum] = []
    marks: dict[str, list[Datum]] = {}
    for at_method, row in enumerate(data.cells):
        for at_pilot, cell in enumerate(row):
            across, down = (at_method, at_pilot) if grid.turned else (at_pilot, at_method)
            x, y = across * grid.column_step, down * grid.row_step
            fill = _fill(cell, data, theme)
            told = _told(data.methods[at_method], data.pilots[at_pilot], cell, words, number)
            box = {"x": x + 1, "x2": x + grid.column_step - 1, "y": y + 1, "y2": y + grid.row_step - 1}
            boxes.append({**box, "fill": fill, "told": told})
            middle = {"x": x + grid.column_step / 2, "y": y + grid.row_step / 2}
            if cell.state == "incomparable":
                hatched.append(middle)
            shown = "*" if cell.state == "suppressed" else "" if cell.n is None else str(cell.n)
            if shown and cell.state != "incomparable" and text_width(shown, SMALL) < grid.column_step - 3:
                ink = on(fill) if fill != "transparent" else theme.ink
                marks.setdefault(ink, []).append({"text": shown, **middle})
    size = (min(grid.column_step, grid.row_step) - 6) ** 2
    hatch = {"type": "point", "shape": HATCH, "size": size, "strokeWidth": 1, "opacity": 1}
    hatch["stroke"] = theme.violet
    return [
        rects(boxes, stroke=theme.grid, strokeWidth=1),
        layer(hatch, hatched, x=pixel("x"), y=pixel("y")),
        *(_inside(values, ink) for ink, values in marks.items()),
    ]


def _inside(values: Sequence[Datum], ink: str) -> Spec:
    return texts(values, ink, align="center", fontSize=SMALL)


def _fill(cell: Cell, data: Presence, theme: Theme) -> str:
    if cell.value is not None:
        return theme.sequential[_shade(cell.value, data)]
    return theme.grid if cell.state == "unlogged" else "transparent"


def _told(method: str, pilot: str, cell: Cell, words: PresenceWords, number: NumberFormat) -> str:
    count = "" if cell.n is None else f"{words.n} {number.count(cell.n)}"
    parts = (number.text(cell.value), count, _said(cell, words))
    return f"{method}, {pilot}: " + "; ".join(part for part in parts if part)
