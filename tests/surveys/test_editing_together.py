"""Several people at one draft: every step of everybody is there afterwards; the list of steps stays bounded."""

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connection

from surveys.actions.editing import (
    MOST_STATES,
    ConflictError,
    StaleError,
    edit_draft,
    publish_draft,
    save_part,
    start_questionnaire,
    step_back,
)
from surveys.actions.publish import publish_version
from surveys.editing import add_part, as_shown, empty_document, part_with, spots_of
from surveys.models import DraftState, Questionnaire, QuestionnaireDraft
from tests.factories.pilots import ProgrammeFactory
from tests.factories.surveys import ALL_TYPES, QuestionnaireFactory


def text(code: str, label: str = "?") -> dict[str, Any]:
    return {"code": code, "type": "text", "label": {"en": label}}


def started(*codes: str) -> Questionnaire:
    document = empty_document("walks", "Walks", ["en"]) | {"elements": [text(code) for code in codes]}
    return start_questionnaire(programme=ProgrammeFactory(), code="walks", document=document, by=None)


def document_of(questionnaire: Questionnaire) -> dict[str, Any]:
    return QuestionnaireDraft.objects.get(questionnaire=questionnaire).document


def at_once(*steps: Any) -> list[Any]:
    """Take all steps at the same moment and return what they raised."""
    gate, raised = threading.Barrier(len(steps)), []

    def take(step: Any) -> None:
        try:
            gate.wait()
            step()
        except Exception as error:  # noqa: BLE001  the test looks at it
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.sqlite
def test_eight_people_change_and_add_at_once_and_nothing_is_lost(real_database: None) -> None:
    codes = [f"q{number}" for number in range(4)]
    walks = started(*codes)
    shown = document_of(walks)
    saves = [partial(save_part, questionnaire=walks, code=code, part=text(code, f"New {code}"),
                     base=as_shown(part_with(shown, code) or {}), by=None) for code in codes]
    adds = [partial(edit_draft, questionnaire=walks, change=partial(add_part, part=text(f"n{number}")), what="add",
                    by=None) for number in range(4)]
    assert at_once(*saves, *adds) == []
    labels = {spot.code: spot.part["label"]["en"] for spot in spots_of(document_of(walks))}
    assert labels == {code: f"New {code}" for code in codes} | {f"n{number}": "?" for number in range(4)}
    assert QuestionnaireDraft.objects.get().revision == 8


@pytest.mark.sqlite
def test_of_two_who_change_the_same_words_at_once_one_is_asked(real_database: None) -> None:
    walks = started("why")
    base = as_shown(part_with(document_of(walks), "why") or {})
    raised = at_once(*(partial(save_part, questionnaire=walks, code="why", part=text("why", words), base=base, by=None)
                       for words in ("One", "Two")))
    assert [(type(error), error.names) for error in raised] == [(ConflictError, ["label.en"])]
    kept = document_of(walks)["elements"][0]["label"]["en"]
    assert {kept, raised[0].merged["label"]["en"]} == {"One", "Two"}


def test_a_draft_begins_with_the_first_change_from_what_is_published(db: None) -> None:
    asked = QuestionnaireFactory(programme=ProgrammeFactory())
    publish_version(questionnaire=asked, document=ALL_TYPES, by=None)
    edit_draft(questionnaire=asked, change=partial(add_part, part=text("why")), what="add", by=None)
    assert [spot.code for spot in spots_of(document_of(asked))] == [
        "travel", "topics", "rating", "years", "idea", "since", "why"]
    assert list(DraftState.objects.values_list("what", flat=True)) == ["start", "add"]


def test_only_the_last_states_are_kept_and_can_be_undone(db: None) -> None:
    walks = started()
    for number in range(MOST_STATES + 5):
        edit_draft(questionnaire=walks, change=partial(add_part, part=text(f"q{number}")), what="add", by=None)
    numbers = list(DraftState.objects.values_list("number", flat=True))
    assert (len(numbers), numbers[-1]) == (MOST_STATES, MOST_STATES + 6)
    for _step in range(MOST_STATES - 1):
        revision = QuestionnaireDraft.objects.get().revision
        step_back(questionnaire=walks, revision=revision, step=-1, by=None)
    assert len(document_of(walks)["elements"]) == 6


def test_a_change_after_an_undo_ends_what_could_be_redone(db: None) -> None:
    walks = started("a")
    edit_draft(questionnaire=walks, change=partial(add_part, part=text("b")), what="add", by=None)
    step_back(questionnaire=walks, revision=1, step=-1, by=None)
    edit_draft(questionnaire=walks, change=partial(add_part, part=text("c")), what="add", by=None)
    assert [spot.code for spot in spots_of(document_of(walks))] == ["a", "c"]
    assert list(DraftState.objects.values_list("number", "what")) == [(1, "start"), (2, "add")]


def test_a_draft_that_went_on_is_not_published_as_it_was_shown(db: None) -> None:
    walks = started("a")
    edit_draft(questionnaire=walks, change=partial(add_part, part=text("b")), what="add", by=None)
    with pytest.raises(StaleError):
        publish_draft(questionnaire=walks, revision=0, by=None)
    assert publish_draft(questionnaire=walks, revision=1, by=None).number == 1
