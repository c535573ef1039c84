"""Stacked distribution of ordered levels: Likert answers, participation levels."""

from dataclasses import dataclass
from typing import Any

from foundation.charts.canvas import Datum, Spec, layer, pixel, rects, scaled, sheet_spec, text_datum, texts
from foundation.charts.fitting import text_width
from foundation.charts.legend import Entry, draw, place
from foundation.charts.named_rows import NamedRows, lay_out
from foundation.charts.numbers import NumberFormat, Table
from foundation.charts.theme import LIGHT, SMALL, Theme, on, ramp


@dataclass(frozen=True)
class Counts:
    """Counts of one row, lowest level first; None instead of counts is drawn as ``note`` (suppressed)."""

    label: str
    counts: tuple[int, ...] | None
    note: str = ""

    def __post_init__(self) -> None:
        if self.counts is None or sum(self.counts) == 0:
            if not self.note:
                raise ValueError("a row without counts says why in its note")
        elif min(self.counts) < 0:
            raise ValueError("counts cannot be negative")


@dataclass(frozen=True)
class Distribution:
    """``levels`` named lowest first. ``two_sided``: the scale has a middle (agree–disagree), so two hues."""

    levels: tuple[str, ...]
    rows: tuple[Counts, ...]
    two_sided: bool = False

    def __post_init__(self) -> None:
        if any(row.counts is not None and len(row.counts) != len(self.levels) for row in self.rows):
            raise ValueError("every row needs one count a level")


@dataclass(frozen=True)
class DistributionWords:
    """Translated texts; ``share`` is the axis title."""

    description: str
    label: str
    share: str
    n: str
    note: str


def distribution(
    data: Distribution,
    words: DistributionWords,
    *,
    width: int = 640,
    theme: Theme = LIGHT,
    decimal: str = ".",
) -> Spec:
    """The specification: each row 100 % wide, shares written where they fit, n at the end."""
    number = NumberFormat(0, percent=True, decimal=decimal)
    colours = ramp(theme.diverging if data.two_sided else theme.sequential, len(data.levels))
    keys = [Entry("box", colour, level) for colour, level in zip(colours, data.levels, strict=True)]
    legend = place(keys, width - 16)
    ends = [f"{words.n} {sum(row.counts)}" if row.counts else "" for row in data.rows]
    rows = lay_out([row.label for row in data.rows], ends, width, legend.height)
    boxes, labels = _segments(data, rows, colours, words, number)
    notes = [
        text_datum(row.note, 4, rows.middle(index)) for index, row in enumerate(data.rows) if not _total(row)
    ]
    layers = [
        _ground(rows, words, number),
        rects(boxes, stroke=theme.surface, strokeWidth=1),
        *(texts([label], colour, align="center", fontSize=SMALL) for label, colour in labels),
        texts(notes, theme.muted, fontStyle="italic", fontSize=SMALL),
        *rows.draw(theme),
        *draw(legend, rows.sheet.left, rows.sheet.top, theme),
    ]
    return sheet_spec(rows.sheet, layers, theme, words.description)


def distribution_table(data: Distribution, words: DistributionWords) -> Table:
    """Counts per level, their sum and the note."""
    rows: list[list[Any]] = []
    for row in data.rows:
        counts: list[int | None] = list(row.counts) if row.counts else [None] * len(data.levels)
        rows.append([row.label, *counts, sum(row.counts) if row.counts else None, row.note])
    return Table([words.label, *data.levels, words.n, words.note], rows)


def _total(row: Counts) -> int:
    return sum(row.counts or ())


def _ground(rows: NamedRows, words: DistributionWords, number: NumberFormat) -> Spec:
    axis = {"title": words.share, "tickCount": 5, "domain": False, "grid": False, **number.axis()}
    scale = {"domain": [0, 1], "nice": False}
    span = {"x": scaled("x", scale, axis), "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}}
    whole = {"x": 0, "x2": 1, "y": 0, "y2": rows.sheet.height}
    return layer({"type": "rect", "fill": "transparent"}, [whole], **span)


def _segments(
    data: Distribution, rows: NamedRows, colours: list[str], words: DistributionWords, number: NumberFormat
) -> tuple[list[Datum], list[tuple[Datum, str]]]:
    boxes: list[Datum] = []
    labels: list[tuple[Datum, str]] = []
    for index, row in enumerate(data.rows):
        total, x, middle = _total(row), 0.0, rows.middle(index)
        if not total:
            continue
        for level, count, colour in zip(data.levels, row.counts or (), colours, strict=True):
            wide = rows.sheet.plot_width * count / total
            shown = number.text(count / total)
            told = f"{row.label}: {level} {shown} ({count}/{total})"
            box = {"x": x, "x2": x + wide, "y": middle - 9, "y2": middle + 9}
            boxes.append({**box, "fill": colour, "told": told})
            if wide > text_width(shown, SMALL) + 6:
                labels.append((text_datum(shown, x + wide / 2, middle), on(colour)))
            x += wide
    return [box for box in boxes if box["x2"] > box["x"]], labels
