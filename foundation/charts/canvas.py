"""Layers in pixels and the sheet that holds them.

Every chart fixes its own size (``autosize: none``): names are measured and broken first, so a chart is
exactly as wide as the page asked and labels cannot collide. User text occurs only as data values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foundation.charts.theme import BODY, Theme, config

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
HATCH = "M-1,0L0,-1M-1,1L1,-1M0,1L1,0"  # custom symbol in the unit square; Vega-Lite has no patterns
PHONE = 480  # px: below it names stand above their row instead of beside it

Spec = dict[str, Any]
Datum = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """Outer width in pixels and the margins around the plot."""

    width: int
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def plot_width(self) -> float:
        return self.width - self.left - self.right


def pixel(field: str) -> Spec:
    """A channel that takes the datum's number as pixels of the plot."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def scaled(field: str, scale: Spec, axis: Spec | None) -> Spec:
    """A channel on a numeric scale with its axis."""
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def layer(mark: Spec, values: Sequence[Datum], **channels: Spec) -> Spec:
    """One layer with its own data. A ``told`` field becomes tooltip and accessible description."""
    encoding = dict(channels)
    if values and "told" in values[0]:
        encoding["tooltip"] = {"field": "told", "type": "nominal"}
        encoding["description"] = {"field": "told", "type": "nominal"}
    else:
        mark = {**mark, "tooltip": None, "aria": False}
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def text_datum(text: str, x: float, y: float) -> Datum:
    return {"text": text, "x": round(x, 1), "y": round(y, 1)}


def texts(values: Sequence[Datum], colour: str, **properties: Any) -> Spec:
    """Text at pixel places, one datum (``text``, ``x``, ``y``) a line."""
    mark = {"type": "text", "color": colour, "fontSize": BODY, "baseline": "middle", "align": "left"}
    channel = {"field": "text", "type": "nominal"}
    return layer({**mark, **properties}, values, x=pixel("x"), y=pixel("y"), text=channel)


def rects(values: Sequence[Datum], **properties: Any) -> Spec:
    """Rectangles ``x``..``x2`` by ``y``..``y2`` in pixels, coloured by their ``fill``."""
    colour = {"field": "fill", "type": "nominal", "scale": None}
    spans = {"x": pixel("x"), "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}}
    return layer({"type": "rect", **properties}, values, **spans, fill=colour)


def sheet_spec(sheet: Sheet, layers: Sequence[Spec], theme: Theme, description: str) -> Spec:
    """The whole specification; layers without data are left out."""
    margins = {"left": sheet.left, "right": sheet.right, "top": sheet.top, "bottom": sheet.bottom}
    return {
        "$schema": SCHEMA,
        "description": description,
        "background": None,
        "width": sheet.plot_width,
        "height": sheet.height,
        "padding": margins,
        "autosize": {"type": "none"},
        # else a pixel layer's missing axis would switch off the scale's
        "resolve": {"axis": {"x": "independent", "y": "independent"}},
        "layer": [one for one in layers if one["data"]["values"]],
        "config": config(theme),
    }
