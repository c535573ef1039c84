"""Map of pilots as SVG made on the server: no tiles, no third party, pins are links."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from math import dist, isfinite
from pathlib import Path

from foundation.charts.fitting import shorten, text_width
from foundation.charts.projection import FRAME, project

WIDTH = 520  # units of the drawing; a phone scales it to two thirds
LABEL = 17
PIN = 7
REACH = 22  # radius of the area that can be tapped
BOLD = 1.15  # labels are semi-bold, wider than fitting.py measures
BEYOND = 20  # how far outside the view land is still drawn, so that its edge stays out of sight
LEAST_SPAN = 900.0  # km across, so that a single pilot is still seen in its country
LONGEST = 200

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Pin:
    """A pilot on the map; degrees. ``approximate``: the place is a region's or city's centre."""

    label: str
    href: str
    latitude: float
    longitude: float
    approximate: bool = False

    def __post_init__(self) -> None:
        if not (isfinite(self.latitude) and abs(self.latitude) <= 90):
            raise ValueError("latitude must be within -90..90 degrees")
        if not (isfinite(self.longitude) and abs(self.longitude) <= 180):
            raise ValueError("longitude must be within -180..180 degrees")
        if not self.href.startswith(("/", "#", "https://", "http://")) or self.href.startswith("//"):
            raise ValueError("a pin links to a path, a fragment or a web address")


@dataclass(frozen=True)
class _Placed:
    pin: Pin
    x: float
    y: float
    text: str
    text_x: float
    text_y: float
    anchor: str
    shown: bool
    reach: float


def europe_map(pins: Sequence[Pin], title: str, *, approximate: str = "") -> str:
    """SVG in a ``role="group"`` named ``title``; each pin an ``<a>`` with its label as accessible name.

    The view fits the pins with a margin and stays within Europe; a pin outside it is held at the edge.
    ``approximate`` is the translated word added to the name of approximate places. Colours come from
    ``static/css/map.css``. Labels without a free place are left out of sight, never out of the name.
    """
    view = view_of([project(pin.latitude, pin.longitude) for pin in pins])
    scale = WIDTH / (view[2] - view[0])
    height = round((view[3] - view[1]) * scale)
    placed = _place(pins, view, scale, height)
    links = "".join(_link(one, approximate) for one in placed)
    land = _land(view, scale, height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="group" aria-label="{escape(title)}"'
        f' viewBox="0 0 {WIDTH} {height}"><rect class="map-sea" aria-hidden="true" width="{WIDTH}"'
        f' height="{height}"/><path class="map-land" aria-hidden="true" d="{land}"/>{links}</svg>'
    )


def view_of(points: Sequence[tuple[float, float]]) -> Box:
    """The part of Europe shown (km: left, top, right, bottom): the points, a margin, at least 3:4 to 1:1."""
    left, top, right, bottom = FRAME
    inside = [(min(max(x, left), right), min(max(y, top), bottom)) for x, y in points]
    if not inside:
        return FRAME
    xs, ys = [x for x, _ in inside], [y for _, y in inside]
    wide = max((max(xs) - min(xs)) * 1.3, LEAST_SPAN)
    high = max((max(ys) - min(ys)) * 1.3, wide * 0.75)
    wide = min(max(wide, high), right - left)
    high = min(high, bottom - top)
    x = min(max((max(xs) + min(xs) - wide) / 2, left), right - wide)
    y = min(max((max(ys) + min(ys) - high) / 2, top), bottom - high)
    return x, y, x + wide, y + high


@cache
def _polygons() -> tuple[tuple[float, ...], ...]:
    made = json.loads(Path(__file__).with_name("europe.json").read_text(encoding="utf-8"))
    return tuple(tuple(polygon) for polygon in made["polygons"])


def _land(view: Box, scale: float, height: float) -> str:
    left, top, right, bottom = view
    parts = []
    for flat in _polygons():
        xs, ys = flat[::2], flat[1::2]
        if max(xs) < left or min(xs) > right or max(ys) < top or min(ys) > bottom:
            continue
        ring = _ring([((x - left) * scale, (y - top) * scale) for x, y in zip(xs, ys, strict=True)], height)
        if ring.count(" ") > 1:
            parts.append(ring)
    return "".join(parts)


def _ring(points: Sequence[tuple[float, float]], height: float) -> str:
    """Path of one ring in relative tenths; points less than a unit apart are dropped, far ones drawn in."""
    path: list[str] = []
    last = (0, 0)
    for x, y in points:
        across = round(min(max(x, -BEYOND), WIDTH + BEYOND) * 10)
        down = round(min(max(y, -BEYOND), height + BEYOND) * 10)
        step = (across - last[0], down - last[1])
        if not path or abs(step[0]) + abs(step[1]) >= 10:
            path.append(f"{step[0] / 10:g},{step[1] / 10:g}")
            last = (across, down)
    return f"M{path[0]}l{' '.join(path[1:])}z"


def _place(pins: Sequence[Pin], view: Box, scale: float, height: float) -> list[_Placed]:
    spots = []
    for pin in pins:
        x, y = project(pin.latitude, pin.longitude)
        # a pin beyond the frame stands at its edge, whole
        across = min(max((x - view[0]) * scale, PIN + 2), WIDTH - PIN - 2)
        spots.append((across, min(max((y - view[1]) * scale, PIN + 2), height - PIN - 2)))
    taken: list[Box] = [(x - PIN, y - PIN, x + PIN, y + PIN) for x, y in spots]
    placed = []
    for pin, (x, y) in zip(pins, spots, strict=True):
        text = shorten(pin.label, LONGEST, LABEL)
        wide = text_width(text, LABEL) * BOLD
        choices = list(_choices(x, y, wide))
        free = (one for one in choices if _free(one[3], taken, height))
        found = next(free, None)
        text_x, text_y, anchor, box = found or choices[0]
        if found:
            taken.append(box)
        reach = _reach((x, y), spots)
        placed.append(_Placed(pin, x, y, text, text_x, text_y, anchor, found is not None, reach))
    return placed


def _reach(spot: tuple[float, float], spots: Sequence[tuple[float, float]]) -> float:
    """Half the way to the nearest pin at most, so that no tap area covers another pin."""
    ways = [dist(spot, other) for other in spots if other != spot]
    return max(PIN, min([REACH, *(way / 2 for way in ways)]))


def _choices(x: float, y: float, wide: float) -> list[tuple[float, float, str, Box]]:
    """Places of a label in order of liking: right, left, above, below, then the corners."""
    gap, half = PIN + 4, LABEL / 2
    found: list[tuple[float, float, str, Box]] = []
    for shift in (0.0, -LABEL, LABEL):
        middle = y + shift
        sides = [(x + gap, "start", x + gap), (x - gap, "end", x - gap - wide)]
        for text_x, anchor, left in sides:
            found.append((text_x, middle + 6, anchor, (left, middle - half, left + wide, middle + half)))
    for shift in (-PIN - half - 3, PIN + half + 3):
        middle = y + shift
        box = (x - wide / 2, middle - half, x + wide / 2, middle + half)
        found.insert(2, (x, middle + 6, "middle", box))
    return found


def _free(box: Box, taken: Sequence[Box], height: float) -> bool:
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > WIDTH - 2 or bottom > height - 2:
        return False
    return all(right <= b[0] or left >= b[2] or bottom <= b[1] or top >= b[3] for b in taken)


def _link(one: _Placed, approximate: str) -> str:
    pin = one.pin
    name = f"{pin.label} ({approximate})" if pin.approximate and approximate else pin.label
    kind = "map-pin map-pin-approximate" if pin.approximate else "map-pin"
    label = (
        f'<text class="map-label" x="{one.text_x:.1f}" y="{one.text_y:.1f}" font-size="{LABEL}"'
        f' text-anchor="{one.anchor}" aria-hidden="true">{escape(one.text)}</text>'
        if one.shown
        else ""
    )
    name, centre = escape(name), f'cx="{one.x:.1f}" cy="{one.y:.1f}"'
    return (
        f'<a class="map-link" href="{escape(pin.href)}" aria-label="{name}"><title>{name}</title>'
        f'<circle class="map-target" {centre} r="{one.reach:.1f}" fill="transparent"/>'
        f'<circle class="{kind}" {centre} r="{PIN}"/>{label}</a>'
    )
