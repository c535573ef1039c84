"""What publishing would do, and publishing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.access import access
from foundation.translated import in_language
from surveys.actions.editing import StaleError, discard_draft, newest_version, publish_draft
from surveys.choices import QuestionType
from surveys.definition import Definition, DefinitionError, read_definition
from surveys.editing import Impact, findings_in, impact_of, ready_to_publish
from surveys.editing.impact import Change
from surveys.finding_sentences import finding_sentence
from surveys.forms.editing import language_name
from surveys.models import QuestionnaireDraft, Response
from surveys.views_editor.asked_for import EDIT, context_of, draft_asked
from surveys.views_editor.shown import NAMES, field_of

WORDS = {
    "lost": gettext_lazy("No longer asked. Its answers so far stay; new ones will not come."),
    "added": gettext_lazy("New."),
    "relabelled": gettext_lazy("%(what)s (%(language)s): “%(before)s” becomes “%(after)s”."),
    "retyped": gettext_lazy("Another type: “%(before)s” becomes “%(after)s”."),
    "choice_added": gettext_lazy("New choice: %(what)s."),
    "choice_removed": gettext_lazy("Choice removed: %(what)s. Answers that chose it stay."),
    "choice_relabelled": gettext_lazy("Choice %(what)s (%(language)s): “%(before)s” becomes “%(after)s”."),
    "choice_renumbered": gettext_lazy("Choice %(what)s: the number %(before)s becomes %(after)s."),
    "choices_reordered": gettext_lazy("The choices stand in another order."),
    "scale": gettext_lazy("Lowest and highest value: %(before)s becomes %(after)s."),
    "moved": gettext_lazy("It is asked inside other repeats: from “%(before)s” to “%(after)s”."),
    "conditions": gettext_lazy("%(what)s: “%(before)s” becomes “%(after)s”."),
}
BADGES = {
    "lost": (gettext_lazy("Lost"), "danger"), "added": (gettext_lazy("Added"), "success"),
    "retyped": (gettext_lazy("Retyped"), "danger"), "relabelled": (gettext_lazy("Relabelled"), "warning"),
    "choice_relabelled": (gettext_lazy("Relabelled"), "warning"),
    "choice_added": (gettext_lazy("Choices"), "danger"), "choice_removed": (gettext_lazy("Choices"), "danger"),
    "choice_renumbered": (gettext_lazy("Choices"), "danger"),
    "choices_reordered": (gettext_lazy("Choices"), "danger"), "scale": (gettext_lazy("Scale"), "danger"),
    "moved": (gettext_lazy("Moved"), "warning"), "conditions": (gettext_lazy("Conditions"), "info"),
}


@access(EDIT)
def publish(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> HttpResponse:
    """Show what the draft loses, relabels, retypes and adds; POST with a yes publishes it."""
    draft = draft_asked(request, programme_slug, questionnaire_id)
    error = ""
    if request.method == "POST":
        revision = request.POST.get("revision", "")
        if not request.POST.get("yes"):
            error = _("Tick that you have read what changes.")
        else:
            try:
                version = publish_draft(questionnaire=draft.questionnaire, by=request.user,
                                        revision=int(revision) if revision.isdecimal() and len(revision) < 9 else -1)
            except StaleError:
                error = _("Somebody has changed the draft since this page was shown. This is what changes now.")
            except DefinitionError as refused:
                error = str(refused)
            else:
                messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
                return redirect("surveys:questionnaire-list", programme_slug)
    return _shown(request, draft_asked(request, programme_slug, questionnaire_id), error)


def _shown(request: HttpRequest, draft: QuestionnaireDraft, error: str) -> HttpResponse:
    newest = newest_version(draft.questionnaire)
    findings = findings_in(draft.document)
    old = read_definition(newest.definition) if newest else None
    new = _whole(draft)
    impact = impact_of(old, new) if new is not None else None
    context = context_of(draft) | {
        "newest": newest, "error": error, "impact": impact, "rows": rows_of(impact) if impact else [],
        "errors": [(finding, finding_sentence(finding), field_of(draft, finding))
                   for finding in findings if finding.is_error],
        "warnings": sum(not finding.is_error for finding in findings),
        "has_answers": newest is not None and Response.objects.filter(version__questionnaire=draft.questionnaire)
        .exists(),
        "can_publish": draft.pk is not None and impact is not None and not impact.is_same and not any(
            finding.is_error for finding in findings),
    }
    return render(request, "surveys/editor/publish.html", context, status=422 if error else 200)


def _whole(draft: QuestionnaireDraft) -> Definition | None:
    try:
        return read_definition(ready_to_publish(draft.document))
    except DefinitionError:
        return None


def rows_of(impact: Impact) -> list[dict[str, Any]]:
    """The questions that change, in words; what breaks comparability first."""
    rows = [
        {"code": question.code, "label": in_language(question.label) or question.code, "breaks": question.breaks,
         "is_lost": question.is_lost, "badges": _badges(question.changes),
         "sentences": [_sentence(change) for change in question.changes]}
        for question in impact.questions
    ]
    return sorted(rows, key=lambda row: (not row["is_lost"], not row["breaks"]))


def _badges(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((str(BADGES[change.reason][0]), BADGES[change.reason][1]) for change in changes))


def _sentence(change: Change) -> str:
    before, after, what = change.before, change.after, change.what
    if change.reason == "retyped":
        before, after = str(QuestionType(before).label), str(QuestionType(after).label)
    if change.reason in ("relabelled", "conditions"):
        what = str(NAMES.get(what, what))
    return str(WORDS[change.reason]) % {
        "before": before or "–", "after": after or "–", "what": what,
        "language": language_name(change.language) if change.language else "",
    }


@access(EDIT)
def discard(request: HttpRequest, programme_slug: str, questionnaire_id: int) -> HttpResponse:
    """Throw the draft away, after asking."""
    draft = draft_asked(request, programme_slug, questionnaire_id)
    if request.method == "POST":
        discard_draft(questionnaire=draft.questionnaire, by=request.user)
        messages.success(request, _("The draft is gone. What is published stays as it is."))
        return redirect("surveys:questionnaire-list", programme_slug)
    context = context_of(draft) | {"newest": newest_version(draft.questionnaire)}
    return render(request, "surveys/editor/discard.html", context)
