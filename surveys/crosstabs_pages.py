"""Two questions at once, or one by language, channel, method or wave."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.access import access
from foundation.translated import in_language
from surveys.actions.fold import fold_counts
from surveys.actions.submit import definition_of
from surveys.counting_jobs import count_crosstab_soon, is_counting_crosstab
from surveys.joint import crossed_questions
from surveys.models import Wave
from surveys.result_pages import page_language, visible_wave
from surveys.results.crosstabs import column_choices, crosstab_table, is_counted_already, stored_crosstab
from surveys.results.pictures import csv_response


class CrossTabForm(forms.Form):
    """What stands in the rows and what in the columns."""

    rows = forms.ChoiceField(label=gettext_lazy("Rows"))
    columns = forms.ChoiceField(label=gettext_lazy("Columns"))

    def __init__(self, data: Any, *, wave: Wave) -> None:
        super().__init__(data)
        language = page_language()
        questions = crossed_questions(definition_of(wave.version))
        self.fields["rows"].choices = [  # type: ignore[attr-defined]
            (q.code, in_language(q.label, language) or q.code) for q in questions]
        self.fields["columns"].choices = column_choices(wave, language)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("rows") and cleaned.get("rows") == cleaned.get("columns"):
            self.add_error("columns", _("Choose something else than in the rows."))
        return cleaned


@access("surveys.view_wave")
def cross_tab(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """A cross-tab; POST has it counted (anew) in the background."""
    wave = visible_wave(request, wave_slug)
    form = CrossTabForm(request.POST if request.method == "POST" else request.GET or None, wave=wave)
    context: dict[str, Any] = {
        "wave": wave, "programme": wave.pilot.programme, "tab": "crosstabs", "form": form,
        "has_questions": bool(crossed_questions(definition_of(wave.version))),
    }
    if form.is_valid():
        rows, columns = form.cleaned_data["rows"], form.cleaned_data["columns"]
        fold_counts(wave=wave)
        is_live = is_counted_already(definition_of(wave.version), rows, columns)
        if request.method == "POST":
            if not is_live:
                count_crosstab_soon(wave, rows, columns, by=request.user)
            return redirect(f"{request.path}?{urlencode({'rows': rows, 'columns': columns})}")
        context |= {
            "found": stored_crosstab(wave, rows, columns, page_language()), "is_live": is_live,
            "is_counting": is_counting_crosstab(wave, rows, columns), "query": urlencode(
                {"rows": rows, "columns": columns}),
            "row_title": dict(form.fields["rows"].choices)[rows],  # type: ignore[attr-defined]
            "column_title": dict(form.fields["columns"].choices)[columns],  # type: ignore[attr-defined]
        }
    return render(request, "surveys/results/crosstab.html", context)


@access("surveys.view_wave")
def cross_tab_csv(request: HttpRequest, wave_slug: str) -> HttpResponse | StreamingHttpResponse:
    """A cross-tab as CSV."""
    wave = visible_wave(request, wave_slug)
    form = CrossTabForm(request.GET, wave=wave)
    if not form.is_valid():
        return HttpResponse(status=400)
    rows, columns = form.cleaned_data["rows"], form.cleaned_data["columns"]
    found = stored_crosstab(wave, rows, columns, page_language())
    title = dict(form.fields["rows"].choices)[rows]  # type: ignore[attr-defined]
    return csv_response(f"{wave_slug}-{rows}-by-{columns.strip('#')}", crosstab_table(found, title) if found else None)
