"""Close a session in ten minutes, and tell participants what came of it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from engagement.actions.closing import close_session, share_recap
from engagement.actions.planning import plan_of
from engagement.choices import SessionStatus
from engagement.forms.closing import WrapUpForm
from engagement.models import Session, SessionPlan
from engagement.views.page import find_session, page_address
from foundation.accounts.access import PUBLIC, access, visible_or_404
from foundation.qr_codes import qr_svg

EDIT = "engagement.edit_session"
OPEN_TO_CLOSE = (SessionStatus.PLANNED, SessionStatus.HELD)


@access(EDIT)
def session_wrap_up(request: HttpRequest, session_id: int) -> HttpResponse:
    """Heads, three contributions, who decided, promises, then the code for feedback: in this order."""
    session = find_session(request, session_id, EDIT)
    if session.status not in OPEN_TO_CLOSE:
        messages.info(request, _("This session did not take place, so there is nothing to close."))
        return redirect(session)
    form = WrapUpForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        close_session(session=session, by=request.user, **form.closing)
        messages.success(request, _("Saved. This is the recap for participants."))
        return redirect("engagement:session-recap", session.pk)
    return render(request, "engagement/session_wrap_up.html", {
        "form": form, "session": session, "programme": session.programme,
        "feedback_url": page_address("surveys:session-feedback-code", session.pk),
    })


@access(EDIT)
def session_recap(request: HttpRequest, session_id: int) -> HttpResponse:
    """What participants will read, for staff to check; POST opens the page to who has its address, or closes it."""
    session = find_session(request, session_id, EDIT)
    if request.method == "POST":
        share_recap(session=session, by=request.user, is_shared=request.POST.get("shared") == "yes")
        return redirect("engagement:session-recap", session.pk)
    plan = plan_of(session)
    return render(request, "engagement/session_recap.html", recap_of(session) | {
        "plan": plan, "programme": session.programme,
        "address": settings.BASE_URL + plan.get_absolute_url() if plan.recap_shared_at else "",
        "qr_url": page_address("surveys:session-feedback-code", session.pk),
    })


@access(PUBLIC)
def recap(request: HttpRequest, recap_code: str) -> HttpResponse:
    """The recap for participants, without names, for who was given its address; not to be found by search."""
    plan = visible_or_404(
        SessionPlan.objects.filter(recap_shared_at__isnull=False)
        .select_related("session__pilot__programme", "session__method"), recap_code=recap_code)
    response = render(request, "public/recap.html", recap_of(plan.session))
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def recap_of(session: Session) -> dict[str, Any]:
    """What was said, decided and promised: no speaker, no owner, nobody's name."""
    return {
        "session": session, "pilot": session.pilot,
        "said": [row.public_text or row.text for row in session.contributions.order_by("pk")
                 if row.public_text or row.text],
        "decided": [(row.title, [(role.get_role_display(), role.get_helix_display()) for role in row.roles.all()
                                 if role.helix])
                    for row in session.decisions.prefetch_related("roles").order_by("pk") if row.title],
        "promised": [(row.public_text or row.text, row.due_on) for row in session.commitments.order_by("pk")
                     if (row.public_text or row.text) and not row.dropped_on],
    } | _feedback_of(session)


def _feedback_of(session: Session) -> dict[str, str]:
    path = page_address("surveys:feedback", session.feedback_code)
    # paper has no links: the code is printed
    return {"feedback_url": path, "feedback_qr": qr_svg(settings.BASE_URL.rstrip("/") + path) if path else ""}
