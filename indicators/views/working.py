"""Show the working: the rule, the counts, what was left out and when, behind every stored value; rows by permission."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed, require
from foundation.audit.record import record
from foundation.translated import in_language
from indicators.definitions import Definition
from indicators.models import IndicatorValue
from indicators.presentation import formatted
from indicators.views.basis import Basis, basis_of, counting_rule
from indicators.views.definition import direction_names, interval_names
from indicators.views.detail_lines import detail_lines
from indicators.views.left_out import count_text, reasons_for
from indicators.views.over_all import Contribution, contributions_to
from indicators.views.parts import Part, group_names, in_order_of_parts, part_of
from indicators.views.reading import (
    UNSPLIT,
    VIEW_VALUES,
    Line,
    cutoff_on,
    definition_or_none,
    family_names,
    has_failed,
    line_columns,
    line_of,
    name_of,
    pilot_for,
    programme_for,
)
from indicators.views.rows_behind import table_for
from pilots.models import Pilot, Programme

VIEW_ROWS = "indicators.view_rows"
PAGE_SIZE = 25


@dataclass(frozen=True)
class Asked:
    """The value that an address names; ``pilot`` is None for one over the programme, ``value`` where not computed."""

    programme: Programme
    pilot: Pilot | None
    definition: Definition
    key: dict[str, str]
    part: Part
    value: IndicatorValue | None

    @property
    def query(self) -> str:
        """The part of the address behind the question mark."""
        named = {name: text for name, text in self.key.items() if text != UNSPLIT[name]}
        return f"?{urlencode(named)}" if named else ""

    @property
    def is_withheld(self) -> bool:
        """Whether nothing but the rule may be shown."""
        return self.value is not None and self.value.suppressed


@access(VIEW_VALUES)
def pilot_working(request: HttpRequest, pilot_slug: str, indicator: str) -> HttpResponse:
    """The working of one value of a pilot; of a suppressed one the rule alone."""
    pilot = pilot_for(request, pilot_slug)
    return _page(request, asked_for(request, pilot.programme, pilot, indicator))


@access(VIEW_VALUES)
def programme_working(request: HttpRequest, programme_slug: str, indicator: str) -> HttpResponse:
    """The working of a value computed over all pilots of a programme."""
    programme = programme_for(request, programme_slug)
    return _page(request, asked_for(request, programme, None, indicator))


@access(VIEW_ROWS)
def pilot_rows(request: HttpRequest, pilot_slug: str, indicator: str) -> HttpResponse:
    """The rows behind a value, a page at a time; that they were opened is kept in the audit trail."""
    pilot = pilot_for(request, pilot_slug)
    require(request.user, VIEW_ROWS, pilot)
    asked = asked_for(request, pilot.programme, pilot, indicator)
    back = reverse("indicators:pilot-working", args=[pilot.slug, indicator]) + asked.query
    if asked.value is None or asked.is_withheld:
        return redirect(back)
    table = table_for(pilot, indicator, method=asked.key["method"], user=request.user, part=asked.part,
                      cutoff=cutoff_on(pilot, asked.value.as_of))
    if table is None:
        return redirect(back)
    page = Paginator(table.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    cells = [table.cells(row) for row in page.object_list]
    with transaction.atomic():
        record("rows.open", pilot, by=request.user, label=pilot.name, indicator=indicator, page=page.number,
               rows=len(cells), **{name: text for name, text in asked.key.items() if text != UNSPLIT[name]})
    return render(request, "indicators/working_rows.html", {
        "pilot": pilot, "current_programme": pilot.programme, "name": name_of(asked.definition), "back": back,
        "page_obj": page, "columns": table.columns, "rows": cells, "subject": subject_of(asked),
        "named": allowed(request.user, "stakeholders.view_names", pilot), "total": page.paginator.count,
    })


def asked_for(request: HttpRequest, programme: Programme, pilot: Pilot | None, indicator: str) -> Asked:
    """What the address names; 404 for an indicator or a part that does not exist."""
    definition = definition_or_none(indicator)
    if definition is None or definition.is_pattern:
        raise Http404(_("There is no such indicator."))
    key = {name: request.GET.get(name, usual)[:80] for name, usual in UNSPLIT.items()}
    part = part_of(key["period"], key["split"] if pilot else "")
    if "\0" in "".join(key.values()) or part is None:
        raise Http404(_("There is no such indicator."))
    value = _stored(programme, pilot, indicator, key).current().first()
    return Asked(programme, pilot, definition, key, part, value)


def subject_of(asked: Asked) -> str:
    """The method and the part that the value is about, in words."""
    method, split = asked.key["method"].replace("_", " "), asked.key["split"]
    if asked.pilot is None:
        return " · ".join(filter(None, [method, split.replace("_", " ")]))
    groups = group_names(asked.programme) if split.startswith("group:") else {}
    return " · ".join(filter(None, [method, asked.part.label(groups)]))


def _stored(programme: Programme, pilot: Pilot | None, indicator: str, key: dict[str, str]) -> Any:
    return IndicatorValue.objects.filter(programme=programme, pilot=pilot, indicator=indicator, **key)


def _page(request: HttpRequest, asked: Asked) -> HttpResponse:
    value, pilot = asked.value, asked.pilot
    context: dict[str, Any] = {
        "programme": asked.programme, "current_programme": asked.programme, "pilot": pilot,
        "name": name_of(asked.definition), "question": in_language(asked.definition.question), "value": value,
        "subject": subject_of(asked), "whole_url": whole_url(asked), "parts": part_rows(asked),
        "contributions": _contributions(asked),
        "contribution_columns": [{"label": _("Pilot")}, *line_columns()[1:4]],
        "part_columns": [{"label": _("Part")}, *line_columns()[1:4]],
        "rule": rule_lines(asked.definition), "is_withheld": asked.is_withheld,
        "line": line_of(value, currency=asked.programme.currency) if value else None,
        "has_failed": pilot is not None and has_failed(pilot),
    }
    if value is not None and not asked.is_withheld:
        context |= _shown(request, asked, value)
    return render(request, "indicators/working.html", context)


def _shown(request: HttpRequest, asked: Asked, value: IndicatorValue) -> dict[str, Any]:
    """What is said of a value that is not kept back."""
    pilot = asked.pilot
    cutoff = cutoff_on(pilot or asked.programme, value.as_of)
    basis = basis_of(value.indicator)
    reasons = reasons_for(
        pilot, value.indicator, method=asked.key["method"], cutoff=cutoff, part=asked.part) if pilot else []
    may_open = pilot is not None and allowed(request.user, VIEW_ROWS, pilot)
    has_rows = pilot is not None and basis not in (Basis.ANSWERS, Basis.PILOTS)
    rows_url = ""
    if pilot is not None and may_open and has_rows:
        rows_url = reverse("indicators:pilot-rows", args=[pilot.slug, value.indicator]) + asked.query
    return {
        "counts": count_lines(value, asked.definition), "detail": detail_lines(value), "cutoff": cutoff,
        "reasons": reasons, "reason_rows": [[reason.label, reason.text] for reason in reasons],
        "reason_columns": [{"label": _("Reason")}, {"label": _("How many"), "numeric": True}],
        "counting_rule": counting_rule(basis), "rows_url": rows_url, "may_open": may_open, "has_rows": has_rows,
        "is_answers": basis == Basis.ANSWERS, "older": _older(asked),
        "cutoff_is_set": asked.programme.data_cutoff is not None,
    }


def whole_url(asked: Asked) -> str:
    """Of a part of a pilot: where the working of the whole stands; else ""."""
    if asked.pilot is None or asked.part.is_whole:
        return ""
    address = reverse("indicators:pilot-working", args=[asked.pilot.slug, asked.definition.code])
    return address + (f"?{urlencode({'method': asked.key['method']})}" if asked.key["method"] else "")


def _contributions(asked: Asked) -> list[Contribution]:
    """What each pilot brings into a number over all of them; of a pilot's own number: none."""
    if asked.pilot is not None:
        return []
    key = asked.key
    return contributions_to(asked.programme, asked.definition.code, method=key["method"], split=key["split"])


