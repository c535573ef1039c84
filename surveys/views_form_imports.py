"""Pages of the import of questionnaires: upload, what is wrong, what it would become, take in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme
from surveys.actions.form_imports import discard_upload, job_of, take_in_upload, upload_form
from surveys.form_preview import preview_of
from surveys.forms.form_imports import FormUploadForm, TakeInForm
from surveys.models import FormImport

MAY = "surveys.edit_questionnaires"
PAGE_SIZE = 50
PROBLEMS_SHOWN = 100
State = FormImport.State


@access(MAY)
def form_import_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Upload a workbook; the imports so far."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, MAY, programme)
    form = FormUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        made = upload_form(programme=programme, file=file, file_name=file.name, by=request.user,
                           language=get_language() or "en")
        return redirect(made)
    imports = FormImport.objects.visible_to(request.user).filter(programme=programme)
    rows = imports.select_related("questionnaire").defer("content", "document").order_by("-created_at", "-id")
    return render(request, "surveys/forms/form_import_list.html", {
        "programme": programme, "form": form,
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "columns": [{"label": label} for label in (_("File"), _("Uploaded"), _("State"), _("Questionnaire"))],
    }, status=422 if form.errors else 200)


@access(MAY)
def form_import(request: HttpRequest, form_import_id: int) -> HttpResponse:
    """Where an import stands: being read, what is wrong, what it would become."""
    found = _find(request, form_import_id)
    if found.state == State.READING:
        return render(request, "surveys/forms/form_import_reading.html", {
            "import": found, "programme": found.programme, "job": job_of(found)})
    return _page(request, found, TakeInForm(form_import=found))


@access(MAY)
@require_POST
def form_import_take_in(request: HttpRequest, form_import_id: int) -> HttpResponse:
    """Make the form a draft, whole or not at all."""
    found = _find(request, form_import_id)
    if found.state != State.READY:
        messages.info(request, _("This form was taken in before, or cannot be: nothing was done twice."))
        return redirect(found)
    form = TakeInForm(request.POST, form_import=found)
    if form.is_valid():
        try:
            taken = take_in_upload(form_import=found, questionnaire=form.cleaned_data["questionnaire"],
                                   code=form.cleaned_data["code"], by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            if taken:
                messages.success(request, _("The form is a draft now. Nobody is asked before it is published."))
            return redirect(found)
    return _page(request, found, form, status=400)


@access(MAY)
@require_POST
def form_import_discard(request: HttpRequest, form_import_id: int) -> HttpResponse:
    """Delete an import that was not taken in."""
    found = _find(request, form_import_id)
    if discard_upload(form_import=found, by=request.user):
        messages.success(request, _("The form was discarded. Nothing of it is kept."))
        return redirect("surveys:form-imports", found.programme.slug)
    messages.error(request, _("This form was taken in; it cannot be discarded."))
    return redirect(found)


def _find(request: HttpRequest, form_import_id: int) -> FormImport:
    """An import of a programme that the user sees (else 404) and whose questionnaires they write (else 403)."""
    seen = FormImport.objects.visible_to(request.user).select_related("programme", "questionnaire").defer("content")
    found = visible_or_404(seen, pk=form_import_id)
    require(request.user, MAY, found.programme)
    return found


def _page(request: HttpRequest, found: FormImport, form: TakeInForm, status: int = 200) -> HttpResponse:
    errors_first = sorted(found.problems, key=lambda problem: not problem[4])
    context: dict[str, Any] = {
        "import": found, "programme": found.programme, "form": form,
        "page_obj": Paginator(errors_first, PROBLEMS_SHOWN).get_page(request.GET.get("page")),
        "columns": [{"label": label} for label in (_("Place"), _("Severity"), _("What is wrong"))],
        "preview": preview_of(found.document, get_language() or "en") if found.document else None,
    }
    return render(request, "surveys/forms/form_import.html", context, status=status)
