"""Pages of the import: upload, columns, preview, apply, undo."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme
from stakeholders.actions.imports import choose_columns, decide_rows, discard_import, upload_table
from stakeholders.actions.imports_steps import job_of, start_step
from stakeholders.forms.imports import ColumnsForm, TableUploadForm
from stakeholders.models import ImportRow, RegisterImport
from stakeholders.views.imports_preview import TABS, preview_rows

PAGE_SIZE = 25
MAY = "stakeholders.edit_involvement"
State = RegisterImport.State


@access("stakeholders.edit_register")
def import_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Upload a table; the imports so far."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "stakeholders.edit_register", programme)
    form = TableUploadForm(request.POST or None, request.FILES or None, programme=programme, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = upload_table(pilot=form.cleaned_data["pilot"], file=file, file_name=file.name, by=request.user)
            return redirect(made)
        except ValidationError as refused:
            form.add_error(None, refused)
    imports = RegisterImport.objects.visible_to(request.user).filter(programme=programme)
    page = Paginator(imports.select_related("pilot").annotate(number=Count("rows")).order_by("-created_at", "-id"),
                     PAGE_SIZE)
    return render(request, "stakeholders/import_list.html", {
        "programme": programme, "form": form, "page_obj": page.get_page(request.GET.get("page")),
        "columns": [{"label": label} for label in (_("File"), _("Pilot"), _("Uploaded"), _("State"))],
    })


@access(MAY)
def import_detail(request: HttpRequest, import_id: int) -> HttpResponse:
    """Where the import stands: the columns, the preview, or what it did."""
    found = _find(request, import_id)
    if found.state == State.UPLOADED:
        return _columns_page(request, found, ColumnsForm(register_import=found))
    if found.is_at_work:
        return render(request, "stakeholders/import_at_work.html", {
            "import": found, "programme": found.programme, "job": job_of(found)})
    if found.state == State.READY:
        return _preview_page(request, found)
    return render(request, "stakeholders/import_result.html", {
        "import": found, "programme": found.programme, "not_undone": found.rows.exclude(not_undone="")[:200],
        "organisations": len(found.counts.get("organisations", [])),
        "columns": [{"label": label} for label in (_("Row"), _("Why it stayed"))],
    })


@access(MAY)
def import_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say what the columns mean, also again after a look at the preview."""
    found = _find(request, import_id)
    if found.state not in {State.UPLOADED, State.READY}:
        return redirect(found)
    form = ColumnsForm(request.POST or None, register_import=found)
    if request.method == "POST" and form.is_valid():
        try:
            choose_columns(register_import=found, mapping=form.mapping(), helix=form.cleaned_data["helix"],
                           by=request.user)
            found.refresh_from_db()
            start_step(register_import=found, step="check", by=request.user)
            return redirect(found)
        except ValidationError as refused:
            form.add_error(None, refused)
    return _columns_page(request, found, form)


@access(MAY)
@require_POST
def import_decide(request: HttpRequest, import_id: int) -> HttpResponse:
    """Keep what is to become of the rows that are alike to something."""
    found = _find(request, import_id)
    if found.state == State.READY:
        choices = {int(name[4:]): value for name, value in request.POST.items()
                   if name.startswith("row_") and name[4:].isdecimal()}
        rest = request.POST.get("rest", "")
        decided = decide_rows(register_import=found, choices=choices,
                              rest=rest if rest in {"skip", "new", "fill"} else "")
        messages.success(request, ngettext("%(number)d row decided.", "%(number)d rows decided.", decided)
                         % {"number": decided})
    page = request.POST.get("page", "")
    tab = "maybe" if request.POST.get("tab") == "maybe" else "conflict"
    return redirect(f"{found.get_absolute_url()}?tab={tab}{f'&page={page}' if page.isdecimal() else ''}")


@access(MAY)
@require_POST
def import_apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Write the import into the register."""
    return _step(request, import_id, "apply")


@access(MAY)
@require_POST
def import_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take the import back."""
    return _step(request, import_id, "undo")


@access(MAY)
@require_POST
def import_discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Delete an import that was not applied."""
    found = _find(request, import_id)
    if discard_import(register_import=found, by=request.user):
        messages.success(request, _("The table was discarded. Nothing of it is kept."))
        return redirect("stakeholders:import-list", found.programme.slug)
    messages.error(request, _("This import is applied or at work; it cannot be discarded."))
    return redirect(found)


def _step(request: HttpRequest, import_id: int, step: str) -> HttpResponse:
    found = _find(request, import_id)
    if not start_step(register_import=found, step=step, by=request.user):
        messages.info(request, _("Somebody was quicker: nothing was done twice."))
    return redirect(found)


def _find(request: HttpRequest, import_id: int) -> RegisterImport:
    """An import that may be seen (else 404) of a pilot in which the user may write (else 403)."""
    seen = RegisterImport.objects.filter(programme__in=Programme.objects.visible_to(request.user))
    found = visible_or_404(seen.select_related("programme", "pilot", "created_by"), pk=import_id)
    require(request.user, MAY, found.pilot)
    return found


def _columns_page(request: HttpRequest, found: RegisterImport, form: ColumnsForm) -> HttpResponse:
    examples = [row.cells for row in found.rows.all()[:3]]
    columns = [
        {"field": field, "examples": [cells[place] for cells in examples if place < len(cells) and cells[place]]}
        for place, field in enumerate(form.columns)
    ]
    return render(request, "stakeholders/import_columns.html", {
        "import": found, "programme": found.programme, "form": form, "columns": columns,
        "number": found.rows.count(),
    })


def _preview_page(request: HttpRequest, found: RegisterImport) -> HttpResponse:
    counts = dict(found.rows.order_by().values_list("outcome").annotate(number=Count("pk")))
    first = next((code for code in ("bad", "conflict", "maybe", "new", "matched") if counts.get(code)), "new")
    tab = request.GET.get("tab", first)
    tab = tab if tab in TABS else first
    page = Paginator(found.rows.filter(outcome=tab), PAGE_SIZE).get_page(request.GET.get("page"))
    undecided = found.rows.filter(outcome=ImportRow.Outcome.CONFLICT, choice="").count()
    return render(request, "stakeholders/import_preview.html", {
        "import": found, "programme": found.programme, "tab": tab, "page_obj": page, "undecided": undecided,
        "tabs": [{"code": code, "label": label, "number": counts.get(code, 0)} for code, label in TABS.items()],
        "rows": preview_rows(page, found, request.user), **_summary(counts, found),
    })


def _summary(counts: dict[str, int], found: RegisterImport) -> dict[str, Any]:
    outcomes = ImportRow.Outcome
    alike = found.rows.filter(outcome__in=[outcomes.CONFLICT, outcomes.MAYBE]).order_by()
    chosen = list(alike.values_list("outcome", "choice").annotate(number=Count("pk")))
    new = sum(number for outcome, choice, number in chosen
              if choice == "new" or outcome == outcomes.MAYBE and not choice)
    filled = sum(number for _outcome, choice, number in chosen if ":" in choice)
    return {"will_enter": counts.get("new", 0) + new, "will_change": counts.get("matched", 0) + filled,
            "will_skip": counts.get("bad", 0) + sum(number for *_row, number in chosen) - new - filled}
