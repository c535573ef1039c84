"""The timeline of a stakeholder: a page, or the newest entries as the piece that the register's page asks for."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from engagement.contact_timeline import KINDS, everything
from engagement.contact_words import contact_words
from engagement.contacts import with_contact
from foundation.accounts.access import access, allowed, require, visible_or_404
from stakeholders.involvement_querysets import involvement_pilots
from stakeholders.models import Involvement, Stakeholder

PIECE_SIZE, PAGE_SIZE = 8, 40


@access("stakeholders.view_stakeholder")
def stakeholder_timeline(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """Everything about a stakeholder that the user may see, newest first, and how contact stands in each pilot."""
    stakeholder: Stakeholder = visible_or_404(
        Stakeholder.objects.visible_to(request.user).with_names(request.user).select_related("programme"),
        pk=stakeholder_id,
    )
    require(request.user, "stakeholders.view_stakeholder", stakeholder)
    may_name = allowed(request.user, "stakeholders.view_name", stakeholder)
    name = stakeholder.shown_name or str(stakeholder)  # type: ignore[attr-defined]  # annotated by with_names
    entries = everything(stakeholder, request.user, name=name, may_name=may_name)
    kinds = {entry.kind for entry in entries}
    wanted = request.GET.get("kind", "")
    if wanted in kinds:
        entries = [entry for entry in entries if entry.kind == wanted]
    is_piece = bool(request.htmx)  # type: ignore[attr-defined]
    page = Paginator(entries, PIECE_SIZE if is_piece else PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "engagement/_stakeholder_timeline.html" if is_piece
                  else "engagement/stakeholder_timeline.html", {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "name": name, "page_obj": page,
        "is_piece": is_piece, "kind": wanted, "items": [
            {"title": entry.title, "when": entry.on, "state_label": KINDS[entry.kind], "text": entry.text,
             "href": entry.href, "state": entry.state} for entry in page.object_list],
        "kinds": [{"code": code, "label": label} for code, label in KINDS.items() if code in kinds],
        "standings": _standings(stakeholder, request.user),
    })


def _standings(stakeholder: Stakeholder, user: Any) -> list[dict[str, Any]]:
    """Planned level against actual contact in each pilot where the stakeholder takes part; one query."""
    day = timezone.localdate()
    rows = Involvement.objects.on_day(day).filter(
        stakeholder=stakeholder, pilot__in=involvement_pilots(user).values("pk")).select_related("pilot")
    rows = with_contact(rows, day, stakeholder.programme.contact_limit_days).order_by("pilot__name")
    return [{"pilot": row.pilot, "words": contact_words(row, day), "is_overdue": row.is_overdue} for row in rows]
