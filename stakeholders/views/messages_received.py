"""What was sent to one stakeholder: a page, or the piece of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.accounts.access import access, require, visible_or_404
from foundation.translated import in_language
from stakeholders.message_querysets import messages_of
from stakeholders.models import Message, Stakeholder
from stakeholders.naming import display_name

SHOWN = 100


@access("stakeholders.edit_stakeholder")
def stakeholder_messages(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    """The messages that reached a person, newest first; linked where the user may see the message itself."""
    found = Stakeholder.objects.visible_to(request.user).with_names(request.user).select_related("programme")
    stakeholder = visible_or_404(found, pk=stakeholder_id)
    require(request.user, "stakeholders.edit_stakeholder", stakeholder)
    rows = list(messages_of(stakeholder)[:SHOWN])
    seen = set(Message.objects.visible_to(request.user).filter(
        pk__in=[row.message_id for row in rows]).values_list("pk", flat=True))
    items = [
        {"title": row.message.get_kind_display(), "when": row.tried_at,
         "text": in_language(row.message.about.get("session_title")),
         "href": row.message.get_absolute_url() if row.message_id in seen else "", "is_unknown": row.state == "unknown"}
        for row in rows
    ]
    whole = not request.htmx  # type: ignore[attr-defined]
    template = "stakeholders/message_received.html" if whole else "stakeholders/_message_received.html"
    return render(request, template, {
        "stakeholder": stakeholder, "programme": stakeholder.programme, "items": items,
        "name": display_name(stakeholder, request.user),
    })
