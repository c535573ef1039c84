"""One indicator across pilots: a forest plot with a gate, never a league table."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.access import access
from foundation.translated import in_language
from indicators.charts import Picture, Row, comparison_picture
from indicators.comparability import (
    FEWEST_PILOTS,
    OTHER_PERIOD,
    OTHER_TARGET,
    OTHER_VERSION,
    TOO_FEW,
    Candidate,
    fewest_cases,
    reasons,
)
from indicators.definitions import Definition
from indicators.models import IndicatorValue
from indicators.periods import WHOLE
from indicators.presentation import flag_sentences, formatted
from indicators.views.periods import Choice, choices_among, label_of
from indicators.views.pictures import FULL, csv_response, figure, standing_caveat, svg_response
from indicators.views.reading import (
    VIEW_VALUES,
    Line,
    definition_or_none,
    family_names,
    has_failed,
    in_order,
    is_bootstrap,
    limits_of,
    line_columns,
    line_of,
    name_of,
    outdated_note,
    outdated_notes,
    pilots_of,
    programme_for,
    state_of,
    values_of,
)
from pilots.models import Pilot, Programme

USUAL = ("engagement_reach", "participants")
CSV_COLUMNS = ("pilot", "indicator", "period", "definition_version", "value", "lower", "upper", "interval", "n",
               "n_missing", "state", "not_comparable", "flags", "as_of", "last_computation_failed")


@dataclass(frozen=True)
class Standing:
    """One pilot in the comparison."""

    pilot: Pilot
    value: Any | None
    line: Line | None
    row: Row
    code: str  # why it is not comparable
    bootstrap: bool
    outdated: str = ""  # of when the value is, where the last computation failed


@dataclass(frozen=True)
class Comparison:
    """What was asked for and what there is."""

    definition: Definition
    standings: list[Standing]
    reference: Standing | None
    sort: str
    periods: list[Choice]

    @property
    def period(self) -> str:
        """The part of the time that is compared."""
        return next(choice.code for choice in self.periods if choice.is_chosen)

    @property
    def comparable(self) -> int:
        """Pilots with a value that may stand beside others."""
        return sum(s.row.state == "ok" and not s.code for s in self.standings)

    @property
    def enough(self) -> bool:
        """Whether there are pilots enough to compare."""
        return self.comparable >= FEWEST_PILOTS


@access(VIEW_VALUES)
def compare(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The forest plot with its table, the choice of indicator, order and reference."""
    programme = programme_for(request, programme_slug)
    groups = choices_of(programme)
    comparison = comparison_for(request, programme, groups)
    context = {"programme": programme, "current_programme": programme, "groups": groups, "comparison": comparison,
               "sorts": sorts(), "caveat": standing_caveat(),
               "columns": [{"label": _("Pilot")}, *line_columns()[1:]]}
    if comparison:
        context |= {"pilots": sorted((s.pilot for s in comparison.standings), key=lambda pilot: pilot.name),
                    "figure": _figure(programme, comparison), "name": name_of(comparison.definition),
                    "question": in_language(comparison.definition.question),
                    "formula": in_language(comparison.definition.formula), "fewest": FEWEST_PILOTS,
                    "outdated": outdated_notes(s.pilot for s in comparison.standings)}
    return render(request, "indicators/compare.html", context)


