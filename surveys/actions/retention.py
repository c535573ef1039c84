"""What is kept no longer than was promised: drafts, and single answers for ``Programme.keep_answers_months``."""

import datetime as dt
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.models import Programme
from stakeholders.actions.retention import GRACE, months_later
from surveys.actions.fold import FIELDS, ROWS_PER_STATEMENT, counts_of
from surveys.models import KeptCount, Response, ResponseDraft, Wave

log = logging.getLogger(__name__)
DRAFTS_KEPT = timedelta(days=30)  # as the page says when a draft is saved
MOST_AT_ONCE = 2000  # of a wave in a run, so that a first run over years of answers does not hold a worker


def prune_drafts() -> int:
    """Delete drafts that nobody has changed for thirty days; returns how many. May run twice or beside another."""
    deleted, _by_model = ResponseDraft.objects.filter(changed_at__lt=timezone.now() - DRAFTS_KEPT).delete()
    return deleted


def last_day_due(today: dt.date, months: int) -> dt.date:
    """The latest day whose answers are old enough on ``today`` to go: so many months later is not after it."""
    day = months_later(today, -months) + timedelta(days=3)  # months differ by up to three days
    while months_later(day, months) > today:
        day -= timedelta(days=1)
    return day


def due_answers(programme: Programme, today: dt.date | None = None) -> "QuerySet[Response]":
    """The programme's responses that have been kept as long as was promised; none where it promises no period."""
    if programme.keep_answers_months is None:
        return Response.objects.none()
    last = last_day_due(today or timezone.localdate(), programme.keep_answers_months)
    return Response.objects.filter(pilot__programme=programme, submitted_on__lte=last)


def remove_old_answers(*, programme: Programme, most: int = MOST_AT_ONCE) -> int:
    """Delete the answers that are due, at most ``most`` of each wave, with who answered; returns how many.

    What they counted stays, so that published numbers do not change. May run twice or beside another.
    """
    waves = sorted(set(due_answers(programme).order_by().values_list("wave_id", flat=True)))
    removed = sum(_remove_of_wave(wave, programme, most) for wave in waves)
    if removed:
        record("answers.retention", programme, by=None, removed=removed, months=programme.keep_answers_months)
        log.info("Retention of programme %s: %s responses removed.", programme.slug, removed)
    return removed


@transaction.atomic
def _remove_of_wave(wave_id: int, programme: Programme, most: int) -> int:
    wave = Wave.objects.select_for_update(of=("self",)).select_related("pilot").get(pk=wave_id)
    keys = list(due_answers(programme).filter(wave=wave).order_by("pk").values_list("pk", flat=True)[:most])
    for start in range(0, len(keys), ROWS_PER_STATEMENT):
        part = Response.objects.filter(pk__in=keys[start:start + ROWS_PER_STATEMENT])
        _keep_counts(wave, part)
        ResponseDraft.objects.filter(wave=wave, response_id__in=keys[start:start + ROWS_PER_STATEMENT]).delete()
        part.delete()
    if keys:
        note_change(pilot=wave.pilot, reason="response")
    return len(keys)


def _keep_counts(wave: Wave, responses: "QuerySet[Response]") -> None:
    """Write down what responses count that are about to go; test answers count nothing."""
    counted = counts_of(wave, responses.filter(is_test=False))
    kept = {
        tuple(key): pk for pk, *key in KeptCount.objects.filter(wave=wave).values_list("pk", *FIELDS)
    }
    for key, n in sorted(counted.items()):
        if key in kept:
            KeptCount.objects.filter(pk=kept[key]).update(n=F("n") + n)
    new = [(key, n) for key, n in sorted(counted.items()) if key not in kept]
    KeptCount.objects.bulk_create(
        (KeptCount(**dict(zip(FIELDS, key, strict=True)), n=n) for key, n in new), batch_size=ROWS_PER_STATEMENT
    )


def in_force_from(programme: Programme) -> dt.date:
    """The day from which the period is applied by itself: a week after somebody has set it, so that a slip of the
    finger removes nothing. Long ago where it is not known since when it holds.
    """
    since = None
    states = programme.history.order_by("-history_id").values_list("keep_answers_months", "history_date")
    for months, moment in states:
        if months != programme.keep_answers_months:
            break
        since = moment
    return timezone.localdate(since) + GRACE if since else dt.date.min


def remove_all_old_answers() -> int:
    """Remove what is due in every programme whose period is in force; returns how many responses."""
    programmes = Programme.objects.filter(keep_answers_months__isnull=False).order_by("pk")
    today = timezone.localdate()
    return sum(remove_old_answers(programme=one) for one in programmes if in_force_from(one) <= today)
