"""Take an uploaded file into the store, and out of it."""

import hashlib
import logging
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.db import transaction

from foundation.files.checks import check_file
from foundation.files.models import StoredFile
from foundation.files.names import clean_name, with_ending
from foundation.files.pictures import rewritten
from foundation.jobs.running import enqueue

log = logging.getLogger(__name__)
THUMBNAIL = "files.thumbnail"
CHUNK = 1024 * 1024


def prepared(upload: Any) -> tuple[StoredFile, File]:
    """What ``upload`` (a Django UploadedFile) is, as an unsaved row, and the content to store.

    A picture is written anew, so that nothing the camera noted is ever stored. Raises ValidationError with a sentence
    for people where the file is not taken.
    """
    name = clean_name(str(upload.name))
    found = check_file(upload, name=name, size=upload.size)
    if not found.is_picture:
        return _row(name, found.content_type, upload), File(upload.file if hasattr(upload, "file") else upload)
    picture = rewritten(upload)
    content = ContentFile(picture.data)
    row = _row(with_ending(name, picture.ending), picture.content_type, content)
    row.width, row.height = picture.width, picture.height
    return row, content


def _row(name: str, content_type: str, content: Any) -> StoredFile:
    digest, size = _digest(content)
    return StoredFile(name=name, content_type=content_type, size=size, sha256=digest)


def _digest(content: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and length; leaves the file at its start."""
    content.seek(0)
    hashed, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        hashed.update(chunk)
        size += len(chunk)
    content.seek(0)
    return hashed.hexdigest(), size


@transaction.atomic
def store(row: StoredFile, content: File, *, by: Any) -> StoredFile:
    """Write the content and the row; a picture gets its thumbnail from a job.

    Content of a transaction that is rolled back stays behind in the store until the clearing of orphans.
    """
    row.file.save(row.name, content, save=False)
    row.save()
    if row.is_picture:
        enqueue(THUMBNAIL, by=by, file_id=row.pk)
    return row


def discard(rows: list[StoredFile]) -> int:
    """Delete rows, and after commit their content; returns how many. Content that resists is left for the next time."""
    names = [(row.file.storage, name) for row in rows for name in (row.file.name, row.thumbnail.name) if name]
    StoredFile.objects.filter(pk__in=[row.pk for row in rows]).delete()

    def delete_content() -> None:
        for storage, name in names:
            try:
                storage.delete(name)
            except Exception:
                log.exception("%s could not be deleted; the clearing of orphans tries again.", name)

    transaction.on_commit(delete_content)
    return len(rows)
