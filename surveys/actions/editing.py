"""Write a questionnaire's draft: every change is one step that can be undone, and nobody's change is lost."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit.record import record
from pilots.models import Programme
from surveys.actions.publish import publish_version
from surveys.editing import (
    Document,
    EditError,
    Part,
    as_shown,
    change_part,
    editable,
    merge_parts,
    part_with,
    ready_to_publish,
)
from surveys.editing.changes import share_with_rows
from surveys.editing.locks import redefined_in
from surveys.models import BankEntry, DraftState, Questionnaire, QuestionnaireDraft, QuestionnaireVersion
from surveys.templates_catalogue import template_codes

MOST_STATES = 50
SAME_CHANGE = 60  # seconds in which one person's changes of one part are one step
MOST_TRIES = 20
Change = Callable[[Document], Document]


class CoreQuestionError(ValueError):
    """A core question would be another one; the argument is its code."""


class ConflictError(Exception):
    """Somebody else has changed the same part meanwhile. theirs: None where it was removed; names: of both changes."""

    def __init__(self, merged: Part, theirs: Part | None, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.merged, self.theirs, self.names = merged, theirs, names


class StaleError(Exception):
    """The draft is another one than the page showed."""


def shown_draft(questionnaire: Questionnaire) -> QuestionnaireDraft:
    """The draft of a questionnaire; where there is none, an unstored one that says what the newest version says."""
    draft = QuestionnaireDraft.objects.filter(questionnaire=questionnaire).first()
    return draft or _fresh(questionnaire)


def _fresh(questionnaire: Questionnaire) -> QuestionnaireDraft:
    newest = newest_version(questionnaire)
    if newest is None:
        document: Document = {"code": questionnaire.code, "title": dict(questionnaire.title), "intro": {},
                              "languages": list(questionnaire.title) or ["en"], "paging": "all", "elements": []}
    else:
        document = editable(newest.definition)
    return QuestionnaireDraft(questionnaire=questionnaire, document=document)


def newest_version(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    """The version published last."""
    return questionnaire.versions.filter(published_at__isnull=False).order_by("-number").first()


@transaction.atomic
def start_questionnaire(*, programme: Programme, code: str, document: Document, by: Any) -> Questionnaire:
    """A new questionnaire of the programme with ``document`` as its draft. IntegrityError where the code is taken."""
    questionnaire = Questionnaire.objects.create(programme=programme, code=code, title=document["title"])
    draft = QuestionnaireDraft.objects.create(questionnaire=questionnaire, document=document)
    _keep_state(draft, "start", "", by)
    record("questionnaire.start", questionnaire, by=by, label=code)
    return questionnaire


def edit_draft(*, questionnaire: Questionnaire, change: Change, what: str, about: str = "",
               by: Any) -> QuestionnaireDraft:
    """Apply ``change`` to the draft as it is now and keep the result as one step.

    ``change`` may be called again where somebody else was faster, with what that person left. Raises what it raises,
    and CoreQuestionError where a core question would be redefined.
    """
    for _try in range(MOST_TRIES):
        draft = _stored(questionnaire, by)
        document = change(draft.document)
        if document == draft.document:
            return draft
        _refuse_redefinition(questionnaire, draft.document, document)
        with transaction.atomic():
            if _replace(draft, document=document):
                _keep_state(draft, what, about, by)
                return draft
    raise StaleError


def save_part(*, questionnaire: Questionnaire, code: str, part: Part, base: Part | None, by: Any,
              overwrite: bool = False) -> QuestionnaireDraft:
    """Put ``part`` in the place of the one with ``code``, which was ``base`` when it was read (None: nobody knows).

    Both are as ``as_shown`` gives them. What somebody else changed meanwhile in the same part is merged; ConflictError
    where both changed the same words. EditError as ``change_part`` does.
    """

    def change(document: Document) -> Document:
        found = part_with(document, code)
        if found is None:
            raise ConflictError(part, None, [])
        now, wanted = as_shown(found), part
        if not overwrite and now != base:
            wanted, names = merge_parts(base, part, now)
            if names:
                raise ConflictError(wanted, now, names)
        rows = wanted.get("rows")
        new = change_part(document, code, {name: value for name, value in wanted.items() if name != "rows"})
        return share_with_rows(new, str(wanted["code"]), rows) if rows is not None else new

    return edit_draft(questionnaire=questionnaire, change=change, what="change", about=code, by=by)


def step_back(*, questionnaire: Questionnaire, revision: int, step: int, by: Any) -> QuestionnaireDraft:
    """Undo (-1) or redo (+1) one step. EditError("no_step") where there is none, StaleError where somebody else has
    changed the draft after the page with ``revision`` was shown."""
    draft = QuestionnaireDraft.objects.filter(questionnaire=questionnaire).first()
    if draft is None:
        raise EditError("no_step")
    if draft.revision != revision:
        raise StaleError
    state = draft.states.filter(number=draft.place + step).first()
    if state is None:
        raise EditError("no_step")
    with transaction.atomic():
        if not _replace(draft, document=state.document, place=state.number):
            raise StaleError
    return draft


@transaction.atomic
def discard_draft(*, questionnaire: Questionnaire, by: Any) -> None:
    """Throw the draft away; what is published stays. A questionnaire that never was published goes with it."""
    QuestionnaireDraft.objects.filter(questionnaire=questionnaire).delete()
    record("questionnaire.discard_draft", questionnaire, by=by, label=questionnaire.code)
    if not questionnaire.versions.exists():
        questionnaire.delete()


@transaction.atomic
def publish_draft(*, questionnaire: Questionnaire, revision: int, by: Any) -> QuestionnaireVersion:
    """Publish the draft as it was shown with ``revision``; versions and answers before it stay as they are.

    StaleError where the draft has changed since; DefinitionError where it cannot be published.
    """
    draft = QuestionnaireDraft.objects.select_for_update().filter(questionnaire=questionnaire).first()
    if draft is None or draft.revision != revision:
        raise StaleError
    document = ready_to_publish(draft.document)
    version = publish_version(questionnaire=questionnaire, document=document, by=by)
    if questionnaire.title != document["title"]:
        questionnaire.title = document["title"]
        questionnaire.save(update_fields=["title"])
    if not QuestionnaireDraft.objects.filter(pk=draft.pk, revision=revision).delete()[0]:
        raise StaleError
    return version


def core_codes(questionnaire: Questionnaire) -> set[str]:
    """Codes of the core entries of the programme's question bank."""
    if questionnaire.programme_id is None:
        return set()
    entries = BankEntry.objects.filter(programme_id=questionnaire.programme_id, is_core=True)
    return set(entries.values_list("code", flat=True))


