"""Tasks of the surveys floor."""

from celery import shared_task

from surveys.actions.fold import fold_counts
from surveys.actions.retention import prune_drafts


@shared_task(name="surveys.fold_counts", ignore_result=True)
def fold() -> int:
    """Fold waiting deltas into the counts; may run twice, late or beside another."""
    return fold_counts()


@shared_task(name="surveys.prune_drafts", ignore_result=True)
def prune() -> int:
    """Delete drafts that are older than was promised."""
    return prune_drafts()
