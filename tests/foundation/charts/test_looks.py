"""Layout and colour: names do not collide at any size, and both themes can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.charts.bars import Bar, bars
from foundation.charts.fitting import shorten, text_width, wrap
from foundation.charts.forest import Estimate, Forest, Pooled, forest
from foundation.charts.numbers import NumberFormat
from foundation.charts.theme import DARK, LIGHT, contrast, on
from tests.foundation.charts.samples import BARS_WORDS, FOREST_WORDS, LONG


def boxes(spec):
    """Boxes of all upright text: left, right, top, bottom in pixels of the sheet."""
    found = []
    for one in spec["layer"]:
        mark = one["mark"]
        if mark["type"] != "text":
            continue
        for datum in one["data"]["values"]:
            wide, size = text_width(datum["text"], mark["fontSize"]) * 0.9, mark["fontSize"]
            left = datum["x"] - {"left": 0, "center": wide / 2, "right": wide}[mark["align"]]
            left += spec["padding"]["left"]
            found.append((left, left + wide, datum["y"] - size / 2, datum["y"] + size / 2))
    return found


def overlapping(found):
    pairs = [(a, b) for at, a in enumerate(found) for b in found[at + 1 :]]
    return [(a, b) for a, b in pairs if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]]


@pytest.mark.parametrize("pilots", [6, 12, 60])
@pytest.mark.parametrize("width", [342, 640])
def test_texts_stay_inside_and_apart(pilots, width):
    data = tuple(
        Bar(
            LONG if at % 3 else f"Pilot {at}",
            None if at % 5 == 4 else 0.5,
            note="Fewer than 5 people",
            n=1000,
        )
        for at in range(pilots)
    )
    estimates = tuple(
        Estimate(bar.label, bar.value, n=bar.n, note=bar.note, exploratory=True) for bar in data
    )
    plots = [
        bars(data, BARS_WORDS, width=width),
        forest(Forest(estimates, Pooled(0.5, 0.4, 0.6, 0.2, 0.8), 0.3), FOREST_WORDS, width=width),
    ]
    for found in map(boxes, plots):
        assert overlapping(found) == []
        assert [box for box in found if box[0] < 0 or box[1] > width] == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_can_be_read(theme):
    texts = {name: contrast(getattr(theme, name), theme.surface) >= 4.5 for name in ("ink", "muted")}
    marks = {
        name: contrast(getattr(theme, name), theme.surface) >= 3 for name in ("accent", "brand", "violet")
    }
    inside = [contrast(on(fill), fill) >= 4.5 for fill in theme.sequential + theme.diverging]
    assert (texts, marks) == (dict.fromkeys(texts, True), dict.fromkeys(marks, True))
    assert inside == [True] * 10


@given(st.text(max_size=80), st.floats(40, 300))
def test_wrapped_text_never_exceeds_its_room(text, width):
    lines = wrap(text, width, 12)
    assert len(lines) <= 2
    assert all(text_width(line, 12) <= width or line == "…" for line in lines)


def test_what_fits_is_not_shortened():
    assert (shorten("Northport", 200, 12), wrap("North port", 200, 12)) == ("Northport", ["North port"])


def test_numbers_in_the_readers_form():
    assert [
        NumberFormat().text(3.14159),
        NumberFormat(1, percent=True, decimal=",").text(0.125),
        NumberFormat(0).text(-2.0),
        NumberFormat().text(None),
        NumberFormat(0, percent=True).interval(0.1, 0.25),
        NumberFormat(1).interval(-0.5, 0.5),
        NumberFormat().count(664614),
        NumberFormat(decimal=",").count(1234),
    ] == ["3.14", "12,5 %", "−2", "", "10–25 %", "−0.5 – 0.5", "664,614", "1\u202f234"]
