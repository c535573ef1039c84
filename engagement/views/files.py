"""Add, show, publish and delete files; content leaves only through the views here."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.actions.attachments import (
    attach,
    delete_attachment,
    describe_attachment,
    publish_attachment,
    restore_attachment,
    withdraw_attachment,
)
from engagement.forms.files import FILES_MOST, CaptionForm, PublishFileForm, UploadForm
from engagement.models import Attachment, Session
from engagement.views.files_on_page import files_of
from engagement.views.page import find_session, render_session
from foundation.accounts.access import PUBLIC, access, allowed, require, visible_or_404
from foundation.files.serving import file_response
from pilots.models import Pilot
from pilots.views import find_pilot

NAMES, EDIT, VIEW, RECORD = (
    "engagement.view_attendees", "engagement.edit_session", "engagement.view_record", "engagement.record_capacity")
PAGE_SIZE = 24


@access("engagement.edit_session")
def session_files_add(request: HttpRequest, session_id: int) -> HttpResponse:
    """Add files to a session."""
    session = find_session(request, session_id, EDIT)
    if request.method != "POST":
        return redirect(f"{session.get_absolute_url()}#files")
    refused = _take(request, session.pilot, session)
    if _wants_json(request):
        return _json(request, refused, Attachment.objects.filter(session=session))
    if refused:
        return render_session(request, session, upload_form=_refused_form(request, refused))
    return redirect(f"{session.get_absolute_url()}#files")


@access("engagement.record_capacity")
def pilot_files_add(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """Add evidence to a pilot."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    if request.method != "POST":
        return redirect("engagement:pilot-files", pilot.slug)
    refused = _take(request, pilot, None)
    if _wants_json(request):
        return _json(request, refused, Attachment.objects.filter(pilot=pilot, session=None))
    if refused:
        return _pilot_page(request, pilot, _refused_form(request, refused))
    return redirect("engagement:pilot-files", pilot.slug)


def _take(request: HttpRequest, pilot: Pilot, session: Session | None) -> list[tuple[str, str]]:
    """Attach what was sent, each file by itself; returns (name, sentence) of those that were not taken."""
    sent = [*request.FILES.getlist("files-files"), *request.FILES.getlist("files-camera")]
    caption = request.POST.get("files-caption", "").strip()[:300]
    refused, added = [], 0
    for upload in sent[:FILES_MOST]:
        try:
            attach(pilot=pilot, session=session, upload=upload, caption=caption, by=request.user)
            added += 1
        except ValidationError as error:
            refused.append((str(upload.name), error.messages[0]))
    refused += [(str(upload.name), _("Add at most %(most)d at once.") % {"most": FILES_MOST})
                for upload in sent[FILES_MOST:]]
    if not sent:
        refused.append(("", _("Choose at least one file.")))
    if added and not _wants_json(request):
        messages.success(request, ngettext("%(number)d file added.", "%(number)d files added.", added) % {
            "number": added})
    return refused


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _json(request: HttpRequest, refused: list[tuple[str, str]], attachments: Any) -> JsonResponse:
    """What was not taken, and the list as it is now; for the script that sends files one by one."""
    html = render_to_string("engagement/_files_list.html", {"may_edit": True, **files_of(attachments)}, request)
    return JsonResponse({"refused": [{"name": name, "why": why} for name, why in refused], "list": html})


def _refused_form(request: HttpRequest, refused: list[tuple[str, str]]) -> UploadForm:
    """The form again, with what was typed and one sentence for each file that was not taken."""
    form = UploadForm(request.POST, prefix="files")
    for name, why in refused:
        form.add_error("files", f"{name}: {why}" if name else why)
    return form


