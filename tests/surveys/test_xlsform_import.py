"""Forms brought in through the browser: read in the background, taken in whole, once, as a draft."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

import surveys.form_import_jobs  # noqa: F401  registers the kind of job
from foundation.jobs.models import Job
from foundation.jobs.running import run
from surveys.actions.editing import start_questionnaire
from surveys.actions.form_imports import read_upload, take_in_upload
from surveys.models import BankEntry, FormImport, Questionnaire, QuestionnaireDraft, QuestionnaireVersion, Wave
from tests.cast import Cast
from tests.surveys.test_public_pages import words
from tests.surveys.xlsform.books import book

GOOD = {"survey": [["type", "name", "label"], ["text", "a", "Your idea"], ["begin group", "g", "About you"],
                   ["select_one yn", "b", "Again?"], ["end group"], ["audio", "c", "Sing!"]],
        "choices": [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]],
        "settings": [["form_title", "form_id"], ["City walk", "city_walk"]]}
BAD = {"survey": [["type", "name", "label"], ["text", "a", "A"], ["text", "a", "B"], ["audio", "c", "Sing!"]]}
LIST = "/programmes/own-programme/questionnaire-imports/"


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.manager)
    return client


def upload(client: Client, cast: Cast, content: bytes, name: str = "walk.xlsx") -> Any:
    return client.post(f"/programmes/{cast.pilot.programme.slug}/questionnaire-imports/",
                       {"file": SimpleUploadedFile(name, content)})


def brought(client: Client, cast: Cast, sheets: dict[str, Any]) -> FormImport:
    """An import that a worker has read."""
    upload(client, cast, book(**sheets).getvalue())
    made = FormImport.objects.get()
    run(str(made.job_id))
    made.refresh_from_db()
    return made


def stored(cast: Cast) -> tuple[int, int, int, int]:
    return (Questionnaire.objects.count(), QuestionnaireDraft.objects.count(), QuestionnaireVersion.objects.count(),
            Wave.objects.count())


def test_a_form_goes_from_the_upload_to_a_draft(manager: Client, cast: Cast) -> None:
    answer = upload(manager, cast, book(**GOOD).getvalue())
    made = FormImport.objects.get()
    assert (answer.status_code, answer.headers["Location"], made.state) == (302, made.get_absolute_url(), "reading")
    assert "The form is read in the background" in words(manager.get(made.get_absolute_url()))
    run(str(made.job_id))
    page = manager.get(made.get_absolute_url())
    assert page.context["preview"].title == "City walk"
    assert [(line.depth, line.code, line.kind, line.answers) for line in page.context["preview"].lines] == [
        (0, "a", "Text", ""), (0, "g", "Group", ""), (1, "b", "One choice", "Yes, No"), (0, "c", "Note", "")]
    assert "survey A6 Remark audio is not supported: the text is kept as a note." in words(page)
    assert stored(cast) == (0, 0, 0, 0)
    manager.post(f"{made.get_absolute_url()}take-in/", {"code": "city_walk"})
    draft = QuestionnaireDraft.objects.get()
    assert (draft.questionnaire.code, draft.questionnaire.programme, draft.document["title"]) == (
        "city_walk", cast.pilot.programme, {"en": "City walk"})
    assert [part["code"] for part in draft.document["elements"]] == ["a", "g", "c"]
    assert stored(cast) == (1, 1, 0, 0)
    made.refresh_from_db()
    assert (made.state, made.questionnaire, bytes(made.content)) == ("taken", draft.questionnaire, b"")


def test_a_form_with_an_error_is_refused_whole_and_says_all_places(manager: Client, cast: Cast) -> None:
    made = brought(manager, cast, BAD)
    assert (made.state, made.document, made.errors, made.warnings) == ("refused", None, 1, 1)
    page = words(manager.get(made.get_absolute_url()))
    assert "1 error keeps this form out. Nothing of it was taken in." in page
    assert "survey B3 Error The name a is taken by row 2." in page
    assert "survey A4 Remark audio is not supported: the text is kept as a note." in page
    manager.post(f"{made.get_absolute_url()}take-in/", {"code": "walk"})
    assert stored(cast) == (0, 0, 0, 0)


def test_reading_twice_and_taking_in_twice_changes_nothing_twice(manager: Client, cast: Cast) -> None:
    made = brought(manager, cast, GOOD)
    assert Job.objects.get(pk=made.job_id).state == "done"
    assert read_upload(form_import=made, language="en") is False
    stale = FormImport.objects.get(pk=made.pk)
    assert take_in_upload(form_import=made, questionnaire=None, code="walk", by=cast.manager) is True
    assert take_in_upload(form_import=stale, questionnaire=None, code="walk_2", by=cast.manager) is False
    assert stored(cast) == (1, 1, 0, 0)


def test_a_worker_killed_while_it_reads_leaves_the_form_to_the_next(manager: Client, cast: Cast) -> None:
    upload(manager, cast, book(**GOOD).getvalue())
    made = FormImport.objects.get()
    Job.objects.filter(pk=made.job_id).update(state="running", claim=made.job_id, claimed_until="2020-01-01T00:00Z")
    run(str(made.job_id))
    made.refresh_from_db()
    assert (made.state, made.questions) == ("ready", 3)


def test_it_becomes_the_draft_of_a_questionnaire_that_is_there_and_undo_brings_the_old_one_back(
    manager: Client, cast: Cast
) -> None:
    document = {"code": "old", "title": {"en": "Old"}, "intro": {}, "languages": ["en"], "paging": "all",
                "elements": [{"code": "z", "type": "text", "label": {"en": "Z"}}]}
    old = start_questionnaire(programme=cast.pilot.programme, code="old", document=document, by=None)
    made = brought(manager, cast, GOOD)
    manager.post(f"{made.get_absolute_url()}take-in/", {"questionnaire": old.pk})
    draft = QuestionnaireDraft.objects.get()
    assert (draft.questionnaire, draft.document["code"]) == (old, "old")
    assert [part["code"] for part in draft.document["elements"]] == ["a", "g", "c"]
    assert [state.document["elements"][0]["code"] for state in draft.states.all()] == ["z", "a"]


@pytest.mark.parametrize(("fields", "sentence"), [
    ({"code": ""}, "A new questionnaire needs a code."), ({"code": "9 walks"}, "Begin with a letter"),
    ({"code": "taken"}, "Another questionnaire has this code."),
])
def test_what_keeps_a_form_from_being_taken_in_is_said(manager: Client, cast: Cast, fields: dict[str, str],
                                                      sentence: str) -> None:
    Questionnaire.objects.create(programme=cast.pilot.programme, code="taken", title={"en": "Taken"})
    made = brought(manager, cast, GOOD)
    page = manager.post(f"{made.get_absolute_url()}take-in/", fields)
    assert (page.status_code, sentence in words(page)) == (400, True)
    assert stored(cast) == (1, 0, 0, 0)


def test_a_code_taken_meanwhile_changes_nothing(manager: Client, cast: Cast) -> None:
    made = brought(manager, cast, GOOD)
    Questionnaire.objects.create(programme=cast.pilot.programme, code="walk", title={"en": "Taken"})
    with pytest.raises(ValidationError, match="Another questionnaire has this code"):
        take_in_upload(form_import=made, questionnaire=None, code="walk", by=cast.manager)
    made.refresh_from_db()
    assert (made.state, stored(cast)) == ("ready", (1, 0, 0, 0))


def test_a_core_question_is_not_redefined(manager: Client, cast: Cast) -> None:
    document = {"code": "old", "title": {"en": "Old"}, "intro": {}, "languages": ["en"], "paging": "all",
                "elements": [{"code": "a", "type": "integer", "label": {"en": "A"}, "bank": "a", "is_core": True}]}
    BankEntry.objects.create(programme=cast.pilot.programme, code="a", part=document["elements"][0], is_core=True)
    old = start_questionnaire(programme=cast.pilot.programme, code="old", document=document, by=None)
    headings = ["type", "name", "label", "question_bank_id", "core"]
    made = brought(manager, cast, {"survey": [headings, ["text", "a", "A", "a", "yes"]]})
    page = manager.post(f"{made.get_absolute_url()}take-in/", {"questionnaire": old.pk})
    assert "a is a core question of the programme; the form asks it otherwise." in words(page)
    assert QuestionnaireDraft.objects.get().document == document


def test_a_file_too_large_is_refused_before_it_is_read(manager: Client, cast: Cast) -> None:
    page = upload(manager, cast, b"PK" + b"0" * (10 * 1024 * 1024))
    assert (page.status_code, FormImport.objects.count()) == (422, 0)
    assert "at most 10.0\xa0MB are read" in page.content.decode().replace("&nbsp;", "\xa0")


@pytest.mark.parametrize(("content", "sentence"), [
    (b"%PDF-1.7 renamed", "it contains a PDF"), (b"type,name\ntext,a", "it contains no workbook"),
    (b"PK\x03\x04broken", "The workbook cannot be read"),
])
def test_what_is_no_workbook_is_said_in_a_sentence(manager: Client, cast: Cast, content: bytes, sentence: str) -> None:
    upload(manager, cast, content)
    made = FormImport.objects.get()
    run(str(made.job_id))
    assert sentence in words(manager.get(made.get_absolute_url()))


def test_an_import_can_be_discarded_until_it_is_taken_in(manager: Client, cast: Cast) -> None:
    made = brought(manager, cast, GOOD)
    take_in_upload(form_import=made, questionnaire=None, code="walk", by=cast.manager)
    manager.post(f"{made.get_absolute_url()}discard/")
    assert FormImport.objects.count() == 1
    other = FormImport.objects.create(programme=cast.pilot.programme, file_name="x.xlsx", state="refused")
    manager.post(f"{other.get_absolute_url()}discard/")
    assert list(FormImport.objects.all()) == [made]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_imports_as_for_one(
    manager: Client, cast: Cast, django_assert_num_queries: Any, number: int
) -> None:
    for place in range(number):
        FormImport.objects.create(programme=cast.pilot.programme, file_name=f"{place}.xlsx", state="refused")
    path = f"/programmes/{cast.pilot.programme.slug}/questionnaire-imports/"
    manager.get(path)
    with django_assert_num_queries(7):
        manager.get(path)


def test_an_import_that_is_ready_has_been_read(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FormImport.objects.create(programme=cast.pilot.programme, file_name="x.xlsx", state="ready")
