"""Thumbnails, and the clearing of what nobody refers to; found by Celery's autodiscovery."""

import datetime as dt
import logging
from typing import Any

from celery import shared_task
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from foundation.files.models import StoredFile
from foundation.files.pictures import THUMBNAIL_EDGE, rewritten
from foundation.files.storing import THUMBNAIL, discard
from foundation.jobs.models import Job
from foundation.jobs.running import Report, job_kind

log = logging.getLogger(__name__)
# an upload may be on its way: younger content is nobody's orphan
ORPHAN_AFTER = dt.timedelta(days=1)
AT_ONCE = 500


@job_kind(THUMBNAIL)
def make_thumbnail(job: Job, report: Report) -> dict[str, Any]:
    """Write the small picture of a stored one. May run twice: one that is there stays."""
    row = StoredFile.objects.filter(pk=job.arguments["file_id"]).first()
    if row is None or row.thumbnail or not row.is_picture:
        return {}
    with row.file.open("rb") as content:
        try:
            small = rewritten(content, edge=THUMBNAIL_EDGE)
        except ValidationError as error:
            raise ValueError(error.messages[0]) from error
    name = row.thumbnail.storage.save(row.thumbnail.field.generate_filename(row, f"small{small.ending}"),
                                      ContentFile(small.data))
    if not StoredFile.objects.filter(pk=row.pk, thumbnail="").update(thumbnail=name):
        row.thumbnail.storage.delete(name)  # another run was first, or the file is gone
        return {}
    return {"width": small.width, "height": small.height}


@shared_task(name="files.clear_orphans", ignore_result=True)
def clear_orphans() -> tuple[int, int]:
    """Delete files that no row refers to, and content in the store without a row; returns how many of each."""
    return clear_rows(), clear_content()


@transaction.atomic
def clear_rows() -> int:
    """Delete stored files, older than a day, to which nothing points."""
    rows = StoredFile.objects.filter(stored_at__lt=timezone.now() - ORPHAN_AFTER)
    for model, field in _pointing():
        rows = rows.exclude(Exists(model._base_manager.filter(**{field: OuterRef("pk")})))
    return discard(list(rows.order_by("pk")[:AT_ONCE]))


def _pointing() -> list[tuple[Any, str]]:
    """Models with a key to a stored file, hidden ones too; earlier states of a record hold nothing back."""
    relations = [field for field in StoredFile._meta.get_fields(include_hidden=True)
                 if field.auto_created and not field.concrete]
    return [(relation.related_model, relation.field.name) for relation in relations  # type: ignore[union-attr]
            if not hasattr(relation.related_model, "instance_type")]


def clear_content() -> int:
    """Delete content, older than a day, that no row has; only in the folders that we name by year and month."""
    storage = StoredFile._meta.get_field("file").storage
    before, gone = timezone.now() - ORPHAN_AFTER, 0
    for name in _stored_names(storage):
        known = StoredFile.objects.filter(file=name) | StoredFile.objects.filter(thumbnail=name)
        if not known.exists() and storage.get_modified_time(name) < before:
            storage.delete(name)
            gone += 1
    if gone:
        log.info("Cleared %d files that nobody has.", gone)
    return gone


def _stored_names(storage: Storage) -> list[str]:
    names = []
    for year in _listed(storage, "", 0):
        if year.isdecimal() and len(year) == 4:
            for month in _listed(storage, year, 0):
                names += [f"{year}/{month}/{name}" for name in _listed(storage, f"{year}/{month}", 1)]
    return names


def _listed(storage: Storage, folder: str, kind: int) -> list[str]:
    """The folders (0) or files (1) in a folder; none where there is no such folder."""
    try:
        return list(storage.listdir(folder)[kind])
    except FileNotFoundError:
        return []
