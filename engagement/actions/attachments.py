"""Files and photos of a session, and the evidence of a pilot."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.models import Attachment, Session
from foundation.audit.record import record
from foundation.files.storing import discard, prepared, store
from pilots.models import Pilot

# how long a deleted file can be brought back
KEPT = dt.timedelta(days=30)


def attach(*, pilot: Pilot, upload: Any, by: Any, session: Session | None = None, caption: str = "",
           ) -> tuple[Attachment, bool]:
    """Check, store and attach an uploaded file; returns it and whether it is new.

    The same content again is not stored twice: one that was sent twice, or deleted and added anew, is the one that
    is there. Raises ValidationError with a sentence for people where the file is not taken.
    """
    row, content = prepared(upload)
    with transaction.atomic():
        same = Attachment.objects.filter(pilot=pilot, session=session, stored__sha256=row.sha256).first()
        if same is not None:
            if same.deleted_at:
                restore_attachment(attachment=same, by=by)
            return same, False
        attachment = Attachment.objects.create(
            pilot=pilot, session=session, stored=store(row, content, by=by), caption=caption, attached_by=by,
            attached_by_name=str(by)[:200] if by else "",
        )
        record("attachment.add", attachment, by=by, session=session.pk if session else None)
    return attachment, True


@transaction.atomic
def describe_attachment(*, attachment: Attachment, by: Any, caption: str) -> Attachment:
    """Write what a file shows, for those who may see it."""
    attachment.caption = caption
    attachment.save(update_fields=["caption"])
    record("attachment.describe", attachment, by=by)
    return attachment


@transaction.atomic
def publish_attachment(*, attachment: Attachment, by: Any, alternative_text: str = "", caption: str = "",
                       ) -> Attachment:
    """Put a file on the pilot's public page, under ``caption``.

    A picture says in ``alternative_text`` what is on it for whoever cannot see it; other files are called by their
    caption. Raises ValidationError where that is missing, or the file is deleted.
    """
    needed = "alternative_text" if attachment.stored.is_picture else "caption"
    if not {"alternative_text": alternative_text, "caption": caption}[needed].strip():
        raise ValidationError({needed: _("Say what it shows, for people who cannot see it.")
                               if needed == "alternative_text" else _("Say what it is.")})
    if attachment.deleted_at:
        raise ValidationError(_("This file is deleted."))
    attachment.stored.alternative_text = alternative_text.strip()
    attachment.stored.save(update_fields=["alternative_text"])
    attachment.caption = caption.strip()
    attachment.published_at = attachment.published_at or timezone.now()
    attachment.save(update_fields=["caption", "published_at"])
    record("attachment.publish", attachment, by=by)
    return attachment


@transaction.atomic
def withdraw_attachment(*, attachment: Attachment, by: Any) -> None:
    """Take a file off the public page."""
    attachment.published_at = None
    attachment.save(update_fields=["published_at"])
    record("attachment.withdraw", attachment, by=by)


@transaction.atomic
def delete_attachment(*, attachment: Attachment, by: Any) -> None:
    """Take a file away at once, also from the public page; for KEPT it can be brought back."""
    attachment.deleted_at, attachment.published_at = timezone.now(), None
    attachment.save(update_fields=["deleted_at", "published_at"])
    record("attachment.delete", attachment, by=by)


@transaction.atomic
def restore_attachment(*, attachment: Attachment, by: Any) -> None:
    """Bring a deleted file back; it is not public again by itself."""
    attachment.deleted_at = None
    attachment.save(update_fields=["deleted_at"])
    record("attachment.restore", attachment, by=by)


@transaction.atomic
def clear_deleted() -> int:
    """Delete for good, with their content, what was deleted longer than KEPT ago; returns how many."""
    old = list(Attachment.objects.filter(deleted_at__lt=timezone.now() - KEPT).select_related("stored")[:500])
    for attachment in old:
        record("attachment.clear", attachment, by=None)
    Attachment.objects.filter(pk__in=[attachment.pk for attachment in old]).delete()
    return discard([attachment.stored for attachment in old])
