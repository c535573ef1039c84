"""The dashboard of one pilot: coverage first, then its indicators by family with their pictures."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed
from foundation.inference.disclosure import is_disclosive
from indicators.charts import Picture, levels_picture, months_picture, representation_picture
from indicators.models import IndicatorValue, PilotComputation
from indicators.periods import WHOLE
from indicators.presentation import shown
from indicators.views import activity
from indicators.views.periods import part_families, part_values, period_choices
from indicators.views.pictures import FULL, HALF, figure, picture_csv, svg_response
from indicators.views.reading import (
    VIEW_VALUES,
    Line,
    computation_of,
    family_names,
    has_failed,
    line_columns,
    lines_of,
    pilot_for,
    state_of,
)
from pilots.choices import Level, Margin
from pilots.models import Pilot

RETURNED = "survey_response_rate_"
REPRESENTATIVENESS = "representativeness_"
FOLDED_FROM = 12  # lines of a family; more are folded away
THIRD = 330  # px, the width at which a picture in a row of three is drawn


@access(VIEW_VALUES)
def pilot_dashboard(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Coverage, as-of and state, then every family with its values and pictures."""
    pilot = pilot_for(request, pilot_slug)
    values = list(values_of(pilot))
    plain = [value for value in values if not value.method]
    lines = lines_of(plain, currency=pilot.programme.currency, failed=has_failed(pilot))
    counts = activity.session_counts(pilot)
    periods = period_choices(request, pilot)
    period = next(choice.code for choice in periods if choice.is_chosen)
    context = {
        "pilot": pilot, "current_programme": pilot.programme, "computation": computation_of(pilot),
        "states": PilotComputation.State, "is_dirty": pilot.changes.exists(),
        "may_recompute": allowed(request.user, "indicators.recompute", pilot),
        "sessions": counts, "returned": _returned(plain), "coverage": coverage(lines),
        "line_columns": line_columns(), "periods": periods, "is_part": period != WHOLE,
        "families": _families(pilot, lines, values) if period == WHOLE else _families_of_part(pilot, period),
        "may_set_up": allowed(request.user, "pilots.record_progress", pilot),
        "may_capacity": allowed(request.user, "engagement.view_capacity", pilot),
        "trace": activity.influence_trace(pilot, counts["held"], plain),
    }
    return render(request, "indicators/pilot_dashboard.html", context)


