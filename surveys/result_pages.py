"""Pages of what came of a wave: rates, every question with its chart, table and CSV."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.access import access, require, visible_or_404
from foundation.charts.numbers import Table
from foundation.inference.disclosure import is_disclosive
from surveys.actions.fold import fold_counts
from surveys.actions.submit import definition_of
from surveys.counting import ANSWERED, RESPONSES
from surveys.models import Wave
from surveys.results import QuestionResult, question_results, released_counts
from surveys.results.coded import code_counts
from surveys.results.pictures import csv_response, figure_of, percent_format, question_picture, svg_response
from surveys.results.response import Response, item_nonresponse, wave_response


def visible_wave(request: HttpRequest, wave_slug: str, permission: str = "surveys.view_wave") -> Wave:
    """The wave, if the user may see it (else 404) and has the permission (else 403)."""
    waves = Wave.objects.visible_to(request.user).select_related("pilot__programme", "version", "questionnaire")
    wave = visible_or_404(waves, slug=wave_slug)
    require(request.user, permission, wave)
    return wave


def page_language() -> str:
    """The language in which the page is shown."""
    return (get_language() or "en").split("-")[0]


@access("surveys.view_wave")
def wave_results(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """Rates and counts of a wave: live, in steps of at least five answers."""
    wave = visible_wave(request, wave_slug)
    fold_counts(wave=wave)
    counts = released_counts(wave)
    answered = counts.get((RESPONSES, ANSWERED), 0)
    is_few = not answered or is_disclosive(answered)
    results = [] if is_few else question_results(definition_of(wave.version), counts, page_language())
    return render(request, "surveys/results/wave_results.html", {
        "wave": wave, "programme": wave.pilot.programme, "answered": answered, "is_few": is_few, "tab": "results",
        "figures": figures_of(wave, results), **({} if is_few else _response(wave)),
    })


def _response(wave: Wave) -> dict[str, Any]:
    response = wave_response(wave)
    return {"response": response, "rates": _rates(response)}


def _rates(response: Response) -> list[dict[str, Any]]:
    number = percent_format()
    return [
        {"label": rate.label, "value": number.text(rate.estimate), "interval": number.interval(rate.lower, rate.upper),
         "n": rate.n, "state": rate.state, "note": rate.note}
        for rate in response.rates
    ]


def figures_of(
    wave: Wave, results: list[QuestionResult], address: str = "surveys:result-picture"
) -> list[dict[str, Any]]:
    """What the page shows of each question; ``address`` names the URLs of its drawings (with ``-csv``: its table)."""
    found: list[dict[str, Any]] = []
    number, coded = percent_format(), code_counts(wave) if results else {}
    for result in results:
        svg = reverse(address, args=[wave.slug, result.code])
        missing = item_nonresponse(result.answered, result.not_answered)
        found.append({
            "result": result, "figure": figure_of(question_picture(result), svg, reverse(f"{address}-csv", args=[
                wave.slug, result.code])),
            "missing": missing and f"{number.text(missing[0])} ({number.interval(*missing[1:])})",
            "coded": coded.get(result.code),
            "opens_group": bool(result.around) and (not found or found[-1]["result"].around != result.around),
        })
    return found


def result_of(wave: Wave, code: str) -> QuestionResult:
    """The result of one question of a wave by its code; 404 without such a question."""
    results = question_results(definition_of(wave.version), released_counts(wave), page_language())
    found = next((result for result in results if result.code == code), None)
    if found is None:
        raise Http404("No such question.")
    return found


@access("surveys.view_wave")
def result_picture(request: HttpRequest, wave_slug: str, question_code: str) -> HttpResponse:
    """The chart of one question as SVG."""
    return svg_response(request, question_picture(result_of(visible_wave(request, wave_slug), question_code)))


@access("surveys.view_wave")
def result_csv(request: HttpRequest, wave_slug: str, question_code: str) -> HttpResponse | StreamingHttpResponse:
    """The table of one question as CSV."""
    picture = question_picture(result_of(visible_wave(request, wave_slug), question_code))
    return csv_response(f"{wave_slug}-{question_code}", picture.table if picture else None)


@access("surveys.view_wave")
def results_csv(request: HttpRequest, wave_slug: str) -> HttpResponse | StreamingHttpResponse:
    """All questions of a wave in one CSV: what is withheld is empty and said so."""
    wave = visible_wave(request, wave_slug)
    results = question_results(definition_of(wave.version), released_counts(wave), page_language())
    return csv_response(f"{wave_slug}-results", results_table(results))


def results_table(results: list[QuestionResult]) -> Table:
    """One row for every value of every question, and one for those who did not answer."""
    columns = [_("Question"), _("Text"), _("Type"), _("Value"), _("People"), _("Answered"), _("Note")]
    rows: list[list[Any]] = []
    for result in results:
        text = f"{result.around}: {result.label}" if result.around else result.label
        for label, n in [*((value.label, value.n) for value in result.values), (_("No answer"), result.not_answered)]:
            rows.append([result.code, text, result.kind, label, n, result.answered,
                         _("kept back") if n is None else ""])
    return Table(columns, rows)
