"""Work that the clock starts; found by Celery's autodiscovery."""

from celery import shared_task

from engagement.actions.attachments import clear_deleted


@shared_task(name="engagement.clear_deleted_files", ignore_result=True)
def clear_deleted_files() -> int:
    """Delete for good what was deleted more than thirty days ago; once a day is enough."""
    return clear_deleted()