@access(VIEW_VALUES)
def levels_svg(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """The participation levels of the sessions."""
    pilot = pilot_for(request, pilot_slug)
    return svg_response(request, _levels(pilot, values_of(pilot, "iap2_depth")))


@access(VIEW_VALUES)
def levels_csv(request: HttpRequest, pilot_slug: str) -> HttpResponse | StreamingHttpResponse:
    """The participation levels as a table."""
    pilot = pilot_for(request, pilot_slug)
    return picture_csv(f"{pilot.slug}-levels", _levels(pilot, values_of(pilot, "iap2_depth")))


@access(VIEW_VALUES)
def representation_svg(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Participants against the census, one margin."""
    pilot = pilot_for(request, pilot_slug)
    return svg_response(request, _representation(_asked_margin(request, pilot)))


@access(VIEW_VALUES)
def representation_csv(request: HttpRequest, pilot_slug: str) -> HttpResponse | StreamingHttpResponse:
    """Participants against the census, one margin, as a table."""
    pilot = pilot_for(request, pilot_slug)
    return picture_csv(f"{pilot.slug}-representation", _representation(_asked_margin(request, pilot)))


@access(VIEW_VALUES)
def months_svg(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Sessions a month."""
    return svg_response(request, _months(pilot_for(request, pilot_slug)))


@access(VIEW_VALUES)
def months_csv(request: HttpRequest, pilot_slug: str) -> HttpResponse | StreamingHttpResponse:
    """Sessions a month as a table."""
    pilot = pilot_for(request, pilot_slug)
    return picture_csv(f"{pilot.slug}-months", _months(pilot))


@access(VIEW_VALUES)
def methods_svg(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """The ratings of the pilot's methods."""
    pilot = pilot_for(request, pilot_slug)
    return svg_response(request, activity.ratings_picture(activity.methods_used(pilot, _ratings(pilot))))


@access(VIEW_VALUES)
def methods_csv(request: HttpRequest, pilot_slug: str) -> HttpResponse | StreamingHttpResponse:
    """The ratings of the pilot's methods as a table."""
    pilot = pilot_for(request, pilot_slug)
    picture = activity.ratings_picture(activity.methods_used(pilot, _ratings(pilot)))
    return picture_csv(f"{pilot.slug}-methods", picture)


def values_of(pilot: Pilot, *codes: str) -> Any:
    """The pilot's current values over the whole period, all or those of some indicators."""
    values = IndicatorValue.objects.current().all_time().filter(pilot=pilot)
    return values.filter(indicator__in=codes) if codes else values


def coverage(lines: list[Line]) -> dict[str, int]:
    """How many indicators there are, and how many have no data or are kept back."""
    states = [line.shown.state for line in lines]
    return {"all": len(states), "no_data": states.count("no_data"), "suppressed": states.count("suppressed"),
            "shown": states.count("ok")}


def _ratings(pilot: Pilot) -> list[Any]:
    return list(values_of(pilot, "method_rating").exclude(method=""))


def _returned(values: list[Any]) -> list[dict[str, Any]]:
    """Share of the invited who answered, one entry a survey; what is kept back says so and holds no number."""
    entries = []
    for value in sorted(values, key=lambda v: v.indicator):
        if not value.indicator.startswith(RETURNED):
            continue
        given = shown(value)
        survey = value.indicator.removeprefix(RETURNED).replace("_", " ")
        note = ""
        # the rate rests on those invited; the number who answered is a count of people of its own
        counted = value.numerator is not None and not is_disclosive(int(value.numerator), settings.DISCLOSURE_THRESHOLD)
        if given.state == "ok" and counted and value.denominator is not None:
            note = _("%(returned)d of %(invited)d invited") % {
                "returned": value.numerator, "invited": value.denominator}
        label = _("Surveys returned: %(survey)s") % {"survey": survey}
        entries.append({"label": label, "shown": given, "note": note})
    return entries


def _families(pilot: Pilot, lines: list[Line], values: list[Any]) -> list[dict[str, Any]]:
    """Family by family: lines and figures; a family without either is left out."""
    pictures = _figures(pilot, values)
    entries = []
    for letter, name in family_names().items():
        own = [line for line in lines if line.definition.family == letter]
        entry: dict[str, Any] = {"letter": letter, "name": name, "lines": own, "figures": pictures.get(letter, []),
                                 "is_long": len(own) > FOLDED_FROM}
        if letter == "E":
            used = activity.methods_used(pilot, [v for v in values if v.indicator == "method_rating" and v.method])
            entry["methods"] = used
            if used:
                entry["figures"] = [_methods_figure(pilot, used)]
        if entry["lines"] or entry["figures"] or entry.get("methods"):
            entries.append(entry)
    return entries


def _families_of_part(pilot: Pilot, period: str) -> list[dict[str, Any]]:
    values = part_values(pilot, period).order_by("indicator", "method")
    return part_families(lines_of(values, currency=pilot.programme.currency, failed=has_failed(pilot)))


def _figures(pilot: Pilot, values: list[Any]) -> dict[str, list[dict[str, Any]]]:
    months = _months(pilot)
    by_family: dict[str, list[dict[str, Any]]] = {"B": _representation_figures(pilot, values)}
    if months:
        by_family["A"] = [_named_figure(pilot, months, "months", title=_("Sessions by month"), desk=FULL)]
    depth = next((value for value in values if value.indicator == "iap2_depth"), None)
    levels = _levels(pilot, [depth] if depth else [])
    if levels and depth:
        subtitle = _("Median level: %(level)s") % {"level": median_level(depth.detail.get("median"))}
        how = _("Sessions counted by the level that was recorded. Levels are ordered, so the median comes first.")
        by_family["D"] = [_named_figure(pilot, levels, "levels", title=_("How much say sessions gave"),
                                        subtitle=subtitle, how=how, desk=FULL, n=depth.n, as_of=depth.as_of)]
    return by_family


def median_level(median: float | None) -> str:
    """The median in words; between two levels both are named."""
    if median is None:
        return ""
    labels = dict(Level.choices)
    low, high = int(median), int(median + 0.5)
    return str(labels[low]) if low == high else f"{labels[low]} – {labels[high]}"


def _representation_figures(pilot: Pilot, values: list[Any]) -> list[dict[str, Any]]:
    own = sorted((v for v in values if v.indicator.startswith(REPRESENTATIVENESS)), key=lambda v: v.indicator)
    desk = {1: FULL, 2: HALF}.get(len(own), THIRD)
    figures = []
    for value in own:
        margin = value.indicator.removeprefix(REPRESENTATIVENESS)
        title = _("Who took part against the census: %(margin)s") % {"margin": margin_name(margin)}
        picture, state = _representation(value), state_of(value, failed=has_failed(pilot))
        how = _("Share among citizens who took part over their share among residents. A group counts as fewer only "
                "if the whole interval lies below 0.8, as more only if it lies above 1.25.")
        about = {"how": how, "n": value.n, "as_of": value.as_of} if picture else {}
        figures.append(_named_figure(
            pilot, picture, "representation", query={"margin": margin}, desk=desk, title=title,
            subtitle=short_of(value),
            state="ok" if picture else "empty" if state in ("ok", "no_data") else state, **about,
        ))
    return figures


def short_of(value: Any) -> str:
    """"About 14 more people: over 65", for each category whose whole interval says too few."""
    said = []
    for name, cell in in_census_order(value.detail.get("categories") or {}).items():
        count, ratio = cell.get("count"), cell.get("ratio")
        if value.suppressed or cell.get("standing") != "under" or not count or not ratio:
            continue
        missing = {"count": round(count / ratio - count), "category": name.replace("_", " ")}
        said.append(_("about %(count)d more people from “%(category)s”") % missing)
    return _("To look like the city: %(people)s") % {"people": ", ".join(said)} if said else ""


def in_census_order(categories: dict[str, Any]) -> dict[str, Any]:
    """Categories as the census lists them; PostgreSQL gives the keys of a JSON object back in an order of its own."""
    return dict(sorted(categories.items(), key=lambda item: item[1].get("position", 0)))


def margin_name(margin: str) -> str:
    """A census margin in the reader's language."""
    return str(dict(Margin.choices).get(margin, margin.replace("_", " "))).lower()


def _asked_margin(request: HttpRequest, pilot: Pilot) -> Any | None:
    margin = request.GET.get("margin", "")
    return values_of(pilot, f"{REPRESENTATIVENESS}{margin}").first() if margin in Margin.values else None


def _representation(value: Any | None) -> Picture | None:
    categories = value.detail.get("categories") if value is not None and not value.suppressed else None
    if value is None or value.value is None or not categories:
        return None
    margin = margin_name(value.indicator.removeprefix(REPRESENTATIVENESS))
    return representation_picture(margin, in_census_order(categories))


def _levels(pilot: Pilot, values: Any) -> Picture | None:
    depth = next(iter(values), None)
    counts = depth.detail.get("distribution") if depth is not None and depth.value is not None else None
    return levels_picture(pilot.name, counts) if counts else None


def _months(pilot: Pilot) -> Picture | None:
    months = activity.session_months(pilot)
    return months_picture(months) if months else None


def _methods_figure(pilot: Pilot, used: list[activity.MethodUse]) -> dict[str, Any]:
    how = _("Mean over sessions of the session means of the item on the method, with its t interval over sessions; "
            "n is the number of rated sessions. Kept back below five raters.")
    return _named_figure(pilot, activity.ratings_picture(used), "methods", title=_("Methods used and their ratings"),
                         how=how, desk=FULL)


def _named_figure(pilot: Pilot, picture: Picture | None, name: str, **more: Any) -> dict[str, Any]:
    return figure(
        picture, svg_url=reverse(f"indicators:pilot-{name}-svg", args=[pilot.slug]),
        csv_url=reverse(f"indicators:pilot-{name}-csv", args=[pilot.slug]), level=3, **more,
    )


