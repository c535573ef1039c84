"""Codes that people bring to the door: the sheet to print, and the page that a mailed link opens."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from engagement.actions.checkin import issue_badges
from engagement.models import Badge, Session
from engagement.views.checkin_people import expected_people
from engagement.views.page import find_session
from foundation.accounts.access import PUBLIC, access, allowed, visible_or_404
from foundation.qr_codes import qr_svg
from stakeholders.models import Stakeholder

EDIT = "engagement.edit_session"
TEMPLATE = Path(__file__).parent / "typst" / "badges.typ"


@access(EDIT)
def badge_sheet(request: HttpRequest, session_id: int) -> HttpResponse:
    """The badges of a session, to print or to mail; POST gives one to everybody of the register who is on the list."""
    session = find_session(request, session_id, EDIT)
    if request.method == "POST":
        expected = expected_people(session)
        people = Stakeholder.objects.filter(pk__in=[one["value"] for one in expected if one["kind"] == "person"])
        signups = session.registrations.filter(pk__in=[one["value"] for one in expected if one["kind"] == "signup"])
        number = issue_badges(session=session, people=people, registrations=signups, by=request.user)
        messages.success(request, ngettext("%(n)d new badge.", "%(n)d new badges.", number) % {"n": number})
        return redirect("engagement:badges", session.pk)
    people = expected_people(session)
    return render(request, "engagement/badges.html", {
        "session": session, "programme": session.programme, "people": [p | _codes(p) for p in people if p["token"]],
        "without": sum(not person["token"] for person in people),
    })


@access(EDIT)
def badge_pdf(request: HttpRequest, session_id: int) -> HttpResponse:
    """The sheet as a tagged PDF, eight badges a page."""
    session = find_session(request, session_id, EDIT)
    people = [person for person in expected_people(session) if person["token"]]
    response = HttpResponse(typeset(session, [
        {"name": p["name"], "svg": qr_svg(badge_address(p["token"]))} for p in people
    ]), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slugify(str(session)) or "badges"}-badges.pdf"'
    return response


@access(PUBLIC)
def badge(request: HttpRequest, token: str) -> HttpResponse:
    """The code of one person on the own phone; says where and when, and no name. Staff may let the person in here."""
    found = visible_or_404(Badge.objects.select_related("session__pilot__programme", "session__method"), token=token)
    response = render(request, "engagement/badge.html", {
        "badge": found, "session": found.session, "current_programme": found.session.programme,
        "may_check_in": request.user.is_authenticated and allowed(request.user, EDIT, found.session),
    })
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@access(PUBLIC)
def badge_qr(request: HttpRequest, token: str) -> HttpResponse:
    """The code as a picture."""
    found = visible_or_404(Badge.objects.all(), token=token)
    return HttpResponse(qr_svg(badge_address(found.token)), content_type="image/svg+xml")


def badge_address(token: str) -> str:
    """The full address of a badge: what its QR code says."""
    return settings.BASE_URL.rstrip("/") + Badge(token=token).get_absolute_url()


def typeset(session: Session, badges: list[dict[str, str]]) -> bytes:
    """A PDF/UA-1 of the badges. Names go in as data, never as markup."""
    import typst  # noqa: PLC0415  only this page needs the typesetter

    data = {
        "title": _("Badges"), "session": str(session), "programme": session.programme.name,
        "day": date_format(session.held_on, "DATE_FORMAT"), "language": (get_language() or "en").split("-")[0],
        "qr": _("QR code to check in"), "empty": _("No badges yet."), "badges": badges,
    }
    return typst.compile(
        TEMPLATE.read_bytes(), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True,
        font_paths=[str(settings.BASE_DIR / "static" / "vendor" / "inter-ttf")],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _codes(person: dict) -> dict[str, str]:
    return {"address": badge_address(person["token"])}
