# ruff: noqa: S314 - the drawings parsed here are our own
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from foundation.charts.europe_map import WIDTH, Pin, europe_map, view_of
from foundation.charts.projection import FRAME, project
from tests.foundation.charts.samples import HOSTILE
from tests.foundation.charts.test_render import refused

SVG = "{http://www.w3.org/2000/svg}"
MILAN = Pin("Milan", "/pilots/milan/", 45.46, 9.19)
GENOA = Pin("Genoa", "/pilots/genoa/", 44.41, 8.93)
FAR = Pin("Umeå", "/pilots/umea/", 63.83, 20.26, approximate=True)


def labels(svg):
    return [
        (text.text, text.get("text-anchor"), float(text.get("x")), float(text.get("y")))
        for text in ElementTree.fromstring(svg).iter(f"{SVG}text")
    ]


def test_pins_are_named_links_in_a_named_group():
    root = ElementTree.fromstring(europe_map([MILAN, FAR], "Pilots", approximate="approximate place"))
    links = [(link.get("href"), link.get("aria-label")) for link in root.iter(f"{SVG}a")]
    assert (root.get("role"), root.get("aria-label")) == ("group", "Pilots")
    assert links == [("/pilots/milan/", "Milan"), ("/pilots/umea/", "Umeå (approximate place)")]


def test_labels_of_neighbours_stand_apart():
    found = labels(europe_map([MILAN, GENOA, FAR], "Pilots"))
    (_, _, _, milan), (_, _, _, genoa) = found[0], found[1]
    assert [text for text, *_ in found] == ["Milan", "Genoa", "Umeå"]
    assert abs(milan - genoa) >= 17


def test_same_place_twice_keeps_both_labels_apart():
    found = labels(europe_map([MILAN, Pin("Milan North", "/n/", 45.46, 9.19)], "Pilots"))
    assert found[0][1:] != found[1][1:]


def test_hostile_text_is_escaped_and_nothing_acts():
    svg = europe_map([Pin(HOSTILE, '/p/?a="><script>', 45.0, 9.0)], HOSTILE)
    root = ElementTree.fromstring(svg)
    link = next(root.iter(f"{SVG}a"))
    assert (refused(svg), root.get("aria-label")) == ([], HOSTILE)
    assert (link.get("href"), link.get("aria-label")) == ('/p/?a="><script>', HOSTILE)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//elsewhere.example", "data:text/html,x", ""])
def test_a_pin_leads_only_to_an_address(href):
    with pytest.raises(ValueError):
        Pin("A", href, 45, 9)


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (float("nan"), 0)])
def test_a_pin_needs_a_place_on_earth(latitude, longitude):
    with pytest.raises(ValueError):
        Pin("A", "/a/", latitude, longitude)


@pytest.mark.parametrize("pins", [[], [MILAN], [MILAN, FAR], [Pin("Island", "/i/", -20.0, 57.5)]])
def test_view_and_pins_stay_within_the_map_of_europe(pins):
    left, top, right, bottom = view_of([project(pin.latitude, pin.longitude) for pin in pins])
    assert FRAME[0] <= left < right <= FRAME[2]
    assert FRAME[1] <= top < bottom <= FRAME[3]
    root = ElementTree.fromstring(europe_map(pins, "Pilots"))
    height = float(root.get("viewBox").split()[3])
    spots = [(float(c.get("cx")), float(c.get("cy"))) for c in root.iter(f"{SVG}circle")]
    assert [spot for spot in spots if not (0 < spot[0] < WIDTH and 0 < spot[1] < height)] == []


def test_tap_areas_do_not_cover_another_pin():
    root = ElementTree.fromstring(europe_map([MILAN, GENOA, FAR], "Pilots"))
    milan, genoa, far = (c for c in root.iter(f"{SVG}circle") if c.get("class") == "map-target")
    way = (
        (float(milan.get("cx")) - float(genoa.get("cx"))) ** 2
        + (float(milan.get("cy")) - float(genoa.get("cy"))) ** 2
    ) ** 0.5
    assert float(milan.get("r")) + float(genoa.get("r")) <= way + 0.2
    assert far.get("r") == "22.0"


def test_projection_keeps_the_centre_and_the_length_of_its_meridian():
    # chord length of the azimuthal equal-area projection: 2 R sin(c / 2), here c = 10 degrees
    assert project(52, 10) == (0, 0)
    assert project(62, 10) == pytest.approx((0, -2 * 6371 * 0.08715574274765817))


def test_classes_of_the_drawing_all_have_a_style():
    css = (Path(__file__).parents[3] / "static/css/map.css").read_text(encoding="utf-8")
    used = set(re.findall(r'class="([^"]+)"', europe_map([MILAN, FAR], "Pilots")))
    names = {name for group in used for name in group.split()} - {"map-target"}
    assert {name for name in names if f".{name}" not in css} == set()


def test_land_carries_its_licence_and_stays_in_the_frame():
    path = Path(__file__).parents[3] / "foundation/charts/europe.json"
    made = json.loads(path.read_text(encoding="utf-8"))
    xs = [x for polygon in made["polygons"] for x in polygon[::2]]
    assert made["notice"].startswith("Natural Earth (public domain)")
    assert (min(xs) >= FRAME[0], max(xs) <= FRAME[2], len(made["polygons"]) > 40) == (True, True, True)
