"""Who was there: heads by group, named persons, walk-ins."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engagement.actions.attendance import add_attendee, add_walk_in, remove_attendee, set_group_heads
from engagement.actions.attendance_totals import state_total
from engagement.forms.attendance import AttendeeForm, GroupHeadsForm, WalkInForm
from engagement.forms.checkin import TotalForm
from engagement.views.attendance_on_page import register_search
from engagement.views.page import back_to, find_session, render_session, saved
from foundation.accounts.access import access, visible_or_404
from stakeholders.models import Stakeholder

HERE = "attendance"


@access("engagement.edit_session")
def session_group_heads(request: HttpRequest, session_id: int) -> HttpResponse:
    """Heads per stakeholder group."""
    session = find_session(request, session_id, "engagement.edit_session")
    if request.method != "POST":
        return back_to(session, HERE)
    form = GroupHeadsForm(request.POST, session=session)
    if not form.is_valid():
        return render_session(request, session, group_heads_form=form)
    set_group_heads(session=session, heads=form.heads, by=request.user)
    return saved(request, session, HERE)


@access("engagement.edit_session")
def session_attendee_add(request: HttpRequest, session_id: int) -> HttpResponse:
    """Put somebody of the pilot's register on the list."""
    session = find_session(request, session_id, "engagement.edit_session")
    form = AttendeeForm(request.POST, session=session)
    if request.method == "POST" and form.is_valid():
        add_attendee(session=session, stakeholder=form.cleaned_data["stakeholder"], by=request.user)
        return saved(request, session, HERE)
    return back_to(session, HERE)


@access("engagement.edit_session")
def session_walk_in(request: HttpRequest, session_id: int) -> HttpResponse:
    """Put somebody new into the register and on the list."""
    session = find_session(request, session_id, "engagement.edit_session")
    if request.method != "POST":
        return back_to(session, HERE)
    form = WalkInForm(request.POST, session=session, prefix="new")
    if not form.is_valid():
        return render_session(request, session, walk_in_form=form)
    add_walk_in(session=session, by=request.user, **form.cleaned_data)
    return saved(request, session, HERE)


@access("engagement.edit_session")
def session_attendee_remove(request: HttpRequest, session_id: int, stakeholder_id: int) -> HttpResponse:
    """Take somebody off the list; the register keeps them."""
    session = find_session(request, session_id, "engagement.edit_session")
    if request.method != "POST":
        return back_to(session, HERE)
    people = Stakeholder.objects.filter(attendances__session=session)
    stakeholder = visible_or_404(people, pk=stakeholder_id)
    remove_attendee(session=session, stakeholder=stakeholder, by=request.user)
    return saved(request, session, HERE)


@access("engagement.edit_session")
def session_stated_total(request: HttpRequest, session_id: int) -> HttpResponse:
    """State a total against the computed one, or go back to the computed one."""
    session = find_session(request, session_id, "engagement.edit_session")
    if request.method != "POST":
        return back_to(session, HERE)
    form = TotalForm(request.POST, prefix="total")
    if form.is_valid():
        try:
            state_total(session=session, by=request.user, **form.cleaned_data)
            return saved(request, session, HERE)
        except ValidationError as error:
            form.add_error(None, error)
    return render_session(request, session, total_form=form)


@access("engagement.edit_session")
def session_register_search(request: HttpRequest, session_id: int) -> HttpResponse:
    """Hits in the register while somebody types."""
    session = find_session(request, session_id, "engagement.edit_session")
    return render(request, "engagement/_attendance_hits.html", {"session": session} | register_search(request, session))
