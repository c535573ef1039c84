"""From the request to three files: frozen once, safe, and telling of nobody."""

import csv
import datetime as dt
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pypdf import PdfReader

from foundation.audit.models import AuditEvent
from foundation.files.models import StoredFile
from foundation.jobs.models import Job
from foundation.jobs.running import run
from indicators.models import IndicatorValue
from reports.actions import making
from reports.actions.making import request_report
from reports.actions.verification import Checked, verify_report
from reports.canonical import canonical_json, sha256_of
from reports.code_version import code_version
from reports.models import Document, Report, Snapshot
from reports.tasks import make_report
from tests.cast import Cast
from tests.factories.engagement import MethodFactory
from tests.indicators.stored import store, store_verdict

FORMULA = "=cmd|' /C calc'!A0"
AS_OF = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world(cast: Cast) -> Cast:
    """One value that may be shown and one that is kept back but whose remains could tell."""
    MethodFactory(code="open_day", name={"en": "Open day"})
    cast.pilot.name = FORMULA
    cast.pilot.save()
    store(cast.pilot, "method_rating", 4.25, method="open_day", lower=4.0, upper=4.5, n=17, as_of=AS_OF)
    store(cast.other_pilot, "method_rating", None, method="open_day", suppressed=True, n_missing=98765,
          coverage=0.98765, detail={"sum": 98765}, flags=["much_missing"], as_of=AS_OF)
    store_verdict(cast.programme, "open_day", as_of=AS_OF, figures={
        "pilots": ["own-here", "own-there"], "yi": [4.25, 3.98765], "vi": [0.1, 0.98765]})
    return cast


def make(cast: Cast, title: str = "Two cities") -> Report:
    report = request_report(programme=cast.programme, title=title, by=cast.researcher)
    done = run(str(report.job_id))
    assert done is not None
    assert (make_report.__name__, done.state, done.message) == ("make_report", "done", "")
    return Report.objects.get(pk=report.pk)


def files(report: Report) -> dict[str, bytes]:
    return {one.format: Path(one.file.file.path).read_bytes() for one in report.documents.select_related("file")}


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages)


def test_the_snapshot_holds_the_whole_tiny_world(world: Cast) -> None:
    report = make(world)
    content = report.snapshot.content
    nothing = dict.fromkeys(
        ("value", "lower", "upper", "boot_lower", "boot_upper", "n", "n_missing", "numerator", "denominator",
         "coverage"))
    common = {"indicator": "method_rating", "definition_version": 1, "method": "open_day", "period": "all",
              "split": "", "flags": [], "as_of": "2026-05-04T12:00:00+00:00"}
    (verdict,) = content.pop("verdicts")
    assert content == {
        "schema": 1,
        "report": {"title": "Two cities", "language": "en", "requested_at": report.made_at.isoformat()},
        "programme": {"slug": "own", "name": "Own programme", "currency": "EUR", "is_demo": False},
        "cutoff": None, "as_of": "2026-05-04T12:00:00+00:00",
        "pilots": [
            {"code": code, "name": name, "population": 100_000, "population_source": "test"}
            for code, name in (("own-here", FORMULA), ("own-there", "There"))
        ],
        "plan": {"delta": 0.5, "alpha": 0.05, "content": 0.9, "d0": 4, "benchmark": 3.5, "delta_share": 0.1,
                 "delta_cost_factor": 1.25, "primary_indicators": [], "look_dates": [], "frozen_at": None},
        "values": [
            common | nothing | {"pilot": "own-here", "value": 4.25, "lower": 4, "upper": 4.5, "n": 17,
                                "suppressed": False},
            common | nothing | {"pilot": "own-there", "suppressed": True},
        ],
        "methods": {"open_day": "Open day"}, "groups": {},
        "definitions": [{
            "id": "I17", "code": "method_rating", "version": 1, "name": "Rating of a method",
            "question": "How do participants rate a method?",
            "formula": "Mean over sessions of the session means of the item on the method.",
            "unit": "scale points", "display": "scale_1_5", "family": "E", "interval": "student_t", "sources": [],
        }],
        "seed": 'CRC32 of "pilot|indicator"', "code": code_version(),
        "counts": {"pilots": 2, "values": 2, "verdicts": 1, "suppressed": 1},
    }
    assert (verdict["figures"]["pilots"], verdict["figures"]["yi"], verdict["words"]["chip"]) == (
        ["own-here"], [4.25], "Not enough evidence")


