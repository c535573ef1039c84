"""One person or organisation: facts, part in the pilots and its past, people, relationships, consents."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed
from stakeholders.choices import FieldKind
from stakeholders.contact_limits import quadrant_of
from stakeholders.erasure_preview import receipts_of
from stakeholders.forms.register import EDITING_ROLES
from stakeholders.forms.register_standing import STANCES
from stakeholders.involvement_querysets import involvement_pilots
from stakeholders.models import CustomField, Involvement, Stakeholder
from stakeholders.naming import display_name
from stakeholders.salience import salience
from stakeholders.tied import ties_of
from stakeholders.views.finding import find_stakeholder, page_above

PEOPLE_SHOWN = 30


@access("stakeholders.view_stakeholder")
def stakeholder_detail(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """One person or organisation."""
    stakeholder = find_stakeholder(request, stakeholder_id, "stakeholders.view_stakeholder")
    may_name = allowed(request.user, "stakeholders.view_name", stakeholder)
    people = stakeholder.people.visible_to(request.user).with_names(request.user).order_by("shown_name", "pk")
    parts = _parts(stakeholder, request.user, may_name)
    return render(request, "stakeholders/stakeholder_detail.html", {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "may_name": may_name,
        "name": display_name(stakeholder, request.user),
        "may_edit": allowed(request.user, "stakeholders.edit_stakeholder", stakeholder),
        "may_erase": allowed(request.user, "stakeholders.erase_stakeholder", stakeholder),
        "erased": None if hasattr(stakeholder, "contact") else receipts_of(stakeholder).first(),
        "contact": getattr(stakeholder, "contact", None) if may_name else None,
        "parts": parts, "new_pilots": _new_pilots(stakeholder, request.user, parts),
        "tags": list(stakeholder.tags.all()) if may_name else [],
        "own_facts": own_facts(stakeholder) if may_name else [],
        "consents": list(stakeholder.consents.order_by("purpose", "-given_on")) if may_name else [],
        "people": Paginator(people, PEOPLE_SHOWN).get_page(request.GET.get("people")),
        "ties": ties_of(stakeholder, request.user),
        "sessions_url": page_above("engagement:stakeholder-sessions", stakeholder.pk),
        "timeline_url": page_above("engagement:stakeholder-timeline", stakeholder.pk),
    })


def own_facts(stakeholder: Stakeholder) -> list[dict[str, Any]]:
    """The programme's active own fields that have a value here; a day also as a date."""
    fields = CustomField.objects.filter(programme=stakeholder.programme_id, is_active=True)
    return [
        {"label": field.label, "value": stakeholder.custom[field.code],
         "day": dt.date.fromisoformat(stakeholder.custom[field.code]) if field.kind == FieldKind.DATE else None}
        for field in fields if field.code in stakeholder.custom
    ]


def _parts(stakeholder: Stakeholder, user: Any, may_name: bool) -> list[dict[str, Any]]:
    """The parts in pilots that the user may see: each with what holds and what held before, newest first."""
    rows = stakeholder.involvements.filter(pilot__in=involvement_pilots(user).values("pk")).select_related(
        "pilot__programme").order_by("pilot__name", "pilot", "-valid_from", "-pk")
    parts = []
    for pilot, of_pilot in groupby(rows, key=lambda row: row.pilot):
        newest_first = sorted(of_pilot, key=lambda row: (row.valid_until or dt.date.max, row.pk), reverse=True)
        told = [_told(row, may_name) for row in newest_first]
        parts.append({
            "pilot": pilot, "now": told[0], "before": told[1:],
            "is_over": newest_first[0].valid_until is not None and newest_first[0].valid_until <= pilot.local_date(),
            "may_edit": allowed(user, "stakeholders.edit_involvement", pilot),
        })
    return parts


def _told(row: Involvement, may_name: bool) -> dict[str, Any]:
    """A row in words; stance and role are personal."""
    quadrant = quadrant_of(row.influence, row.interest)
    return {
        "row": row, "last_day": row.valid_until and row.valid_until - dt.timedelta(days=1),
        "scales": _scales(row), "quadrant": quadrant.label if quadrant else "",
        "role": row.role if may_name else "",
        "stance": dict(STANCES).get(row.stance) if may_name and row.stance is not None else None,
        "salience": salience(row.has_power, row.has_legitimacy, row.has_urgency),
        "claims": [
            {"label": label, "value": value}
            for label, value in ((_("Power"), row.has_power), (_("Legitimacy"), row.has_legitimacy),
                                 (_("Urgency"), row.has_urgency))
        ],
    }


def _scales(row: Involvement) -> list[dict[str, Any]]:
    """Influence and interest as five marks; an unset one stays unset."""
    return [
        {"label": label, "value": value, "marks": [mark <= (value or 0) for mark in range(1, 6)]}
        for label, value in ((_("Influence"), row.influence), (_("Interest"), row.interest))
    ]


def _new_pilots(stakeholder: Stakeholder, user: Any, parts: list[dict[str, Any]]) -> list[Any]:
    """Pilots of the programme where the user may write and the stakeholder has had no part so far."""
    known = [part["pilot"].pk for part in parts]
    pilots = stakeholder.programme.pilots.with_role(user, *EDITING_ROLES)
    return list(pilots.exclude(pk__in=known).order_by("name"))