@access(VIEW_VALUES)
def compare_svg(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The forest plot."""
    programme = programme_for(request, programme_slug)
    comparison = comparison_for(request, programme, None)
    return svg_response(request, picture_of(programme, comparison) if comparison else None)


@access(VIEW_VALUES)
def compare_csv(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The comparison as stored: full precision, suppressed values empty."""
    programme = programme_for(request, programme_slug)
    comparison = comparison_for(request, programme, None)
    if comparison is None:
        return HttpResponse(status=204)
    rows = [_csv_row(comparison, standing) for standing in comparison.standings]
    part = "" if comparison.period == WHOLE else f"-{comparison.period.replace(':', '-')}"
    return csv_response(f"{programme.slug}-{comparison.definition.code}{part}", CSV_COLUMNS, rows)


def sorts() -> dict[str, str]:
    """The orders of the list, none of them a ranking."""
    return {"name": _("Name of the city"), "estimate": _("Estimate"), "certainty": _("Certainty (narrow first)")}


def reason_words() -> dict[str, str]:
    """Why a value is hatched."""
    flags = flag_sentences()
    return {
        OTHER_PERIOD: _("of another time: %(period)s") % {"period": label_of(WHOLE).lower()},
        OTHER_TARGET: _("measured against another target"),
        OTHER_VERSION: _("computed by another version of the definition"), TOO_FEW: _("too few cases"),
        "much_missing": _("more than one case in five missing"),
        "mostly_unidentified": _("most people not known by name"),
        "population_wrong": flags["population_wrong"], "margins_incompatible": flags["margins_incompatible"],
    }


def choices_of(programme: Programme) -> list[tuple[str, list[tuple[str, str]]]]:
    """(family, [(code, name)]) of every indicator that some pilot has a row of."""
    codes = values_of(programme).filter(method="").order_by().values_list("indicator", flat=True).distinct()
    known = sorted(filter(None, map(definition_or_none, codes)), key=in_order)
    by_family: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for definition in known:
        by_family[definition.family].append((definition.code, name_of(definition)))
    names = family_names()
    return [(names[family], found) for family, found in by_family.items()]


def comparison_for(request: HttpRequest, programme: Programme,
                   groups: list[tuple[str, list[tuple[str, str]]]] | None) -> Comparison | None:
    """What the address asks for; without an indicator the first there is; 404 for one that does not exist."""
    code = request.GET.get("indicator", "")
    if not code:
        offered = [code for _family, found in groups or choices_of(programme) for code, _name in found]
        code = next((usual for usual in USUAL if usual in offered), offered[0] if offered else "")
    if not code:
        return None
    definition = definition_or_none(code)
    if definition is None or definition.is_pattern:
        raise Http404(_("There is no such indicator."))
    periods = choices_among(request, _whole_values(programme, definition))
    period = next(choice.code for choice in periods if choice.is_chosen)
    standings = standings_of(programme, definition, period)
    sort = request.GET.get("sort", "")
    sort = sort if sort in sorts() else "name"
    wanted = request.GET.get("reference", "")
    reference = next((s for s in standings if s.pilot.slug == wanted), None)
    ordered = in_chosen_order(standings, sort)
    pinned = [reference, *(s for s in ordered if s is not reference)] if reference else ordered
    return Comparison(definition, pinned, reference, sort, periods)


def _whole_values(programme: Programme, definition: Definition) -> Any:
    """Values of the pilots by period, of everybody."""
    return IndicatorValue.objects.current().filter(
        programme=programme, pilot__isnull=False, indicator=definition.code, method="", split="")


def standings_of(programme: Programme, definition: Definition, period: str = WHOLE) -> list[Standing]:
    """Every pilot with its value of the period and the gate's word on it.

    Who has none of that period stands there with the value of the whole time, which must not be compared.
    """
    pilots = pilots_of(programme)
    rows = _whole_values(programme, definition).filter(period__in={WHOLE, period})
    found = {v.pilot_id: v for v in sorted(rows, key=lambda v: v.period == period)}
    values = [found.get(pilot.pk) for pilot in pilots]
    candidates = [
        Candidate(v.definition_version, v.n, v.value is not None, tuple(v.flags), v.period, target_of(v)) if v
        else Candidate(1, None, False)
        for v in values
    ]
    fewest = fewest_cases(definition.interval, definition.minimum_n)
    codes = reasons(candidates, fewest=fewest, period=period)
    currency = programme.currency
    return [_standing(*each, currency) for each in zip(pilots, values, codes, strict=True)]


def target_of(value: Any) -> str:
    """What a value is measured against, where pilots may set it themselves."""
    return " ".join(str(value.detail[name]) for name in ("targets", "ppp_year") if value.detail.get(name))


def _standing(pilot: Pilot, value: Any | None, code: str, currency: str) -> Standing:
    failed = has_failed(pilot)
    state = state_of(value, failed=failed)
    if value is None or state != "ok":
        line = line_of(value, currency=currency, failed=failed) if value is not None else None
        note = outdated_note(pilot) if state == "suppressed" else ""
        return Standing(pilot, value, line, Row(pilot.name, state), "", False, note)
    lower, upper = limits_of(value)
    reason = reason_words()[code] if code else ""
    row = Row(pilot.name, state, value.value, lower, upper, value.n, reason)
    return Standing(pilot, value, line_of(value, currency=currency), row, code, is_bootstrap(value),
                    outdated_note(pilot))


def in_chosen_order(standings: list[Standing], sort: str) -> list[Standing]:
    """By name, by estimate (highest first) or by certainty (narrowest interval first).

    What may not be compared follows in its own order, what has no value comes last; a rank is never given.
    """

    def key(s: Standing) -> tuple[Any, ...]:
        group = 0 if s.row.state == "ok" and not s.code else 1 if s.row.state == "ok" else 2
        value, lower, upper = s.row.value, s.row.lower, s.row.upper
        if sort == "estimate" and value is not None:
            return group, 0, -value, s.pilot.name
        if sort == "certainty" and value is not None:
            known = lower is not None and upper is not None
            return group, 0 if known else 1, upper - lower if known else 0.0, s.pilot.name  # type: ignore[operator]
        return (group if sort != "name" else 0), 0, 0.0, s.pilot.name

    return sorted(standings, key=key)


def picture_of(programme: Programme, comparison: Comparison) -> Picture | None:
    """The forest plot; None with fewer than three comparable pilots."""
    if not comparison.enough:
        return None
    definition = comparison.definition
    unit = formatted(0.0, definition, currency=programme.currency)[1]
    reference = comparison.reference.row if comparison.reference else None
    if reference and reference.reason:
        reference = None
    return comparison_picture(definition, name_of(definition), [s.row for s in comparison.standings], unit, reference)


def _figure(programme: Programme, comparison: Comparison) -> dict[str, Any]:
    definition = comparison.definition
    query = {"indicator": definition.code, "sort": comparison.sort}
    if comparison.period != WHOLE:
        query["period"] = comparison.period
    if comparison.reference:
        query["reference"] = comparison.reference.pilot.slug
    as_of = max((s.value.as_of for s in comparison.standings if s.value is not None), default=None)
    drawn = figure(
        picture_of(programme, comparison),
        title=" · ".join([name_of(definition), *([label_of(comparison.period)] if "period" in query else [])]),
        subtitle=in_language(definition.question),
        svg_url=reverse("indicators:compare-svg", args=[programme.slug]),
        csv_url=reverse("indicators:compare-csv", args=[programme.slug]), query=query, desk=FULL,
        how=in_language(definition.formula), as_of=as_of, id="comparison",
    )
    # the table stands beneath, with links, states and reasons
    return {**drawn, "rows": [], "columns": []}


def _csv_row(comparison: Comparison, s: Standing) -> list[Any]:
    value, row = s.value, s.row
    interval = "" if row.lower is None else "bootstrap" if s.bootstrap else comparison.definition.interval
    return [
        s.pilot.external_id or s.pilot.slug, comparison.definition.code,
        value.period if value else comparison.period, value.definition_version if value else None,
        row.value, row.lower, row.upper, interval, row.n, value.n_missing if value and row.state == "ok" else None,
        row.state, s.code, ";".join(value.flags) if value else "", value.as_of if value else None,
        has_failed(s.pilot),
    ]
