"""The numbers over all pilots of a programme: their list, and what each pilot contributes to one of them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.accounts.access import access
from indicators.models import IndicatorValue
from indicators.views.reading import (
    VIEW_VALUES,
    Line,
    family_names,
    line_columns,
    line_of,
    lines_of,
    outdated_notes,
    pilots_of,
    programme_for,
)
from pilots.models import Pilot, Programme

FOLDED_FROM = 12  # lines of a family; more are folded away
ICC = "pilot_icc_"
# indicator over all pilots -> that of a pilot which says what the pilot brings in
SOURCES = {"method_rank_agreement": "method_rating", f"{ICC}method_rating": "method_rating",
           "method_overlap": "method_variety"}
PROFILES = {"methods_used": "method_variety", "decision_outcomes": "commitment_acceptance"}


@dataclass(frozen=True)
class Contribution:
    """The value of a pilot that a number over all pilots is made of."""

    pilot: Pilot
    line: Line


@access(VIEW_VALUES)
def numbers(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Everything that is computed over all pilots at once, by family, each number with the way to its working."""
    programme = programme_for(request, programme_slug)
    values = IndicatorValue.objects.current().filter(programme=programme, pilot=None).order_by(
        "indicator", "method", "split")
    lines = lines_of(values, currency=programme.currency)
    families: list[dict[str, Any]] = []
    for letter, name in family_names().items():
        own = [line for line in lines if line.definition.family == letter]
        if own:
            families.append({"letter": letter, "name": name, "lines": own, "is_long": len(own) > FOLDED_FROM})
    return render(request, "indicators/numbers.html", {
        "programme": programme, "current_programme": programme, "families": families, "line_columns": line_columns(),
        "outdated": outdated_notes(pilots_of(programme)),
    })


def source_of(indicator: str, split: str) -> str:
    """The indicator of a pilot that says what the pilot brings in; "" where there is none."""
    if indicator.startswith("skills_gap_"):
        return indicator
    if indicator == "profile_association":
        return PROFILES.get(split, "")
    known = SOURCES.get(indicator, "")
    return known or (f"likert_mean_{indicator.removeprefix(ICC)}" if indicator.startswith(ICC) else "")


def contributions_to(programme: Programme, indicator: str, *, method: str, split: str) -> list[Contribution]:
    """By pilot and method, what a number over all pilots is made of; one query. What is kept back says so."""
    code = source_of(indicator, split)
    if not code:
        return []
    values = IndicatorValue.objects.current().all_time().filter(
        programme=programme, pilot__isnull=False, indicator=code).select_related("pilot")
    if method:
        values = values.filter(method=method)
    lines = [
        (value.pilot, line_of(value, currency=programme.currency)) for value in values.order_by("pilot__name", "method")
    ]
    return [Contribution(pilot, line) for pilot, line in lines if line]
