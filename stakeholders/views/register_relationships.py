"""How stakeholders are tied to each other: the network with its list, and writing a tie."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, visible_or_404
from stakeholders.actions.relationships import end_relationship, relate, remove_relationship
from stakeholders.forms.register_relationships import EndForm, NetworkFilterForm, RelationshipForm
from stakeholders.models import Relationship, Stakeholder
from stakeholders.naming import display_name
from stakeholders.network import DRAWN_AT_MOST, HEIGHT, ISOLATED_NAMED, WIDTH, draw, isolated, ties_on
from stakeholders.relationship_kinds import relationship_words
from stakeholders.views.finding import find_programme, find_stakeholder

PAGE_SIZE = 50


@access("stakeholders.view_register")
def network(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Who is tied to whom: a drawing of the most tied, the list of all ties, the names of those without one."""
    programme = find_programme(request, programme_slug, "stakeholders.view_register")
    asked = request.GET.copy()
    asked.setdefault("on", timezone.localdate().isoformat())
    form = NetworkFilterForm(asked)
    form.full_clean()
    day = form.cleaned_data.get("on") or timezone.localdate()
    kind = form.cleaned_data.get("kind") or ""
    ties = ties_on(programme, request.user, day, kind)
    around = _around(request, programme)
    register = Stakeholder.objects.visible_to(request.user).filter(programme=programme)
    alone = isolated(register, programme, request.user, day)
    page = Paginator(ties.order_by("kind", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "stakeholders/network.html", {
        "programme": programme, "form": form, "day": day, "around": around, "width": WIDTH, "height": HEIGHT,
        "drawing": draw(ties, request.user, around.pk if around else None), "drawn_at_most": DRAWN_AT_MOST,
        "page_obj": page, "rows": _rows(page, request.user),
        "columns": [{"label": label} for label in (_("From"), _("How"), _("To"), _("Since"), _("Note"))],
        "alone": list(alone.with_names(request.user).order_by("kind", "shown_name", "pk")[:ISOLATED_NAMED]),
        "alone_count": alone.count(),
    })


@access("stakeholders.edit_stakeholder")
def relationship_add(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """Find somebody by name, then say how the two are tied."""
    stakeholder = find_stakeholder(request, stakeholder_id, "stakeholders.edit_stakeholder")
    words = request.GET.get("q", "").strip()
    register = Stakeholder.objects.visible_to(request.user).with_names(request.user).filter(
        programme=stakeholder.programme).exclude(pk=stakeholder.pk)
    form = RelationshipForm(request.POST or None, register=register, words=words)
    if request.method == "POST" and form.is_valid():
        try:
            relate(stakeholder=stakeholder, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The relationship is on record."))
            return redirect(stakeholder)
    return render(request, "stakeholders/relationship_form.html", {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "form": form, "words": words,
        "name": display_name(stakeholder, request.user),
    })


@access("stakeholders.edit_stakeholder")
def relationship_end(request: HttpRequest, stakeholder_id: int, relationship_id: int) -> HttpResponse:
    """Let a tie end, or take it back."""
    stakeholder = find_stakeholder(request, stakeholder_id, "stakeholders.edit_stakeholder")
    tie = _find_tie(request, stakeholder, relationship_id)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            end_relationship(relationship=tie, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(stakeholder)
    return render(request, "stakeholders/relationship_end.html", {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "form": form, "tie": tie,
        "row": _rows([tie], request.user)[0], "name": display_name(stakeholder, request.user),
    })


@require_POST
@access("stakeholders.edit_stakeholder")
def relationship_remove(request: HttpRequest, stakeholder_id: int, relationship_id: int) -> HttpResponse:
    """Take back a tie that was entered by mistake."""
    stakeholder = find_stakeholder(request, stakeholder_id, "stakeholders.edit_stakeholder")
    remove_relationship(relationship=_find_tie(request, stakeholder, relationship_id), by=request.user)
    messages.success(request, _("The relationship has been removed."))
    return redirect(stakeholder)


def _find_tie(request: HttpRequest, stakeholder: Stakeholder, relationship_id: int) -> Relationship:
    ties = Relationship.objects.of(stakeholder).visible_to(request.user).select_related("source")
    found: Relationship = visible_or_404(ties, pk=relationship_id)
    return found


def _around(request: HttpRequest, programme: Any) -> Stakeholder | None:
    key = request.GET.get("around", "")
    if not key.isdecimal():
        return None
    seen = Stakeholder.objects.visible_to(request.user).with_names(request.user)
    found: Stakeholder | None = seen.filter(programme=programme, pk=key).first()
    return found


def _rows(ties: Any, user: Any) -> list[dict[str, Any]]:
    """Ties in words, both ends by name; one query."""
    ties = list(ties)
    keys = {key for tie in ties for key in (tie.source_id, tie.target_id)}
    named = Stakeholder.objects.with_names(user).with_permission(user).in_bulk(keys)
    return [
        {"tie": tie, "source": named[tie.source_id], "target": named[tie.target_id],
         "words": relationship_words(tie.kind),
         "note": tie.note if named[tie.source_id].may_name and named[tie.target_id].may_name else ""}
        for tie in ties
    ]
