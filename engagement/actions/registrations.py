"""Register for a planned session without an account, cancel, and move up from the waiting list."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.actions.planning import plan_of
from engagement.choices import RegistrationStatus
from engagement.models import Registration, Session
from engagement.registration_rules import places_of, takes_registrations
from foundation.audit.record import record
from foundation.jobs.running import enqueue

CONFIRM = "engagement.confirm_registration"


class RegistrationClosed(ValueError):
    """The session takes no registrations now."""


@transaction.atomic
def register(*, session: Session, name: str, email: str = "", stakeholder: Any = None,
             by: Any = None) -> tuple[Registration, bool]:
    """A place, or one on the waiting list where the session is full; and whether it is new.

    Who registered with the same name and address before gets that registration again. An address gets a mail with the
    link to cancel. Raises RegistrationClosed.
    """
    Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    plan = plan_of(session)
    if not takes_registrations(session, plan):
        raise RegistrationClosed
    earlier = Registration.objects.not_cancelled().filter(
        session=session, name__iexact=name, email__iexact=email).first() if email else None
    if earlier is not None:
        return earlier, False
    full = places_of(session, plan).is_full
    row = Registration.objects.create(
        session=session, name=name, email=email, stakeholder=stakeholder,
        status=RegistrationStatus.WAITING if full else RegistrationStatus.REGISTERED,
    )
    record("registration.add", row, by=by, session=session.pk, status=row.status)
    _confirm(row)
    return row, True


@transaction.atomic
def cancel_registration(*, registration: Registration, by: Any = None) -> Registration | None:
    """Give a place back and return who moves up from the waiting list, if anybody. Twice is once."""
    Session.objects.select_for_update(of=("self",)).get(pk=registration.session_id)
    registration.refresh_from_db()
    if registration.status == RegistrationStatus.CANCELLED:
        return None
    registration.status, registration.cancelled_at = RegistrationStatus.CANCELLED, timezone.now()
    registration.save(update_fields=["status", "cancelled_at"])
    record("registration.cancel", registration, by=by, session=registration.session_id)
    session = Session.objects.select_related("pilot").get(pk=registration.session_id)
    plan = plan_of(session)
    following = Registration.objects.waiting().filter(session=session).first()
    if following is None or places_of(session, plan).is_full or not takes_registrations(session, plan):
        return None
    return give_place(registration=following, by=by)


@transaction.atomic
def give_place(*, registration: Registration, by: Any) -> Registration:
    """Staff may give a place to who waits, also beyond the number of places."""
    claimed = Registration.objects.filter(pk=registration.pk, status=RegistrationStatus.WAITING).update(
        status=RegistrationStatus.REGISTERED)
    registration.refresh_from_db()
    if claimed:
        record("registration.give_place", registration, by=by, session=registration.session_id)
        _confirm(registration)
    return registration


def _confirm(registration: Registration) -> None:
    """Mail the link to cancel to who gave an address; the job reads the row when it runs."""
    if registration.email:
        session = registration.session
        enqueue(CONFIRM, programme_id=session.programme_id, pilot_id=session.pilot_id,
                registration_id=registration.pk, status=registration.status)
