"""The questionnaires of a programme, and new ones."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed, visible_or_404
from foundation.translated import in_language
from pilots.models import Programme
from surveys.actions.editing import newest_version, shown_draft, start_questionnaire
from surveys.editing import Document, editable, empty_document
from surveys.forms.editing import NewQuestionnaireForm
from surveys.models import Questionnaire, QuestionnaireDraft
from surveys.templates_catalogue import load_template, template_codes
from surveys.views_editor.asked_for import EDIT, programme_asked


@access("surveys.list_surveys")
def questionnaire_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's own questionnaires, and those of the catalogue that may be copied."""
    programme = programme_asked(request, programme_slug, "surveys.list_surveys")
    context = {
        "programme": programme, "may_edit": allowed(request.user, EDIT, programme),
        "own": _counted(Questionnaire.objects.filter(programme=programme)),
        "shared": _counted(Questionnaire.objects.filter(programme__isnull=True)),
        "templates": [{"code": code, "title": load_template(code)["title"],
                       "n": len(load_template(code)["questions"])} for code in template_codes()],
    }
    return render(request, "surveys/editor/questionnaire_list.html", context)


def _counted(questionnaires: Any) -> list[Any]:
    """With the number of the newest version and of the waves, and whether there is a draft."""
    published = Q(versions__published_at__isnull=False)
    rows = questionnaires.annotate(
        newest=Max("versions__number", filter=published), published_at=Max("versions__published_at"),
        wave_count=Count("waves", distinct=True),
    ).order_by("code")
    drafts = dict(QuestionnaireDraft.objects.filter(questionnaire__in=questionnaires).values_list(
        "questionnaire_id", "changed_at"))
    found = list(rows)
    for row in found:
        row.draft_changed_at = drafts.get(row.pk)
    return sorted(found, key=lambda row: str(row).casefold())


@access(EDIT)
def questionnaire_new(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Begin a questionnaire: from nothing, from a template, as a copy."""
    programme = programme_asked(request, programme_slug)
    language = (get_language() or "en").split("-")[0]
    form = NewQuestionnaireForm(request.POST if request.method == "POST" else None, sources=_sources(programme),
                                language=language)
    if request.method != "POST":
        form.initial["source"] = request.GET.get("from", "")
    elif form.is_valid():
        questionnaire = _started(programme, form, request.user)
        messages.success(request, _("The draft is there. Nobody is asked anything before it is published."))
        return redirect("surveys:questionnaire-edit", programme.slug, questionnaire.pk)
    context = {"programme": programme, "form": form}
    return render(request, "surveys/editor/questionnaire_new.html", context, status=422 if form.errors else 200)


def _sources(programme: Programme) -> list[tuple[str, str]]:
    templates = [(f"template:{code}", _("Template: %(title)s") % {"title": in_language(load_template(code)["title"])})
                 for code in template_codes()]
    copies = Questionnaire.objects.filter(Q(programme=programme) | Q(programme__isnull=True)).order_by("code")
    return [("", _("An empty questionnaire")), *templates,
            *((f"copy:{one.pk}", _("Copy of: %(title)s") % {"title": one}) for one in copies)]


def _started(programme: Programme, form: NewQuestionnaireForm, by: Any) -> Questionnaire:
    """The questionnaire under the first code that is free."""
    document = _document(programme, form)
    for number in range(1, 1000):
        code = form.code if number == 1 else f"{form.code}_{number}"
        try:
            with transaction.atomic():
                return start_questionnaire(programme=programme, code=code, document=document, by=by)
        except IntegrityError:
            continue
    raise IntegrityError(form.code)


def _document(programme: Programme, form: NewQuestionnaireForm) -> Document:
    kind, _colon, which = form.cleaned_data["source"].partition(":")
    language, title = form.cleaned_data["language"], form.cleaned_data["title"]
    if not kind:
        return empty_document(form.code, title, [language])
    if kind == "template":
        document = editable(load_template(which))
    else:
        copied = visible_or_404(
            Questionnaire.objects.filter(Q(programme=programme) | Q(programme__isnull=True)), pk=int(which))
        newest = newest_version(copied)
        document = editable(newest.definition) if newest else shown_draft(copied).document
    return {**document, "title": {document["languages"][0]: title}}
