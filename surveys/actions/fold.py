"""Fold count deltas into the rolled-up counts, rebuild the counts, and check them against the responses.

Submitting appends deltas and never touches a shared counter row. Folding takes deltas away and adds them to the counts
in one transaction, so that each is counted once whoever folds, however often.
"""

import time
from collections import Counter

from celery import current_app
from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Abs

from foundation.jobs.running import deliver
from pilots.actions.changes import note_change
from surveys.counting import RESPONSES, counted_cells
from surveys.definition import Definition, read_definition
from surveys.models import AnswerCount, CountDelta, QuestionnaireVersion, Response, Wave

SMALLEST_RELEASE = 5  # responses: no refresh of the counts may reveal a single one
AT_ONCE = 5000  # deltas in one transaction
ROWS_PER_STATEMENT = 500
FOLD_AFTER = 3  # seconds
FIELDS = ("wave_id", "family", "question_code", "period", "split", "value")
Key = tuple[int, int, str, str, str, str]
_last_asked = 0.0


def schedule_fold() -> None:
    """After commit, ask a worker to fold in a moment; at most once in that time per process. Beat asks too."""
    transaction.on_commit(_ask_for_fold)


def _ask_for_fold() -> None:
    global _last_asked  # noqa: PLW0603  one moment per process
    now = time.monotonic()
    if now - _last_asked >= FOLD_AFTER:
        _last_asked = now
        deliver(current_app.signature("surveys.fold_counts"), delay_seconds=FOLD_AFTER)


def fold_counts(*, wave: Wave | None = None, smallest_release: int = SMALLEST_RELEASE) -> int:
    """Move waiting deltas (of one wave, or of all) into the counts and return how many were moved.

    A wave's deltas wait until at least ``smallest_release`` responses came or went since the last time. Several
    workers may fold at once.
    """
    moved = 0
    for wave_id in _waves_to_release(wave, smallest_release):
        while step := _fold_some(wave_id):
            moved += step
            if step < AT_ONCE:
                break
    return moved


def _waves_to_release(wave: Wave | None, smallest: int) -> list[int]:
    waiting = CountDelta.objects.filter(wave=wave) if wave else CountDelta.objects.all()
    released = (
        waiting.values("wave_id").annotate(responses=Sum(Abs("n"), filter=Q(question_code=RESPONSES)))
        .filter(responses__gte=smallest).order_by("wave_id")
    )
    return [row["wave_id"] for row in released]


@transaction.atomic
def _fold_some(wave_id: int) -> int:
    # Rows another worker holds are passed over (PostgreSQL); SQLite has one writer at a time anyway.
    rows = list(
        CountDelta.objects.select_for_update(skip_locked=True).filter(wave_id=wave_id)
        .order_by("pk").values_list("pk", "n", *FIELDS)[:AT_ONCE]
    )
    sums: Counter[Key] = Counter()
    for _pk, n, *key in rows:
        sums[tuple(key)] += n
    _add_to_counts(sums)
    CountDelta.objects.filter(pk__in=[row[0] for row in rows]).delete()
    if rows:  # what indicators read has changed only now
        note_change(pilot=Wave.objects.select_related("pilot").get(pk=wave_id).pilot, reason="counts")
    return len(rows)


def _add_to_counts(sums: Counter[Key]) -> None:
    """Add to the counts, making rows where there are none; in one order, so that workers do not deadlock."""
    rows = sorted((key, n) for key, n in sums.items() if n)
    table = connection.ops.quote_name(AnswerCount._meta.db_table)
    for start in range(0, len(rows), ROWS_PER_STATEMENT):
        part = rows[start:start + ROWS_PER_STATEMENT]
        places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(part))
        columns = ", ".join(FIELDS)
        # the ORM's conflict clause can replace a value, not add to it; nothing here comes from outside
        statement = (
            f"INSERT INTO {table} ({columns}, n) VALUES {places} "  # noqa: S608
            f"ON CONFLICT ({columns}) DO UPDATE SET n = {table}.n + EXCLUDED.n"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for key, n in part for value in (*key, n)])


@transaction.atomic
def rebuild_counts(wave: Wave) -> int:
    """Count the wave's responses afresh, waiting deltas included, and return how many rows of counts there are.

    The lock on the wave holds back new responses (they refer to it) until the new counts stand.
    """
    Wave.objects.select_for_update().get(pk=wave.pk)
    CountDelta.objects.filter(wave=wave).delete()
    AnswerCount.objects.filter(wave=wave).delete()
    counts = counts_of_responses(wave)
    AnswerCount.objects.bulk_create(
        (AnswerCount(**dict(zip(FIELDS, key, strict=True)), n=n) for key, n in sorted(counts.items())),
        batch_size=ROWS_PER_STATEMENT,
    )
    return len(counts)


def counts_of_responses(wave: Wave) -> Counter[Key]:
    """The counts as the stored responses have them: what rolled-up counts and waiting deltas must add up to."""
    counts: Counter[Key] = Counter()
    definitions: dict[int, tuple[int, Definition]] = {
        version.pk: (version.family, read_definition(version.definition))
        for version in QuestionnaireVersion.objects.filter(responses__wave=wave).distinct()
    }
    responses = Response.objects.counted().filter(wave=wave).values_list("version_id", "submitted_on", "answers")
    for version_id, day, answers in responses.iterator(chunk_size=2000):
        family, definition = definitions[version_id]
        period = f"{day:%Y-%m}" if day else ""
        counts.update((wave.pk, family, code, period, "", value) for code, value in counted_cells(definition, answers))
    return counts


@transaction.atomic
def drift_of(wave: Wave) -> dict[Key, tuple[int, int]]:
    """Where counts and waiting deltas differ from the responses: key → (counted, in the responses)."""
    Wave.objects.select_for_update().get(pk=wave.pk)
    counted = _summed(AnswerCount.objects.filter(wave=wave)) + _summed(CountDelta.objects.filter(wave=wave))
    stored = counts_of_responses(wave)
    keys = sorted(counted.keys() | stored.keys())
    return {key: (counted[key], stored[key]) for key in keys if counted[key] != stored[key]}


def _summed(rows: "QuerySet[AnswerCount] | QuerySet[CountDelta]") -> Counter[Key]:
    sums: Counter[Key] = Counter()
    for n, *key in rows.order_by().values_list("n", *FIELDS):
        sums[tuple(key)] += n
    return sums
