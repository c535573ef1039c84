"""Rows → the content of a snapshot: everything a report shows, as plain JSON."""

from dataclasses import asdict
from typing import Any

from engagement.models import Method
from foundation.translated import in_language
from indicators.actions.plans import plan_of, settings_of
from indicators.definitions import definition_for
from indicators.models import IndicatorValue, Verdict
from indicators.views.outcomes import Names, family_title, names_of
from indicators.views.reading import computation_of
from indicators.wording import VerdictFacts, words_for
from pilots.models import Pilot, Programme
from reports.canonical import canonical
from reports.code_version import code_version
from reports.models import Report
from stakeholders.models import StakeholderGroup

SCHEMA = 1
FIGURES = ("value", "lower", "upper", "boot_lower", "boot_upper", "n", "n_missing", "numerator", "denominator",
           "coverage")
PER_PILOT = ("pilots", "yi", "vi", "units", "blup")  # parallel lists among the figures of a verdict


def content_of(report: Report) -> dict[str, Any]:
    """The content as it is now; read in one transaction, or the parts may disagree. Seven queries."""
    programme = report.programme
    pilots = list(Pilot.objects.filter(programme=programme).select_related("computation").order_by("name", "slug"))
    codes = {pilot.pk: code_of(pilot) for pilot in pilots}
    values = [_value(row, codes) for row in _rows(programme)]
    names = {codes[pilot.pk]: pilot.name for pilot in pilots}
    called = names_of(programme)
    verdicts = [_verdict(verdict, names, values, called) for verdict in _verdicts(programme)]
    methods = _methods(programme, values, verdicts)
    definitions = [_definition(code) for code in sorted({value["indicator"] for value in values})]
    return canonical({
        "schema": SCHEMA,
        "report": {"title": report.title, "language": report.language, "requested_at": report.made_at.isoformat()},
        "programme": {
            "slug": programme.slug, "name": programme.name, "currency": programme.currency,
            "is_demo": programme.is_demo,
        },
        "cutoff": programme.data_cutoff.isoformat() if programme.data_cutoff else None,
        "as_of": max((value["as_of"] for value in values), default=None),
        "pilots": [_pilot(pilot) for pilot in pilots],
        "plan": _plan(programme),
        "values": values, "verdicts": verdicts, "methods": methods,
        "groups": _groups(programme, values), "definitions": definitions,
        "seed": 'CRC32 of "pilot|indicator"',
        "code": code_version(),
        "counts": {
            "pilots": len(pilots), "values": len(values), "verdicts": len(verdicts),
            "suppressed": sum(value["suppressed"] for value in values),
        },
    })


def code_of(pilot: Pilot) -> str:
    """How a pilot is named in figures and exports."""
    return pilot.external_id or pilot.slug


def _pilot(pilot: Pilot) -> dict[str, Any]:
    """The pilot's context; what is not documented is absent. The sponsor may be a person and stays inside."""
    state = computation_of(pilot)
    failed = state.state == state.State.FAILED
    context = {
        # numbers of a pilot whose newest computation failed are earlier ones
        "failed": failed or None, "numbers_of": state.as_of.isoformat() if failed and state.as_of else None,
        "code": code_of(pilot), "name": pilot.name, "country": pilot.country, "arena": pilot.arena_type,
        "mandate": pilot.mandate, "mandate_reference": pilot.mandate_reference,
        "governance_form": pilot.governance_form, "population": pilot.population,
        "population_year": pilot.population_year, "population_source": pilot.population_source,
        "start": pilot.start_date and pilot.start_date.isoformat(),
        "end": pilot.end_date and pilot.end_date.isoformat(),
    }
    return {key: value for key, value in context.items() if value not in (None, "")}


def _plan(programme: Programme) -> dict[str, Any]:
    plan = plan_of(programme)
    return settings_of(plan) | {
        "delta_share": plan.delta_share, "delta_cost_factor": plan.delta_cost_factor,
        "primary_indicators": plan.primary_indicators, "look_dates": plan.look_dates,
        "frozen_at": plan.frozen_at and plan.frozen_at.isoformat(),
    }


