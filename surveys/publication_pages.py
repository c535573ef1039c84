"""Choose what of a wave is published, and the public page of its results."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from foundation.accounts.access import PUBLIC, access
from foundation.inference.disclosure import is_disclosive
from surveys.actions.publication import LockedError, choose_policy
from surveys.actions.submit import definition_of
from surveys.answering import context_of
from surveys.coding import coded_questions, text_of_answer
from surveys.counting import ANSWERED, RESPONSES
from surveys.models import CodedText, Wave, WavePolicy
from surveys.public import published_wave
from surveys.publication import is_closed, is_launched, policy_of, shows_counts, shows_texts
from surveys.result_pages import figures_of, page_language, result_of, visible_wave
from surveys.results import question_results, released_counts
from surveys.results.pictures import csv_response, question_picture, svg_response

MOST_QUOTES = 200


class PolicyForm(forms.ModelForm):
    """What is promised to people before they answer."""

    class Meta:
        model = WavePolicy
        fields = ["counts", "texts", "links_answers"]
        widgets = {"counts": forms.RadioSelect, "texts": forms.RadioSelect}


@access("surveys.edit_wave")
def publication(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """The publication policy of a wave; once people are asked it is shown and stands."""
    wave = visible_wave(request, wave_slug, "surveys.edit_wave")
    policy = policy_of(wave)
    form = PolicyForm(request.POST or None, instance=policy)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("counts", "texts", "links_answers")}
        try:
            choose_policy(wave=wave, by=request.user, **chosen)
        except LockedError:
            messages.error(request, _("People have been asked already. What they were promised stands."))
        else:
            messages.success(request, _("Saved. It stands once the survey is open."))
        return redirect(request.path)
    return render(request, "surveys/results/publication.html", {
        "wave": wave, "programme": wave.pilot.programme, "tab": "publication", "form": form, "policy": policy,
        "is_locked": is_launched(wave), "is_shown": wave.is_published and shows_counts(wave, policy),
    }, status=422 if form.errors else 200)


@access(PUBLIC)
def public_results(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """The published results of a wave, or when they will be here; 404 where nothing is ever published."""
    wave = published_wave(wave_slug)
    policy = policy_of(wave)
    if policy.counts == "never":
        raise Http404("Nothing is published.")
    context: dict[str, Any] = context_of(wave) | {"is_shown": shows_counts(wave, policy), "is_closed": is_closed(wave)}
    if context["is_shown"]:
        counts = released_counts(wave)
        answered = counts.get((RESPONSES, ANSWERED), 0)
        is_few = not answered or is_disclosive(answered)
        results = [] if is_few else question_results(definition_of(wave.version), counts, page_language())
        context |= {
            "answered": answered, "is_few": is_few, "figures": figures_of(wave, results, "surveys:public-picture"),
            "quotes": _quotes(wave) if results and shows_texts(wave, policy) else [],
        }
    return render(request, "surveys/results/public.html", context)


def _quotes(wave: Wave) -> list[dict[str, Any]]:
    """Sentences that were marked as quotable, by question, in the random order of their round."""
    labels = {part.code: part.label for part in coded_questions(definition_of(wave.version), page_language())}
    texts = CodedText.objects.filter(
        coding__codebook__wave=wave, coding__codebook__question_code__in=labels, is_quotable=True
    ).select_related("response", "coding__codebook").order_by("coding", "position")[:MOST_QUOTES]
    found: dict[str, dict[Any, str]] = {}
    for text in texts:
        code = text.coding.codebook.question_code
        found.setdefault(code, {})[text.response_id] = text_of_answer(text.response.answers, code)
    return [{"label": labels[code], "quotes": [one for one in own.values() if one]} for code, own in found.items()]


def _shown_wave(wave_slug: str) -> Wave:
    wave = published_wave(wave_slug)
    if not shows_counts(wave, policy_of(wave)):
        raise Http404("Not published now.")
    return wave


@access(PUBLIC)
def public_picture(request: HttpRequest, wave_slug: str, question_code: str) -> HttpResponse:
    """The chart of one question of published results."""
    return svg_response(request, question_picture(result_of(_shown_wave(wave_slug), question_code)))


@access(PUBLIC)
def public_csv(request: HttpRequest, wave_slug: str, question_code: str) -> HttpResponse | StreamingHttpResponse:
    """The table of one question of published results."""
    picture = question_picture(result_of(_shown_wave(wave_slug), question_code))
    return csv_response(f"{wave_slug}-{question_code}", picture.table if picture else None)
