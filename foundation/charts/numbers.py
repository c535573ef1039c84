"""How a chart writes its numbers, on its marks and on its axis alike."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NumberFormat:
    """Decimal places, percent (values are shares 0..1) and the decimal mark of the reader's language."""

    places: int = 2
    percent: bool = False
    decimal: str = "."

    def __post_init__(self) -> None:
        if not 0 <= self.places <= 6 or self.decimal not in (".", ","):
            raise ValueError("places must be 0..6 and decimal '.' or ','")

    def text(self, value: float | None) -> str:
        """The number as shown; nothing for no value. Rounding is for display only."""
        if value is None:
            return ""
        scaled = value * 100 if self.percent else value
        text = f"{scaled:.{self.places}f}".replace(".", self.decimal).replace("-", "−")
        return f"{text} %" if self.percent else text

    def count(self, n: int) -> str:
        """A count with its thousands apart, as 12,345, or with narrow spaces where the comma is the decimal mark."""
        return f"{n:,}" if self.decimal == "." else f"{n:,}".replace(",", "\u202f")

    def interval(self, lower: float | None, upper: float | None) -> str:
        """``lower to upper`` as ``3.10–3.74``; with negative numbers the dash is spaced."""
        if lower is None or upper is None:
            return ""
        dash = " – " if lower < 0 or upper < 0 else "–"
        return self.text(lower).removesuffix(" %") + dash + self.text(upper)

    def axis(self) -> dict[str, Any]:
        """Vega-Lite axis properties that write tick labels in the same way."""
        pattern = "datum.value * 100" if self.percent else "datum.value"
        label = f"replace(replace(format({pattern}, '~r'), '.', '{self.decimal}'), '-', '−')"
        return {"labelExpr": f"{label} + ' %'" if self.percent else label}


@dataclass(frozen=True)
class Table:
    """The table twin of a chart: column headings and rows, unrounded, ``None`` where nothing is shown."""

    columns: list[str]
    rows: list[list[Any]]


def check_interval(value: float | None, lower: float | None, upper: float | None) -> None:
    """Raise ``ValueError`` for half an interval, a turned one, or an interval without an estimate."""
    if (lower is None) != (upper is None):
        raise ValueError("an interval needs both limits")
    if lower is None or upper is None:
        return
    if value is None:
        raise ValueError("an interval needs an estimate")
    if lower > upper:
        raise ValueError("the lower limit is above the upper one")
