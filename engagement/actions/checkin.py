"""Let people in at the door: once for each key that a device made, and taken back within seconds."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from engagement.actions.attendance import add_attendee, add_walk_in, remove_attendee
from engagement.choices import SessionStatus
from engagement.models import Attendance, Badge, DeviceEntry, Registration, Session
from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.choices import Helix
from stakeholders.actions.register import register_stakeholder
from stakeholders.models import Stakeholder

Kind = DeviceEntry.Kind
LONGEST_NAME = 200
CALLED_OFF = (SessionStatus.CANCELLED, SessionStatus.POSTPONED, SessionStatus.NOBODY_CAME)


class EntryRefusedError(Exception):
    """An entry that can't be taken in; its text tells the person at the door why."""


class KeyReusedError(EntryRefusedError):
    """The key was used before, for something else."""


@dataclass(frozen=True)
class Entered:
    """What became of an entry; a repetition brings an equal one."""

    key: uuid.UUID
    kind: str
    is_new: bool
    is_undone: bool = False
    person: int | None = None
    name: str = ""


def hash_of_entry(session_id: int | None, content: Mapping[str, Any]) -> str:
    """What tells a repetition from something else under the same key."""
    said = json.dumps([session_id, dict(content)], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def check_in(*, session: Session, key: uuid.UUID, content: Mapping[str, str], by: Any) -> Entered:
    """Make somebody present at ``session``; the same key with the same content is one arrival however often it comes.

    ``content`` has ``kind`` and what belongs to it: ``stakeholder`` (key in the register), ``registration``,
    ``token`` (of a badge) or ``name``; a walk-in with an empty name is a head without one. Raises KeyReusedError
    where the key came with other content, EntryRefusedError with the reason otherwise.
    """
    body_hash = hash_of_entry(session.pk, content)
    if found := _repeated(key, body_hash):
        return found
    try:
        with transaction.atomic():
            entry = _enter(session, key, content, body_hash, by)
    except IntegrityError:
        # the unique key says "already there"; any other violation is a fault and goes on
        if found := _repeated(key, body_hash):
            return found
        raise
    return _told(entry)


@transaction.atomic
def undo_check_in(*, session: Session, key: uuid.UUID, by: Any) -> Entered:
    """Take an arrival back; said twice it is taken back once. Whoever was present before stays so.

    Somebody who was put into the register by it, and of whom nothing else is known, leaves the register too. Raises
    EntryRefusedError where the key is unknown here.
    """
    entries = DeviceEntry.objects.select_for_update(of=("self",)).filter(session=session, key=key)
    entry = entries.exclude(kind=Kind.SESSION).select_related("attendance__stakeholder").first()
    if entry is None:
        raise EntryRefusedError(_("Nothing to take back: this arrival is not here."))
    if entry.is_undone:
        return _told(entry)
    attendance = entry.attendance
    entry.is_undone = True
    entry.save(update_fields=["is_undone"])
    if attendance is not None and entry.is_new:
        remove_attendee(session=session, stakeholder=attendance.stakeholder, by=by)
        if entry.kind == Kind.WALK_IN:
            _forget_walk_in(attendance.stakeholder, by)
        entry.attendance = None
    elif entry.kind == Kind.HEAD:
        record("attendance.remove_head", session, by=by)
        note_change(pilot=session.pilot, reason="attendance")
    return _told(entry)


@transaction.atomic
def issue_badges(*, session: Session, people: Iterable[Stakeholder] = (), registrations: Iterable[Registration] = (),
                 by: Any) -> int:
    """Give each of ``people`` and ``registrations`` a code for ``session``; returns how many are new.

    Who has one is expected there. A registration that is linked to somebody of the register counts as that person.
    """
    rows = list(session.badges.values_list("stakeholder", "registration"))
    have, announced = {person for person, _signup in rows}, {signup for _person, signup in rows}
    missing = []
    for person in (*people, *(one.stakeholder for one in registrations if one.stakeholder)):
        if person.pk not in have:
            have.add(person.pk)
            missing.append(Badge(session=session, stakeholder=person))
    missing += [Badge(session=session, registration=one) for one in registrations
                if not one.stakeholder_id and one.pk not in announced]
    Badge.objects.bulk_create(missing)
    if missing:
        record("badge.issue", session, by=by, number=len(missing))
    return len(missing)


def _enter(session: Session, key: uuid.UUID, content: Mapping[str, str], body_hash: str, by: Any) -> DeviceEntry:
    if session.status in CALLED_OFF:
        raise EntryRefusedError(_("This session did not take place. Change its status first."))
    kind = content.get("kind", "")
    if kind == Kind.WALK_IN and not content.get("name", "").strip():
        kind = Kind.HEAD
    attendance, is_new = None, True
    if kind == Kind.HEAD:
        record("attendance.add_head", session, by=by)
        note_change(pilot=session.pilot, reason="attendance")
    elif kind == Kind.WALK_IN:
        name = " ".join(content["name"].split())[:LONGEST_NAME]
        attendance = add_walk_in(session=session, name=name, helix=Helix.PEOPLE, by=by)
    elif kind in (Kind.PERSON, Kind.BADGE, Kind.SIGNUP):
        person = _person_of(session, kind, content, by)
        is_new = not session.attendances.filter(stakeholder=person, present=True).exists()
        attendance = add_attendee(session=session, stakeholder=person, by=by)
    else:
        raise EntryRefusedError(_("It is not said who came."))
    return DeviceEntry.objects.create(
        key=key, session=session, kind=kind, body_hash=body_hash, attendance=attendance, is_new=is_new,
    )


def _person_of(session: Session, kind: str, content: Mapping[str, str], by: Any) -> Stakeholder:
    if kind == Kind.BADGE:
        badge = session.badges.filter(token=content.get("token", "")).select_related(
            "stakeholder", "registration__stakeholder").first()
        if badge is not None and badge.stakeholder is not None:
            return badge.stakeholder
        if badge is not None and badge.registration is not None:
            return _registered_person(session, badge.registration, by)
        raise EntryRefusedError(_("This code does not belong to this session."))
    if kind == Kind.SIGNUP:
        found = session.registrations.filter(pk=_number(content.get("registration", ""))).select_related("stakeholder")
        if registration := found.first():
            return _registered_person(session, registration, by)
        raise EntryRefusedError(_("This registration does not belong to this session."))
    people = Stakeholder.objects.filter(pk=_number(content.get("stakeholder", "")))
    if person := people.filter(involvements__pilot=session.pilot_id).first():
        return person
    raise EntryRefusedError(_("This person is not in the register of this pilot."))


def _registered_person(session: Session, registration: Registration, by: Any) -> Stakeholder:
    """Who registered, as somebody of the register: entered now where nobody linked the two before."""
    if registration.stakeholder is None:
        registration.stakeholder = register_stakeholder(
            pilot=session.pilot, kind=Stakeholder.Kind.PERSON, name=registration.name, helix=Helix.PEOPLE, by=by,
            email=registration.email,
        )
        registration.save(update_fields=["stakeholder"])
    return registration.stakeholder


def _number(text: str) -> int:
    """The key that a text says, 0 (nobody) for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _repeated(key: uuid.UUID, body_hash: str) -> Entered | None:
    """What was answered before under the key; KeyReusedError where it came with something else."""
    entry = DeviceEntry.objects.filter(key=key).select_related("attendance__stakeholder__contact").first()
    if entry is None:
        return None
    if entry.body_hash != body_hash:
        raise KeyReusedError(_("This entry was sent before with other content."))
    return _told(entry)


def _told(entry: DeviceEntry) -> Entered:
    person = entry.attendance.stakeholder if entry.attendance else None
    name = ""
    if person is not None:
        name = person.organisation_name or (person.contact.name if hasattr(person, "contact") else person.pseudonym)
    return Entered(entry.key, entry.kind, entry.is_new, entry.is_undone, person.pk if person else None, name)


def _forget_walk_in(person: Stakeholder, by: Any) -> None:
    """Take somebody who was entered by mistake a moment ago out of the register."""
    if Attendance.objects.filter(stakeholder=person).exists() or person.consents.exists():
        return
    if person.badges.exists() or person.involvements.count() > 1:
        return
    record("stakeholder.withdraw_entry", person, by=by)
    person.delete()
