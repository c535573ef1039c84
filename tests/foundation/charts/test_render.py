# ruff: noqa: S314 - the drawings parsed here are our own
from xml.etree import ElementTree

import pytest

from foundation.charts.render import clean_svg, render_png, render_svg, spec_hash
from foundation.charts.theme import DARK, LIGHT
from tests.foundation.charts.samples import CHARTS, HOSTILE


def refused(svg: str) -> list[str]:
    """What a strict policy would refuse in a drawing."""
    found = []
    for element in ElementTree.fromstring(svg).iter():
        tag = element.tag.rpartition("}")[2]
        if tag in {"script", "style", "foreignObject", "iframe", "image"}:
            found.append(tag)
        names = [key.rpartition("}")[2].lower() for key in element.attrib]
        found += [name for name in names if name == "style" or name.startswith("on")]
    return found


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [342, 640])
@pytest.mark.parametrize("kind", CHARTS)
def test_every_chart_compiles_to_a_clean_drawing_of_the_width_asked(kind, width, theme):
    svg = render_svg(CHARTS[kind](width, theme))
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("role"), refused(svg)) == (str(width), "img", [])


@pytest.mark.parametrize("kind", CHARTS)
def test_hostile_label_is_drawn_or_told_as_the_text_it_is(kind):
    root = ElementTree.fromstring(render_svg(CHARTS[kind](640, LIGHT)))
    told = [element.get("aria-label") or "" for element in root.iter()] + [e.text or "" for e in root.iter()]
    assert any(HOSTILE in text for text in told)


@pytest.mark.parametrize("kind", ["forest", "bars", "distribution", "representation"])
def test_axis_is_drawn(kind):
    assert "role-axis-label" in render_svg(CHARTS[kind](640, LIGHT))


def test_a_cleaned_drawing_keeps_looks_and_loses_what_acts():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="a()">'
        "<style>*{}</style><script>b()</script><defs><clipPath id='k'/></defs>"
        "<a xlink:href='javascript:c()'><g style='fill: red; position: fixed' clip-path='url(#k)'/></a></svg>"
    )
    root = ElementTree.fromstring(clean_svg(svg, "p"))
    seen = [(element.tag.rpartition("}")[2], element.attrib) for element in root.iter()]
    assert seen == [
        ("svg", {"role": "img"}),
        ("defs", {}),
        ("clipPath", {"id": "p-k"}),
        ("a", {}),
        ("g", {"clip-path": "url(#p-k)", "fill": "red"}),
    ]


def test_png_is_drawn_at_the_scale_asked():
    png = render_png(CHARTS["timeline"](342, LIGHT), scale=2)
    assert (png[:8], int.from_bytes(png[16:20], "big")) == (b"\x89PNG\r\n\x1a\n", 684)


def test_hash_depends_on_content_and_not_on_the_order_of_keys():
    assert spec_hash({"a": 1, "b": 2}) == spec_hash({"b": 2, "a": 1})
    assert spec_hash({"a": 1}) != spec_hash({"a": 2})
    with pytest.raises(ValueError):
        spec_hash({"a": float("nan")})


def test_a_specification_that_does_not_compile_is_an_error():
    with pytest.raises(ValueError):
        render_svg({"mark": "no such mark", "encoding": 3})
