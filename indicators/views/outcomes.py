"""What else is compared beside the ratings of methods: costs, shares, the items of each survey."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from engagement.models import Method
from foundation.accounts.access import access, visible_or_404
from foundation.translated import in_language
from indicators.definitions import definition_for
from indicators.models import Verdict
from indicators.outcome_words import terms_of
from indicators.reduction.outcomes import (
    COSTS_OVERALL,
    ITEM_PREFIX,
    LOG_COST,
    LOG_COST_PPP,
    METHOD_RATING,
    METHOD_TOP2,
    OVERALL,
    PROPORTIONS,
)
from indicators.views import verdicts as words
from indicators.views.panel import (
    covariate_columns,
    covariate_rows,
    look_columns,
    look_rows,
    panel_of,
    sensitivity_sentence,
)
from indicators.views.pictures import standing_caveat
from indicators.views.ranking import ranking_of
from indicators.views.reading import VIEW_VALUES, pilots_of, programme_for
from pilots.models import Pilot, Programme
from surveys.models import QuestionnaireVersion


@dataclass(frozen=True)
class OutcomeLine:
    """One verdict by the name of what it is about."""

    name: str
    verdict: Verdict
    told: words.Told
    exploratory: bool


@dataclass(frozen=True)
class FamilyShown:
    """Verdicts that were judged together."""

    title: str
    about: str
    lines: list[OutcomeLine]


@dataclass(frozen=True)
class Names:
    """What methods, surveys and questions are called: by code, and questions by (survey, code)."""

    methods: Mapping[str, str]
    surveys: Mapping[str, str]
    questions: Mapping[tuple[str, str], str]

    def of(self, outcome: str, subject: str) -> str:
        """The name of a subject."""
        if outcome == LOG_COST_PPP:
            return _("All sessions, at purchasing power")
        if outcome.startswith(ITEM_PREFIX):
            return self.questions.get((outcome.removeprefix(ITEM_PREFIX), subject), subject)
        if outcome in PROPORTIONS:
            return in_language(definition_for(outcome).names)
        return _("All sessions") if subject == OVERALL else self.methods.get(subject, subject)


def names_of(programme: Programme) -> Names:
    """The names of a programme's methods and of what its surveys ask; two queries."""
    asked = QuestionnaireVersion.objects.filter(
        pk__in=QuestionnaireVersion.objects.filter(waves__pilot__programme=programme).values("pk")
    ).order_by("number").values_list("questionnaire__code", "questionnaire__title", "definition")
    surveys, questions = {}, {}
    for survey, title, document in asked:
        surveys[survey] = in_language(title)
        for question in document.get("questions", []):
            questions[survey, question["code"]] = in_language(question["label"])
    methods = {method.code: str(method) for method in Method.objects.for_programme(programme)}
    return Names(methods, surveys, questions)


def is_exploratory(outcome: str, primary: Collection[str]) -> bool:
    """Whether the plan declares primary indicators and this is none of them."""
    cost = "cost_per_participation"
    costs = dict.fromkeys((LOG_COST, *COSTS_OVERALL), cost)
    return bool(primary) and costs.get(outcome, outcome) not in primary


def families_shown(verdicts: Iterable[Verdict], names: Names, pilots: Iterable[Pilot], currency: str,
                   primary: Collection[str] = ()) -> list[FamilyShown]:
    """Every family but the ratings, in a fixed order: costs, shares, follow-up, surveys."""
    told_of = words.teller(pilots, currency)
    by_outcome: dict[str, list[OutcomeLine]] = {}
    for verdict in verdicts:
        line = OutcomeLine(names.of(verdict.outcome, verdict.subject), verdict, told_of(verdict),
                           is_exploratory(verdict.outcome, primary))
        by_outcome.setdefault(verdict.outcome, []).append(line)
    surveys = sorted(outcome for outcome in by_outcome if outcome.startswith(ITEM_PREFIX))
    about_item = _("Compared by the people who answered; all questions of a survey are judged together.")
    groups = [
        (_("Compared as logarithms by session; the margin is a factor."), (*COSTS_OVERALL, LOG_COST)),
        (_("Compared by the shares of the sessions."), (METHOD_TOP2,)),
        (_("Each compared by itself."), PROPORTIONS), *((about_item, (outcome,)) for outcome in surveys),
    ]
    found = [
        FamilyShown(family_title(outcomes[0], names), about,
                    [line for outcome in outcomes for line in by_outcome.get(outcome, [])])
        for about, outcomes in groups
    ]
    return [family for family in found if family.lines]


