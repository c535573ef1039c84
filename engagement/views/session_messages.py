"""Messages about one session: those there are, and a new one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from engagement.actions.session_messages import about_key, draft_about_session
from engagement.forms.session_messages import SessionMessageForm
from engagement.models import Session
from foundation.accounts.access import access, require, visible_or_404
from stakeholders.models import Message


@access("engagement.write_message")
def session_messages(request: HttpRequest, session_id: int) -> HttpResponse:
    """Choose kind and recipients of a new message; text and preview follow on the message's own page."""
    session = visible_or_404(
        Session.objects.visible_to(request.user).select_related("pilot", "programme", "method"), pk=session_id)
    require(request.user, "engagement.write_message", session)
    form = SessionMessageForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        return redirect(draft_about_session(session=session, by=request.user, **form.cleaned_data))
    sent = Message.objects.visible_to(request.user).filter(programme=session.programme, about_key=about_key(session))
    return render(request, "engagement/message_write.html", {
        "session": session, "programme": session.programme, "form": form,
        "messages_sent": list(sent.with_counts().order_by("-created_at", "-pk")[:20]),
        "title": _("Messages about this session"),
    })
