"""The consent ledger: of the whole register by purpose, and of one stakeholder."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed, require, visible_or_404
from pilots.models import Pilot, Programme
from stakeholders.actions.consents import give_consent, renew_consent, withdraw_consent
from stakeholders.consent_querysets import with_consent
from stakeholders.forms.consents import STATUSES, ConsentFilterForm, GivenForm, WithdrawForm, add_errors, purposes
from stakeholders.models import Consent, Stakeholder
from stakeholders.naming import display_name

PAGE_SIZE = 25
COLORS = {"none": "neutral", "given": "success", "withdrawn": "warning", "outdated": "info"}


@access("stakeholders.edit_register")
def consent_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Who has agreed to what, among those whose names the user may see."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "stakeholders.edit_register", programme)
    pilots = Pilot.objects.with_role(request.user, "coordinator", "manager").filter(programme=programme)
    form = ConsentFilterForm(request.GET, pilots=pilots.order_by("name"))
    register = Stakeholder.objects.filter(programme=programme).named_for(request.user).with_names(request.user)
    version = _version_in_force(programme, form.purpose_code)
    found = form.narrowed(with_consent(register, form.purpose_code, version))
    page = Paginator(found.order_by("shown_name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "stakeholders/consent_list.html", {
        "programme": programme, "form": form, "page_obj": page, "purpose": dict(purposes())[form.purpose_code],
        "purpose_code": form.purpose_code, "version_in_force": version, "statuses": _labelled(),
        "is_narrowed": bool(set(form.changed_data) - {"purpose"}),
        "may_publish": allowed(request.user, "pilots.set_up_programme", programme),
        "columns": [{"label": label} for label in (_("Name"), _("Status"), _("Version"), _("Given on"), "")],
    })


@access("stakeholders.edit_stakeholder")
def stakeholder_consents(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """The ledger of one person or organisation, purpose by purpose; nothing in it is ever rewritten."""
    stakeholder = _find(request, stakeholder_id)
    today = timezone.localdate()
    rows = list(stakeholder.consents.with_version_in_force(today).order_by("-given_on", "-pk"))
    return render(request, "stakeholders/consent_ledger.html", {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "name": display_name(stakeholder, request.user),
        "ledgers": [_ledger(code, label, [row for row in rows if row.purpose == code]) for code, label in _all(rows)],
    })


@access("stakeholders.edit_stakeholder")
def consent_give(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """Enter a consent for one purpose."""
    stakeholder = _find(request, stakeholder_id)
    purpose = request.POST.get("purpose") or request.GET.get("purpose") or purposes()[0][0]
    if purpose not in dict(purposes()):
        raise Http404("No such purpose.")
    form = GivenForm(request.POST or None, programme=stakeholder.programme, purpose=purpose)
    if request.method == "POST" and form.is_valid():
        try:
            give_consent(stakeholder=stakeholder, purpose=purpose, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, stakeholder)
    return _form_page(request, stakeholder, form, title=_("Record a consent"), purpose=purpose)


@access("stakeholders.edit_stakeholder")
def consent_renew(request: HttpRequest, stakeholder_id: int, consent_id: int) -> HttpResponse:
    """Replace an open consent by a newer one."""
    stakeholder = _find(request, stakeholder_id)
    consent = visible_or_404(stakeholder.consents.all(), pk=consent_id)
    form = GivenForm(request.POST or None, programme=stakeholder.programme, purpose=consent.purpose)
    if request.method == "POST" and form.is_valid():
        try:
            renew_consent(consent=consent, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, stakeholder)
    return _form_page(request, stakeholder, form, title=_("Renew the consent"), purpose=consent.purpose)


@access("stakeholders.edit_stakeholder")
def consent_withdraw(request: HttpRequest, stakeholder_id: int, consent_id: int) -> HttpResponse:
    """Record that somebody took a consent back."""
    stakeholder = _find(request, stakeholder_id)
    consent = visible_or_404(stakeholder.consents.all(), pk=consent_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_consent(consent=consent, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, stakeholder)
    return _form_page(request, stakeholder, form, title=_("Record a withdrawal"), purpose=consent.purpose)


def _find(request: HttpRequest, stakeholder_id: int) -> Stakeholder:
    found = visible_or_404(
        Stakeholder.objects.visible_to(request.user).with_names(request.user).select_related("programme", "contact"),
        pk=stakeholder_id,
    )
    require(request.user, "stakeholders.edit_stakeholder", found)
    return found


def _saved(request: HttpRequest, stakeholder: Stakeholder) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("stakeholders:stakeholder-consents", stakeholder.pk)


def _form_page(request: HttpRequest, stakeholder: Stakeholder, form: Any, *, title: str, purpose: str) -> HttpResponse:
    return render(request, "stakeholders/consent_form.html", {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "form": form, "title": title,
        "name": display_name(stakeholder, request.user), "purpose_code": purpose,
        "purpose": dict(purposes()).get(purpose, purpose),
    })


def _version_in_force(programme: Programme, purpose: str) -> str | None:
    texts = programme.consent_texts.filter(purpose=purpose, in_force_from__lte=timezone.localdate())
    return texts.newest_first().values_list("version", flat=True).first()


def _labelled() -> dict[str, dict[str, Any]]:
    return {code: {"label": label, "color": COLORS[code]} for code, label in STATUSES}


def _all(rows: list[Consent]) -> list[tuple[str, str]]:
    """The vocabulary's purposes, and those of earlier entries that it does not know."""
    known = purposes()
    return known + [(code, code) for code in sorted({row.purpose for row in rows} - set(dict(known)))]


def _ledger(code: str, title: str, rows: list[Any]) -> dict[str, Any]:
    current = next((row for row in rows if row.is_open), None)
    status = "withdrawn" if rows else "none"
    if current is not None:
        status = "given" if current.version_in_force in {None, current.version} else "outdated"
    return {"code": code, "title": title, "rows": rows, "current": current, "is_known": code in dict(purposes()),
            **_labelled()[status]}
