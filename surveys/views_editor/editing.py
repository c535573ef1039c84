"""The editor: the outline of a questionnaire beside the form of one question or group."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from foundation.accounts.access import access
from surveys.actions.editing import (
    ConflictError,
    CoreQuestionError,
    StaleError,
    edit_draft,
    save_part,
    step_back,
)
from surveys.definition import GROUPS, TYPES
from surveys.editing import (
    Document,
    EditError,
    Part,
    add_part,
    as_shown,
    duplicate_part,
    findings_in,
    move_part,
    new_part,
    remove_part,
    spots_of,
    with_settings,
)
from surveys.editing.documents import spot_with
from surveys.editing.merging import choose
from surveys.finding_sentences import refusal_sentence
from surveys.forms.editing import PartForm, SettingsForm, base_of, sealed
from surveys.models import BankEntry, QuestionnaireDraft
from surveys.views_editor.asked_for import EDIT, context_of, draft_asked, programme_of
from surveys.views_editor.shown import core_of, differences, is_core, outline_of, panel_of, tools_of

KINDS = (*TYPES, *GROUPS)


@access(EDIT)
def editor(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> HttpResponse:
    """The questionnaire with the form of the part named by ``?element=``; POST saves that part."""
    draft = draft_asked(request, programme_slug, questionnaire_id)
    code = request.GET.get("element", "")
    if request.method == "POST":
        return _saved(request, draft, code)
    return _shown(request, draft, code)


def _shown(request: HttpRequest, draft: QuestionnaireDraft, code: str, *, form: PartForm | None = None,
           status: int = 200, **more: Any) -> HttpResponse:
    findings = findings_in(draft.document)
    core = core_of(draft)
    spot = spot_with(draft.document, code) if code else None
    if form is None and spot is not None:
        form = PartForm(document=draft.document, shown=as_shown(spot.part), locked=is_core(draft, spot.part, core),
                        in_matrix=spot.in_matrix)
    context = context_of(draft) | tools_of(draft) | outline_of(draft, findings, code, core) | {
        "findings": findings, "code": code, "is_gone": bool(code) and spot is None and form is None,
    } | (panel_of(draft, form, spot, findings) if form is not None else {}) | more
    return render(request, "surveys/editor/editor.html", context, status=status)


def _saved(request: HttpRequest, draft: QuestionnaireDraft, code: str) -> HttpResponse:
    """Keep what was typed; what cannot be kept comes back as it was typed."""
    spot = spot_with(draft.document, code)
    base = base_of(request.POST)
    shown = base or (as_shown(spot.part) if spot else None)
    if shown is None:
        messages.error(request, _("Somebody has removed it meanwhile."))
        return redirect(_address(draft, ""))
    form = PartForm(request.POST, document=draft.document, shown=shown, in_matrix=bool(spot and spot.in_matrix),
                    locked=is_core(draft, shown, core_of(draft)))
    if request.headers.get("X-Autosave"):
        return _autosaved(request, draft, code, form)
    action = request.POST.get("action", "save")
    if action.startswith("choice-"):
        form.is_valid()
        return _shown(request, draft, code, form=form, unsaved=True)
    if not form.is_valid():
        return _shown(request, draft, code, form=form, status=422, unsaved=True)
    return _kept(request, draft, code, form)


def _autosaved(request: HttpRequest, draft: QuestionnaireDraft, code: str, form: PartForm) -> HttpResponse:
    """Keep what is whole by now. Anything else waits for the button, whose answer says what is wrong or to be chosen.

    ``base`` is what was typed: what others changed meanwhile is not on the page, and must not be taken back by it.
    """
    if not form.is_valid() or "settled" in request.POST or _is_another(form.part, form.shown):
        return JsonResponse({"saved": False})
    try:
        save_part(questionnaire=draft.questionnaire, code=code, part=form.part, base=form.shown, by=request.user)
    except (ConflictError, CoreQuestionError, EditError, StaleError):
        return JsonResponse({"saved": False})
    said = _("Saved at %(time)s.") % {"time": time_format(localtime(), "TIME_FORMAT")}
    return JsonResponse({"saved": True, "base": sealed(form.part), "said": said})


def _is_another(part: Part, shown: Part) -> bool:
    """Whether the form would have other fields, or another address."""
    return (part["code"], part["type"], part.get("rows", {}).get("type")) != (
        shown["code"], shown["type"], shown.get("rows", {}).get("type"))


def _kept(request: HttpRequest, draft: QuestionnaireDraft, code: str, form: PartForm) -> HttpResponse:
    part, spot = form.part, spot_with(draft.document, code)
    is_settled = "settled" in request.POST and spot is not None
    if is_settled and spot is not None:
        theirs = {name.removeprefix("side-") for name, value in request.POST.items()
                  if name.startswith("side-") and value == "theirs"}
        part = choose(part, as_shown(spot.part), theirs)
    try:
        if spot is None and request.POST.get("action") == "again":
            return _put_again(request, draft, part)
        save_part(questionnaire=draft.questionnaire, code=code, part=part, base=form.shown, by=request.user)
    except ConflictError as conflict:
        return _conflict(request, draft, code, form, conflict)
    except EditError as error:
        form.add_error("code", refusal_sentence(error))
    except CoreQuestionError as error:
        form.add_error(None, core_sentence(error))
    else:
        messages.success(request, _("Saved."))
        return redirect(_address(draft, str(part["code"])) + "&saved=1")
    return _shown(request, draft, code, form=form, status=422, unsaved=True)


def _conflict(request: HttpRequest, draft: QuestionnaireDraft, code: str, form: PartForm,
              conflict: ConflictError) -> HttpResponse:
    """Both wordings side by side. The form now starts from what the other person left, with what was typed in it."""
    draft.refresh_from_db()
    if conflict.theirs is None:
        return _shown(request, draft, code, form=form, status=409, unsaved=True, is_removed=True)
    rows = differences(conflict.merged, conflict.theirs, conflict.names)
    spot = spot_with(draft.document, code)
    filled = PartForm(request.POST, document=draft.document, shown=conflict.theirs, locked=form.locked,
                      in_matrix=bool(spot and spot.in_matrix))
    filled.is_valid()
    return _shown(request, draft, code, form=filled, status=409, unsaved=True, conflict=rows)


def _put_again(request: HttpRequest, draft: QuestionnaireDraft, part: dict[str, Any]) -> HttpResponse:
    """What somebody removed while it was being edited, put back at the end."""
    edit_draft(questionnaire=draft.questionnaire, change=lambda document: add_part(document, part), what="add",
               about=str(part["code"]), by=request.user)
    return redirect(_address(draft, str(part["code"])) + "&saved=1")


@access(EDIT)
def take_step(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> HttpResponse:
    """Add, move, duplicate, remove, undo, redo: POST with ``do``, as in ``up:travel``."""
    draft = draft_asked(request, programme_slug, questionnaire_id)
    code = request.POST.get("element", "")
    if request.method != "POST":
        return redirect(_address(draft, ""))
    what, _colon, about = request.POST.get("do", "").partition(":")
    try:
        if what in ("undo", "redo"):
            revision = request.POST.get("revision", "")
            step_back(questionnaire=draft.questionnaire, step=-1 if what == "undo" else 1, by=request.user,
                      revision=int(revision) if revision.isdecimal() and len(revision) < 9 else -1)
        else:
            code = _stepped(request, draft, what, about) or code
    except EditError as error:
        messages.error(request, refusal_sentence(error))
    except StaleError:
        messages.error(request, _("Somebody else has changed the questionnaire meanwhile. This is how it stands now."))
    return redirect(_address(draft, code) + ("#part" if what in ("add", "bank", "copy") else f"#row-{code}"))


def _stepped(request: HttpRequest, draft: QuestionnaireDraft, what: str, about: str) -> str:
    """Take one step and return the code of the part to look at afterwards."""
    made: list[str] = []
    change = _change(request, draft, what, about, made)
    if change is None:
        return ""
    names = {"up": "move", "down": "move", "copy": "duplicate", "bank": "add"}
    edit_draft(questionnaire=draft.questionnaire, change=change, what=names.get(what, what),
               about=about or request.POST.get("kind", "")[:60], by=request.user)
    return made[-1] if made else "" if what == "remove" else about


def _change(request: HttpRequest, draft: QuestionnaireDraft, what: str, about: str,
            made: list[str]) -> Callable[[Document], Document] | None:
    """The change that a button means; ``made`` gets the code of what is new."""
    if what in ("up", "down"):
        return lambda document: move_part(document, about, -1 if what == "up" else 1)
    if what == "remove":
        return lambda document: remove_part(document, about)
    side, _colon, code = request.POST.get("where", "").partition(":")
    place = {side: code} if side in ("after", "inside") and code else {}

    def noted(old: Document, new: Document) -> Document:
        before = {spot.code for spot in spots_of(old)}
        made.append(next((spot.code for spot in spots_of(new) if spot.code not in before), ""))
        return new

    if what == "copy":
        return lambda document: noted(document, duplicate_part(document, about))
    if what == "bank":
        entry = BankEntry.objects.filter(programme=draft.questionnaire.programme, pk=_number(about)).first()
        if entry is None:
            raise EditError("gone")
        part = entry.part | ({} if entry.part["type"] in ("group", "repeat", "matrix") else {"bank": entry.code})
        return lambda document: noted(document, add_part(document, part, **place))
    kind = request.POST.get("kind", "")
    if what != "add" or kind not in KINDS:
        return None
    return lambda document: noted(document, add_part(document, new_part(document, kind), **place))


@access(EDIT)
def edit_settings(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> HttpResponse:
    """Title, introduction, languages, pages, quota."""
    draft = draft_asked(request, programme_slug, questionnaire_id)
    form = SettingsForm(request.POST if request.method == "POST" else None, document=draft.document)
    if request.method == "POST" and form.is_valid():
        settings = form.changed_settings()
        edit_draft(questionnaire=draft.questionnaire, what="settings", by=request.user,
                   change=lambda document: with_settings(document, settings))
        messages.success(request, _("Saved."))
        return redirect(_address(draft, ""))
    context = context_of(draft) | {"form": form}
    return render(request, "surveys/editor/settings.html", context, status=422 if form.errors else 200)


def core_sentence(error: CoreQuestionError) -> str:
    """Why a core question stays as it is."""
    return _("“%(code)s” is a core question: its type, choices and words stay as they are, so that pilots can be "
             "compared. It may be moved, translated and have questions around it.") % {"code": error.args[0]}


def _address(draft: QuestionnaireDraft, code: str) -> str:
    questionnaire = draft.questionnaire
    path = reverse("surveys:questionnaire-edit", args=[programme_of(draft).slug, questionnaire.pk])
    return f"{path}?element={code}" if code else path


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 15 else 0
