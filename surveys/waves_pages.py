"""Waves side by side, and the page on which somebody makes the code that links their answers."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.access import PUBLIC, access, allowed, require
from surveys.actions.fold import fold_counts
from surveys.actions.pairing import keep_pairing_code
from surveys.answering import RECEIPT, RECEIPT_LIVES, context_of
from surveys.counting_jobs import count_pairs_soon, is_counting_pairs
from surveys.forms import ReceiptForm
from surveys.limits import WRONG_CODES, address_of
from surveys.models import Wave
from surveys.pairing import PROMPTS, made_uniform
from surveys.public import published_wave
from surveys.publication import policy_of
from surveys.result_pages import page_language, visible_wave
from surveys.results.pictures import csv_response, decimal_format, figure_of, percent_format, svg_response
from surveys.results.waves import Change, beside_picture, compared, paired, waves_beside


@access("surveys.view_wave")
def wave_comparison(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """Baseline, follow-up and endline question by question; POST counts the pairs of two waves anew."""
    wave = visible_wave(request, wave_slug)
    waves = waves_beside(wave)
    first, second = _chosen(request, waves)
    if request.method == "POST":
        require(request.user, "surveys.edit_wave", wave)
        if first != second:
            count_pairs_soon(first, second, by=request.user)
        return redirect(f"{request.path}?first={first.slug}&second={second.slug}#same-people")
    for one in waves:
        fold_counts(wave=one)
    pairs = paired(first, second, page_language())
    return render(request, "surveys/results/waves.html", {
        "wave": wave, "programme": wave.pilot.programme, "tab": "waves", "waves": waves, "first": first,
        "second": second, "pairs": pairs, "is_counting": is_counting_pairs(first, second),
        "choosers": [("first", first, _("Earlier wave")), ("second", second, _("Later wave"))],
        "may_count": allowed(request.user, "surveys.edit_wave", wave),
        "rows": [_row(wave, waves, beside, pairs) for beside in compared(waves, page_language())],
    })


def _chosen(request: HttpRequest, waves: list[Wave]) -> tuple[Wave, Wave]:
    """The two waves whose pairs are looked at; at first the first and the last."""
    by_slug = {wave.slug: wave for wave in waves}
    chosen = [by_slug.get(request.GET.get(name, "")) for name in ("first", "second")]
    return chosen[0] or waves[0], chosen[1] or waves[-1]


def _row(wave: Wave, waves: list[Wave], beside: Any, pairs: Any) -> dict[str, Any]:
    code = beside.question.code
    urls = [reverse(f"surveys:wave-comparison-{kind}", args=[wave.slug, code]) for kind in ("svg", "csv")]
    changes = pairs.changes.get(code) if pairs else None
    return {
        "label": beside.label, "around": beside.around, "figure": figure_of(beside_picture(beside, waves), *urls),
        "changes": None if changes is None else [_told(change) for change in changes],
    }


def _told(change: Change) -> dict[str, Any]:
    number = percent_format() if change.is_share else decimal_format()
    sign = "+" if change.estimate > 0 else ""
    return {"label": change.label, "value": sign + number.text(change.estimate), "n": change.n,
            "interval": number.interval(change.lower, change.upper)}


def _picture(request: HttpRequest, wave_slug: str, question_code: str) -> Any:
    waves = waves_beside(visible_wave(request, wave_slug))
    for beside in compared(waves, page_language()):
        if beside.question.code == question_code:
            return beside_picture(beside, waves)
    if len(waves) > 1:
        raise Http404("No such question.")
    return None


@access("surveys.view_wave")
def comparison_svg(request: HttpRequest, wave_slug: str, question_code: str) -> HttpResponse:
    """The chart of one question in all waves."""
    return svg_response(request, _picture(request, wave_slug, question_code))


@access("surveys.view_wave")
def comparison_csv(request: HttpRequest, wave_slug: str, question_code: str) -> HttpResponse | StreamingHttpResponse:
    """The table of one question in all waves."""
    picture = _picture(request, wave_slug, question_code)
    return csv_response(f"{wave_slug}-waves-{question_code}", picture.table if picture else None)


class PairingForm(ReceiptForm):
    """The questions from whose answers the code is made, and the receipt of the answers it belongs to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receipt = self.fields.pop("receipt")
        for prompt in PROMPTS:
            self.fields[prompt.name] = forms.CharField(label=str(prompt.label), max_length=40, widget=forms.TextInput({
                "autocomplete": "off", "spellcheck": "false", "inputmode": "numeric" if prompt.is_number else "text"}))
        self.fields["receipt"] = receipt

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for prompt in PROMPTS:
            if cleaned.get(prompt.name) and not made_uniform(prompt, cleaned[prompt.name]):
                self.add_error(prompt.name, _("Please write two digits, such as 07.") if prompt.is_number
                               else _("Please write at least as many letters as asked for."))
        return cleaned

    def parts(self) -> list[str]:
        """The uniform answers of a valid form."""
        return [made_uniform(prompt, self.cleaned_data[prompt.name]) for prompt in PROMPTS]


@access(PUBLIC)
def make_pairing_code(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """After answering: a code of one's own, by which answers to another wave are put side by side. Nothing is shown
    of it afterwards, and no log holds it."""
    wave = published_wave(wave_slug)
    if not policy_of(wave).links_answers:
        raise Http404("This wave links no answers.")
    receipt = request.get_signed_cookie(RECEIPT, default="", salt=wave.slug, max_age=RECEIPT_LIVES)
    form = PairingForm(request.POST or None, initial={"receipt": receipt})
    is_kept = False
    if request.method == "POST":
        if not WRONG_CODES.add(address_of(request)):
            return render(request, "surveys/too_many.html", status=429)
        if form.is_valid():
            is_kept = keep_pairing_code(wave=wave, receipt=form.cleaned_data["receipt"], parts=form.parts())
            if not is_kept:
                form.add_error("receipt", _("No answers belong to this receipt."))
    status = 422 if form.errors else 200
    response = render(request, "surveys/results/pairing.html", context_of(wave) | {"form": form, "is_kept": is_kept},
                      status=status)
    response["Cache-Control"] = "no-store"
    return response
