"""Erase who somebody is: what goes and what stays, the confirmation, the receipt."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from foundation.accounts.access import access, visible_or_404
from stakeholders.actions.erasure import erase_contact
from stakeholders.erasure_preview import (
    REASONS,
    receipts_of,
    said_on_receipt,
    what_goes,
    what_is_mentioned,
    what_stays,
)
from stakeholders.forms.erasure import ErasureForm
from stakeholders.models import Stakeholder
from stakeholders.naming import display_name
from stakeholders.views.finding import find_stakeholder

MAY = "stakeholders.erase_stakeholder"


@access(MAY)
def stakeholder_erase(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """Say what would go and what would stay; erase where the name was typed."""
    stakeholder = find_stakeholder(request, stakeholder_id, MAY)
    name, mentions = display_name(stakeholder, request.user), what_is_mentioned(stakeholder)
    form = ErasureForm(request.POST or None, name=name, has_mentions=bool(mentions))
    if request.method == "POST" and form.is_valid():
        receipt = erase_contact(
            stakeholder=stakeholder, by=request.user, reason=form.cleaned_data["reason"],
            is_taken_from_texts=form.cleaned_data.get("is_taken_from_texts", False))
        messages.success(request, _("Erased. This is the receipt."))
        return redirect("stakeholders:stakeholder-erased", stakeholder.pk, receipt)
    return render(request, "stakeholders/stakeholder_erase.html", {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "name": name, "form": form,
        "goes": what_goes(stakeholder), "stays": what_stays(stakeholder), "mentions": mentions,
        "is_person": stakeholder.kind == Stakeholder.Kind.PERSON, "receipts": receipts_of(stakeholder),
    })


@access(MAY)
def stakeholder_erased(request: HttpRequest, stakeholder_id: int, receipt_id: int) -> HttpResponse:
    """The receipt of an erasure: when, by whom, why, and what became of what."""
    stakeholder = find_stakeholder(request, stakeholder_id, MAY)
    receipt: Any = visible_or_404(receipts_of(stakeholder), pk=receipt_id)
    return render(request, "stakeholders/stakeholder_erased.html", {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "receipt": receipt,
        "name": display_name(stakeholder, request.user), "done": said_on_receipt(receipt),
        "reason": REASONS.get(receipt.details.get("reason", ""), ""), "stays": what_stays(stakeholder),
    })
