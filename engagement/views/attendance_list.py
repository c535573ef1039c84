"""Many people at once: a pasted list of names, or the file of a meeting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engagement.views.page import find_session
from foundation.accounts.access import access

EDIT = "engagement.edit_session"


@access(EDIT)
def attendance_list(request: HttpRequest, session_id: int) -> HttpResponse:
    """Paste or open, look at what would happen, apply."""
    session = find_session(request, session_id, EDIT)
    return render(request, "engagement/attendance_list.html", {"session": session, "programme": session.programme})
