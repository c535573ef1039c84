"""A legend that wraps to the chart's width, drawn above the plot by the chart itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from foundation.charts.canvas import HATCH, Spec, layer, pixel, rects, text_datum, texts
from foundation.charts.fitting import shorten, text_width
from foundation.charts.theme import SMALL, Theme

LINE = 20  # px a line of the legend
KEY = 22  # px from an entry's left edge to its text


@dataclass(frozen=True)
class Entry:
    """One key: a filled box, a line, a dashed line, a full or hollow point, a hatched or outlined box."""

    kind: Literal["box", "line", "dash", "point", "hollow", "hatch", "outline"]
    colour: str
    label: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Legend:
    """Placed entries: their pixel places relative to the sheet's left upper corner, and the height used."""

    placed: tuple[tuple[Entry, float, float], ...]
    height: float
    width: float


def place(entries: Sequence[Entry], width: float) -> Legend:
    """Set entries in lines of at most ``width`` pixels."""
    placed: list[tuple[Entry, float, float]] = []
    x, line = 0.0, 0
    for entry in entries:
        need = KEY + text_width(entry.label, SMALL) + 14
        if x and x + need > width:
            x, line = 0.0, line + 1
        placed.append((entry, x, line * LINE + LINE / 2))
        x += need
    return Legend(tuple(placed), (line + 1) * LINE + 8 if entries else 0, width)


def draw(legend: Legend, left: float, top: float, theme: Theme) -> list[Spec]:
    """Layers of the legend for a plot whose origin is at (``left``, ``top``) of the sheet."""
    spots = [(entry, x + 8 - left, y - top) for entry, x, y in legend.placed]
    room = legend.width - KEY
    labels = [text_datum(shorten(e.label, room, SMALL), x + KEY, y) for e, x, y in spots]
    return [_key(entry, x, y) for entry, x, y in spots] + [texts(labels, theme.ink, fontSize=SMALL)]


def _key(entry: Entry, x: float, y: float) -> Spec:
    at: dict[str, Any] = {"x": x, "x2": x + 16, "y": y, "y2": y, "fill": entry.colour}
    if entry.kind in ("box", "outline"):
        box = {**at, "y": y - 6, "y2": y + 6}
        if entry.kind == "outline":
            return rects([{**box, "fill": "transparent"}], stroke=entry.colour, strokeWidth=1.5)
        return rects([box], opacity=entry.opacity)
    if entry.kind in ("line", "dash"):
        mark = {"type": "rule", "color": entry.colour, "strokeWidth": 2}
        if entry.kind == "dash":
            mark["strokeDash"] = [4, 3]
        return layer(mark, [at], x=pixel("x"), x2={"field": "x2"}, y=pixel("y"))
    mark = {"type": "point", "stroke": entry.colour, "strokeWidth": 1.5, "size": 60, "opacity": 1}
    if entry.kind == "hatch":
        mark |= {"shape": HATCH, "size": 180, "strokeWidth": 1}
    mark["fill"] = entry.colour if entry.kind == "point" else "transparent"
    return layer(mark, [{**at, "x": x + 8}], x=pixel("x"), y=pixel("y"))
