"""Answers as a table: read back as they were, whole, safe, and for research without what points at somebody."""

import csv
import hashlib
import io
import tracemalloc
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from foundation.audit.models import AuditEvent
from foundation.files.models import StoredFile
from foundation.jobs.running import run
from surveys.actions.exports import KEPT_DAYS, prune_exports, request_export
from surveys.actions.publish import publish_version
from surveys.actions.submit import submit_response
from surveys.definition import read_definition
from surveys.export_jobs import export_answers
from surveys.exporting import columns_of
from surveys.models import AnswerExport, Response, Wave
from tests.cast import Cast
from tests.factories.engagement import SessionFactory
from tests.factories.surveys import ALL_TYPES, answer, make_wave

assert export_answers  # imported, so that the kind of job is known
FIXED = ["response", "version", "language", "channel", "submitted_on", "session", "stakeholder"]
ASKED = ["travel", "topics", "topics/parks", "topics/light", "topics/noise", "rating", "years", "idea", "since"]


def table(wave: Wave, variant: str, by: Any) -> tuple[AnswerExport, list[dict[str, str]]]:
    """The export that a job made, and its rows as another program reads them."""
    export = request_export(wave=wave, variant=variant, by=by)
    job = run(str(export.job_id))
    assert (job.state, job.message) == ("done", "")
    export.refresh_from_db()
    if export.file is None:
        return export, []
    with export.file.file.open("rb") as file:
        data = file.read()
    assert (export.file.sha256, export.file.size) == (hashlib.sha256(data).hexdigest(), len(data))
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert export.rows == len(rows)
    return export, rows


@pytest.fixture
def wave(cast: Cast) -> Wave:
    return make_wave(pilot=cast.pilot)


def test_every_answer_is_read_back_as_it_was_given(cast: Cast, wave: Wave) -> None:
    answer(wave, travel="bus", topics=["parks", "noise"], rating=4, years=12, idea='Say "yes";\nör nej',
           since="2020-02-29")
    answer(wave, rating=None)
    _export, rows = table(wave, "operational", cast.manager)
    assert list(rows[0]) == FIXED + ASKED
    assert {row["response"] for row in rows} == {str(pk) for pk in Response.objects.values_list("pk", flat=True)}
    given = {tuple(row[name] for name in ASKED) for row in rows}
    assert given == {
        ("bus", "parks noise", "1", "0", "1", "4", "12", 'Say "yes";\nör nej', "2020-02-29"),
        ("foot", "", "", "", "", "", "", "", "")}
    assert {(row["version"], row["channel"], row["stakeholder"]) for row in rows} == {("1", "link", "")}


def test_what_a_spreadsheet_could_run_is_text(cast: Cast, wave: Wave) -> None:
    answer(wave, idea="=HYPERLINK(1)")
    assert table(wave, "operational", cast.manager)[1][0]["idea"] == "'=HYPERLINK(1)"


def test_rows_of_all_versions_have_the_columns_of_all(cast: Cast, wave: Wave) -> None:
    answer(wave, idea="Before")
    questions = [q for q in ALL_TYPES["questions"] if q["code"] != "idea"]
    questions.append({"code": "again", "type": "text", "label": {"en": "Again?"}, "required": False})
    document = ALL_TYPES | {"questions": questions}
    wave.version = publish_version(questionnaire=wave.questionnaire, document=document, by=None)
    wave.save()
    submit_response(wave=wave, response_id=uuid.uuid4(), answers={"travel": "bus", "again": "After"})
    _export, rows = table(wave, "operational", cast.manager)
    assert {(row["version"], row["idea"], row["again"]) for row in rows} == {("1", "Before", ""), ("2", "", "After")}
    assert {len(row) for row in rows} == {len(FIXED) + len(ASKED) + 1}


def test_for_research_there_is_nothing_that_points_at_somebody(cast: Cast, wave: Wave) -> None:
    for _number in range(6):
        answer(wave, topics=["parks"], idea="My words", since="2020-02-29")
    answer(wave, travel="bus", topics=["parks", "noise"], since="2020-02-28")
    _export, rows = table(wave, "research", cast.researcher)
    assert list(rows[0]) == ["row", "version", "submitted_in", "travel", "topics", "topics/parks", "topics/light",
                             "topics/noise", "rating", "years", "since"]
    assert sorted((row["travel"], row["topics"], row["topics/noise"], row["since"]) for row in rows) == [
        ("", "parks", "0", "2020-02")] + [("foot", "parks", "0", "2020-02")] * 6
    assert sorted(int(row["row"]) for row in rows) == list(range(1, 8))
    month = f"{timezone.localdate():%Y-%m}"
    assert {row["submitted_in"] for row in rows} == {month}


@pytest.mark.parametrize(("answers", "rows"), [(4, None), (5, 5)])
def test_of_fewer_than_five_nothing_goes_out_for_research(cast: Cast, wave: Wave, answers: int,
                                                          rows: int | None) -> None:
    for _number in range(answers):
        answer(wave)
    export, _rows = table(wave, "research", cast.researcher)
    page = Client()
    page.force_login(cast.researcher)
    said = page.get(f"/surveys/{wave.slug}/answers/").content.decode()
    assert (export.rows, "fewer than five answers nothing goes out" in said) == (rows, rows is None)


