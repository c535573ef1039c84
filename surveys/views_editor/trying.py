"""Try a draft as a respondent meets it. What is typed lies in the session of whoever tries, and in no data."""

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import check_for_language, get_language
from django.views.decorators.clickjacking import xframe_options_sameorigin

from foundation.accounts.access import access
from surveys.answering import _change_rows, _names_asked
from surveys.definition import Definition, DefinitionError, read_definition
from surveys.editing import findings_in
from surveys.finding_sentences import finding_sentence
from surveys.forms import AnswerForm
from surveys.forms.editing import language_name
from surveys.interview.for_browser import browser_data
from surveys.models import QuestionnaireDraft
from surveys.paging import Page, pages_of
from surveys.reviewing import answers_by_page, errors_by_page, page_is_asked
from surveys.views_editor.asked_for import EDIT, context_of, draft_asked
from surveys.views_editor.shown import field_of

REVIEW = "review"


@dataclass
class Trial:
    """One request of somebody who tries a draft. number: of the page, from 1; 0: the last look."""

    request: HttpRequest
    draft: QuestionnaireDraft
    definition: Definition
    language: str

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return pages_of(self.definition) or ((),)

    @cached_property
    def number(self) -> int:
        asked = self.request.GET.get("page", "1")
        if asked == REVIEW and len(self.pages) > 1:
            return 0
        return min(int(asked), len(self.pages)) if asked.isdecimal() and int(asked[:4]) > 0 else 1

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What was typed so far, in the session."""
        return self.request.session.get(self.place) or {"key": str(uuid.uuid4()), "answers": {}}

    @property
    def place(self) -> str:
        return f"trial-{self.draft.questionnaire_id}"

    def keep(self, answers: dict[str, Any]) -> None:
        self.request.session[self.place] = {**self.kept, "answers": answers}

    def address(self, number: int) -> str:
        return f"{self.request.path}?in={self.language}&page={number or REVIEW}"

    def form(self) -> AnswerForm:
        is_sent = self.request.method == "POST"
        return AnswerForm(
            self.request.POST if is_sent else None, definition=self.definition, language=self.language,
            answers=self.kept["answers"], key=uuid.UUID(self.kept["key"]), now=timezone.localtime(),
            elements=self.pages[self.number - 1] if self.number else (),
        )

    def following(self, form: AnswerForm, step: int) -> int:
        """The next page with something to ask; 0 after the last."""
        last = len(self.pages)
        numbers = range(self.number + 1, last + 1) if step > 0 else range((self.number or last + 1) - 1, 0, -1)
        found = (n for n in numbers if page_is_asked(self.pages[n - 1], form.interview))
        return next(found, 0 if step > 0 else 1)


@access(EDIT)
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # its types know views without address parts
def try_out(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> HttpResponse:
    """The draft, page by page; also inside the frames of the preview."""
    draft = draft_asked(request, programme_slug, questionnaire_id)
    wanted = request.GET.get("in", "")
    language = wanted if wanted in draft.document["languages"] else draft.document["languages"][0]
    try:
        definition = read_definition(draft.document)
    except DefinitionError:
        return _not_yet(request, draft)
    trial = Trial(request, draft, definition, language)
    spoken = language if check_for_language(language) else get_language() or "en"
    with translation.override(spoken):
        return _posted(trial) if request.method == "POST" else _shown(trial, trial.form())


def _posted(trial: Trial) -> HttpResponse:
    action, form = trial.request.POST.get("action", "send"), trial.form()
    if action == "restart":
        trial.request.session.pop(trial.place, None)
        return redirect(trial.address(1))
    if action.startswith(("add:", "remove:")):
        _change_rows(trial.definition, form.answers, *action.split(":", 1))
    trial.keep(form.given())
    if trial.request.headers.get("X-Draft"):
        return HttpResponse(status=204)
    if ":" in action:
        return redirect(f"{trial.address(trial.number)}#repeat-{action.split(':', 1)[1]}")
    if action == "back":
        return redirect(trial.address(trial.following(form, -1)))
    is_fine = form.is_valid()
    if action == "send" and is_fine and not form.checked.errors:
        return _done(trial, form)
    newly = _names_asked(form) - set(trial.request.POST.get("shown", "").split())
    if not is_fine or action == "send" or (newly and not trial.definition.is_plain):
        return _shown(trial, form)
    return redirect(trial.address(trial.following(form, 1)))


def _shown(trial: Trial, form: AnswerForm) -> HttpResponse:
    status = 422 if form.is_bound and form.checked.errors and form.errors else 200
    context = _context(trial) | {
        "form": form, "number": trial.number, "page_count": len(trial.pages), "here": trial.address(trial.number),
        "percent": round(100 * ((trial.number or len(trial.pages) + 1) - 1) / len(trial.pages)),
    }
    if trial.number and not trial.definition.is_plain:
        context |= {"shown": " ".join(sorted(_names_asked(form))), "interview": browser_data(form.interview)}
    if not trial.number:
        context |= {"pages": answers_by_page(trial.pages, form.interview, trial.address),
                    "problems": errors_by_page(trial.pages, form.interview, form.checked.errors, trial.address)}
    return render(trial.request, "surveys/editor/try.html", context, status=status)


def _done(trial: Trial, form: AnswerForm) -> HttpResponse:
    """What would be stored; nothing is."""
    trial.request.session.pop(trial.place, None)
    stored = [(code, value) for code, value in form.checked.answers.items()]
    return render(trial.request, "surveys/editor/tried.html", _context(trial) | {"stored": stored})


def _context(trial: Trial) -> dict[str, Any]:
    return context_of(trial.draft) | {
        "definition": trial.definition, "language": trial.language, "is_framed": "framed" in trial.request.GET,
        "languages": [(code, language_name(code)) for code in trial.definition.languages],
        "error_count": sum(finding.is_error for finding in findings_in(trial.draft.document)),
    }


def _not_yet(request: HttpRequest, draft: QuestionnaireDraft) -> HttpResponse:
    errors = [(finding, finding_sentence(finding), field_of(draft, finding))
              for finding in findings_in(draft.document) if finding.is_error]
    return render(request, "surveys/editor/not_yet.html", context_of(draft) | {"errors": errors}, status=409)


@access(EDIT)
def preview(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> HttpResponse:
    """The draft as on a phone and as at a desk, side by side."""
    draft = draft_asked(request, programme_slug, questionnaire_id)
    wanted = request.GET.get("in", "")
    language = wanted if wanted in draft.document["languages"] else draft.document["languages"][0]
    languages = [(code, language_name(code)) for code in draft.document["languages"]]
    context = context_of(draft) | {"language": language, "languages": languages}
    return render(request, "surveys/editor/preview.html", context)
