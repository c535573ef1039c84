"""Who may come through the door: expected people, and the register."""

from typing import Any

from django.db.models import Exists, OuterRef

from engagement.models import Attendance, Badge, Session
from stakeholders.models import Stakeholder

SHOWN = 8


def expected_people(session: Session) -> list[dict[str, Any]]:
    """Everybody with a badge or a row on the list, by name, with whether they are here; two queries.

    To be shown to those who may see the attendees of the session.
    """
    rows = Attendance.objects.filter(session=session, stakeholder=OuterRef("pk"))
    badges = Badge.objects.filter(session=session, stakeholder=OuterRef("pk"))
    people = Stakeholder.objects.filter(Exists(rows) | Exists(badges)).with_names(None, all_named=True).annotate(
        here=Exists(rows.filter(present=True)))
    tokens = dict(session.badges.values_list("stakeholder", "token"))
    found = [
        {"id": person.pk, "name": person.shown_name or str(person), "token": tokens.get(person.pk, ""),
         "present": person.here}
        for person in people
    ]
    return sorted(found, key=lambda person: (person["name"].casefold(), person["id"]))


def found_people(session: Session, words: str, user: Any) -> list[dict[str, Any]]:
    """People and organisations of the pilot's register whose name has all the words, those not yet here first.

    Names that the user may not see are not found either.
    """
    register = Stakeholder.objects.filter(involvements__pilot=session.pilot).distinct()
    found = register.with_names(user)
    for word in words.split()[:5]:
        found = found.filter(shown_name__icontains=word)
    here = Attendance.objects.filter(session=session, stakeholder=OuterRef("pk"), present=True)
    found = found.annotate(here=Exists(here)).select_related("organisation")
    return [
        {"id": person.pk, "name": person.shown_name, "organisation": str(person.organisation or ""),
         "present": person.here}
        for person in found.order_by("here", "shown_name", "pk")[:SHOWN]
    ]
