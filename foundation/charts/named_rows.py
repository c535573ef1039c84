"""Rows with names: beside the plot on a wide sheet, above each row on a phone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from foundation.charts.canvas import PHONE, Datum, Sheet, Spec, text_datum, texts
from foundation.charts.fitting import shorten, text_width, wrap
from foundation.charts.theme import BODY, SMALL, Theme

GAP = 10
AXIS = 44  # px for tick labels and title below the plot


@dataclass(frozen=True)
class NamedRows:
    """Where each row's name and mark stand. ``ends`` are short texts at the right ("3.42 · n 24")."""

    sheet: Sheet
    names: tuple[str, ...]
    ends: tuple[str, ...]
    stacked: bool
    step: float

    def middle(self, index: int) -> float:
        """Pixel height at which row ``index`` has its mark."""
        return index * self.step + (self.step - 11 if self.stacked else self.step / 2)

    def spans(self, left_out: Collection[int] = ()) -> list[tuple[float, float]]:
        """Top and bottom of each row's mark zone; bands and lines keep to these, clear of names and notes."""
        above, below = (10, 10) if self.stacked else (self.step / 2, self.step / 2)
        rows = [index for index in range(len(self.names)) if index not in left_out]
        return [(self.middle(index) - above, self.middle(index) + below) for index in rows]

    def draw(self, theme: Theme) -> list[Spec]:
        """Layers with names and end texts."""
        names: list[Datum] = []
        ends: list[Datum] = []
        for index, (name, end) in enumerate(zip(self.names, self.ends, strict=True)):
            top = index * self.step
            if self.stacked:
                room = self.sheet.plot_width - text_width(end, SMALL) - GAP
                names.append(text_datum(shorten(name, room, BODY), 0, top + 10))
                ends.append(text_datum(end, self.sheet.plot_width, top + 10))
                continue
            ends.append(text_datum(end, self.sheet.plot_width + self.sheet.right - 2, top + self.step / 2))
            lines = wrap(name, self.sheet.left - GAP, BODY, 2)
            first = top + self.step / 2 - 7 * (len(lines) - 1)
            names += [text_datum(line, -GAP, first + 14 * at) for at, line in enumerate(lines)]
        align = "left" if self.stacked else "right"
        shown = [one for one in ends if one["text"]]
        ending = texts(shown, theme.muted, align="right", fontSize=SMALL)
        return [texts(names, theme.ink, align=align), ending]


def lay_out(names: Sequence[str], ends: Sequence[str], width: int, top: float, axis: int = AXIS) -> NamedRows:
    """Choose the layout for ``width`` pixels (at least 240) and measure its margins.

    ``top`` is the height the legend takes. Raises ``ValueError`` for no rows or too narrow a sheet.
    """
    if not names:
        raise ValueError("a chart needs at least one row")
    if width < 240:
        raise ValueError("a chart needs at least 240 px")
    if width < PHONE:
        step = 42.0
        sheet = Sheet(width, step * len(names), 8, 8, top, axis)
        return NamedRows(sheet, tuple(names), tuple(ends), True, step)
    longest = max(text_width(name, BODY) for name in names)
    left = min(longest + GAP + 4, width * 0.34)
    step = 34.0 if longest + GAP > left else 26.0
    ending = max((text_width(end, SMALL) for end in ends), default=0)
    right = round(ending + (GAP * 2 if ending else GAP))
    sheet = Sheet(width, step * len(names), round(left), right, top, axis)
    return NamedRows(sheet, tuple(names), tuple(ends), False, step)
