"""Who may come through the door: expected people, and the register."""

import uuid
from typing import Any

from django.db.models import Exists, OuterRef

from engagement.choices import RegistrationStatus
from engagement.models import Attendance, Badge, Session
from stakeholders.models import Stakeholder

SHOWN = 8
OF_SIGNUP = "r"  # before the number of a registration that nobody has linked with the register


def expected_people(session: Session) -> list[dict[str, Any]]:
    """Everybody registered, with a badge or with a row on the list, by name, with whether they are here; three queries.

    To be shown to those who may see the attendees of the session. Who waits for a place is marked, not left out.
    """
    signups = list(session.registrations.not_cancelled().select_related("stakeholder"))
    tokens = {person or f"{OF_SIGNUP}{signup}": token
              for person, signup, token in session.badges.values_list("stakeholder", "registration", "token")}
    rows = Attendance.objects.filter(session=session, stakeholder=OuterRef("pk"))
    badges = Badge.objects.filter(session=session, stakeholder=OuterRef("pk"))
    announced = session.registrations.not_cancelled().filter(stakeholder=OuterRef("pk"))
    people = Stakeholder.objects.filter(Exists(rows) | Exists(badges) | Exists(announced)).with_names(
        None, all_named=True).annotate(here=Exists(rows.filter(present=True)))
    waiting = {one.stakeholder_id for one in signups if one.status == RegistrationStatus.WAITING}
    linked = {one.stakeholder_id: f"{OF_SIGNUP}{one.pk}" for one in signups}
    found = [
        _row(person.pk, "person", person.pk, person.shown_name or str(person), present=person.here,
             is_waiting=person.pk in waiting and not person.here,
             token=tokens.get(person.pk) or tokens.get(linked.get(person.pk), ""))
        for person in people
    ] + [
        _row(f"{OF_SIGNUP}{one.pk}", "signup", one.pk, one.name, token=tokens.get(f"{OF_SIGNUP}{one.pk}", ""),
             is_waiting=one.status == RegistrationStatus.WAITING)
        for one in signups if one.stakeholder is None
    ]
    return sorted(found, key=lambda person: (person["name"].casefold(), str(person["id"])))


def found_people(session: Session, words: str, user: Any) -> list[dict[str, Any]]:
    """People and organisations of the pilot's register, and people who registered, whose name has all the words.

    Those not yet here come first. Names of the register that the user may not see are not found either.
    """
    register = Stakeholder.objects.filter(involvements__pilot=session.pilot).distinct()
    found, signups = register.with_names(user), session.registrations.not_cancelled().filter(stakeholder=None)
    for word in words.split()[:5]:
        found, signups = found.filter(shown_name__icontains=word), signups.filter(name__icontains=word)
    here = Attendance.objects.filter(session=session, stakeholder=OuterRef("pk"), present=True)
    found = found.annotate(here=Exists(here)).select_related("organisation")
    people = [
        _row(person.pk, "person", person.pk, person.shown_name, present=person.here,
             organisation=str(person.organisation or ""))
        for person in found.order_by("here", "shown_name", "pk")[:SHOWN]
    ]
    return [_row(f"{OF_SIGNUP}{one.pk}", "signup", one.pk, one.name) for one in signups[:SHOWN]] + people


def _row(key: int | str, kind: str, value: int, name: str, *, present: bool = False, **more: Any) -> dict[str, Any]:
    """What a line at the door needs: who, what its form sends, and whether the person is here."""
    field = "stakeholder" if kind == "person" else "registration"
    return {"id": key, "kind": kind, "field": field, "value": value, "name": name, "present": present, "token": "",
            "is_waiting": False, "organisation": "", "key": uuid.uuid4()} | more
