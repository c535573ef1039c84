"""Reminders of sessions that wait to be logged: turn them off, and see what was sent or skipped, and why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from engagement.actions.session_reminders import turn_reminders
from engagement.models import ReminderChoice, Session, SessionReminder
from foundation.accounts.access import access

SHOWN = 50


@access("pilots.view_programme")
def reminders(request: HttpRequest) -> HttpResponse:
    """One's own choice, and the reminders of the sessions that one sees."""
    if request.method == "POST":
        turn_reminders(user=request.user, are_off=request.POST.get("to") == "off")
        messages.success(request, _("Saved."))
        return redirect("engagement:reminders")
    rows = SessionReminder.objects.filter(session__in=Session.objects.visible_to(request.user))
    return render(request, "engagement/reminders.html", {
        "are_off": ReminderChoice.objects.filter(user=request.user, are_off=True).exists(),
        "rows": rows.select_related("session__method", "session__pilot")[:SHOWN],
    })