@dataclass(frozen=True)
class PartLine:
    """The value of a part of a pilot; its line knows the address of its own working."""

    label: str
    line: Line


def part_rows(asked: Asked) -> list[PartLine]:
    """The values of quarters, phases, helices, groups and waves beside that of the whole; two queries.

    Of a part: none.
    """
    if asked.pilot is None or not asked.part.is_whole:
        return []
    values = IndicatorValue.objects.current().filter(
        pilot=asked.pilot, indicator=asked.definition.code, method=asked.key["method"]
    ).exclude(period="all", split="")
    groups = group_names(asked.programme)
    lines = [(value, line_of(value, currency=asked.programme.currency)) for value in values]
    return [
        PartLine(Part(value.period, value.split).label(groups), line)
        for value, line in sorted(lines, key=lambda pair: in_order_of_parts(pair[0])) if line
    ]


def rule_lines(definition: Definition) -> list[tuple[str, str]]:
    """The definition as pairs of a term and its text."""
    low, high = definition.range
    if low is None and high is None:
        span = _("open")
    elif high is None:
        span = _("from %(low)s upwards") % {"low": _plain(low)}
    else:
        span = f"{_plain(low)} – {_plain(high)}" if low is not None else _("up to %(high)s") % {"high": _plain(high)}
    people = _("Computed from people: kept back where they are fewer than five.")
    return [
        (_("How computed"), in_language(definition.formula)), (_("Unit"), definition.unit), (_("Range"), span),
        (_("Direction"), direction_names()[definition.direction]),
        (_("95 % interval"), interval_names()[definition.interval]),
        (_("Fewest cases"), _plain(definition.minimum_n)),
        (_("Disclosure"), people if definition.persons_based else _("Not computed from people.")),
        (_("Family"), family_names()[definition.family]),
        (_("Number and code"), f"{definition.id}, {definition.code}"),
        (_("Version"), str(definition.version)),
        *([(_("Sources"), "; ".join(definition.sources))] if definition.sources else []),
    ]