def test_a_session_is_named_only_where_ten_answered(cast: Cast, wave: Wave) -> None:
    small, large = (SessionFactory(pilot=cast.pilot, title=title, head_count=30) for title in ("Small", "Large"))
    for number in range(13):
        submit_response(wave=wave, response_id=uuid.uuid4(), answers={"travel": "foot"},
                        session=large if number < 10 else small)
    _export, rows = table(wave, "operational", cast.manager)
    assert sorted(row["session"] for row in rows) == [""] * 3 + ["Large"] * 10


def test_test_answers_stay_out(cast: Cast, wave: Wave) -> None:
    answer(wave)
    answer(wave)
    Response.objects.filter(pk=Response.objects.first().pk).update(is_test=True)
    assert len(table(wave, "operational", cast.manager)[1]) == 1


def test_it_is_asked_for_made_and_downloaded_on_pages_and_written_down(cast: Cast, wave: Wave) -> None:
    answer(wave)
    client = Client()
    client.force_login(cast.manager)
    where = f"/surveys/{wave.slug}/answers/"
    answered = client.post(where, {"variant": "operational"})
    export = AnswerExport.objects.get()
    waiting = client.get(export.get_absolute_url())
    run(str(export.job_id))
    page, taken = client.get(where), client.get(export.get_absolute_url())
    assert (answered.status_code, waiting.url, page.context["lines"][0]["state"]) == (302, where, "done")
    assert b"".join(taken.streaming_content).decode("utf-8-sig").startswith("response,version,")
    assert taken["Content-Disposition"].startswith("attachment")
    events = AuditEvent.objects.filter(action__startswith="answers.").order_by("pk").values_list("action", "actor_id")
    assert list(events) == [("answers.export", cast.manager.pk), ("answers.download", cast.manager.pk)]


@pytest.mark.parametrize(("role", "variants"), [
    ("coordinator", ["operational", "research"]), ("manager", ["operational"]), ("researcher", ["research"]),
])
def test_each_role_gets_its_variants_and_no_other(cast: Cast, wave: Wave, role: str, variants: list[str]) -> None:
    client = Client()
    client.force_login(getattr(cast, role))
    offered = client.get(f"/surveys/{wave.slug}/answers/").context["offered"]
    assert [one.value for one in offered] == variants
    for variant in {"operational", "research"} - set(variants):
        with pytest.raises(PermissionDenied):
            request_export(wave=wave, variant=variant, by=getattr(cast, role))
        export = AnswerExport.objects.create(wave=wave, variant=variant)
        assert client.get(export.get_absolute_url()).status_code == 403
        assert client.post(f"/surveys/{wave.slug}/answers/", {"variant": variant}).status_code == 403


def test_made_twice_it_is_one_table_with_one_file(cast: Cast, wave: Wave) -> None:
    answer(wave)
    export, first = table(wave, "operational", cast.manager)
    answer(wave)
    export.job.state = "queued"
    export.job.save()
    run(str(export.job_id))
    export.refresh_from_db()
    assert (len(first), export.rows, StoredFile.objects.count()) == (1, 2, 1)


def test_old_tables_are_deleted_with_their_files(cast: Cast, wave: Wave,
                                                 django_capture_on_commit_callbacks: Any) -> None:
    answer(wave)
    old, _rows = table(wave, "operational", cast.manager)
    fresh, _rows = table(wave, "operational", cast.manager)
    AnswerExport.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(days=KEPT_DAYS, hours=1))
    storage, name = old.file.file.storage, old.file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert prune_exports() == 1
    left = list(AnswerExport.objects.values_list("pk", flat=True))
    assert (left, storage.exists(name), StoredFile.objects.count()) == ([fresh.pk], False, 1)


def test_memory_does_not_grow_with_the_rows(cast: Cast, wave: Wave) -> None:
    answer(wave, idea="x" * 500)
    model = Response.objects.get()

    def peak(total: int) -> int:
        Response.objects.bulk_create([
            Response(id=uuid.uuid4(), pilot=model.pilot, wave=wave, version=model.version, answers=model.answers,
                     body_hash="", receipt_hash="") for _ in range(total - Response.objects.count())], batch_size=1000)
        tracemalloc.start()
        table_only = request_export(wave=wave, variant="operational", by=cast.manager)
        run(str(table_only.job_id))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few = peak(5_000)  # a few chunks are in use at once
    assert peak(20_000) < 1.3 * few


def test_columns_of_a_repeat_and_of_an_other_text() -> None:
    document = {
        "version": 2, "code": "rep", "title": {"en": "R"}, "languages": ["en"], "elements": [
            {"code": "home", "type": "repeat", "label": {"en": "Homes"}, "elements": [
                {"code": "rooms", "type": "integer", "label": {"en": "Rooms"}}]},
            {"code": "why", "type": "single", "label": {"en": "Why"}, "other": True, "choices": [
                {"code": "a", "label": {"en": "A"}}]}]}
    columns = columns_of([read_definition(document)])
    answers = {"home": [{"rooms": 2}, {"rooms": 3}], "why": "other", "why_other": "Wind"}
    assert {column.name: column.of(answers) for column in columns} == {
        "home": '[{"rooms": 2}, {"rooms": 3}]', "why": "other", "why_other": "Wind"}
