"""Charts of results: what is shown → a drawing at any width and theme, with its numbers as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.formats import get_format
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from foundation.charts.bars import Bar, BarsWords, bars, bars_table
from foundation.charts.canvas import Spec
from foundation.charts.numbers import NumberFormat, Table
from foundation.charts.render import render_svg, spec_hash
from foundation.charts.theme import DARK, LIGHT, Theme
from foundation.tables.csv_writer import csv_lines
from surveys.results.questions import QuestionResult

KEPT_SECONDS = 7 * 24 * 3600
NARROWEST, WIDEST, USUAL = 240, 1600, 640
WIDTHS = {"phone": 300, "tablet": 560, "desk": 760}


@dataclass(frozen=True)
class Picture:
    """A chart at any width and theme, its table twin, and how both write numbers."""

    draw: Callable[[int, Theme], Spec]
    table: Table
    number: NumberFormat


def percent_format() -> NumberFormat:
    """Shares as whole percents in the reader's language."""
    return NumberFormat(0, percent=True, decimal=_decimal_mark())


def decimal_format() -> NumberFormat:
    """Numbers with two decimals in the reader's language."""
    return NumberFormat(2, decimal=_decimal_mark())


def _decimal_mark() -> str:
    return "," if get_format("DECIMAL_SEPARATOR") == "," else "."


def question_picture(result: QuestionResult) -> Picture | None:
    """Bars of the shares of each value with their intervals, of numbers of people where it is kept back how many
    answered; None where there is nothing to draw."""
    if result.answered is None and any(value.n for value in result.values):
        return _count_picture(result)
    if not result.values or not result.answered:
        return None
    return share_picture(
        result.label, _("Share of those who answered"),
        [(value.label, value.n, result.answered) for value in result.values],
    )


def share_picture(title: str, axis: str, rows: Sequence[tuple[str, int | None, int | None]]) -> Picture:
    """Bars of n/of with Wilson limits; rows: (label, n or None where withheld, of)."""
    data = tuple(_bar(label, n, of) for label, n, of in rows)
    words, number = _words(title, axis), percent_format()
    return Picture(
        lambda width, theme: bars(data, words, width=width, theme=theme, number=number, domain=(0, 1)),
        bars_table(data, words), number,
    )


def _count_picture(result: QuestionResult) -> Picture:
    data = tuple(Bar(value.label, value.n, note="" if value.n is not None else _("kept back"))
                 for value in result.values)
    words = _words(result.label, _("People"))
    number = NumberFormat(0, decimal=_decimal_mark())
    return Picture(
        lambda width, theme: bars(data, words, width=width, theme=theme, number=number),
        bars_table(data, words), number,
    )


def _words(title: str, value: str) -> BarsWords:
    return BarsWords(
        description=title, label=_("Answer"), value=value, lower=_("Lower limit"), upper=_("Upper limit"),
        n=_("n"), note=_("Note"), interval=_("95 % interval"), not_comparable=_("Not comparable"),
    )


def _bar(label: str, n: int | None, of: int | None) -> Bar:
    from foundation.inference.intervals import wilson  # noqa: PLC0415  brings scipy

    if n is None or not of:
        return Bar(label, None, note=_("kept back") if n is None else _("No data yet"))
    share = wilson(n, of)
    return Bar(label, share.estimate, share.lower, share.upper, n)


def svg_response(request: HttpRequest, picture: Picture | None) -> HttpResponse:
    """The picture at the asked width and theme; 204 where there is nothing to draw, 304 where it has not changed."""
    if picture is None:
        return HttpResponse(status=204)
    spec = picture.draw(_width_of(request), DARK if request.GET.get("theme") == "dark" else LIGHT)
    name = spec_hash(spec)
    response = get_conditional_response(request, etag=quote_etag(name))
    if response is None:
        svg = cache.get(f"chart-{name}")
        if svg is None:
            svg = render_svg(spec)
            cache.set(f"chart-{name}", svg, KEPT_SECONDS)
        response = HttpResponse(svg, content_type="image/svg+xml")
        response["ETag"] = quote_etag(name)
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _width_of(request: HttpRequest) -> int:
    asked = request.GET.get("width", "")
    return min(max(int(asked), NARROWEST), WIDEST) if asked.isdecimal() and len(asked) < 6 else USUAL


def csv_response(name: str, table: Table | None) -> HttpResponse | StreamingHttpResponse:
    """A table as a CSV file, numbers in full precision; 204 where there is none."""
    if table is None:
        return HttpResponse(status=204)
    response = StreamingHttpResponse(csv_lines(table.columns, table.rows, bom=True),
                                     content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def figure_of(picture: Picture | None, svg_url: str, csv_url: str) -> dict[str, Any] | None:
    """Addresses of a picture in two themes and three widths, its table as a page writes it, and its CSV."""
    if picture is None:
        return None
    urls = {
        f"{theme}_{screen}": f"{svg_url}?theme={theme}&width={width}"
        for theme in ("light", "dark") for screen, width in WIDTHS.items()
    }
    rows = [[_cell(cell, picture.number) for cell in row] for row in picture.table.rows]
    columns = [
        {"label": label, "numeric": any(isinstance(row[at], int | float) for row in picture.table.rows)}
        for at, label in enumerate(picture.table.columns)
    ]
    return {"urls": urls, "columns": columns, "rows": rows, "csv_url": csv_url}


def _cell(cell: Any, number: NumberFormat) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return number.count(cell)
    return number.text(cell) if isinstance(cell, float) else str(cell)