def test_what_was_frozen_stays_when_the_data_and_the_job_go_on(world: Cast) -> None:
    report = make(world)
    before = (report.snapshot.sha256, report.snapshot.content)
    IndicatorValue.objects.filter(value=4.25).update(value=1.5, lower=1, upper=2)
    Job.objects.update(state="queued", claim=None)

    run(str(report.job_id))

    frozen = Snapshot.objects.get(report=report)
    assert (frozen.sha256, frozen.content) == before
    assert sha256_of(frozen.content) == frozen.sha256
    assert sorted(Document.objects.values_list("format", flat=True)) == ["csv", "pdf", "xlsx"]
    assert StoredFile.objects.count() == 3


def test_a_job_killed_between_the_files_is_finished_by_the_next_run(world: Cast) -> None:
    report = request_report(programme=world.programme, title="Killed", by=world.researcher)
    snapshot = making.freeze(report)
    making.store_document(snapshot, "csv")
    Job.objects.filter(pk=report.job_id).update(
        state="running", claim="00000000-0000-0000-0000-000000000001", claimed_until=AS_OF)

    done = run(str(report.job_id))

    assert (done and done.state, Snapshot.objects.get().sha256) == ("done", snapshot.sha256)
    assert sorted(files(report)) == ["csv", "pdf", "xlsx"]


def test_the_pdf_is_tagged_titled_and_holds_the_values(world: Cast) -> None:
    data = files(make(world))["pdf"]
    reader, text = PdfReader(BytesIO(data)), pdf_text(data)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.trailer["/Root"]["/Lang"], bool(reader.trailer["/Root"]["/MarkInfo"])) == (
        "Two cities", "en", True)
    assert [part in text for part in ("4.25", "4.00–4.50", "kept back", "There", "Open day")] == [True] * 5


def test_what_is_kept_back_is_in_no_format(world: Cast, client: Client) -> None:
    report = make(world)
    made = files(report)
    book = openpyxl.load_workbook(BytesIO(made["xlsx"]))
    client.force_login(world.researcher)
    told = {
        "snapshot": canonical_json(report.snapshot.content), "csv": made["csv"].decode(),
        "xlsx": str([[cell.value for cell in row] for sheet in book for row in sheet]), "pdf": pdf_text(made["pdf"]),
        "page": client.get(report.get_absolute_url()).content.decode(),
        "chart": client.get(f"/reports/{report.pk}/methods/open_day/chart.svg").content.decode(),
    }
    assert {name: ("98765" in text, "4.25" in text) for name, text in told.items()} == dict.fromkeys(
        told, (False, True))


def test_names_are_no_formulas_in_csv_and_xlsx(world: Cast) -> None:
    world.pilot.external_id = FORMULA
    world.pilot.save()
    made = files(make(world, title=FORMULA))
    rows = list(csv.reader(StringIO(made["csv"].decode("utf-8-sig"))))
    book = openpyxl.load_workbook(BytesIO(made["xlsx"]))
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert (rows[1][0], book["About"]["B2"].value, "f" in kinds) == ("'" + FORMULA, FORMULA, False)


def test_markup_in_a_title_stays_text(world: Cast) -> None:
    title = '#read("/etc/passwd") *bold* $x$ <b>'
    assert title in pdf_text(files(make(world, title=title))["pdf"])


def test_a_changed_content_and_a_changed_file_are_found(world: Cast) -> None:
    report = make(world)
    whole = verify_report(report=report, by=world.researcher)
    path = report.documents.get(format="csv").file.file.path
    with Path(path).open("ab") as file:
        file.write(b"x")
    Snapshot.objects.filter(report=report).update(content=report.snapshot.content | {"cutoff": "2020-01-01"})
    changed = verify_report(report=Report.objects.get(pk=report.pk), by=world.researcher)
    assert (whole, changed) == (Checked(True, ()), Checked(False, ("csv",)))


def test_who_may_not_export_leaves_nothing_behind(cast: Cast) -> None:
    for person in (cast.manager, cast.contributor, cast.operator, cast.outsider):
        with pytest.raises(PermissionDenied):
            request_report(programme=cast.programme, title="No", by=person)
    assert (Report.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)  # closing a response also closes the connection
def test_making_and_taking_away_are_logged(world: Cast, client: Client) -> None:
    report = make(world)
    client.force_login(world.researcher)
    response = client.get(f"/reports/{report.pk}/csv/")
    response.close()
    assert (response["Content-Disposition"], response["X-Content-Type-Options"]) == (
        f'attachment; filename="own-report-{report.pk}.csv"', "nosniff")
    assert [*AuditEvent.objects.filter(object_type="reports.Report").order_by("pk").values_list(
        "action", "actor_id")] == [
        (action, world.researcher.pk) for action in ("report.requested", "report.frozen", "report.downloaded")]
