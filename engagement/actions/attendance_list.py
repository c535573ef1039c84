"""Match a list of people with the register, and put it into a session in one transaction."""

import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from engagement.actions.attendance import add_attendee
from engagement.actions.attendance_reports import Line
from engagement.actions.checkin import hash_of_entry, issue_badges
from engagement.choices import AttendanceMode
from engagement.models import DeviceEntry, Session
from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.choices import Helix
from stakeholders.actions.register import register_stakeholder
from stakeholders.models import Stakeholder

State = Literal["matched", "likely", "ambiguous", "new"]
NEW, SKIP = "new", "skip"
LIKELY = 86.0  # likeness of 100 from which two names may be the same person
SHOWN = 4


@dataclass(frozen=True)
class Candidate:
    """Somebody of the register who may be meant."""

    pk: int
    name: str
    organisation: str
    email: str
    is_here: bool


@dataclass(frozen=True)
class Match:
    """A line with who may be meant; ``choice`` is what is proposed: a key of the register, NEW, or "" (choose)."""

    line: Line
    state: State
    candidates: tuple[Candidate, ...] = ()

    @property
    def choice(self) -> str:
        if self.state == "ambiguous":
            return ""
        return str(self.candidates[0].pk) if self.candidates else NEW


def match_lines(*, session: Session, lines: Sequence[Line], by: Any) -> list[Match]:
    """For each line the people of the pilot's register whom it may mean; names that ``by`` may not see match nobody.

    matched: the same e-mail address or the same name (in any order, without accents) of one person; ambiguous: of
    several; likely: a name much like it; else new. Two queries for any number of lines.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415  only a list needs it, not the start of the web process

    known = _register(session, by)
    folded = [folded_name(one.name) for one in known]
    by_name: dict[str, list[Candidate]] = {}
    for name, one in zip(folded, known, strict=True):
        by_name.setdefault(name, []).append(one)
    by_email = {one.email.casefold(): one for one in known if one.email}
    matches = []
    for line in lines:
        name = folded_name(line.name)
        same = _narrowed(by_name.get(name, []), line)
        if line.email and line.email.casefold() in by_email:
            matches.append(Match(line, "matched", (by_email[line.email.casefold()],)))
        elif same:
            matches.append(Match(line, "matched" if len(same) == 1 else "ambiguous", tuple(same[:SHOWN])))
        else:
            near = process.extract(name, folded, scorer=fuzz.ratio, limit=SHOWN, score_cutoff=LIKELY)
            people = tuple(known[at] for _name, _score, at in near)
            matches.append(Match(line, "likely" if people else "new", people))
    return matches


def folded_name(name: str) -> str:
    """A name without accents, case and order: "Exempel, Ålva" and "alva exempel" are one."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    return " ".join(sorted("".join(sign if sign.isalnum() else " " for sign in plain).split()))


@transaction.atomic
def apply_list(*, session: Session, batch: uuid.UUID, lines: Sequence[Line], choices: Mapping[int, str], by: Any,
               is_expected: bool = False, is_online: bool = False) -> dict[str, int]:
    """Make the people of a list present (or expected: a badge each), all or nothing; returns counts by what was done.

    ``choices`` gives by line number a key of the register, NEW or SKIP. The same ``batch`` again changes nothing.
    """
    done: dict[str, Any] = {"present": 0, "expected": 0, "registered": 0, "skipped": 0, "repeated": 0}
    register = {str(one.pk): one for one in Stakeholder.objects.filter(involvements__pilot=session.pilot)}
    for line in lines:
        choice = choices.get(line.number, SKIP)
        key = uuid.uuid5(batch, str(line.number))
        if choice == SKIP or (choice != NEW and choice not in register):
            done["skipped"] += 1
            continue
        if DeviceEntry.objects.filter(key=key).exists():
            done["repeated"] += 1
            continue
        person = register[choice] if choice != NEW else _enter(session, line, by)
        done["registered"] += choice == NEW
        attendance, is_new = None, True
        if is_expected:
            issue_badges(session=session, people=[person], by=by)
        else:
            is_new = not session.attendances.filter(stakeholder=person, present=True).exists()
            attendance = add_attendee(session=session, stakeholder=person, by=by)
            _write_time(attendance, line, is_online)
        done["expected" if is_expected else "present"] += 1
        DeviceEntry.objects.create(
            key=key, session=session, attendance=attendance, is_new=is_new,
            kind=DeviceEntry.Kind.WALK_IN if choice == NEW else DeviceEntry.Kind.PERSON,
            body_hash=hash_of_entry(session.pk, {"line": line.number, "choice": choice}),
        )
    record("attendance.list", session, by=by, **done)
    note_change(pilot=session.pilot, reason="attendance")
    return done


def _register(session: Session, by: Any) -> list[Candidate]:
    people: Any = Stakeholder.objects.filter(involvements__pilot=session.pilot).distinct().with_names(by)
    here = set(session.attendances.filter(present=True).values_list("stakeholder", flat=True))
    rows = people.exclude(shown_name="").values_list("pk", "shown_name", "organisation__organisation_name",
                                                     "contact__email")
    return [Candidate(pk, name, organisation or "", email or "", pk in here)
            for pk, name, organisation, email in rows.order_by("shown_name", "pk")]


def _narrowed(people: list[Candidate], line: Line) -> list[Candidate]:
    """Of several with the name those of the organisation that the line says, where there are any."""
    said = line.organisation.casefold()
    fitting = [one for one in people if said and one.organisation.casefold() == said]
    return fitting or people


def _enter(session: Session, line: Line, by: Any) -> Stakeholder:
    """Somebody new; an organisation that is not in the register is kept as the person's role."""
    details: dict[str, Any] = {"email": line.email} if line.email else {}
    if line.organisation:
        organisation = Stakeholder.objects.filter(
            programme=session.programme_id, kind=Stakeholder.Kind.ORGANISATION,
            organisation_name__iexact=line.organisation).first()
        details |= {"organisation": organisation} if organisation else {"role": line.organisation[:200]}
    return register_stakeholder(pilot=session.pilot, kind=Stakeholder.Kind.PERSON, name=line.name,
                                helix=Helix.PEOPLE, by=by, **details)


def _write_time(attendance: Any, line: Line, is_online: bool) -> None:
    """What the list says of hours and of being online; what somebody wrote before stays."""
    changed = []
    if line.minutes is not None and attendance.hours is None:
        attendance.hours = round(line.minutes / 60, 4)
        changed.append("hours")
    if is_online and not attendance.mode:
        attendance.mode = AttendanceMode.ONLINE
        changed.append("mode")
    if changed:
        attendance.save(update_fields=changed)
