"""Horizontal bars with interval whiskers."""

from dataclasses import dataclass

from foundation.charts.canvas import HATCH, Datum, Spec, layer, pixel, scaled, sheet_spec, text_datum, texts
from foundation.charts.legend import Entry, draw, place
from foundation.charts.named_rows import NamedRows, lay_out
from foundation.charts.numbers import NumberFormat, Table, check_interval
from foundation.charts.theme import LIGHT, SMALL, Theme


@dataclass(frozen=True)
class Bar:
    """One bar from zero. ``value`` None is drawn as ``note``; a ``reason`` marks it not comparable."""

    label: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    note: str = ""
    reason: str = ""
    highlighted: bool = False

    def __post_init__(self) -> None:
        check_interval(self.value, self.lower, self.upper)
        if self.value is None and not self.note:
            raise ValueError("a bar without a value says why in its note")


@dataclass(frozen=True)
class BarsWords:
    """Translated texts; ``value`` is the axis title too."""

    description: str
    label: str
    value: str
    lower: str
    upper: str
    n: str
    note: str
    interval: str
    not_comparable: str


def bars(
    data: tuple[Bar, ...],
    words: BarsWords,
    *,
    width: int = 640,
    theme: Theme = LIGHT,
    number: NumberFormat | None = None,
    domain: tuple[float, float] | None = None,
) -> Spec:
    """The specification, ``width`` pixels wide; ``domain`` must hold zero, else it is fitted to the data."""
    number = number or NumberFormat()
    if domain and not domain[0] <= 0 < domain[1]:
        raise ValueError("bars start at zero, so the domain must hold it")
    legend = place(_entries(data, words, theme), width - 16)
    ends = [_end(bar, words, number) for bar in data]
    rows = lay_out([bar.label for bar in data], ends, width, legend.height)
    axis = {"title": words.value, "tickCount": 5, "domain": False, "tickSize": 4, **number.axis()}
    scale = {"domain": list(domain or _fitted(data)), "nice": domain is None, "clamp": True}
    layers = [
        *_bars(data, rows, theme, words, number, scale, axis),
        *_notes(data, rows, theme),
        *rows.draw(theme),
        *draw(legend, rows.sheet.left, rows.sheet.top, theme),
    ]
    return sheet_spec(rows.sheet, layers, theme, words.description)


def bars_table(data: tuple[Bar, ...], words: BarsWords) -> Table:
    """The same numbers as a table."""
    columns = [words.label, words.value, words.lower, words.upper, words.n, words.note]
    rows = [[bar.label, bar.value, bar.lower, bar.upper, bar.n, _remark(bar, words)] for bar in data]
    return Table(columns, rows)


def _remark(bar: Bar, words: BarsWords) -> str:
    said = (bar.note, bar.reason and f"{words.not_comparable}: {bar.reason}")
    return "; ".join(part for part in said if part)


def _end(bar: Bar, words: BarsWords, number: NumberFormat) -> str:
    count = "" if bar.n is None else f"{words.n} {number.count(bar.n)}"
    return " · ".join(part for part in (number.text(bar.value), count) if part)


def _fitted(data: tuple[Bar, ...]) -> tuple[float, float]:
    found = [x for bar in data for x in (bar.value, bar.lower, bar.upper) if x is not None]
    return min(0.0, *found, 0.0), max([0.0, *found]) or 1.0


def _entries(data: tuple[Bar, ...], words: BarsWords, theme: Theme) -> list[Entry]:
    entries = []
    if any(bar.lower is not None for bar in data):
        entries.append(Entry("line", theme.ink, words.interval))
    if any(bar.reason for bar in data):
        entries.append(Entry("hatch", theme.violet, words.not_comparable))
    return entries


def _bars(
    data: tuple[Bar, ...],
    rows: NamedRows,
    theme: Theme,
    words: BarsWords,
    number: NumberFormat,
    scale: Spec,
    axis: Spec,
) -> list[Spec]:
    values: list[Datum] = []
    for index, bar in enumerate(data):
        if bar.value is None:
            continue
        figures = [number.text(bar.value), number.interval(bar.lower, bar.upper), _remark(bar, words)]
        count = [] if bar.n is None else [f"{words.n} {number.count(bar.n)}"]
        middle = rows.middle(index)
        told = f"{bar.label}: " + "; ".join(part for part in figures + count if part)
        fill = "transparent" if bar.reason else theme.brand if bar.highlighted else theme.accent
        values.append(
            {
                "x": bar.value,
                "zero": 0,
                "low": bar.lower,
                "high": bar.upper,
                "y": middle,
                "top": middle - 7,
                "bottom": middle + 7,
                "fill": fill,
                "hatched": bool(bar.reason),
                "told": told,
            }
        )
    return [_ground(rows, scale, axis), *_shapes(values, theme, scale)]


def _ground(rows: NamedRows, scale: Spec, axis: Spec) -> Spec:
    # holds the axis even when every row is suppressed
    low, high = scale["domain"]
    span = {"x": scaled("x", scale, axis), "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}}
    whole = {"x": low, "x2": high, "y": 0, "y2": rows.sheet.height}
    return layer({"type": "rect", "fill": "transparent"}, [whole], **span)


def _shapes(values: list[Datum], theme: Theme, scale: Spec) -> list[Spec]:
    fill = {"field": "fill", "type": "nominal", "scale": None}
    hatched = [value for value in values if value["hatched"]]
    solid = [value for value in values if not value["hatched"]]
    ranged = [value for value in values if value["low"] is not None]
    body = {"x": scaled("zero", scale, None), "x2": {"field": "x"}, "y": pixel("top")}
    body["y2"] = {"field": "bottom"}
    whisker = {"x": scaled("low", scale, None), "x2": {"field": "high"}, "y": pixel("y")}
    end = {"x": scaled("x", scale, None), "y": pixel("y")}
    outline = {"type": "rect", "stroke": theme.violet, "strokeDash": [3, 2]}
    hatch = {"type": "point", "shape": HATCH, "size": 150, "stroke": theme.violet, "opacity": 1}
    # a halo of the page's colour keeps the whisker visible inside the bar
    halo = {"type": "rule", "strokeWidth": 4, "color": theme.surface}
    return [
        layer({"type": "rect"}, solid, **body, fill=fill),
        layer(outline, hatched, **body, fill=fill),
        layer(hatch, hatched, **end),
        layer(halo, ranged, **whisker),
        layer({"type": "rule", "strokeWidth": 2, "color": theme.ink}, ranged, **whisker),
    ]


def _notes(data: tuple[Bar, ...], rows: NamedRows, theme: Theme) -> list[Spec]:
    notes = [text_datum(bar.note, 4, rows.middle(at)) for at, bar in enumerate(data) if bar.value is None]
    return [texts(notes, theme.muted, fontStyle="italic", fontSize=SMALL)]