def count_lines(value: IndicatorValue, definition: Definition) -> list[tuple[str, str]]:
    """Numerator, denominator, cases used and missing, and coverage, as far as they are stored."""
    people = definition.persons_based
    given = [
        (_("Numerator"), value.numerator, people), (_("Denominator"), value.denominator, people),
        (_("Cases used (n)"), value.n, people), (_("Cases missing"), value.n_missing, people),
    ]
    lines = [(label, count_text(number, of_people=of_people)) for label, number, of_people in given
             if number is not None]
    if value.coverage is not None:
        lines.append((_("Share of the cases that is known"), f"{_plain(round(100 * value.coverage, 1))} %"))
    return lines


def _older(asked: Asked) -> list[list[str]]:
    """Values of earlier versions of the definition, the newest first."""
    rows = _stored(asked.programme, asked.pilot, asked.definition.code, asked.key).filter(is_current=False)
    return [
        [str(row.definition_version), _written(row, asked), f"{row.as_of:%Y-%m-%d}"]
        for row in rows.order_by("-definition_version")
    ]


def _written(row: IndicatorValue, asked: Asked) -> str:
    if row.suppressed:
        return _("Kept back: fewer than five people")
    if row.value is None:
        return _("No data")
    return " ".join(formatted(row.value, asked.definition, currency=asked.programme.currency)).strip()


def _plain(number: float | None) -> str:
    if number is None:
        return ""
    return str(number_format(number, 0 if float(number).is_integer() else 2, use_l10n=True))
