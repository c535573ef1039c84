"""What people are asked to agree to: the programme's texts with their versions and languages."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme
from stakeholders.actions.consent_texts import add_language, publish_consent_text
from stakeholders.forms.consents import ConsentTextForm, WordingForm, add_errors, language_names, purposes
from stakeholders.models import Consent, ConsentText


def _programme(request: HttpRequest, programme_slug: str) -> Programme:
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "pilots.set_up_programme", programme)
    return programme


@access("pilots.set_up_programme")
def consent_text_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """All versions, newest first, with how many agreed to each."""
    programme = _programme(request, programme_slug)
    agreed = Consent.objects.open().filter(
        stakeholder__programme=programme, purpose=OuterRef("purpose"), version=OuterRef("version"),
    ).order_by().values("purpose").annotate(number=Count("pk")).values("number")
    texts = list(programme.consent_texts.newest_first().annotate(agreed=Coalesce(Subquery(agreed), 0)))
    in_force = set(programme.consent_texts.in_force(timezone.localdate()).values_list("pk", flat=True))
    labels = dict(purposes())
    return render(request, "stakeholders/consent_text_list.html", {
        "programme": programme,
        "texts": [
            {"row": text, "purpose": labels.get(text.purpose, text.purpose), "is_in_force": text.pk in in_force,
             "wordings": [{"language": name, "code": code, "text": text.texts[code]}
                          for code, name in language_names(text.texts)],
             "lacks": [name for _code, name in language_names(
                 code for code in programme.languages if code not in text.texts)]}
            for text in texts
        ],
    })


@access("pilots.set_up_programme")
def consent_text_add(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Publish a new version."""
    programme = _programme(request, programme_slug)
    form = ConsentTextForm(request.POST or None, programme=programme, initial={"purpose": request.GET.get("purpose")})
    if request.method == "POST" and form.is_valid():
        try:
            publish_consent_text(programme=programme, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Published. Consents to an older version now count as outdated."))
            return redirect("stakeholders:consent-text-list", programme.slug)
    return render(request, "stakeholders/consent_text_form.html", {
        "programme": programme, "form": form, "title": _("New version of a consent text"),
    })


@access("pilots.set_up_programme")
def consent_text_translate(request: HttpRequest, programme_slug: str, consent_text_id: int) -> HttpResponse:
    """Add a language to a version; what is there stays as it is."""
    programme = _programme(request, programme_slug)
    text = visible_or_404(ConsentText.objects.filter(programme=programme).select_related("programme"),
                          pk=consent_text_id)
    form = WordingForm(request.POST or None, text=text)
    if request.method == "POST" and form.is_valid():
        try:
            add_language(text=text, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("stakeholders:consent-text-list", programme.slug)
    return render(request, "stakeholders/consent_text_form.html", {
        "programme": programme, "form": form, "title": _("Add a language"), "text": text,
        "purpose": dict(purposes()).get(text.purpose, text.purpose),
    })
