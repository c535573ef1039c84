"""Coding free texts by hand: the codebook, one coder's texts, and what both make of them together."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.access import access, require, visible_or_404
from foundation.accounts.models import User
from pilots.choices import Role
from surveys.actions.coding import (
    SEATS,
    CodeText,
    CodingError,
    begin_coding,
    codes_by_text,
    give_codes,
    is_coded,
    mark_quotable,
    newest_codebook,
    save_codebook,
    seat_of,
    settle,
)
from surveys.actions.submit import definition_of
from surveys.coding import agreement, coded_questions, text_of_answer
from surveys.models import Codebook, CodedText, Coding, Wave
from surveys.result_pages import page_language, visible_wave

PERMISSION = "surveys.code_texts"
SHOWN = 30  # texts on a page


def sentence_of(error: CodingError) -> str:
    """Why something cannot be done, for people."""
    return {
        "same_coder": _("Two different people have to code."), "no_codes": _("The codebook has no codes yet."),
        "no_texts": _("Nobody has written anything yet."), "same_name": _("Two codes have the same name."),
        "under_way": _("Texts of this question are being coded already."),
        "settled": _("Both have coded everything; differences are settled together now."),
        "not_coded": _("Both coders have to be through first."),
        "no_such_question": _("This question is not answered in own words."),
    }[str(error)]


class CodeForm(forms.Form):
    """One code of a codebook."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    definition = forms.CharField(label=gettext_lazy("What belongs here"), max_length=1000,
                                 widget=forms.Textarea({"rows": 2}))
    example = forms.CharField(label=gettext_lazy("Example, made up or in other words"), max_length=1000,
                              required=False, widget=forms.Textarea({"rows": 2}))


CodeForms = formset_factory(CodeForm, extra=3, can_delete=True, max_num=60)


class BeginForm(forms.Form):
    """Who codes."""

    first = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("First coder"))
    second = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Second coder"))

    def __init__(self, data: Any, *, wave: Wave) -> None:
        super().__init__(data, prefix="begin")
        programme = wave.pilot.programme
        coders = User.objects.filter(memberships__programme=programme, memberships__pilot=None, memberships__role__in=(
            Role.COORDINATOR, Role.RESEARCHER)) | User.objects.filter(
            memberships__programme=programme, memberships__pilot=wave.pilot, memberships__role=Role.MANAGER)
        for name in SEATS:
            self.fields[name].queryset = coders.distinct().order_by("name")  # type: ignore[attr-defined]


