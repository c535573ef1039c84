"""Who was there: heads by group, named persons, walk-ins."""

from django.http import HttpRequest, HttpResponse

from engagement.actions.attendance import add_attendee, add_walk_in, remove_attendee, set_group_heads
from engagement.forms.attendance import AttendeeForm, GroupHeadsForm, WalkInForm
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
