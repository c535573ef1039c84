"""Sessions per month: planned as an outline, held as a full bar."""

from dataclasses import dataclass
from typing import Any

from foundation.charts.canvas import Datum, Sheet, Spec, layer, pixel, scaled, sheet_spec, text_datum, texts
from foundation.charts.fitting import text_width
from foundation.charts.legend import Entry, draw, place
from foundation.charts.numbers import Table
from foundation.charts.theme import LIGHT, SMALL, Theme

PLOT_HEIGHT = 180


@dataclass(frozen=True)
class Month:
    """One month in calendar order; ``label`` as the reader's language writes it ("Mar 2025")."""

    label: str
    planned: int
    held: int

    def __post_init__(self) -> None:
        if self.planned < 0 or self.held < 0:
            raise ValueError("session counts cannot be negative")


@dataclass(frozen=True)
class TimelineWords:
    """Translated texts; ``sessions`` is the axis title."""

    description: str
    month: str
    sessions: str
    planned: str
    held: str


def timeline(
    data: tuple[Month, ...], words: TimelineWords, *, width: int = 640, theme: Theme = LIGHT
) -> Spec:
    """The specification; of many months only as many labels are written as fit. Needs at least one month."""
    if not data:
        raise ValueError("a timeline needs at least one month")
    entries = [Entry("outline", theme.brand, words.planned), Entry("box", theme.accent, words.held)]
    legend = place(entries, width - 16)
    sheet = Sheet(width, PLOT_HEIGHT, 52, 10, legend.height, 34)
    layers = [
        *_bars(data, words, sheet, theme),
        texts(_labels(data, sheet), theme.muted, align="center", fontSize=SMALL),
        *draw(legend, sheet.left, sheet.top, theme),
    ]
    return sheet_spec(sheet, layers, theme, words.description)


def timeline_table(data: tuple[Month, ...], words: TimelineWords) -> Table:
    """The same counts as a table."""
    rows: list[list[Any]] = [[month.label, month.planned, month.held] for month in data]
    return Table([words.month, words.planned, words.held], rows)


def _bars(data: tuple[Month, ...], words: TimelineWords, sheet: Sheet, theme: Theme) -> list[Spec]:
    most = max([1, *(max(month.planned, month.held) for month in data)])
    axis = {
        "title": words.sessions,
        "tickCount": min(most, 5),
        "tickMinStep": 1,
        "format": "d",
        "domain": False,
        "minExtent": 0,
    }
    scale = {"domain": [0, most], "nice": most > 1}
    step = sheet.plot_width / len(data)
    values: list[Datum] = []
    for index, month in enumerate(data):
        left, right = index * step, (index + 1) * step
        told = f"{month.label}: {words.planned} {month.planned}, {words.held} {month.held}"
        values.append(
            {
                "zero": 0,
                "planned": month.planned,
                "held": month.held,
                "told": told,
                "wide": left + step * 0.12,
                "wide2": right - step * 0.12,
                "slim": left + step * 0.24,
                "slim2": right - step * 0.24,
            }
        )

    def columns(field: str, x: str, shown: Spec | None) -> Spec:
        span = {"x": pixel(x), "x2": {"field": x + "2"}}
        return {**span, "y": scaled("zero", scale, shown), "y2": {"field": field}}

    outline: Spec = {"type": "rect", "fill": "transparent", "stroke": theme.brand}
    outline["strokeWidth"] = 1.5 if step > 14 else 1
    return [
        layer({"type": "rect", "fill": theme.accent}, values, **columns("held", "slim", axis)),
        layer(outline, values, **columns("planned", "wide", None)),
    ]


def _labels(data: tuple[Month, ...], sheet: Sheet) -> list[Datum]:
    step = sheet.plot_width / len(data)
    widest = max(text_width(month.label, SMALL) for month in data) + 8
    every = max(1, -(-int(widest) // max(1, int(step))))
    furthest = sheet.plot_width - widest / 2 + 10
    return [
        text_datum(month.label, min((index + 0.5) * step, furthest), PLOT_HEIGHT + 14)
        for index, month in enumerate(data)
        if index % every == 0
    ]
