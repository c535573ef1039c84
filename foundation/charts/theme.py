"""Colours and fonts of every chart, light and dark; never red against green."""

from dataclasses import dataclass
from typing import Any

FONT = "Inter, system-ui, sans-serif"
BODY = 12
SMALL = 11


@dataclass(frozen=True)
class Theme:
    """Colours by role. ``ink`` and ``muted`` reach 4.5:1 on ``surface``, marks reach 3:1."""

    name: str
    surface: str
    ink: str
    muted: str
    grid: str
    accent: str
    brand: str
    violet: str
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]


LIGHT = Theme(
    name="light",
    surface="#ffffff",
    ink="#33424d",
    muted="#5b6a75",
    grid="#dde3e7",
    accent="#0b5c6b",
    brand="#c8501e",
    violet="#6a4c93",
    sequential=("#d9ebee", "#a8d0d7", "#6dafba", "#2a7a8b", "#0b5c6b"),
    diverging=("#c8501e", "#eba987", "#d3d9dd", "#86bcc5", "#0b5c6b"),
)
DARK = Theme(
    name="dark",
    surface="#12191e",
    ink="#d5dee4",
    muted="#a3b1bb",
    grid="#35434d",
    accent="#63bccb",
    brand="#f0925f",
    violet="#b79be0",
    sequential=("#1b3b43", "#1f5865", "#2b7d8d", "#46a3b3", "#8fdbe7"),
    diverging=("#f0925f", "#a45a38", "#4b5963", "#2b7d8d", "#63bccb"),
)


def config(theme: Theme) -> dict[str, Any]:
    """Vega-Lite ``config`` of the theme: quiet axes, no frame, no background."""
    axis = {
        "labelColor": theme.muted,
        "titleColor": theme.ink,
        "tickColor": theme.grid,
        "domainColor": theme.grid,
        "gridColor": theme.grid,
        "labelFontSize": SMALL,
        "titleFontSize": BODY,
        "titleFontWeight": 500,
        "labelFont": FONT,
        "titleFont": FONT,
    }
    return {"font": FONT, "axis": axis, "view": {"stroke": None}, "text": {"color": theme.ink, "font": FONT}}


def ramp(colours: tuple[str, ...], count: int) -> list[str]:
    """``count`` colours spread evenly over a ramp, blended where the ramp has too few."""
    if count == 1:
        return [colours[-1]]
    return [_at(colours, index / (count - 1)) for index in range(count)]


def on(colour: str) -> str:
    """Near-black or white, whichever is easier to read on ``colour`` (WCAG 2 contrast)."""
    light = luminance(colour)
    return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / (luminance("#12191e") + 0.05) else "#12191e"


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0..1 (WCAG 2.2)."""
    channels = [value / 255 for value in _rgb(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1..21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _at(colours: tuple[str, ...], share: float) -> str:
    place = share * (len(colours) - 1)
    start = min(int(place), len(colours) - 2)
    pairs = zip(_rgb(colours[start]), _rgb(colours[start + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (place - start)):02x}" for a, b in pairs)
