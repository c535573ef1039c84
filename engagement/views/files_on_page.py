"""What the page of a session shows of its files."""

from typing import Any

from engagement.forms.files import UploadForm
from engagement.models import Attachment, Session


def file_parts(session: Session, may_see: bool, may_edit: bool) -> dict[str, Any]:
    """The session's files and the form to add some; nothing for who may not read the names of attendees."""
    if not may_see:
        return {"files": [], "deleted_files": [], "upload_form": None}
    return files_of(Attachment.objects.filter(session=session)) | {
        "upload_form": UploadForm(prefix="files") if may_edit else None}


def files_of(attachments: Any) -> dict[str, list[Attachment]]:
    """Kept and deleted ones, in two lists by one query."""
    rows = list(attachments.select_related("stored").order_by("pk"))
    return {
        "files": [row for row in rows if not row.deleted_at], "deleted_files": [row for row in rows if row.deleted_at],
    }
