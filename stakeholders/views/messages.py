"""Messages: the list, writing one, preview with recipients and reasons, sending, progress."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, require, visible_or_404
from pilots.models import Programme
from stakeholders.actions.messages import (
    ListChanged,
    cancel_message,
    change_message,
    delete_draft,
    draft_message,
    release_message,
    resume_message,
)
from stakeholders.forms.consents import add_errors
from stakeholders.forms.messages import MessageTextForm, RecipientsForm
from stakeholders.models import Message
from stakeholders.placeholders import PLACEHOLDERS
from stakeholders.views.message_pages import render_draft, render_progress

PAGE_SIZE = 25


@access("stakeholders.write_messages")
def message_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The messages that the user may see, newest first, with how far each is."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "stakeholders.write_messages", programme)
    rows = Message.objects.visible_to(request.user).filter(programme=programme).select_related("pilot")
    page = Paginator(rows.with_counts().order_by("-created_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "stakeholders/message_list.html", {
        "programme": programme, "page_obj": page,
        "columns": [{"label": label} for label in (_("Message"), _("Pilot"), _("Written"), _("State"))]
        + [{"label": label, "numeric": True} for label in (_("Sent"), _("Waiting"), _("Left out"))],
    })


@access("stakeholders.write_messages")
def message_write(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Choose the kind and the recipients from the register; the texts and the preview follow."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "stakeholders.write_messages", programme)
    form = RecipientsForm(request.POST or None, programme=programme, user=request.user)
    if request.method == "POST" and form.is_valid():
        message = draft_message(programme=programme, pilot=form.cleaned_data["pilot"], by=request.user,
                                kind=form.cleaned_data["kind"], selection=form.selection())
        return redirect(message)
    return render(request, "stakeholders/message_write.html", {"programme": programme, "form": form})


@access("stakeholders.view_message")
def message_detail(request: HttpRequest, message_id: int) -> HttpResponse:
    """A draft with its preview and recipients; a released message with the status of each recipient."""
    message = find_message(request, message_id)
    if message.state == Message.State.DRAFT:
        return render_draft(request, message)
    return render_progress(request, message)


@access("stakeholders.view_message")
def message_edit(request: HttpRequest, message_id: int) -> HttpResponse:
    """Write subject and text in each language."""
    message = find_message(request, message_id)
    if message.state != Message.State.DRAFT:
        return redirect(message)
    form = MessageTextForm(request.POST or None, message=message)
    if request.method == "POST" and form.is_valid():
        try:
            change_message(message=message, texts=form.cleaned_data["texts"], by=request.user,
                           repeats=form.cleaned_data["repeats"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved. Nothing has been sent yet."))
            return redirect(message)
    return render(request, "stakeholders/message_edit.html", {
        "message_row": message, "programme": message.programme, "form": form, "placeholders": PLACEHOLDERS.items(),
    })


@access("stakeholders.view_message")
@require_POST
def message_send(request: HttpRequest, message_id: int) -> HttpResponse:
    """Release what was seen in the preview; asked twice it is released once."""
    message = find_message(request, message_id)
    try:
        message = release_message(message=message, seen=request.POST.get("seen", ""), by=request.user)
    except ListChanged:
        messages.warning(request, _("Nothing was sent: recipients or text have changed since you looked. Look again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(message)


@access("stakeholders.view_message")
@require_POST
def message_cancel(request: HttpRequest, message_id: int) -> HttpResponse:
    """Call back what is not sent yet; throw a draft away."""
    message = find_message(request, message_id)
    programme = message.programme
    if message.state == Message.State.DRAFT:
        delete_draft(message=message, by=request.user)
        messages.success(request, _("The draft is gone."))
        return redirect("stakeholders:message-list", programme.slug)
    number = cancel_message(message=message, by=request.user)
    messages.info(request, ngettext("%(number)d mail called back.", "%(number)d mails called back.", number)
                  % {"number": number})
    return redirect(message)


@access("stakeholders.view_message")
@require_POST
def message_resume(request: HttpRequest, message_id: int) -> HttpResponse:
    """Go on after a failed job."""
    message = find_message(request, message_id)
    if resume_message(message=message, by=request.user):
        messages.success(request, _("The sending goes on."))
    return redirect(message)


def find_message(request: HttpRequest, message_id: int) -> Any:
    """The message if it is visible (404) and the user may work with it (403)."""
    rows = Message.objects.visible_to(request.user).select_related("programme", "pilot", "created_by")
    message = visible_or_404(rows, pk=message_id)
    require(request.user, "stakeholders.view_message", message)
    return message