@access("engagement.view_record")
def pilot_files(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """A pilot's evidence, and the files of its sessions for who may see them."""
    return _pilot_page(request, find_pilot(request, pilot_slug, VIEW))


def _pilot_page(request: HttpRequest, pilot: Pilot, form: UploadForm | None = None) -> HttpResponse:
    may_edit, may_name = allowed(request.user, RECORD, pilot), allowed(request.user, NAMES, pilot)
    of_sessions = Attachment.objects.filter(pilot=pilot, session__isnull=False).kept() if may_name \
        else Attachment.objects.none()
    rows = of_sessions.select_related("stored", "session__method").order_by("-session__held_on", "-pk")
    return render(request, "engagement/files.html", {
        "pilot": pilot, "programme": pilot.programme, "current_programme": pilot.programme, "may_edit": may_edit,
        "may_name": may_name, **files_of(Attachment.objects.filter(pilot=pilot, session=None)),
        "upload_form": (form or UploadForm(prefix="files")) if may_edit else None,
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
    })


def _find(request: HttpRequest, key: int, *, to_edit: bool = False) -> Attachment:
    """The attachment: of a session for who may read names there, of a pilot for who may read its record."""
    rows = Attachment.objects.visible_to(request.user).select_related("stored", "session__method", "pilot__programme")
    row = visible_or_404(rows if to_edit else rows.kept(), pk=key)
    if row.session:
        require(request.user, EDIT if to_edit else NAMES, row.session)
    else:
        require(request.user, RECORD if to_edit else VIEW, row.pilot)
    return row


@access("engagement.view_attendees")
def file_download(request: HttpRequest, attachment_id: int) -> FileResponse:
    """The file: a picture to look at, anything else as a download."""
    return file_response(_find(request, attachment_id).stored)


@access("engagement.view_attendees")
def file_small(request: HttpRequest, attachment_id: int) -> FileResponse:
    """The thumbnail."""
    return file_response(_find(request, attachment_id).stored, small=True)


@access(PUBLIC)
def file_public(request: HttpRequest, attachment_id: int) -> FileResponse:
    """A published file of a public pilot."""
    return file_response(_published(attachment_id).stored, public=True)


@access(PUBLIC)
def file_public_small(request: HttpRequest, attachment_id: int) -> FileResponse:
    """The thumbnail of a published file."""
    return file_response(_published(attachment_id).stored, small=True, public=True)


def _published(key: int) -> Attachment:
    return visible_or_404(Attachment.objects.published().select_related("stored"), pk=key)


@access("engagement.edit_session")
def file_edit(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """What a file shows."""
    row = _find(request, attachment_id, to_edit=True)
    form = CaptionForm(request.POST or None, initial={"caption": row.caption})
    if request.method == "POST" and form.is_valid():
        describe_attachment(attachment=row, by=request.user, caption=form.cleaned_data["caption"])
        return _saved(request, _("Saved."), row)
    return _page(request, row, form=form)


@access("engagement.edit_session")
def file_publish(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Put a file on the public page, or take it off."""
    row = _find(request, attachment_id, to_edit=True)
    if request.method != "POST":
        return redirect("engagement:file-edit", row.pk)
    if "withdraw" in request.POST:
        withdraw_attachment(attachment=row, by=request.user)
        return _saved(request, _("Saved."), row)
    form = PublishFileForm(request.POST, attachment=row, prefix="public")
    if row.deleted_at or not form.is_valid():
        return _page(request, row, publish_form=form)
    publish_attachment(attachment=row, by=request.user, **form.cleaned_data)
    return _saved(request, _("Saved."), row)


@access("engagement.edit_session")
def file_remove(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Delete a file; it can be brought back."""
    row = _find(request, attachment_id, to_edit=True)
    if request.method == "POST":
        delete_attachment(attachment=row, by=request.user)
        messages.success(request, _("Deleted. For 30 days it can be brought back."))
    return redirect(_home(row))


@access("engagement.edit_session")
def file_restore(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Bring a deleted file back."""
    row = _find(request, attachment_id, to_edit=True)
    if request.method == "POST":
        restore_attachment(attachment=row, by=request.user)
        messages.success(request, _("Brought back."))
    return redirect(_home(row))


def _saved(request: HttpRequest, words: str, row: Attachment) -> HttpResponse:
    messages.success(request, words)
    return redirect("engagement:file-edit", row.pk)


def _home(row: Attachment) -> str:
    if row.session:
        return f"{row.session.get_absolute_url()}#files"
    return reverse("engagement:pilot-files", args=[row.pilot.slug])


def _page(request: HttpRequest, row: Attachment, **bound: Any) -> HttpResponse:
    return render(request, "engagement/file_edit.html", {
        "row": row, "pilot": row.pilot, "programme": row.pilot.programme, "current_programme": row.pilot.programme,
        "form": CaptionForm(initial={"caption": row.caption}), "home": _home(row),
        "publish_form": PublishFileForm(attachment=row, prefix="public"),
        "publish_url": reverse("engagement:file-publish", args=[row.pk]), **bound,
    })
