"""Storing, thumbnails, clearing of orphans, sending."""

import datetime as dt
import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from foundation.files.models import StoredFile
from foundation.files.serving import file_response
from foundation.files.storing import discard, prepared, store
from foundation.files.tasks import clear_content, clear_rows
from foundation.files.upload_limit import LARGEST_REQUEST, UploadLimit
from foundation.jobs.models import Job
from foundation.jobs.running import run
from tests.foundation.files import hostile


@pytest.fixture(autouse=True)
def folder(db: None, settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(name: str = "../a photo.png", data: bytes | None = None) -> StoredFile:
    upload = SimpleUploadedFile(name, hostile.photo() if data is None else data, content_type="text/html")
    row, content = prepared(upload)
    return store(row, content, by=None)


def on_disk(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.rglob("*") if path.is_file())


def old(row: StoredFile) -> None:
    StoredFile.objects.filter(pk=row.pk).update(stored_at=timezone.now() - dt.timedelta(days=2))


def test_a_photo_is_stored_without_its_name_and_place_and_gets_a_thumbnail(folder: Path) -> None:
    row = stored()
    job = Job.objects.get(kind="files.thumbnail")
    states = [getattr(run(str(job.pk)), "state", None) for _time in range(2)]
    row.refresh_from_db()
    marks = []
    for field in (row.file, row.thumbnail):
        with Image.open(field.path) as picture:
            marks.append(dict(picture.getexif()))
    assert (row.name, row.content_type, row.width, row.height, row.size) == (
        "a photo.jpg", "image/jpeg", 30, 60, os.path.getsize(row.file.path))
    assert ("photo" in row.file.name, marks) == (False, [{}, {}])
    assert (states, on_disk(folder)) == (["done", None], [".jpg", ".jpg"])


def test_a_thumbnail_that_was_made_stays(folder: Path) -> None:
    row = stored()
    first = Job.objects.get(kind="files.thumbnail")
    second = Job.objects.create(kind="files.thumbnail", arguments={"file_id": row.pk})
    gone = Job.objects.create(kind="files.thumbnail", arguments={"file_id": 0})
    assert [run(str(job.pk)).result for job in (first, second, gone)] == [{"width": 30, "height": 60}, {}, {}]
    assert len(on_disk(folder)) == 2


@pytest.mark.django_db(transaction=True)
def test_discarding_deletes_row_and_content(folder: Path) -> None:
    discard([stored(), stored("a.txt", b"text")])
    assert (StoredFile.objects.count(), on_disk(folder)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_orphans_are_cleared_after_a_day_and_nothing_else(folder: Path) -> None:
    from tests.factories.engagement import AttachmentFactory  # noqa: PLC0415 - only what is attached is kept

    young, orphan, kept = stored("a.txt", b"young"), stored("b.txt", b"orphan"), AttachmentFactory().stored
    old(orphan)
    old(kept)
    storage = kept.file.storage
    lost, late = (storage.save(f"2026/05/{name}.txt", ContentFile(b"x")) for name in ("lost", "late"))
    elsewhere = storage.save("somewhere/else.txt", ContentFile(b"x"))
    yesterday = (timezone.now() - dt.timedelta(days=2)).timestamp()
    for name in (lost, elsewhere, kept.file.name):
        os.utime(storage.path(name), (yesterday, yesterday))
    rows = clear_rows()
    content = clear_content()
    assert (rows, content) == (1, 1)
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {young.pk, kept.pk}
    assert [storage.exists(name) for name in (lost, late, elsewhere, kept.file.name, young.file.name)] == [
        False, True, True, True, True]


@pytest.mark.parametrize(("name", "data", "content_type", "disposition"), [
    ("a.png", hostile.picture("PNG"), "image/jpeg", 'inline; filename="a.jpg"'),
    ("a.pdf", b"%PDF-1.7", "application/octet-stream", 'attachment; filename="a.pdf"'),
    ("a.csv", b"a;b", "application/octet-stream", 'attachment; filename="a.csv"'),
])
def test_only_pictures_of_our_own_making_are_shown(name: str, data: bytes, content_type: str, disposition: str) -> None:
    answer = file_response(stored(name, data))
    assert {key: answer[key] for key in (
        "Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control",
    )} == {
        "Content-Type": content_type, "Content-Disposition": disposition, "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cache-Control": "private, no-store",
    }
    answer.file_to_stream.close()


def test_an_upload_that_announces_too_much_is_refused_before_it_is_read() -> None:
    limit = UploadLimit()
    with pytest.raises(RequestDataTooBig):
        limit.handle_raw_input(io.BytesIO(), {}, LARGEST_REQUEST + 1, b"x")
    assert limit.handle_raw_input(io.BytesIO(), {}, LARGEST_REQUEST, b"x") is None
