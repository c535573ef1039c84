"""Translate a questionnaire: two languages side by side."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.access import access
from surveys.actions.editing import CoreQuestionError, edit_draft
from surveys.editing import Document, texts_of, with_settings, with_texts
from surveys.editing.texts import TextSpot
from surveys.forms.editing import LONGEST_TEXT, language_name
from surveys.models import QuestionnaireDraft
from surveys.views_editor.asked_for import EDIT, context_of, draft_asked, programme_of
from surveys.views_editor.editing import core_sentence

KINDS = {
    "title": gettext_lazy("Title"), "intro": gettext_lazy("Introduction"), "label": gettext_lazy("Words"),
    "hint": gettext_lazy("Hint"), "guidance": gettext_lazy("Guidance"), "choice": gettext_lazy("Choice"),
    "required_message": gettext_lazy("Said where the answer is missing"),
    "constraint_message": gettext_lazy("Said where it is not accepted"),
    "other_label": gettext_lazy("Words beside “other”"), "lo_label": gettext_lazy("Words at the lowest value"),
    "hi_label": gettext_lazy("Words at the highest value"),
}
Texts = dict[str, tuple[str, str]]  # key → (as the page showed it, as it was typed)


@access(EDIT)
def translate(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> HttpResponse:
    """Every text in two languages; POST keeps those that were changed."""
    draft = draft_asked(request, programme_slug, questionnaire_id)
    source, target = _languages(request, draft.document)
    typed: Texts = {}
    clashes: dict[str, str] = {}
    error = ""
    if request.method == "POST":
        typed = _typed(request, draft.document)
        try:
            clashes = _kept(draft, target, typed, request)
        except CoreQuestionError as refused:
            error = core_sentence(refused)
        if not clashes and not error:
            messages.success(request, _("Saved."))
            return redirect(_address(draft, source, target, request.GET.get("only", "")))
    return _shown(request, draft, (source, target), typed if clashes or error else {}, clashes, error)


def _languages(request: HttpRequest, document: Document) -> tuple[str, str]:
    known = {*dict(settings.LANGUAGES), *document["languages"]}
    own = document["languages"]
    source, target = request.GET.get("from", ""), request.GET.get("to", "")
    source = source if source in known else own[0]
    others = [code for code in (*own, *dict(settings.LANGUAGES)) if code != source]
    return source, target if target in known and target != source else others[0]


def _typed(request: HttpRequest, document: Document) -> Texts:
    known = {spot.key for spot in texts_of(document)}
    return {
        key: (request.POST.get(f"was:{key}", ""), request.POST[f"text:{key}"].strip()[:LONGEST_TEXT])
        for key in known if f"text:{key}" in request.POST
    }


def _kept(draft: QuestionnaireDraft, language: str, typed: Texts, request: HttpRequest) -> dict[str, str]:
    """Keep what was changed; (key → what somebody else wrote meanwhile) where both changed the same text."""
    clashes: dict[str, str] = {}
    settled = {name.removeprefix("settle:"): value for name, value in request.POST.items()
               if name.startswith("settle:")}

    def change(document: Document) -> Document:
        clashes.clear()
        now = {spot.key: spot.text.get(language, "") for spot in texts_of(document)}
        wanted = {}
        for key, (was, text) in typed.items():
            side = settled.get(key)
            if key not in now or side == "theirs" or _same(text, was) and side != "mine":
                continue
            if side == "mine" or _same(now[key], was) or _same(now[key], text):
                wanted[key] = text
            else:
                clashes[key] = now[key]
        new = with_texts(document, language, wanted)
        if wanted and language not in document["languages"]:
            new = with_settings(new, {"languages": [*document["languages"], language]})
        return new

    edit_draft(questionnaire=draft.questionnaire, change=change, what="translate", by=request.user)
    return clashes


def _same(one: str, other: str) -> bool:
    """Whether two texts are equal; a browser sends lines with another end than they came with."""
    return " ".join(one.split()) == " ".join(other.split())


def _shown(request: HttpRequest, draft: QuestionnaireDraft, languages: tuple[str, str], typed: Texts,
           clashes: dict[str, str], error: str) -> HttpResponse:
    source, target = languages
    if clashes or error:
        draft = draft_asked(request, programme_of(draft).slug, draft.questionnaire_id)
    spots = [spot for spot in texts_of(draft.document) if spot.text.get(source) or spot.text.get(target)]
    missing = [spot for spot in spots if not spot.text.get(target)]
    only = request.GET.get("only", "")
    rows = [_row(spot, source, target, typed, clashes) for spot in (missing if only == "missing" else spots)]
    known = dict(settings.LANGUAGES)
    context = context_of(draft) | {
        "rows": rows, "source": source, "target": target, "source_name": language_name(source), "only": only,
        "target_name": language_name(target), "missing": len(missing), "total": len(spots), "error": error,
        "has_clashes": bool(clashes),
        "languages": [(code, language_name(code)) for code in (
            *draft.document["languages"], *(code for code in known if code not in draft.document["languages"]))],
    }
    return render(request, "surveys/editor/translate.html", context, status=409 if clashes else 422 if error else 200)


def _row(spot: TextSpot, source: str, target: str, typed: Texts, clashes: dict[str, str]) -> dict[str, Any]:
    now = spot.text.get(target, "")
    text = typed.get(spot.key, ("", now))[1]
    return {
        "key": spot.key, "code": spot.code, "kind": KINDS[spot.kind], "choice": spot.choice,
        "source": spot.text.get(source, ""), "was": now, "text": text, "clash": clashes.get(spot.key),
        "lines": 1 + max(len(text), len(spot.text.get(source, ""))) // 60,
    }


def _address(draft: QuestionnaireDraft, source: str, target: str, only: str) -> str:
    path = reverse("surveys:questionnaire-translate",
                   args=[programme_of(draft).slug, draft.questionnaire_id])
    return f"{path}?from={source}&to={target}{'&only=missing' if only == 'missing' else ''}&saved=1"
