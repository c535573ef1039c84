"""Ask for a report, freeze its snapshot, store its documents."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import get_language, override

from foundation.accounts.access import require
from foundation.audit.record import record
from foundation.files.models import StoredFile
from foundation.jobs.running import enqueue
from pilots.models import Programme
from reports.canonical import sha256_of
from reports.code_version import code_version
from reports.documents import WRITERS
from reports.models import Document, Report, Snapshot
from reports.snapshot import content_of

EXPORT = "reports.export_research"
KIND = "reports.make"
CONTENT_TYPES = {
    "pdf": "application/pdf", "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def request_report(*, programme: Programme, title: str, by: Any) -> Report:
    """A report that a job will make after commit. Raises PermissionDenied without the right to export."""
    require(by, EXPORT, programme)
    with transaction.atomic():
        report = Report.objects.create(
            programme=programme, title=title, language=get_language() or "en", made_by=by, made_by_name=str(by)[:200]
        )
        report.job = enqueue(KIND, by=by, programme_id=programme.pk, report_id=report.pk)
        report.save(update_fields=["job"])
        record("report.requested", report, by=by, label=title)
    return report


def freeze(report: Report) -> Snapshot:
    """The snapshot of the report, made once: whoever comes second gets what the first one froze."""
    with transaction.atomic():
        # the lock makes two workers one after the other
        held = Report.objects.select_for_update(of=("self",)).select_related("programme").get(pk=report.pk)
        found = Snapshot.objects.filter(report=held).first()
        if found is not None:
            return found
        with override(held.language):
            content = content_of(held)
        snapshot = Snapshot.objects.create(
            report=held, content=content, sha256=sha256_of(content), code_version=code_version()
        )
        record("report.frozen", held, by=held.made_by, label=held.title, sha256=snapshot.sha256)
    return snapshot


def store_document(snapshot: Snapshot, kind: str) -> Document:
    """Write one format whole, then put it in the place of what was there."""
    report = snapshot.report
    name = f"{report.programme.slug}-report-{report.pk}.{kind}"
    with tempfile.TemporaryDirectory() as folder, override(report.language):
        path = Path(folder) / name
        WRITERS[kind](snapshot, path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        with transaction.atomic(), path.open("rb") as written:
            stored = StoredFile(name=name, content_type=CONTENT_TYPES[kind], size=path.stat().st_size, sha256=digest)
            stored.file.save(name, File(written), save=True)
            return _replace(report, kind, stored)


def _replace(report: Report, kind: str, stored: StoredFile) -> Document:
    old = Document.objects.select_for_update().filter(report=report, format=kind).select_related("file").first()
    if old is None:
        return Document.objects.create(report=report, format=kind, file=stored)
    outdated, old.file = old.file, stored
    old.save(update_fields=["file"])
    outdated.delete()
    # only once the new file counts; a kill before leaves the old one
    transaction.on_commit(lambda: outdated.file.delete(save=False))
    return old


def record_download(document: Document, *, by: Any) -> None:
    """Note who took a document away; checked permission comes before."""
    report = document.report
    record("report.downloaded", report, by=by, label=report.title, format=document.format)
