"""What is kept no longer than was promised."""

from datetime import timedelta

from django.utils import timezone

from surveys.models import ResponseDraft

DRAFTS_KEPT = timedelta(days=30)  # as the page says when a draft is saved


def prune_drafts() -> int:
    """Delete drafts that nobody has changed for thirty days; returns how many. May run twice or beside another."""
    deleted, _by_model = ResponseDraft.objects.filter(changed_at__lt=timezone.now() - DRAFTS_KEPT).delete()
    return deleted
