"""Specification to SVG and PNG on the server, clean under a strict Content-Security-Policy."""

import hashlib
import json
import re
from typing import Any
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
DROPPED = {"script", "style", "foreignObject", "iframe", "image"}
URL_ID = re.compile(r"url\(#([^)]+)\)")
# style properties of Vega's that exist as presentation attributes; any other is dropped
PRESENTATION = {"cursor", "fill", "font-family", "font-size", "opacity", "pointer-events", "stroke"}


def spec_hash(spec: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: the cache key of a rendered chart, equal for equal charts."""
    text = json.dumps(spec, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def render_svg(spec: dict[str, Any]) -> str:
    """Self-contained SVG, to be inlined or served: no script, style, event attribute or outside link.

    Ids carry a prefix of the chart's hash, so several charts may share a page. Raises ``ValueError`` when
    the specification does not compile.
    """
    import vl_convert  # noqa: PLC0415 - starts a JavaScript engine, 0.6 s

    # no base URL and no data address in the spec: nothing is fetched
    return clean_svg(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]), "c" + spec_hash(spec)[:8])


def render_png(spec: dict[str, Any], scale: float = 2.0, background: str | None = None) -> bytes:
    """PNG at ``scale`` pixels a CSS pixel; transparent unless a background colour is given."""
    import vl_convert  # noqa: PLC0415 - starts a JavaScript engine, 0.6 s

    shown = {**spec, "background": background} if background else spec
    return bytes(vl_convert.vegalite_to_png(shown, scale=scale, allowed_base_urls=[]))


def clean_svg(svg: str, prefix: str) -> str:
    """The drawing without anything a strict policy refuses; ids prefixed, one ``role="img"`` at the root."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(svg)  # noqa: S314 - written by our own renderer
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.rpartition("}")[2] in DROPPED:
                parent.remove(child)
    for element in root.iter():
        _clean(element, prefix)
    root.set("role", "img")
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, prefix: str) -> None:
    for key, value in list(element.attrib.items()):
        name = key.rpartition("}")[2].lower()
        if name == "style":
            _spread(element, value)
        if name == "style" or name.startswith("on") or (name == "href" and not value.startswith("#")):
            del element.attrib[key]
        elif name == "id":
            element.set(key, f"{prefix}-{value}")
        elif name == "href":
            element.set(key, f"#{prefix}-{value[1:]}")
        elif "url(#" in value and not name.startswith("aria-"):
            element.set(key, URL_ID.sub(rf"url(#{prefix}-\1)", value))


def _spread(element: ElementTree.Element, style: str) -> None:
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in PRESENTATION and "url(" not in value:
            element.attrib.setdefault(name.strip(), value.strip())
