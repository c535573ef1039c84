"""Forest plot: each pilot's estimate, the pooled mean and the interval for a new city. Not a league table."""

from dataclasses import dataclass
from typing import Any

from foundation.charts.canvas import HATCH, Datum, Spec, layer, pixel, scaled, sheet_spec, text_datum, texts
from foundation.charts.legend import Entry, draw, place
from foundation.charts.named_rows import NamedRows, lay_out
from foundation.charts.numbers import NumberFormat, Table, check_interval
from foundation.charts.theme import LIGHT, SMALL, Theme


@dataclass(frozen=True)
class Estimate:
    """One pilot. ``value`` None is drawn as ``note`` (suppressed, no data); a ``reason`` (why it is not
    comparable) hatches the row and keeps it apart from the pooled mean; ``exploratory`` is drawn hollow."""

    label: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    note: str = ""
    reason: str = ""
    exploratory: bool = False

    def __post_init__(self) -> None:
        check_interval(self.value, self.lower, self.upper)
        if self.value is None and not self.note:
            raise ValueError("a row without a value says why in its note")


@dataclass(frozen=True)
class Pooled:
    """Random-effects mean with its confidence interval and the 90 % prediction interval, if there are any."""

    value: float
    lower: float | None = None
    upper: float | None = None
    prediction_lower: float | None = None
    prediction_upper: float | None = None

    def __post_init__(self) -> None:
        check_interval(self.value, self.lower, self.upper)
        check_interval(self.value, self.prediction_lower, self.prediction_upper)


@dataclass(frozen=True)
class Forest:
    """Rows in the order shown; ``domain`` is the scale's range (say 1..5), else it is fitted."""

    rows: tuple[Estimate, ...]
    pooled: Pooled | None = None
    reference: float | None = None
    domain: tuple[float, float] | None = None


@dataclass(frozen=True)
class ForestWords:
    """Translated texts. ``description`` is the chart's text alternative, ``value`` the axis title."""

    description: str
    pilot: str
    value: str
    lower: str
    upper: str
    n: str
    note: str
    pooled: str
    prediction: str
    reference: str
    not_comparable: str
    exploratory: str


def forest(
    data: Forest,
    words: ForestWords,
    *,
    width: int = 640,
    theme: Theme = LIGHT,
    number: NumberFormat | None = None,
) -> Spec:
    """The specification, ``width`` pixels wide."""
    number = number or NumberFormat()
    names = [row.label for row in data.rows] + ([words.pooled] if data.pooled else [])
    ends = [_end(row, words, number) for row in data.rows]
    if data.pooled:
        ends.append(_figures(data.pooled.value, data.pooled.lower, data.pooled.upper, number))
    legend = place(_entries(data, words, theme), width - 16)
    rows = lay_out(names, ends, width, legend.height)
    layers = [
        *_background(data, rows, theme, _x(data, words, number)),
        *_pilots(data, rows, theme, words, number),
        *_pooled_row(data, rows, theme, words, number),
        *_remarks(data, rows, theme),
        *rows.draw(theme),
        *draw(legend, rows.sheet.left, rows.sheet.top, theme),
    ]
    return sheet_spec(rows.sheet, layers, theme, words.description)


def forest_table(data: Forest, words: ForestWords) -> Table:
    """The same numbers as a table, the pooled mean and the prediction interval last."""
    columns = [words.pilot, words.value, words.lower, words.upper, words.n, words.note]
    rows: list[list[Any]] = [
        [row.label, row.value, row.lower, row.upper, row.n, _remark(row, words)] for row in data.rows
    ]
    if data.pooled:
        pooled = data.pooled
        rows.append([words.pooled, pooled.value, pooled.lower, pooled.upper, None, ""])
        if pooled.prediction_lower is not None:
            limits = [pooled.prediction_lower, pooled.prediction_upper]
            rows.append([words.prediction, None, *limits, None, ""])
    if data.reference is not None:
        rows.append([words.reference, data.reference, None, None, None, ""])
    return Table(columns, rows)


def _remark(row: Estimate, words: ForestWords) -> str:
    said = [row.note, row.reason and f"{words.not_comparable}: {row.reason}"]
    return "; ".join([part for part in said if part] + ([words.exploratory] if row.exploratory else []))


def _end(row: Estimate, words: ForestWords, number: NumberFormat) -> str:
    count = "" if row.n is None else f"{words.n} {number.count(row.n)}"
    figures = _figures(row.value, row.lower, row.upper, number) if row.value is not None else ""
    return " · ".join(part for part in (figures, count) if part)


def _figures(value: float, lower: float | None, upper: float | None, number: NumberFormat) -> str:
    return number.text(value) + (f" ({number.interval(lower, upper)})" if lower is not None else "")


def _domain(data: Forest) -> tuple[float, float]:
    if data.domain:
        return data.domain
    found = [x for row in data.rows for x in (row.value, row.lower, row.upper)] + [data.reference]
    if data.pooled:
        found += [data.pooled.value, data.pooled.prediction_lower, data.pooled.prediction_upper]
    numbers = [x for x in found if x is not None] or [0.0, 1.0]
    margin = (max(numbers) - min(numbers)) * 0.05 or 0.5
    return min(numbers) - margin, max(numbers) + margin


def _x(data: Forest, words: ForestWords, number: NumberFormat) -> Spec:
    axis = {"title": words.value, "tickCount": 5, "domain": False, "tickSize": 4, **number.axis()}
    return scaled("x", {"domain": list(_domain(data)), "nice": False, "zero": False, "clamp": True}, axis)


