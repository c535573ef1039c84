"""The question bank of a programme."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed, require, visible_or_404
from foundation.translated import in_language
from pilots.models import Programme
from surveys.actions.bank import keep_in_bank as keep_entry
from surveys.actions.bank import remove_entry, set_core
from surveys.actions.editing import edit_draft
from surveys.definition import GROUPS
from surveys.editing import Document, part_with, spots_of
from surveys.editing.documents import plain_copy
from surveys.models import BankEntry, QuestionnaireDraft, QuestionnaireVersion
from surveys.views_editor.asked_for import EDIT, draft_asked, programme_asked, programme_of
from surveys.views_editor.shown import kind_name

SHOWN = 200


@access("surveys.list_surveys")
def bank_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The entries, with a search over their words in all languages, and where each is used."""
    programme = programme_asked(request, programme_slug, "surveys.list_surveys")
    query = request.GET.get("q", "").strip()[:100]
    entries = BankEntry.objects.filter(programme=programme)
    for word in query.casefold().split():
        entries = entries.filter(words__contains=word)
    used = uses_of(programme)
    rows = [{"entry": entry, "kind": kind_name(entry.part), "label": in_language(entry.part.get("label") or {}),
             "choices": [in_language(choice["label"]) or choice["code"] for choice in entry.part.get("choices") or ()],
             "used": used.get(entry.code, [])} for entry in entries[:SHOWN]]
    context = {"programme": programme, "rows": rows, "query": query,
               "may_edit": allowed(request.user, EDIT, programme)}
    return render(request, "surveys/editor/bank_list.html", context)


def uses_of(programme: Programme) -> dict[str, list[tuple[str, int, bool]]]:
    """Code of an entry → (title, key, whether it is a draft) of the questionnaires that ask it."""
    found: dict[str, list[tuple[str, int, bool]]] = {}
    newest: dict[int, QuestionnaireVersion] = {}
    versions = QuestionnaireVersion.objects.filter(questionnaire__programme=programme, published_at__isnull=False)
    for version in versions.select_related("questionnaire").order_by("number"):
        newest[version.questionnaire_id] = version
    for version in newest.values():
        _note(found, version.questionnaire, version.definition, is_draft=False)
    for draft in QuestionnaireDraft.objects.filter(questionnaire__programme=programme).select_related("questionnaire"):
        _note(found, draft.questionnaire, draft.document, is_draft=True)
    return found


def _note(found: dict[str, list[tuple[str, int, bool]]], questionnaire: Any, document: Document, *,
          is_draft: bool) -> None:
    flat = document if "elements" in document else {"elements": document["questions"]}
    for bank in {spot.part.get("bank") for spot in spots_of(flat)} - {None, ""}:
        uses = found.setdefault(str(bank), [])
        if not any(key == questionnaire.pk for _title, key, _is_draft in uses):
            uses.append((str(questionnaire), questionnaire.pk, is_draft))


@access(EDIT)
def bank_entry(request: HttpRequest, programme_slug: str, entry_id: int) -> HttpResponse:
    """One entry: make it core, or take it out."""
    programme = programme_asked(request, programme_slug)
    entry = visible_or_404(BankEntry.objects.filter(programme=programme), pk=entry_id)
    if request.method == "POST":
        if request.POST.get("action") == "remove":
            remove_entry(entry=entry, by=request.user)
            messages.success(request, _("It is out of the bank. Questionnaires that ask it keep their question."))
            return redirect("surveys:question-bank", programme_slug)
        require(request.user, EDIT, programme)
        set_core(entry=entry, is_core=request.POST.get("action") == "core", by=request.user)
        messages.success(request, _("Saved."))
        return redirect(request.path)
    choices = [(choice.get("numeric"), in_language(choice["label"]) or choice["code"])
               for choice in entry.part.get("choices") or ()]
    context = {
        "programme": programme, "entry": entry, "kind": kind_name(entry.part), "choices": choices,
        "title": in_language(entry.part.get("label") or {}) or entry.code,
        "labels": sorted((entry.part.get("label") or {}).items()), "used": uses_of(programme).get(entry.code, []),
        "inner": [spot.part for spot in spots_of({"elements": entry.part.get("elements") or []})],
    }
    return render(request, "surveys/editor/bank_entry.html", context)


@access(EDIT)
def keep_in_bank(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> HttpResponse:
    """POST keeps the part named by ``element`` in the bank and marks it as coming from there."""
    draft = draft_asked(request, programme_slug, questionnaire_id)
    path = reverse("surveys:questionnaire-edit", args=[programme_slug, questionnaire_id])
    part = part_with(draft.document, request.POST.get("element", ""))
    if request.method != "POST" or part is None:
        return redirect(path)
    code = str(part["code"])
    try:
        entry = keep_entry(programme=programme_of(draft), part=part, by=request.user,
                           is_core="core" in request.POST)
    except ValueError:
        messages.error(request, _("The bank has a core question under this code, which is not changed from here."))
        return redirect(f"{path}?element={code}")

    def marked(document: Document) -> Document:
        new = plain_copy(document)
        for spot in spots_of(new):
            if spot.code == code and spot.part["type"] not in GROUPS:
                spot.part["bank"] = entry.code
        return new

    edit_draft(questionnaire=draft.questionnaire, change=marked, what="bank", about=code, by=request.user)
    messages.success(request, _("Kept in the question bank as “%(code)s”.") % {"code": entry.code})
    return redirect(f"{path}?element={code}")
