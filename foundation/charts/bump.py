"""Bump chart: the place of each method in each pilot, one line a method."""

from dataclasses import dataclass
from typing import Any

from foundation.charts.canvas import PHONE, Datum, Sheet, Spec, layer, pixel, sheet_spec, text_datum, texts
from foundation.charts.fitting import shorten, text_width, wrap
from foundation.charts.numbers import Table
from foundation.charts.theme import BODY, LIGHT, SMALL, Theme, on

HEADER = 130  # px of the upright pilot names
STEP = 34  # px between two places
RADIUS = 11
DASHES = ([1, 0], [6, 3], [2, 3])  # lines of one colour differ by their dashes, too


@dataclass(frozen=True)
class Bump:
    """``places[method][pilot]``, 1 for the highest rated; equal ones share the mean of their places."""

    methods: tuple[str, ...]
    pilots: tuple[str, ...]
    places: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        if len(self.methods) < 2 or len(self.pilots) < 2:
            raise ValueError("places change between at least two methods in at least two pilots")
        if len(self.places) != len(self.methods) or any(len(row) != len(self.pilots) for row in self.places):
            raise ValueError("one row of places a method, one place a pilot in every row")
        if any(not 1 <= place <= len(self.methods) for row in self.places for place in row):
            raise ValueError("places go from 1 to the number of methods")


@dataclass(frozen=True)
class BumpWords:
    """Translated texts; ``pilot`` heads the table, ``place`` stands in what is told of a mark."""

    description: str
    pilot: str
    place: str


def bump(data: Bump, words: BumpWords, *, width: int = 640, theme: Theme = LIGHT) -> Spec:
    """The specification: pilots across, the first place on top; names stand at both ends, on a phone at the left."""
    phone = width < PHONE
    room = round(width * (0.36 if phone else 0.26))
    header = min(max(text_width(name, SMALL) for name in data.pilots), HEADER) + RADIUS + 10
    sheet = Sheet(width, STEP * len(data.methods), room, 16 if phone else room, round(header), 10)
    across = _across(data, sheet)
    layers: list[Spec] = []
    for at, (method, row) in enumerate(zip(data.methods, data.places, strict=True)):
        colour, dash = _look(at, theme)
        layers += _line(method, row, data, words, across, colour, dash, theme)
    layers.append(texts(_ends(data, 0, -RADIUS - 8, room - 16), theme.ink, align="right"))
    if not phone:
        beyond = sheet.plot_width + RADIUS + 8
        layers.append(texts(_ends(data, -1, beyond, room - 16), theme.ink))
    names = [text_datum(shorten(name, HEADER, SMALL), x, -6) for name, x in zip(data.pilots, across, strict=True)]
    layers.append(texts(names, theme.muted, angle=270, fontSize=SMALL))
    return sheet_spec(sheet, layers, theme, words.description)


def bump_table(data: Bump, words: BumpWords) -> Table:
    """The same places as a table, a row a pilot."""
    rows: list[list[Any]] = [
        [pilot, *(row[at] for row in data.places)] for at, pilot in enumerate(data.pilots)
    ]
    return Table([words.pilot, *data.methods], rows)


def _across(data: Bump, sheet: Sheet) -> list[float]:
    span = sheet.plot_width / (len(data.pilots) - 1)
    return [round(span * at, 1) for at in range(len(data.pilots))]


def _down(place: float) -> float:
    return (place - 0.5) * STEP


def _look(at: int, theme: Theme) -> tuple[str, list[int]]:
    colours = (theme.accent, theme.brand, theme.violet, theme.muted)
    return colours[at % len(colours)], DASHES[at // len(colours) % len(DASHES)]


def _line(method: str, row: tuple[float, ...], data: Bump, words: BumpWords, across: list[float], colour: str,
          dash: list[int], theme: Theme) -> list[Spec]:
    """The line of a method and its marks with their places."""
    marks: list[Datum] = [
        {"x": x, "y": _down(place), "told": f"{method}, {pilot}: {words.place} {_written(place)}",
         "text": _written(place)}
        for x, place, pilot in zip(across, row, data.pilots, strict=True)
    ]
    spans: list[Datum] = [
        {"x": one["x"], "y": one["y"], "x2": two["x"], "y2": two["y"]}
        for one, two in zip(marks, marks[1:], strict=False)
    ]
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    rule: Spec = {"type": "rule", "stroke": colour, "strokeWidth": 2, "strokeDash": dash}
    circle: Spec = {"type": "point", "shape": "circle", "filled": True, "color": colour, "opacity": 1,
                    "size": (2 * RADIUS) ** 2 * 0.785}
    written = [{name: mark[name] for name in ("x", "y", "text")} for mark in marks]
    return [
        layer(rule, spans, x=pixel("x"), y=pixel("y"), **ends),
        layer(circle, marks, x=pixel("x"), y=pixel("y")),
        texts(written, on(colour), align="center", fontSize=SMALL),
    ]


def _written(place: float) -> str:
    return f"{place:g}"


def _ends(data: Bump, pilot: int, x: float, room: float) -> list[Datum]:
    """Names beside the marks of the first or last pilot; those that share a place stand one below the other."""
    shared: dict[float, int] = {}
    found = []
    for method, row in zip(data.methods, data.places, strict=True):
        place = row[pilot]
        nth = shared[place] = shared.get(place, -1) + 1
        alone = sum(other[pilot] == place for other in data.places) == 1
        lines = wrap(method, room, BODY, 2) if alone else [shorten(method, room, BODY)]
        first = _down(place) + 13 * nth - 6.5 * (len(lines) - 1)
        found += [text_datum(line, x, first + 13 * at) for at, line in enumerate(lines)]
    return found