@access(PERMISSION)
def coding_list(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """The questions of a wave that are answered in own words."""
    wave = visible_wave(request, wave_slug, PERMISSION)
    books = {book.question_code: book for book in Codebook.objects.filter(wave=wave).order_by("version")}
    rounds = {one.codebook.question_code: one for one in
              Coding.objects.filter(codebook__wave=wave).select_related("codebook").order_by("pk")}
    rows = [{"part": part, "book": books.get(part.code), "round": rounds.get(part.code)}
            for part in coded_questions(definition_of(wave.version), page_language())]
    return render(request, "surveys/results/coding_list.html", {
        "wave": wave, "programme": wave.pilot.programme, "tab": "coding", "rows": rows})


@access(PERMISSION)
def codebook(request: HttpRequest, wave_slug: str, text_code: str) -> HttpResponse:
    """The codebook of a question, and its rounds of coding."""
    wave = visible_wave(request, wave_slug, PERMISSION)
    parts = {part.code: part for part in coded_questions(definition_of(wave.version), page_language())}
    if text_code not in parts:
        raise Http404("No such question.")
    newest = newest_codebook(wave, text_code)
    codes = newest.codes.values("name", "definition", "example") if newest else []
    is_beginning = "begin-first" in request.POST
    begin = BeginForm(request.POST if is_beginning else None, wave=wave)
    given = request.POST if request.method == "POST" and not is_beginning else None
    formset = CodeForms(given, initial=list(codes), prefix="codes")
    status = 200
    if request.method == "POST":
        done = _began(request, begin, newest) if is_beginning else _saved(request, formset, wave, text_code)
        if done is not None:
            return done
        status = 422
    rounds = Coding.objects.filter(codebook__wave=wave, codebook__question_code=text_code).select_related(
        "codebook", "first", "second").order_by("-pk")
    return render(request, "surveys/results/codebook.html", {
        "wave": wave, "programme": wave.pilot.programme, "tab": "coding", "part": parts[text_code], "book": newest,
        "formset": formset, "begin": begin, "rounds": rounds,
    }, status=status)


def _saved(request: HttpRequest, formset: Any, wave: Wave, text_code: str) -> HttpResponse | None:
    if not formset.is_valid():
        return None
    codes = [CodeText(form["name"], form["definition"], form["example"]) for form in formset.cleaned_data
             if form and not form.get("DELETE")]
    try:
        saved = save_codebook(wave=wave, question_code=text_code, codes=codes, by=request.user)
    except CodingError as error:
        messages.error(request, sentence_of(error))
        return None
    messages.success(request, _("Version %(version)s of the codebook is saved.") % {"version": saved.version})
    return redirect(request.path)


def _began(request: HttpRequest, form: BeginForm, book: Codebook | None) -> HttpResponse | None:
    if book is None or not form.is_valid():
        return None
    try:
        coding = begin_coding(codebook=book, first=form.cleaned_data["first"], second=form.cleaned_data["second"],
                              by=request.user)
    except CodingError as error:
        form.add_error(None, sentence_of(error))
        return None
    return redirect("surveys:coding", coding.pk)


def _coding(request: HttpRequest, coding_id: int) -> Coding:
    codings = Coding.objects.filter(codebook__wave__in=Wave.objects.visible_to(request.user)).select_related(
        "codebook__wave__pilot__programme", "codebook__wave__version", "codebook__wave__questionnaire", "first",
        "second")
    found = visible_or_404(codings, pk=coding_id)
    require(request.user, PERMISSION, found.codebook.wave)
    return found


def _written(text: CodedText) -> str:
    return text_of_answer(text.response.answers, text.coding.codebook.question_code)


@access(PERMISSION)
def coding(request: HttpRequest, coding_id: int) -> HttpResponse:
    """A round: a coder's own next text; once both are through, how far they agree and what is to be settled."""
    found = _coding(request, coding_id)
    wave = found.codebook.wave
    context = {"coding": found, "wave": wave, "programme": wave.pilot.programme, "tab": "coding",
               "codes": list(found.codebook.codes.all())}
    if is_coded(found):
        return _together(request, found, context)
    seat = seat_of(found, request.user)
    if request.method == "POST" and seat:
        return _given(request, found, seat)
    texts = found.texts.select_related("response", "coding__codebook")
    at = request.GET.get("text", "")
    asked = texts.filter(position=int(at)).first() if at.isdecimal() and len(at) < 9 else None
    text = (asked or texts.filter(**{f"is_coded_{seat}": False}).first()) if seat else None
    return render(request, "surveys/results/coding.html", context | {
        "seat": seat, "text": text, "written": text and _written(text), "total": texts.count(),
        "done": texts.filter(**{f"is_coded_{seat}": True}).count() if seat else 0,
        "chosen": set(text.given_codes.filter(by=seat).values_list("code_id", flat=True)) if text and seat else set(),
    })


def _keys(request: HttpRequest) -> list[int]:
    return [int(key) for key in request.POST.getlist("codes") if key.isdecimal() and len(key) < 19]


def _posted_text(request: HttpRequest, found: Coding) -> CodedText:
    position = request.POST.get("text", "")
    if not position.isdecimal() or len(position) > 8:
        raise Http404("No such text.")
    return visible_or_404(found.texts.select_related("coding__codebook__wave__pilot"), position=int(position))


def _given(request: HttpRequest, found: Coding, seat: str) -> HttpResponse:
    try:
        give_codes(text=_posted_text(request, found), codes=_keys(request), seat=seat)
    except CodingError as error:
        messages.error(request, sentence_of(error))
    return redirect(request.path)


def _together(request: HttpRequest, found: Coding, context: dict[str, Any]) -> HttpResponse:
    if request.method == "POST":
        text = _posted_text(request, found)
        if "quotable" in request.POST:
            mark_quotable(text=text, is_quotable=request.POST["quotable"] == "1", by=request.user)
        else:
            settle(text=text, codes=_keys(request), by=request.user)
        return redirect(f"{request.path}#texts")
    said = codes_by_text(found)
    texts = list(found.texts.select_related("response", "coding__codebook"))
    pairs = [tuple(said.get((text.pk, seat), frozenset()) for seat in SEATS) for text in texts]
    codes = context["codes"]
    open_texts = [text for text in texts if not text.is_settled]
    shown = open_texts or texts
    first = max(0, int(request.GET["from"]) - 1) if request.GET.get("from", "").isdecimal() else 0
    return render(request, "surveys/results/coding_together.html", context | {
        "agreements": agreement([(code.pk, code.name) for code in codes], pairs),  # type: ignore[arg-type]
        "open": len(open_texts), "total": len(texts), "next": first + SHOWN + 1 if len(shown) > first + SHOWN else None,
        "rows": [_row(text, codes, said) for text in shown[first:first + SHOWN]],
    })


def _row(text: CodedText, codes: list[Any], said: dict[tuple[int, str], frozenset[int]]) -> dict[str, Any]:
    def names(by: str) -> list[str]:
        return [code.name for code in codes if code.pk in said.get((text.pk, by), frozenset())]

    given = said.get((text.pk, "settled")) or frozenset().union(*(said.get((text.pk, by), frozenset()) for by in SEATS))
    return {"text": text, "written": _written(text), "first": names("first"), "second": names("second"),
            "settled": names("settled"), "chosen": given}
