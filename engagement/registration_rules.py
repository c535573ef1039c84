"""How many places a session has, and whether people can register now."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from engagement.choices import RegistrationStatus, SessionStatus
from engagement.models import Registration, Session, SessionPlan
from engagement.session_times import is_over


@dataclass(frozen=True)
class Places:
    """capacity: None means that places are not counted; expected: who has one; waiting: who waits for one."""

    capacity: int | None
    expected: int
    waiting: int

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.expected >= self.capacity

    @property
    def over(self) -> int:
        """How many more have a place than there are."""
        return max(0, self.expected - self.capacity) if self.capacity is not None else 0


def places_of(session: Session, plan: SessionPlan) -> Places:
    """The places of a session as they are now."""
    tally = Registration.objects.filter(session=session).aggregate(
        expected=Count("pk", filter=Q(status=RegistrationStatus.REGISTERED)),
        waiting=Count("pk", filter=Q(status=RegistrationStatus.WAITING)),
    )
    return Places(plan.capacity, tally["expected"], tally["waiting"])


def takes_registrations(session: Session, plan: SessionPlan) -> bool:
    """Whether somebody can register now: planned, open for it, and not over."""
    return plan.takes_registrations and session.status == SessionStatus.PLANNED and not is_over(
        session, timezone.now())