def _entries(data: Forest, words: ForestWords, theme: Theme) -> list[Entry]:
    entries = []
    if data.pooled:
        entries.append(Entry("line", theme.accent, words.pooled))
        if data.pooled.prediction_lower is not None:
            entries.append(Entry("box", theme.accent, words.prediction, 0.18))
    if data.reference is not None:
        entries.append(Entry("dash", theme.brand, words.reference))
    if any(row.exploratory for row in data.rows):
        entries.append(Entry("hollow", theme.ink, words.exploratory))
    if any(row.reason for row in data.rows):
        entries.append(Entry("hatch", theme.violet, words.not_comparable))
    return entries


def _background(data: Forest, rows: NamedRows, theme: Theme, x: Spec) -> list[Spec]:
    low, high = _domain(data)
    noted = {index for index, row in enumerate(data.rows) if row.value is None}
    spans = [{"y": top, "y2": bottom} for top, bottom in rows.spans(noted)]
    box = {"x": {**x, "axis": None}, "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}}
    upright = {key: box[key] for key in ("x", "y", "y2")}
    # carries the axis, so it has a datum even when every row is suppressed
    whole = {"x": low, "x2": high, "y": 0, "y2": rows.sheet.height}
    layers = [layer({"type": "rect", "fill": "transparent"}, [whole], **{**box, "x": x})]
    if data.pooled:
        pooled = data.pooled
        if pooled.prediction_lower is not None:
            limits = {"x": pooled.prediction_lower, "x2": pooled.prediction_upper}
            mark = {"type": "rect", "fill": theme.accent, "opacity": 0.18, "clip": True}
            layers.append(layer(mark, [{**limits, **span} for span in spans], **box))
        mark = {"type": "rule", "color": theme.accent, "strokeWidth": 2, "clip": True}
        layers.append(layer(mark, [{"x": pooled.value, **span} for span in spans], **upright))
    if data.reference is not None:
        mark = {"type": "rule", "color": theme.brand, "strokeWidth": 2, "strokeDash": [4, 3], "clip": True}
        layers.append(layer(mark, [{"x": data.reference, **span} for span in spans], **upright))
    return layers


def _colour(row: Estimate, theme: Theme) -> str:
    return theme.violet if row.reason else theme.ink


def _pilots(
    data: Forest, rows: NamedRows, theme: Theme, words: ForestWords, number: NumberFormat
) -> list[Spec]:
    values: list[Datum] = []
    for index, row in enumerate(data.rows):
        if row.value is None:
            continue
        told = "; ".join(p for p in (f"{row.label}: {_end(row, words, number)}", _remark(row, words)) if p)
        hollow = row.exploratory or row.reason
        fill = theme.surface if hollow else _colour(row, theme)
        values.append(
            {
                "x": row.value,
                "low": row.lower,
                "high": row.upper,
                "y": rows.middle(index),
                "told": told,
                "stroke": _colour(row, theme),
                "fill": fill,
                "hatched": bool(row.reason),
            }
        )
    scale = {"domain": list(_domain(data)), "nice": False, "zero": False, "clamp": True}
    stroke = {"field": "stroke", "type": "nominal", "scale": None}
    ends = {"x": scaled("low", scale, None), "x2": {"field": "high"}, "y": pixel("y"), "stroke": stroke}
    ranged = [value for value in values if value["low"] is not None]
    full = [value for value in ranged if not value["hatched"]]
    dashed = [value for value in ranged if value["hatched"]]
    dots = {"x": scaled("x", scale, None), "y": pixel("y"), "stroke": stroke}
    dot: Spec = {"type": "point", "opacity": 1}
    fill_channel = {"field": "fill", "type": "nominal", "scale": None}
    hatched = [value for value in values if value["hatched"]]
    return [
        layer({"type": "rule", "strokeWidth": 2}, full, **ends),
        layer({"type": "rule", "strokeWidth": 2, "strokeDash": [2, 2]}, dashed, **ends),
        layer({**dot, "size": 55, "strokeWidth": 2}, values, **dots, fill=fill_channel),
        layer({**dot, "shape": HATCH, "size": 190, "strokeWidth": 1}, hatched, **dots),
    ]


def _pooled_row(
    data: Forest, rows: NamedRows, theme: Theme, words: ForestWords, number: NumberFormat
) -> list[Spec]:
    if not data.pooled:
        return []
    pooled = data.pooled
    said = f"{words.pooled}: {_figures(pooled.value, pooled.lower, pooled.upper, number)}"
    if pooled.prediction_lower is not None:
        said += f"; {words.prediction}: {number.interval(pooled.prediction_lower, pooled.prediction_upper)}"
    at: Datum = {"x": pooled.value, "low": pooled.lower, "high": pooled.upper, "told": said}
    at["y"] = rows.middle(len(data.rows))
    scale = {"domain": list(_domain(data)), "nice": False, "zero": False, "clamp": True}
    span = {"x": scaled("low", scale, None), "x2": {"field": "high"}, "y": pixel("y")}
    wide = [at] if pooled.lower is not None else []
    diamond = {"type": "point", "shape": "diamond", "size": 160, "opacity": 1}
    diamond |= {"fill": theme.accent, "stroke": theme.surface}
    return [
        layer({"type": "rule", "strokeWidth": 4, "color": theme.accent}, wide, **span),
        layer(diamond, [at], x=scaled("x", scale, None), y=pixel("y")),
    ]


def _remarks(data: Forest, rows: NamedRows, theme: Theme) -> list[Spec]:
    noted = [(index, row) for index, row in enumerate(data.rows) if row.value is None]
    notes = [text_datum(row.note, 4, rows.middle(index)) for index, row in noted]
    return [texts(notes, theme.muted, fontStyle="italic", fontSize=SMALL)]
