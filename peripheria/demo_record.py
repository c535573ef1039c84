"""Hours, money and messages of the made-up programme, so that the pages about them look like ones in use."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import F
from django.db.models.functions import Coalesce, Mod
from django.utils import timezone

from engagement.actions.session_messages import draft_about_session
from engagement.models import Session, Spending
from peripheria import demo_texts
from pilots.models import Pilot
from stakeholders.message_reasons import Failed, LeftOut
from stakeholders.models import Consent, Message, MessageKind, MessageRecipient

BROKEN_DOWN = 20  # sessions of a pilot, the newest, whose cost stands line by line
# how a cost is divided: category and hundredths, the rest goes to the last one
SHARES = (
    (("venue", 40), ("catering", 35), ("materials", 25)),
    (("facilitation", 60), ("access", 15), ("catering", 25)),
    (("venue", 30), ("compensation", 45), ("materials", 25)),
)
OWN = (("communication", "1250.00"), ("technology", "480.00"), ("travel", "315.50"))


def fill_record(pilot: Pilot) -> None:
    """Give a pilot of the made-up programme hours of staff and volunteers, spending, and three messages."""
    newest = list(Session.objects.filter(pilot=pilot).held().order_by("-held_on", "-pk")[:BROKEN_DOWN])
    _note_hours(pilot)
    _divide_costs(pilot, newest)
    _write(pilot, newest[0])


def _note_hours(pilot: Pilot) -> None:
    """Preparation and presence of staff; volunteers helped at every other session."""
    held = Session.objects.filter(pilot=pilot).held().order_by()
    duration = Coalesce(F("duration_hours"), 2.0)
    held.update(staff_hours=2 * duration + 3 + Mod(F("pk"), 3))
    held.annotate(turn=Mod(F("pk"), 2)).filter(turn=0).update(volunteer_hours=1.5 * duration)


def _divide_costs(pilot: Pilot, sessions: list[Session]) -> None:
    """Lines that add up to the cost of their session, and what the pilot spent on no session."""
    lines = []
    for at, session in enumerate(sessions):
        rest = Decimal(session.cost or 0)
        if rest < 1:
            continue
        *first, last = SHARES[at % len(SHARES)]
        amounts = [(category, (rest * share / 100).quantize(Decimal("0.01"))) for category, share in first]
        amounts.append((last[0], rest - sum(amount for _category, amount in amounts)))
        lines += [Spending(pilot=pilot, session=session, category=category, amount=amount, spent_on=session.held_on)
                  for category, amount in amounts]
    day = pilot.start_date or pilot.local_date()
    lines += [
        Spending(pilot=pilot, category=category, amount=Decimal(amount), spent_on=day + timedelta(days=40 * at),
                 note=demo_texts.SPENT_ON[at])
        for at, (category, amount) in enumerate(OWN)
    ]
    Spending.objects.bulk_create(lines)


def _write(pilot: Pilot, latest: Session) -> None:
    """A thank-you that went out, an invitation that did not reach everybody, and a draft. No mail is sent."""
    coming = Session.objects.filter(pilot=pilot).coming(pilot.local_date()).order_by("held_on").first()
    _send(draft_about_session(session=latest, kind=MessageKind.THANK_YOU, audience_code="pilot", by=None), pilot, 25)
    if coming is not None:
        invitation = draft_about_session(session=coming, kind=MessageKind.INVITATION, audience_code="pilot", by=None)
        _send(invitation, pilot, 3, failed=1)
    draft_about_session(session=latest, kind=MessageKind.WHAT_BECAME, audience_code="pilot", by=None)


def _send(message: Message, pilot: Pilot, days_ago: int, *, failed: int = 0) -> None:
    """Make it look released some days ago: sent to those who agreed, with the reason for everybody else."""
    states, then = MessageRecipient.State, timezone.now() - timedelta(days=days_ago)
    people = pilot.involvements.filter(valid_until=None, stakeholder__contact__isnull=False).order_by("stakeholder")
    keys = list(people.values_list("stakeholder", flat=True))
    agreed = set(Consent.objects.filter(stakeholder__in=keys, purpose="email").values_list("stakeholder", flat=True))
    rows = [MessageRecipient(message=message, stakeholder_id=key, language="en", not_before=then) for key in keys]
    for at, row in enumerate(rows):
        if row.stakeholder_id not in agreed:
            row.state, row.reason = states.SKIPPED, LeftOut.NO_CONSENT
            continue
        row.tried_at, row.attempts = then, 1
        if at < failed:
            row.state, row.reason = states.FAILED, Failed.REFUSED
        else:
            row.state, row.sent_at = states.SENT, then
    MessageRecipient.objects.bulk_create(rows)
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.RELEASED, released_at=then, created_at=then, created_by_name="Demo Manager")
