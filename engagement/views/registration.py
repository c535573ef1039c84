"""Register for a public session without an account; who registered, for staff."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engagement.actions.planning import plan_of
from engagement.actions.registrations import RegistrationClosed, cancel_registration, give_place, register
from engagement.choices import RegistrationStatus
from engagement.forms.registration import RegistrationForm
from engagement.limits import REGISTRATIONS
from engagement.models import Registration, Session
from engagement.registration_rules import places_of, takes_registrations
from engagement.views.page import find_session
from foundation.accounts.access import PUBLIC, access, visible_or_404
from pilots.models import Pilot

EDIT = "engagement.edit_session"


@access(PUBLIC)
def session_register(request: HttpRequest, session_id: int) -> HttpResponse:
    """Register for a planned session of a public pilot; a full one has a waiting list."""
    session = visible_or_404(
        Session.objects.filter(pilot__in=Pilot.objects.public(), plan__takes_registrations=True)
        .select_related("pilot__programme", "method", "plan"), pk=session_id)
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and not REGISTRATIONS.add(str(request.META.get("REMOTE_ADDR", ""))):
        return render(request, "public/register_later.html", {"session": session}, status=429)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row, is_new = register(session=session, name=data["name"], email=data["email"])
        except RegistrationClosed:
            return redirect("engagement:session-register", session.pk)
        if is_new:
            return redirect(row)
        messages.info(request, _("You are registered already. The link to cancel was sent by e-mail."))
        return redirect("engagement:session-register", session.pk)
    return render(request, "public/register.html", {
        "session": session, "pilot": session.pilot, "form": form, "places": places_of(session, session.plan),
        "is_open": takes_registrations(session, session.plan),
    })


@access(PUBLIC)
def registration(request: HttpRequest, cancel_token: str) -> HttpResponse:
    """One's own registration, for who holds the link; POST cancels it."""
    row = visible_or_404(
        Registration.objects.select_related("session__pilot__programme", "session__method"), cancel_token=cancel_token)
    if request.method == "POST":
        cancel_registration(registration=row)
        return redirect(row)
    response = render(request, "public/registration.html", {
        "registration": row, "session": row.session, "pilot": row.session.pilot,
        "is_cancelled": row.status == RegistrationStatus.CANCELLED,
        "is_waiting": row.status == RegistrationStatus.WAITING,
    })
    response["Referrer-Policy"] = "no-referrer"
    return response


@access(EDIT)
def session_registrations(request: HttpRequest, session_id: int) -> HttpResponse:
    """Who registered and who waits; a full session warns and blocks nothing."""
    session = find_session(request, session_id, EDIT)
    plan = plan_of(session)
    return render(request, "engagement/registrations.html", {
        "session": session, "programme": session.programme, "plan": plan, "places": places_of(session, plan),
        "rows": Registration.objects.filter(session=session).order_by("cancelled_at", "pk"),
        "is_open": takes_registrations(session, plan),
    })


@require_POST
@access(EDIT)
def registration_change(request: HttpRequest, session_id: int, registration_id: int) -> HttpResponse:
    """Give somebody a place, or cancel for them."""
    session = find_session(request, session_id, EDIT)
    row = get_object_or_404(Registration, pk=registration_id, session=session)
    if request.POST.get("to") == "place":
        give_place(registration=row, by=request.user)
    else:
        cancel_registration(registration=row, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("engagement:session-registrations", session.pk)
