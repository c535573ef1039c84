"""Charts over HTTP: SVG by theme and width, kept by what they show; their tables as CSV; the figure around them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.formats import number_format
from django.utils.http import quote_etag, urlencode
from django.utils.translation import gettext as _

from foundation.charts.numbers import NumberFormat
from foundation.charts.render import render_svg, spec_hash
from foundation.charts.theme import DARK, LIGHT
from foundation.tables.csv_writer import csv_lines
from foundation.tables.safe_cells import Value
from indicators.charts import Picture

KEPT_SECONDS = 7 * 24 * 3600
NARROWEST, WIDEST, USUAL = 240, 1600, 640
# drawn a little narrower than shown, so that the letters are as large as those of the page
PHONE, TABLET, HALF, FULL = 300, 560, 500, 920


def svg_response(request: HttpRequest, picture: Picture | None) -> HttpResponse:
    """The picture at the asked width and theme; 204 where there is nothing to draw, 304 where it has not changed."""
    if picture is None:
        return HttpResponse(status=204)
    theme = DARK if request.GET.get("theme") == "dark" else LIGHT
    spec = picture.draw(width_of(request), theme)
    name = spec_hash(spec)
    etag = quote_etag(name)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_drawn(name, spec), content_type="image/svg+xml")
        response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def width_of(request: HttpRequest) -> int:
    """The asked width in pixels, held within bounds; anything but a number is the usual width."""
    asked = request.GET.get("width", "")
    return min(max(int(asked), NARROWEST), WIDEST) if asked.isdecimal() and len(asked) < 6 else USUAL


def _drawn(name: str, spec: dict[str, Any]) -> str:
    svg = cache.get(f"chart-{name}")
    if svg is None:
        svg = render_svg(spec)
        cache.set(f"chart-{name}", svg, KEPT_SECONDS)
    return str(svg)


def csv_response(name: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> StreamingHttpResponse:
    """A table as a CSV file, numbers in full precision."""
    response = StreamingHttpResponse(csv_lines(columns, rows, bom=True), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def picture_csv(name: str, picture: Picture | None) -> HttpResponse | StreamingHttpResponse:
    """The table twin of a picture; 204 where there is nothing."""
    if picture is None:
        return HttpResponse(status=204)
    return csv_response(name, picture.table.columns, picture.table.rows)


def figure(picture: Picture | None, *, title: str, svg_url: str = "", csv_url: str = "",
           query: Mapping[str, Any] | None = None, desk: int = HALF, **more: Any) -> dict[str, Any]:
    """What ``indicators/_figure.html`` needs: the picture in two themes and three widths, its table and its words."""
    if picture is None:
        return {"title": title, "state": more.pop("state", "empty"), **more}
    widths = {"phone": PHONE, "tablet": TABLET, "desk": desk}
    urls = {
        f"{theme}_{screen}": f"{svg_url}?{urlencode({**(query or {}), 'theme': theme, 'width': width})}"
        for theme in ("light", "dark") for screen, width in widths.items()
    }
    drawing = render_to_string("indicators/_picture.html", {**urls, "alt": picture.alt})
    return {
        "title": title, "svg": drawing, "columns": columns_of(picture), "rows": rows_of(picture),
        "csv_url": f"{csv_url}?{urlencode(query)}" if query else csv_url, **more,
    }


def columns_of(picture: Picture) -> list[dict[str, Any]]:
    """Headings of the table twin; a column of numbers is set right."""
    rows = picture.table.rows
    return [
        {"label": label, "numeric": any(isinstance(row[at], int | float) for row in rows)}
        for at, label in enumerate(picture.table.columns)
    ]


def rows_of(picture: Picture) -> list[list[str]]:
    """Cells of the table twin as a page writes them."""
    return [[cell_text(cell, picture.number) for cell in row] for row in picture.table.rows]


def cell_text(cell: Any, number: NumberFormat) -> str:
    """A number as the chart writes it, whole numbers with separators, nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return count_text(cell)
    return number.text(cell) if isinstance(cell, float) else str(cell)


def count_text(count: int) -> str:
    """A count with the separators of the reader's language."""
    return str(number_format(count, 0, use_l10n=True, force_grouping=True))


def standing_caveat() -> str:
    """The sentence that stands beneath every comparison."""
    return _("These are self-selected pilots; this describes them and does not explain why.")
