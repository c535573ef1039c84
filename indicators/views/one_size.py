"""Does one size fit all? Methods × pilots with a verdict each, and the working of every verdict."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.models import Method
from foundation.accounts.access import access, visible_or_404
from foundation.charts.presence import Cell
from indicators.actions.plans import plan_of
from indicators.charts import Picture, Row, presence_picture, verdict_picture
from indicators.models import IndicatorValue, Verdict
from indicators.presentation import Shown, shown
from indicators.views import verdicts as words
from indicators.views.outcomes import beside_method, beside_methods
from indicators.views.pictures import FULL, figure, picture_csv, standing_caveat, svg_response
from indicators.views.plan import plan_sentence
from indicators.views.reading import (
    VIEW_VALUES,
    limits_of,
    outdated_notes,
    pilots_of,
    programme_for,
    state_of,
    values_of,
)
from pilots.models import Pilot, Programme

METHOD_RATING = "method_rating"
TABLE = 780  # px; the cells of methods × pilots do not grow beyond their size


@dataclass(frozen=True)
class Rated:
    """How one pilot's participants rated the method."""

    pilot: Pilot
    shown: Shown
    value: IndicatorValue


@dataclass(frozen=True)
class MethodLine:
    """One method on the page: its verdict, if there is one, and who used it where."""

    code: str
    name: str
    verdict: Verdict | None
    told: words.Told | None
    rated: list[Rated]


