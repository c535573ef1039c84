"""Fold count deltas into the rolled-up counts, rebuild the counts, and check them against the responses.

Submitting appends deltas and never touches a shared counter row. Folding is the release: it takes deltas away and adds
them to the counts in one transaction, scope by scope and never fewer than five answers at a time, so that nobody who
looks before and after learns what one to four people said. What waits is in no count, and so in nothing published.
"""

import time
from collections import Counter

from celery import current_app
from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Abs

from foundation.inference.disclosure import SMALLEST_SHOWN
from foundation.jobs.running import deliver
from pilots.actions.changes import note_change
from pilots.models import Pilot
from surveys.actions.releasing import Count, Delta, Key, releasable
from surveys.counting import LATE, counted_cells, is_late, session_of_split, session_split
from surveys.definition import Definition, read_definition
from surveys.models import AnswerCount, CountDelta, KeptCount, QuestionnaireVersion, Response, Wave

SMALLEST_RELEASE = SMALLEST_SHOWN  # answers: no refresh of the counts may reveal fewer
ROWS_PER_STATEMENT = 500
FOLD_AFTER = 3  # seconds
FIELDS = ("wave_id", "family", "question_code", "period", "split", "value")
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


def fold_counts(
    *, wave: Wave | None = None, pilot: Pilot | None = None, smallest_release: int = SMALLEST_RELEASE
) -> int:
    """Move waiting deltas (of one wave, of one pilot, or of all) into the counts and return how many were moved.

    Each scope (`surveys.actions.releasing`) waits until ``smallest_release`` more answers came than were taken back, or
    the other way round. Several workers may fold at once.
    """
    waiting = CountDelta.objects.all()
    if wave is not None:
        waiting = waiting.filter(wave=wave)
    if pilot is not None:
        waiting = waiting.filter(wave__pilot=pilot)
    return sum(_fold_wave(wave_id, smallest_release) for wave_id in _with_enough_waiting(waiting, smallest_release))


def _with_enough_waiting(waiting: "QuerySet[CountDelta]", smallest: int) -> list[int]:
    """Waves of which some question has that much waiting; a cheap look before any lock is taken."""
    enough = (
        waiting.order_by().values("wave_id", "question_code").annotate(moves=Sum(Abs("n"))).filter(moves__gte=smallest)
    )
    return sorted(set(enough.values_list("wave_id", flat=True)))


@transaction.atomic
def _fold_wave(wave_id: int, smallest: int) -> int:
    """Release what of a wave may be released, in one step: no state in between has a part of a batch."""
    # One worker folds a wave at a time, and another one passes it over. Weaker than FOR UPDATE: new responses, which
    # refer to the wave, do not wait. (SQLite has one writer at a time anyway.)
    waves = Wave.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("pilot")
    wave = waves.filter(pk=wave_id).first()
    if wave is None:
        return 0
    rows: list[Delta] = [
        (pk, n, tuple(key))
        for pk, n, *key in CountDelta.objects.filter(wave=wave).order_by("pk").values_list("pk", "n", *FIELDS)
    ]
    shown: list[Count] = [(n, tuple(key)) for n, *key in AnswerCount.objects.filter(
        wave=wave, question_code__in={key[2] for _pk, _n, key in rows}).values_list("n", *FIELDS)]
    ready = releasable(rows, shown, smallest)
    sums: Counter[Key] = Counter()
    for _pk, n, key in ready:
        sums[key] += n
    _add_to_counts(sums)
    keys = [pk for pk, _n, _key in ready]
    for start in range(0, len(keys), ROWS_PER_STATEMENT):
        CountDelta.objects.filter(pk__in=keys[start:start + ROWS_PER_STATEMENT]).delete()
    if ready:  # what indicators read has changed only now
        note_change(pilot=wave.pilot, reason="counts")
    return len(ready)


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
def rebuild_counts(wave: Wave, *, release: bool = False) -> int:
    """Count the wave's responses afresh and return how many rows of counts there are.

    What waits for its release goes on waiting; with ``release`` it is let out too, however little it is: for the law,
    which may want an answer out of all numbers at once. The lock on the wave holds back new responses (they refer to
    it) until the new counts stand.
    """
    Wave.objects.select_for_update().get(pk=wave.pk)
    counts = counts_of_responses(wave)
    released = counts.copy()
    released.subtract(_summed(CountDelta.objects.filter(wave=wave)))
    if release or any(n < 0 for n in released.values()):  # below nothing: what waits is wrong itself
        CountDelta.objects.filter(wave=wave).delete()
        released = counts
    else:
        for key, n in _summed(AnswerCount.objects.filter(wave=wave, split__startswith=LATE)).items():
            released[_in_time(key)] -= n
            released[key] += n
    AnswerCount.objects.filter(wave=wave).delete()
    rows = [AnswerCount(**dict(zip(FIELDS, key, strict=True)), n=n) for key, n in sorted(released.items()) if n]
    AnswerCount.objects.bulk_create(rows, batch_size=ROWS_PER_STATEMENT)
    note_change(pilot=Pilot.objects.get(pk=wave.pilot_id), reason="counts")
    return len(rows)


def counts_of_responses(wave: Wave) -> Counter[Key]:
    """The counts as the stored responses have them, and those had that were removed by their age: what rolled-up
    counts and waiting deltas must add up to."""
    return counts_of(wave, Response.objects.counted().filter(wave=wave)) + _summed(KeptCount.objects.filter(wave=wave))


def counts_of(wave: Wave, responses: "QuerySet[Response]") -> Counter[Key]:
    """What some responses of a wave count."""
    counts: Counter[Key] = Counter()
    definitions: dict[int, tuple[QuestionnaireVersion, Definition]] = {
        version.pk: (version, read_definition(version.definition))
        for version in QuestionnaireVersion.objects.filter(responses__wave=wave).distinct()
    }
    fields = ("version_id", "submitted_on", "answers", "answered_count", "question_count", "session_id")
    rows = responses.values_list(*fields)
    for version_id, day, answers, answered, asked, session_id in rows.iterator(chunk_size=2000):
        version, definition = definitions[version_id]
        period = f"{day:%Y-%m}" if day else ""
        cells = counted_cells(
            definition, answers, version=version.number, answered=answered, asked=asked, session_id=session_id
        )
        counts.update((wave.pk, version.family, code, period, split, value) for code, split, value in cells)
    return counts


@transaction.atomic
def drift_of(wave: Wave) -> dict[Key, tuple[int, int]]:
    """Where counts and waiting deltas differ from the responses: key → (counted, in the responses)."""
    Wave.objects.select_for_update().get(pk=wave.pk)
    counted: Counter[Key] = Counter()
    for rows in (AnswerCount.objects.filter(wave=wave), CountDelta.objects.filter(wave=wave)):
        for key, n in _summed(rows).items():
            counted[_in_time(key)] += n
    stored = counts_of_responses(wave)
    keys = sorted(counted.keys() | stored.keys())
    return {key: (counted[key], stored[key]) for key in keys if counted[key] != stored[key]}


def _in_time(key: Key) -> Key:
    """The key under which the responses have what was released late."""
    session = session_of_split(key[4]) if is_late(key[4]) else None
    return key if session is None else (*key[:4], session_split(session), key[5])


def _summed(rows: "QuerySet[AnswerCount] | QuerySet[CountDelta] | QuerySet[KeptCount]") -> Counter[Key]:
    sums: Counter[Key] = Counter()
    for n, *key in rows.order_by().values_list("n", *FIELDS):
        sums[tuple(key)] += n
    return sums