def family_title(outcome: str, names: Names) -> str:
    """The name of the family that an outcome is judged in."""
    if outcome in (*COSTS_OVERALL, LOG_COST):
        return _("Cost per participation")
    if outcome == METHOD_TOP2:
        return _("Share of ratings of 4 and more")
    if outcome == METHOD_RATING:
        return _("Ratings of the methods")
    if outcome in PROPORTIONS:
        return _("Coming back, and what became of promises")
    code = outcome.removeprefix(ITEM_PREFIX)
    return _("Survey: %(title)s") % {"title": names.surveys.get(code, code)}


@access(VIEW_VALUES)
def outcome(request: HttpRequest, programme_slug: str, outcome: str, subject: str) -> HttpResponse:
    """The working of one verdict that is not about the rating of a method."""
    programme = programme_for(request, programme_slug)
    looked = Verdict.objects.filter(programme=programme, is_current=True).exclude(outcome=METHOD_RATING)
    verdict = visible_or_404(looked, outcome=outcome, subject=subject)
    pilots = pilots_of(programme)
    told = words.teller(pilots, programme.currency)(verdict)
    context = {
        "programme": programme, "current_programme": programme, "verdict": verdict, "told": told,
        "name": names_of(programme).of(outcome, subject), "caveats": [*told.caveats, standing_caveat()],
        "figures": words.figure_rows(verdict, programme.currency), "settings": words.setting_rows(verdict),
        "figure_columns": [{"label": _("Figure")}, {"label": _("Value"), "numeric": True}],
        **beside(verdict, pilots, programme.currency),
    }
    return render(request, "indicators/outcome.html", context)


def beside(verdict: Verdict | None, pilots: Iterable[Pilot], currency: str) -> dict[str, Any]:
    """What the page of a verdict shows beneath it; one query."""
    if verdict is None:
        return {}
    cities = words.city_names(pilots)
    return {
        "cities": city_rows(verdict, cities, currency), "city_columns": city_columns(),
        "sensitivity": sensitivity_sentence(verdict),
        "relative": words.told_relative(verdict, cities), "panel": panel_of(verdict, cities),
        "covariates": covariate_rows(verdict), "covariate_columns": covariate_columns(),
        "looks": look_rows(verdict), "look_columns": look_columns(),
    }


def beside_methods(programme: Programme, pilots: list[Pilot], primary: Collection[str]) -> dict[str, Any]:
    """What the page of all methods shows beneath their ratings; four queries."""
    names = names_of(programme)
    others = Verdict.objects.filter(programme=programme, is_current=True).exclude(outcome=METHOD_RATING)
    return {
        "families": families_shown(others.order_by("outcome", "subject").defer("working"), names, pilots,
                                   programme.currency, primary),
        "ranking": ranking_of(programme, pilots, names.methods),
    }


def beside_method(programme: Programme, line: Any, pilots: list[Pilot]) -> dict[str, Any]:
    """What the page of one method shows beneath its rating; two queries."""
    others = Verdict.objects.filter(
        programme=programme, is_current=True, subject=line.code, outcome__in=(LOG_COST, METHOD_TOP2)
    )
    names = Names({line.code: line.name}, {}, {})
    return {"families": families_shown(others.defer("working"), names, pilots, programme.currency)} | beside(
        line.verdict, pilots, programme.currency)


def city_rows(verdict: Verdict, names: Mapping[str, str], currency: str) -> list[list[str]]:
    """Each city that counts: its mean and its shrunken mean in the reader's unit, and its number of units."""
    figures = verdict.figures
    amount = terms_of(figures.get("scale", "rating"), verdict.settings["delta"], currency).amount
    shrunken = figures.get("blup") or [None] * len(figures["pilots"])
    return [
        [names.get(pilot, pilot), amount(mean), "–" if near is None else amount(near), str(number_format(units, 0))]
        for pilot, mean, near, units in zip(
            figures["pilots"], figures["yi"], shrunken, figures.get("units", []), strict=False)
    ]


def city_columns() -> list[dict[str, Any]]:
    """Headings of the cities that count."""
    return [{"label": _("City")}, *({"label": label, "numeric": True} for label in (
        _("Mean"), _("Drawn towards the mean of all"), _("Sessions, answers or cases")))]
