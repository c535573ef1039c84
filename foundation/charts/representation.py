"""Participation ratio per category: share among participants over share in the population, against 1."""

import math
from dataclasses import dataclass
from typing import Any

from foundation.charts.canvas import Datum, Spec, layer, pixel, scaled, sheet_spec, text_datum, texts
from foundation.charts.legend import Entry, draw, place
from foundation.charts.named_rows import AXIS, NamedRows, lay_out
from foundation.charts.numbers import NumberFormat, Table, check_interval
from foundation.charts.theme import LIGHT, SMALL, Theme

TICKS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True)
class Ratio:
    """One category. 1 = as in the population, 0.5 = half as many as expected. None is drawn as ``note``."""

    label: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        check_interval(self.value, self.lower, self.upper)
        if self.value is None and not self.note:
            raise ValueError("a category without a ratio says why in its note")
        if (self.value or 0) < 0 or (self.lower or 0) < 0:
            raise ValueError("a participation ratio cannot be negative")


@dataclass(frozen=True)
class RepresentationWords:
    """Translated texts; ``fewer`` and ``more`` name the two sides of 1, ``even`` the line itself."""

    description: str
    category: str
    ratio: str
    lower: str
    upper: str
    n: str
    note: str
    fewer: str
    more: str
    even: str


def representation(
    data: tuple[Ratio, ...],
    words: RepresentationWords,
    *,
    width: int = 640,
    theme: Theme = LIGHT,
    number: NumberFormat | None = None,
) -> Spec:
    """The specification on a logarithmic scale; what lies beyond its ends is a triangle at the edge."""
    number = number or NumberFormat()
    low, high = _limits(data)
    legend = place(
        [
            Entry("dash", theme.ink, words.even),
            Entry("point", theme.brand, words.fewer),
            Entry("point", theme.accent, words.more),
        ],
        width - 16,
    )
    ends = [_end(row, words, number) for row in data]
    rows = lay_out([row.label for row in data], ends, width, legend.height, AXIS)
    scale = {"type": "log", "base": 2, "domain": [low, high], "nice": False, "clamp": True}
    ticks = [tick for tick in TICKS if low <= tick <= high]
    axis = {"title": words.ratio, "values": ticks, "domain": False, "tickSize": 4, **number.axis()}
    layers = [
        *_ground(data, rows, theme, scale, axis),
        *_marks(data, rows, theme, words, number, scale),
        texts(_notes(data, rows), theme.muted, fontStyle="italic", fontSize=SMALL),
        *rows.draw(theme),
        *draw(legend, rows.sheet.left, rows.sheet.top, theme),
    ]
    return sheet_spec(rows.sheet, layers, theme, words.description)


def representation_table(data: tuple[Ratio, ...], words: RepresentationWords) -> Table:
    """The same ratios as a table."""
    rows: list[list[Any]] = [[r.label, r.value, r.lower, r.upper, r.n, r.note] for r in data]
    return Table([words.category, words.ratio, words.lower, words.upper, words.n, words.note], rows)


def _limits(data: tuple[Ratio, ...]) -> tuple[float, float]:
    # symmetric about 1, a power of two between 2 and 8
    found = [x for row in data for x in (row.value, row.lower, row.upper) if x and math.isfinite(x)]
    furthest = max([abs(math.log2(x)) for x in found] + [1.0])
    reach = 2.0 ** min(3, math.ceil(furthest - 1e-9))
    return 1 / reach, reach


def _end(row: Ratio, words: RepresentationWords, number: NumberFormat) -> str:
    count = "" if row.n is None else f"{words.n} {number.count(row.n)}"
    return " · ".join(part for part in (number.text(row.value), count) if part)


def _notes(data: tuple[Ratio, ...], rows: NamedRows) -> list[Datum]:
    return [text_datum(row.note, 4, rows.middle(at)) for at, row in enumerate(data) if row.value is None]


def _ground(data: tuple[Ratio, ...], rows: NamedRows, theme: Theme, scale: Spec, axis: Spec) -> list[Spec]:
    low, high = scale["domain"]
    noted = {index for index, row in enumerate(data) if row.value is None}
    span = {"x": scaled("x", scale, axis), "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}}
    whole = {"x": low, "x2": high, "y": 0, "y2": rows.sheet.height}
    lines = [{"x": 1, "y": top, "y2": bottom} for top, bottom in rows.spans(noted)]
    upright = {"x": scaled("x", scale, None), "y": pixel("y"), "y2": {"field": "y2"}}
    rule = {"type": "rule", "color": theme.ink, "strokeWidth": 2, "strokeDash": [4, 3]}
    return [layer({"type": "rect", "fill": "transparent"}, [whole], **span), layer(rule, lines, **upright)]


def _marks(
    data: tuple[Ratio, ...],
    rows: NamedRows,
    theme: Theme,
    words: RepresentationWords,
    number: NumberFormat,
    scale: Spec,
) -> list[Spec]:
    low, high = scale["domain"]
    values: list[Datum] = []
    for index, row in enumerate(data):
        if row.value is None:
            continue
        shape = "triangle-left" if row.value < low else "triangle-right" if row.value > high else "circle"
        side = words.fewer if row.value < 1 else words.more if row.value > 1 else words.even
        interval = number.interval(row.lower, row.upper)
        told = f"{row.label}: {_end(row, words, number)}{'; ' + interval if interval else ''}; {side}"
        colour = theme.brand if row.value < 1 else theme.accent
        at = {"x": _held(row.value, low, high), "y": rows.middle(index), "shape": shape, "fill": colour}
        ends = {"low": _held(row.lower, low, high), "high": _held(row.upper, low, high)}
        values.append({**at, **ends, "told": told})
    colour_channel = {"field": "fill", "type": "nominal", "scale": None}
    shape_channel = {"field": "shape", "type": "nominal", "scale": None}
    whisker = {"x": scaled("low", scale, None), "x2": {"field": "high"}, "y": pixel("y")}
    whisker["stroke"] = colour_channel
    ranged = [value for value in values if value["low"] is not None]
    dot = {"x": scaled("x", scale, None), "y": pixel("y"), "fill": colour_channel, "shape": shape_channel}
    return [
        layer({"type": "rule", "strokeWidth": 2}, ranged, **whisker),
        layer({"type": "point", "size": 70, "opacity": 1, "stroke": None}, values, **dot),
    ]


def _held(value: float | None, low: float, high: float) -> float | None:
    return None if value is None else min(max(value, low), high)