@access(VIEW_VALUES)
def one_size(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Every method that somebody used, with its verdict in words and where it was used."""
    programme = programme_for(request, programme_slug)
    pilots = pilots_of(programme)
    lines = method_lines(programme, pilots)
    picture = presence_of(pilots, lines)
    as_of, plan = max((line.verdict.as_of for line in lines if line.verdict), default=None), plan_of(programme)
    context = {
        "programme": programme, "current_programme": programme, "lines": lines, "tally": words.tally(lines),
        "as_of": as_of, "plan": plan, "plan_sentence": plan_sentence(plan),
        "relative_lines": relative_lines(lines, pilots), "caveats": [words.standing_sentence(), standing_caveat()],
        "outdated": outdated_notes(pilots),
        "figure": figure(
            picture, title=_("Methods and cities"), desk=TABLE, as_of=as_of, how=words.how_decided(),
            subtitle=_("The number in a cell is how many sessions were rated; the shade is the mean rating."),
            svg_url=reverse("indicators:one-size-svg", args=[programme.slug]),
            csv_url=reverse("indicators:one-size-csv", args=[programme.slug]),
        ),
        **beside_methods(programme, pilots, plan.primary_indicators),
    }
    return render(request, "indicators/one_size.html", context)


@access(VIEW_VALUES)
def one_size_svg(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Methods × pilots."""
    programme = programme_for(request, programme_slug)
    pilots = pilots_of(programme)
    return svg_response(request, presence_of(pilots, method_lines(programme, pilots)))


@access(VIEW_VALUES)
def one_size_csv(request: HttpRequest, programme_slug: str) -> HttpResponse | StreamingHttpResponse:
    """Methods × pilots as a table."""
    programme = programme_for(request, programme_slug)
    pilots = pilots_of(programme)
    return picture_csv(f"{programme.slug}-one-size", presence_of(pilots, method_lines(programme, pilots)))


@access(VIEW_VALUES)
def one_size_method(request: HttpRequest, programme_slug: str, method: str) -> HttpResponse:
    """The working of one verdict: forest plot, all figures, settings of the plan."""
    programme = programme_for(request, programme_slug)
    pilots = pilots_of(programme)
    line = method_line(programme, method, pilots)
    picture = forest_of(line)
    address = [programme.slug, line.code]
    context = {
        "programme": programme, "current_programme": programme, "line": line,
        "figures": words.figure_rows(line.verdict) if line.verdict else [],
        "settings": words.setting_rows(line.verdict) if line.verdict else [],
        "figure_columns": [{"label": _("Figure")}, {"label": _("Value"), "numeric": True}],
        "caveats": [*(line.told.caveats if line.told else [words.standing_sentence()]), standing_caveat()],
        "outdated": outdated_notes(rated.pilot for rated in line.rated),
        "figure": figure(
            picture, title=_("Mean rating in each city"), desk=FULL, how=words.how_decided(),
            subtitle=_("Dots are the cities' means with their 95 % intervals."),
            as_of=line.verdict.as_of if line.verdict else None,
            svg_url=reverse("indicators:one-size-method-svg", args=address),
            csv_url=reverse("indicators:one-size-method-csv", args=address),
        ),
        **beside_method(programme, line, pilots),
    }
    return render(request, "indicators/one_size_method.html", context)


@access(VIEW_VALUES)
def one_size_method_svg(request: HttpRequest, programme_slug: str, method: str) -> HttpResponse:
    """The forest plot of one method."""
    return svg_response(request, forest_of(method_line(programme_for(request, programme_slug), method)))


@access(VIEW_VALUES)
def one_size_method_csv(request: HttpRequest, programme_slug: str,
                        method: str) -> HttpResponse | StreamingHttpResponse:
    """The forest plot of one method as a table."""
    line = method_line(programme_for(request, programme_slug), method)
    return picture_csv(f"{programme_slug}-{line.code}", forest_of(line))


def verdicts_of(programme: Programme) -> Any:
    """The newest look at each method."""
    return Verdict.objects.filter(programme=programme, outcome=METHOD_RATING, is_current=True)


def method_lines(programme: Programme, pilots: list[Pilot]) -> list[MethodLine]:
    """Every method with a verdict or a rating, those with most pilots first, then by name."""
    verdicts = {verdict.subject: verdict for verdict in verdicts_of(programme)}
    rated = _rated(programme, pilots)
    names = {m.code: str(m) for m in Method.objects.for_programme(programme).filter(code__in={*verdicts, *rated})}
    told_of = words.teller(pilots)
    lines = [
        MethodLine(code, names.get(code, code), verdicts.get(code),
                   told_of(verdicts[code]) if code in verdicts else None, rated.get(code, []))
        for code in {*verdicts, *rated}
    ]
    return sorted(lines, key=lambda line: (-(line.verdict.k if line.verdict else 0), -len(line.rated), line.name))


def relative_lines(lines: list[MethodLine], pilots: list[Pilot]) -> list[tuple[MethodLine, words.Told]]:
    """The methods that have a verdict relative to their city's other methods, too."""
    cities = words.city_names(pilots)
    told = ((line, words.told_relative(line.verdict, cities)) for line in lines if line.verdict)
    return [(line, relative) for line, relative in told if relative]


def method_line(programme: Programme, code: str, pilots: list[Pilot] | None = None) -> MethodLine:
    """One method of the programme's catalogue; 404 for one that is not in it."""
    method = visible_or_404(Method.objects.for_programme(programme).order_by("programme"), code=code)
    pilots = pilots_of(programme) if pilots is None else pilots
    verdict = verdicts_of(programme).filter(subject=code).first()
    rated = _rated(programme, pilots, method=code).get(code, [])
    told = words.teller(pilots)(verdict) if verdict else None
    return MethodLine(code, str(method), verdict, told, rated)


def _rated(programme: Programme, pilots: list[Pilot], **only: str) -> dict[str, list[Rated]]:
    by_pk = {pilot.pk: pilot for pilot in pilots}
    values = values_of(programme).filter(indicator=METHOD_RATING, **only).exclude(method="")
    found: dict[str, list[Rated]] = {}
    for value in values.order_by("pilot__name"):
        found.setdefault(value.method, []).append(Rated(by_pk[value.pilot_id], shown(value), value))
    return found


def presence_of(pilots: list[Pilot], lines: list[MethodLine]) -> Picture | None:
    """The picture of methods × pilots; None where nothing was used yet."""
    used = [line for line in lines if line.rated]
    if not used or not pilots:
        return None
    logged = {rated.pilot.pk for line in used for rated in line.rated}
    cells = []
    for line in used:
        by_pilot = {rated.pilot.pk: rated.value for rated in line.rated}
        cells.append([_cell(by_pilot.get(pilot.pk), pilot.pk in logged) for pilot in pilots])
    chips = [line.told.chip_label if line.told else "" for line in used]
    return presence_picture([line.name for line in used], [pilot.name for pilot in pilots], cells, chips)


def _cell(value: Any | None, logged: bool) -> Cell:
    if value is None:
        return Cell("unused" if logged else "unlogged")
    state = state_of(value)
    if state == "ok":
        return Cell("value", value.value, value.n)
    return Cell("suppressed") if state == "suppressed" else Cell("incomparable")


def forest_of(line: MethodLine) -> Picture | None:
    """The cities' means of a method with what the engine makes of them; None where nobody used it."""
    if not line.rated:
        return None
    figures = line.verdict.figures if line.verdict else {}
    counted = set(figures.get("pilots") or [])
    rows = [_row(rated, counted) for rated in line.rated]
    return verdict_picture(line.name, rows, figures, figures.get("benchmark"))


def _row(rated: Rated, counted: set[str]) -> Row:
    value = rated.value
    state = state_of(value)
    if state != "ok":
        return Row(rated.pilot.name, state)
    lower, upper = limits_of(value)
    counts = (rated.pilot.external_id or rated.pilot.slug) in counted or not counted
    return Row(rated.pilot.name, state, value.value, lower, upper, value.n,
               "" if counts else _("too few rated sessions to count"))