def _rows(programme: Programme) -> list[IndicatorValue]:
    return list(IndicatorValue.objects.current().whole().filter(programme=programme).order_by(
        "indicator", "method", "period", "split", "pilot__name", "pilot__slug"
    ))


def _value(row: IndicatorValue, codes: dict[int, str]) -> dict[str, Any]:
    """One value; of a suppressed one nothing but that it is, for counts and shares beside it could give it away."""
    figures = {name: None if row.suppressed else getattr(row, name) for name in FIGURES}
    return {
        "pilot": codes.get(row.pilot_id) if row.pilot_id else None,
        "indicator": row.indicator, "definition_version": row.definition_version,
        "method": row.method, "period": row.period, "split": row.split, **figures, "suppressed": row.suppressed,
        "flags": [] if row.suppressed else row.flags, "as_of": row.as_of.isoformat(),
    }


def _verdicts(programme: Programme) -> list[Verdict]:
    return list(Verdict.objects.filter(programme=programme, is_current=True)
                .select_related("programme").order_by("outcome", "subject"))


def _verdict(verdict: Verdict, names: dict[str, str], values: list[dict[str, Any]], called: Names) -> dict[str, Any]:
    hidden = {
        value["pilot"] for value in values
        if value["suppressed"] and value["indicator"] == verdict.outcome and value["method"] == verdict.subject
    }
    figures = _without(verdict.figures, hidden)
    told = figures | {"verdict": verdict.verdict, "reason": verdict.reason, "k": verdict.k}
    words = words_for(VerdictFacts.of_figures(
        told, delta=verdict.settings.get("delta", 0.5), benchmark=figures.get("benchmark"), names=names,
        interim=verdict.interim, currency=verdict.programme.currency,
        several_languages=len(verdict.settings.get("languages", [])) > 1,
    ))
    return {
        "outcome": verdict.outcome, "subject": verdict.subject,
        "name": called.of(verdict.outcome, verdict.subject), "family": family_title(verdict.outcome, called),
        "verdict": verdict.verdict,
        "reason": verdict.reason, "k": verdict.k, "interim": verdict.interim, "figures": figures,
        "settings": verdict.settings, "as_of": verdict.as_of.isoformat(), "words": asdict(words),
    }


def _without(figures: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    """The figures without those of pilots whose own value is kept back."""
    pilots = figures.get("pilots") or []
    keep = [at for at, pilot in enumerate(pilots) if pilot not in hidden]
    if len(keep) == len(pilots):
        return figures
    parallel = {
        key: [figures[key][at] for at in keep]
        for key in PER_PILOT if isinstance(figures.get(key), list) and len(figures[key]) == len(pilots)
    }
    return figures | parallel | {"exceptions": [p for p in figures.get("exceptions") or [] if p not in hidden]}


def _methods(programme: Programme, values: list[dict[str, Any]], verdicts: list[dict[str, Any]]) -> dict[str, str]:
    used = {value["method"] for value in values if value["method"]} | {verdict["subject"] for verdict in verdicts}
    found = Method.objects.for_programme(programme).filter(code__in=used)
    return {code: code for code in used} | {method.code: str(method) for method in found}


def _groups(programme: Programme, values: list[dict[str, Any]]) -> dict[str, str]:
    """Names of the stakeholder groups that values are split by."""
    used = {value["split"] for value in values if value["split"]}
    found = StakeholderGroup.objects.for_programme(programme).filter(code__in=used) if used else ()
    return {group.code: str(group) for group in found}


def _definition(code: str) -> dict[str, Any]:
    """The whole definition with the texts of the report's language; a code this release does not know is bare."""
    try:
        known = definition_for(code)
    except KeyError:
        return {"id": "", "code": code, "version": 0, "name": code, "question": "", "formula": "", "unit": "",
                "display": "number", "family": "", "interval": "none", "sources": []}
    return {
        "id": known.id, "code": code, "version": known.version, "name": in_language(known.names),
        "question": in_language(known.question), "formula": in_language(known.formula), "unit": known.unit,
        "display": known.display, "family": known.family, "interval": known.interval, "sources": known.sources,
    }
