"""Answers leave the house as a table: asked for, made by a job, downloaded, and forgotten after some days."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from random import SystemRandom
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from engagement.models import Session
from foundation.accounts.access import require
from foundation.audit.record import record
from foundation.files.models import StoredFile
from foundation.files.storing import discard
from foundation.inference.disclosure import SMALLEST_SHOWN
from foundation.jobs.running import enqueue
from foundation.tables.atomic_file import write_lines
from foundation.tables.csv_writer import csv_lines
from surveys.actions.submit import SMALL_SESSION, definition_of
from surveys.definition import Definition
from surveys.exporting import Column, columns_of, rare_values
from surveys.models import AnswerExport, QuestionnaireVersion, Response, Wave

KIND = "surveys.export_answers"
PERMISSION = {AnswerExport.Variant.OPERATIONAL: "surveys.export_operational",
              AnswerExport.Variant.RESEARCH: "surveys.export_research"}
KEPT_DAYS = 7
CHUNK = 2000
OPERATIONAL: tuple[str, ...] = ("response", "version", "language", "channel", "submitted_on", "session", "stakeholder")
RESEARCH: tuple[str, ...] = ("row", "version", "submitted_in")
Told = Callable[[int, int, str], None]


class TooFewAnswersError(Exception):
    """Of so few people nothing goes out for research."""


def request_export(*, wave: Wave, variant: str, by: Any) -> AnswerExport:
    """A table that a job will make after commit. Raises PermissionDenied without the right to that variant."""
    require(by, PERMISSION[AnswerExport.Variant(variant)], wave)
    with transaction.atomic():
        export = AnswerExport.objects.create(wave=wave, variant=variant, made_by=by)
        export.job = enqueue(KIND, by=by, programme_id=wave.pilot.programme_id, pilot_id=wave.pilot_id,
                             export_id=export.pk)
        export.save(update_fields=["job"])
        record("answers.export", wave, by=by, label=str(wave), variant=variant)
    return export


def make_export(export: AnswerExport, told: Told) -> int:
    """Write the table and put it in the place of what was there; returns the rows. Memory does not grow with them.

    May run twice: the same table is made anew. Raises TooFewAnswersError.
    """
    wave, as_of = export.wave, timezone.now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{wave.slug}-{export.variant}.csv"
        header, rows = _table(wave, export.variant, told)
        count = write_lines(path, csv_lines(header, rows, bom=True)) - 1
        stored = _stored(path)
    with transaction.atomic():
        held = AnswerExport.objects.select_for_update(of=("self",)).select_related("file").get(pk=export.pk)
        before = held.file
        held.file, held.rows, held.columns, held.as_of = stored, count, len(header), as_of
        held.save(update_fields=["file", "rows", "columns", "as_of"])
        if before is not None:
            discard([before])
    return count


def _stored(path: Path) -> StoredFile:
    digest = hashlib.sha256()
    with path.open("rb") as written:
        while chunk := written.read(1024 * 1024):
            digest.update(chunk)
        written.seek(0)
        row = StoredFile(name=path.name, content_type="text/csv", size=path.stat().st_size,
                         sha256=digest.hexdigest())
        row.file.save(row.name, File(written), save=True)
    return row


def _table(wave: Wave, variant: str, told: Told) -> tuple[list[str], Iterator[list[Any]]]:
    responses = Response.objects.counted().filter(wave=wave)
    versions = {version.pk: version for version in QuestionnaireVersion.objects.filter(
        pk__in=responses.order_by().values("version").distinct())}
    # the newest first: its order of questions is the one that people know
    definitions = [definition_of(one) for one in sorted(versions.values(), key=lambda one: -one.number)]
    columns = columns_of(definitions, research=variant == AnswerExport.Variant.RESEARCH)
    numbers = {key: version.number for key, version in versions.items()}
    total = responses.count()
    if variant == AnswerExport.Variant.RESEARCH:
        if total < SMALLEST_SHOWN:
            raise TooFewAnswersError
        rows = _research_rows(responses, columns, definitions, numbers)
        head = RESEARCH
    else:
        rows = _operational_rows(responses, columns, numbers, _sessions_shown(wave))
        head = OPERATIONAL
    return [*head, *(column.name for column in columns)], _counting(rows, total, told)


def _operational_rows(responses: Any, columns: list[Column], numbers: Mapping[int, int],
                      sessions: Mapping[int, str]) -> Iterator[list[Any]]:
    """By the key that the device made by chance: the order of the rows is not that of answering."""
    read = responses.order_by("pk").values_list(
        "pk", "version_id", "language", "channel", "submitted_on", "session_id", "identity__stakeholder", "answers")
    for key, version, language, channel, day, session, person, answers in read.iterator(chunk_size=CHUNK):
        yield [str(key), numbers[version], language, channel, day, sessions.get(session, ""), person,
               *(column.of(answers) for column in columns)]


def _research_rows(responses: Any, columns: list[Column], definitions: list[Definition],
                   numbers: Mapping[int, int]) -> Iterator[list[Any]]:
    """Numbered anew in every file, in an order of its own, so that two files cannot be laid side by side."""
    read = responses.order_by().values_list("answers", flat=True)
    rare = rare_values(definitions, read.iterator(chunk_size=CHUNK))
    salt = SystemRandom().getrandbits(64).to_bytes(8, "big")
    order = sorted(responses.order_by().values_list("pk", flat=True),
                   key=lambda key: hashlib.blake2b(key.bytes, key=salt, digest_size=8).digest())
    row = 0
    for start in range(0, len(order), CHUNK):
        keys = order[start:start + CHUNK]
        found = {one[0]: one[1:] for one in responses.filter(pk__in=keys).values_list(
            "pk", "version_id", "submitted_on", "answers")}
        for key in keys:
            if key not in found:
                continue  # withdrawn meanwhile
            version, day, answers = found[key]
            row += 1
            yield [row, numbers[version], f"{day:%Y-%m}" if day else "",
                   *(column.of(rare.without(answers)) for column in columns)]


def _counting(rows: Iterator[list[Any]], total: int, told: Told) -> Iterator[list[Any]]:
    for number, row in enumerate(rows):
        if number % CHUNK == 0:
            told(number, total, "")
        yield row
    told(total, total, "")


def _sessions_shown(wave: Wave) -> dict[int, str]:
    """Sessions that so many answered about that their answers may be shown by session."""
    answered = dict(Response.objects.counted().filter(wave=wave, session__isnull=False).order_by()
                    .values_list("session").annotate(Count("pk")))
    large = [key for key, number in answered.items() if number >= SMALL_SESSION]
    return {session.pk: str(session) for session in Session.objects.filter(pk__in=large).select_related("method")}


def record_download(export: AnswerExport, *, by: Any) -> None:
    """Note who took a table away; checked permission comes before."""
    record("answers.download", export.wave, by=by, label=str(export.wave), variant=export.variant, rows=export.rows)


def prune_exports() -> int:
    """Delete tables that are older than KEPT_DAYS; returns how many."""
    old = AnswerExport.objects.filter(asked_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).select_related("file")
    with transaction.atomic():
        gone = list(old)
        AnswerExport.objects.filter(pk__in=[export.pk for export in gone]).delete()
        discard([export.file for export in gone if export.file is not None])
    return len(gone)
