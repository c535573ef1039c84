"""Tasks of the surveys floor."""

from celery import shared_task

from surveys.actions.fold import fold_counts


@shared_task(name="surveys.fold_counts", ignore_result=True)
def fold() -> int:
    """Fold waiting deltas into the counts; may run twice, late or beside another."""
    return fold_counts()
