"""What the page of a session shows of who came."""

from typing import Any

from django.http import HttpRequest

from engagement.actions.attendance_totals import heads_of
from engagement.forms.attendance import GroupHeadsForm, WalkInForm
from engagement.forms.checkin import TotalForm
from engagement.models import Session, StatedTotal
from engagement.views.checkin_people import SHOWN
from pilots.rules import is_researcher
from stakeholders.models import Stakeholder


def attendance_parts(user: Any, session: Session, may_name: bool) -> dict[str, Any]:
    """Who came: names by permission, pseudonyms for researchers, for others only how many; the total and its how."""
    people = Stakeholder.objects.filter(attendances__session=session, attendances__present=True)
    shown = people.with_names(user, all_named=may_name).prefetch_related("groups").order_by("pk")
    heads = heads_of(session)
    return {
        "attendees": list(shown) if may_name or is_researcher(user, session) else [],
        "named": heads.named, "heads": heads, "total": heads.total,
        "group_counts": list(session.group_counts.select_related("group")),
        "stated_note": StatedTotal.objects.filter(session=session).values_list("note", flat=True).first() or "",
    }


def blank_attendance_forms(session: Session, parts: dict[str, Any]) -> dict[str, Any]:
    """The forms of the attendance section as they stand before anything is typed."""
    stated = {"people": parts["heads"].stated, "note": parts["stated_note"]}
    return {
        "group_heads_form": GroupHeadsForm(session=session),
        "walk_in_form": WalkInForm(session=session, prefix="new"),
        "total_form": TotalForm(prefix="total", initial=stated),
    }


def register_search(request: HttpRequest, session: Session) -> dict[str, Any]:
    """People of the pilot's register whose name has all the words, without those who are on the list.

    Names that the user may not see are not found either.
    """
    words = " ".join(request.GET.get("person", "").split())
    if not words:
        return {"person": "", "hits": []}
    register = Stakeholder.objects.filter(involvements__pilot=session.pilot).exclude(
        attendances__in=session.attendances.filter(present=True))
    hits = register.distinct().with_names(request.user)
    for word in words.split()[:5]:
        hits = hits.filter(shown_name__icontains=word)
    return {"person": words, "hits": list(hits.order_by("shown_name", "pk")[:SHOWN])}