def catalogue_codes() -> set[str]:
    """Codes of the questionnaires that every programme shares."""
    shared = Questionnaire.objects.filter(programme__isnull=True).values_list("code", flat=True)
    return {*template_codes(), *shared}


def _refuse_redefinition(questionnaire: Questionnaire, old: Document, new: Document) -> None:
    code = redefined_in(old, new, core=core_codes(questionnaire), catalogue=catalogue_codes())
    if code:
        raise CoreQuestionError(code)


def _stored(questionnaire: Questionnaire, by: Any) -> QuestionnaireDraft:
    draft = QuestionnaireDraft.objects.filter(questionnaire=questionnaire).first()
    if draft is not None:
        return draft
    draft = _fresh(questionnaire)
    try:
        with transaction.atomic():
            draft.save()
            _keep_state(draft, "start", "", by)
    except IntegrityError:  # somebody else began at the same moment
        return QuestionnaireDraft.objects.get(questionnaire=questionnaire)
    return draft


def _replace(draft: QuestionnaireDraft, **fields: Any) -> bool:
    """Write the fields if the draft is still the one that was read; the object follows."""
    unchanged = QuestionnaireDraft.objects.filter(pk=draft.pk, revision=draft.revision)
    if not unchanged.update(revision=draft.revision + 1, changed_at=timezone.now(), **fields):
        return False
    draft.revision += 1
    for name, value in fields.items():
        setattr(draft, name, value)
    return True


def _keep_state(draft: QuestionnaireDraft, what: str, about: str, by: Any) -> None:
    """The state after a change; what was undone before it can be redone no more."""
    draft.states.filter(number__gt=draft.place).delete()
    last = draft.states.filter(number=draft.place).first()
    actor = getattr(by, "pk", None)
    if last is not None and what == "change" and (last.what, last.about, last.by_id) == (what, about, actor) \
            and (timezone.now() - last.made_at).total_seconds() < SAME_CHANGE:
        DraftState.objects.filter(pk=last.pk).update(document=draft.document)
        return
    draft.place += 1
    QuestionnaireDraft.objects.filter(pk=draft.pk).update(place=draft.place)
    DraftState.objects.create(draft=draft, number=draft.place, document=draft.document, what=what, about=about[:60],
                              by_id=actor)
    draft.states.filter(number__lte=draft.place - MOST_STATES).delete()


__all__ = ["ConflictError", "CoreQuestionError", "StaleError", "catalogue_codes", "core_codes",
           "discard_draft", "edit_draft", "newest_version", "publish_draft", "save_part", "shown_draft",
           "start_questionnaire", "step_back"]
